/** `smpscope explore FILE --model lkmm`: a scenario or a C litmus test under the Linux-kernel memory model. */
import { readFileSync } from 'node:fs';
import { litmusHeader, safeJson } from '../base/index.ts';
import { compileKernelLitmus, formatDiagnostic, type Scenario, type Settings } from '../scenario/index.ts';
import { counted } from './counted.ts';
import {
  judgeKernelScenario,
  judgeKernelTest,
  kernelScenario,
  KERNEL_LIMITS,
  type KernelVerdict,
} from './kernel-verdict.ts';
import { fullSettings, loadScenario, makeProgram } from './scenario-files.ts';
import { readSettings } from './settings.ts';
import { readCount, UserError } from './user-error.ts';

interface Wanted {
  readonly set?: readonly string[] | undefined;
  readonly seconds?: string | undefined;
  readonly json?: boolean | undefined;
}

export function exploreKernel(what: string, { set = [], seconds, json }: Wanted): number {
  if (what.includes('#'))
    throw new UserError(
      'A link says which run is meant, and the Linux-kernel memory model has none: name the file.',
    );
  const limits = seconds === undefined ? KERNEL_LIMITS : { ms: readCount(seconds, 'seconds') * 1000 };
  const text = litmusText(what);
  if (text !== null) {
    const compiled = compileKernelLitmus(text);
    if (compiled.kind !== 'test') throw new UserError(formatDiagnostic(what, text, compiled.diagnostic));
    return tell(
      { scenario: compiled.test.name, options: {}, warnings: [] },
      judgeKernelTest(compiled, limits),
      json,
    );
  }
  const file = loadScenario(what);
  const settings = readSettings(set);
  // Names and values of options are looked at first, so that a mistake there is told as such.
  makeProgram(file, settings);
  const made = kernelOf(what, file.text, file.scenario, settings);
  const options = fullSettings(file.scenario, settings);
  return tell(
    { scenario: file.scenario.id, options, warnings: file.warnings },
    judgeKernelScenario(made, limits),
    json,
  );
}

/** Throws where the scenario has something that the model does not speak of. */
export function kernelOf(
  path: string,
  text: string,
  scenario: Scenario,
  settings: Settings,
): ReturnType<typeof kernelScenario> {
  return kernelScenario(scenario, settings, (message, from, to) =>
    formatDiagnostic(path, text, { severity: 'error', code: 'beyond-lkmm', message, from, to }),
  );
}

function litmusText(path: string): string | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  return litmusHeader(text) ? text : null;
}

interface About {
  readonly scenario: string;
  readonly options: Settings;
  readonly warnings: readonly unknown[];
}

/** In the shape of every model's answer; what an axiomatic one has not is null or 0. */
function tell(about: About, found: KernelVerdict, json: boolean | undefined): number {
  const { verdict, properties, outcomes, states, ms, limit, reasons } = found;
  if (json === true) {
    const none = {
      witness: null,
      steps: 0,
      squashed: 0,
      fates: null,
      reduced: false,
      coverage: null,
      link: null,
    };
    console.log(
      safeJson(
        { ...about, model: 'lkmm', verdict, properties, outcomes, states, ms, limit, ...none, reasons },
        2,
      ),
    );
  } else for (const line of lines(found)) console.log(line);
  return verdict === 'holds' ? 0 : verdict === 'bounded' ? 3 : 1;
}

function lines({ verdict, properties, outcomes, states, ms, limit, reasons }: KernelVerdict): string[] {
  return [
    `${verdict}${properties.length > 0 ? `: ${properties.join(', ')}` : ''}`,
    ...(limit === 'loop' ? ['Loops were followed for two rounds; what comes later is not looked at.'] : []),
    ...(limit === 'time' ? ['There was more than could be looked at: --seconds S takes longer.'] : []),
    ...outcomes.map(
      ({ kind, label, finals }) =>
        `  ${kind.padEnd(8)}  ${label}  (${finals} final state${finals === 1 ? '' : 's'})`,
    ),
    ...reasons.flatMap(({ property, lines: told }) => [`${property}:`, ...told.map((line) => `  ${line}`)]),
    `${counted(states, 'execution')}, ${Math.round(ms)} ms`,
  ];
}
