/** `smpscope export FILE --format F`: the scenario as a model for Spin, a C litmus test for herd7, or a graph of its states. */
import { assertNever } from '../base/index.ts';
import { graphviz, litmusTest, promela, type PromelaSource } from '../export/index.ts';
import { buildLattice, Exploration } from '../explore/index.ts';
import type { Model } from '../machine/index.ts';
import { preludeText } from '../scenario/index.ts';
import { checkReadBack, onArch } from './litmus-read-back.ts';
import { readModel, readSettings } from './settings.ts';
import { loadScenario, makeMachine, makeProgram, type ScenarioFile } from './scenario-files.ts';
import { onlyOne, readArguments, UserError } from './user-error.ts';

const FORMATS = ['promela', 'litmus', 'dot'] as const;
/** A graph of more could not be read. */
const MOST_NODES = 3000;

type Settings = Readonly<Record<string, string>>;

export function runExport(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    format: { type: 'string' },
    model: { type: 'string' },
    set: { type: 'string', multiple: true },
  });
  const file = loadScenario(onlyOne(positionals, 'a scenario file'));
  const format = FORMATS.find((one) => one === values.format);
  if (!format) throw new UserError(`Name the format: --format ${FORMATS.join(', ')}.`);
  const settings = readSettings(values.set ?? []);
  const model = values.model === undefined ? null : readModel(values.model);
  process.stdout.write(textOf(file, format, settings, model));
  return Promise.resolve(0);
}

function textOf(
  file: ScenarioFile,
  format: (typeof FORMATS)[number],
  settings: Settings,
  wanted: Model | null,
): string {
  const { path, scenario } = file;
  switch (format) {
    case 'promela': {
      const model = wanted ?? (scenario.model === 'arm' ? 'sc' : scenario.model);
      const text = promela(makeProgram(file, settings), model, sourceOf(file, settings));
      return text.ok ? text.value : refuse(`${path} cannot be exported for Spin under ${model}`, text.error);
    }
    case 'litmus': {
      if (wanted !== null) throw new UserError('A litmus test is for every memory model: leave --model out.');
      const program = makeProgram(file, onArch(scenario, settings, 'arm64'));
      const text = litmusTest(program, { name: scenario.id, lines: headOf(file, settings) });
      if (!text.ok) return refuse(`${path} cannot be said in a C litmus test`, text.error);
      const { differs, unknown } = checkReadBack(file, settings, program, text.value);
      if (unknown.length > 0)
        console.error(
          `It was not read back and compared under ${unknown.join(', ')} (it has too many states, or another architecture): there it is taken at its word.`,
        );
      return differs.length === 0
        ? text.value
        : refuse(`${path} cannot be said in a C litmus test: read back, it ends otherwise`, differs);
    }
    case 'dot': {
      const model = wanted ?? scenario.model;
      const machine = makeMachine(file, settings, model);
      const exploration = new Exploration(machine, { states: MOST_NODES, paths: false });
      exploration.advance(Number.POSITIVE_INFINITY);
      if (exploration.result.limit !== null)
        return refuse(`${path} has no graph that could be read`, [
          `it has more than ${MOST_NODES} states under ${model}`,
        ]);
      const work = buildLattice(exploration.graph, exploration.fates);
      let step = work.next();
      while (!step.done) step = work.next();
      return graphviz(step.value, machine.program, [scenario.title, `under ${model}`].join(', '));
    }
    default:
      return assertNever(format);
  }
}

function refuse(what: string, reasons: readonly string[]): never {
  throw new UserError(`${what}:\n  ${reasons.join('\n  ')}`);
}

function headOf({ scenario }: ScenarioFile, settings: Settings): readonly string[] {
  const chosen = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return [scenario.title, ...(chosen.length > 0 ? [chosen.join(', ')] : [])];
}

/** Where the program comes from: file, options, and the line of each statement. */
function sourceOf({ path, text }: ScenarioFile, settings: Settings): PromelaSource {
  const chosen = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return {
    origin: [`From ${path}`, ...chosen].join(', '),
    placeOf: ({ file, from }) => {
      const whole = file === 0 ? text : preludeText();
      const line = whole.slice(0, from).split('\n').length;
      return file === 0 ? `line ${line}` : 'prelude';
    },
  };
}
