/**
 * How long it takes to be told which orderings a scenario needs, and what would repair one that fails: bundled ones, in one
 * thread (pages and the command line share the work among as many as there are). Each scenario counts with its first variant that
 * holds, and with its first that fails.
 */
import {
  dependencyNeeds,
  findNeeds,
  findRepairs,
  finish,
  judge,
  judgedOnce,
  placeBefore,
  sameCode,
  type Judge,
} from '../src/advice/index.ts';
import { createMachine } from '../src/machine/index.ts';
import {
  compileScenario,
  findOrderings,
  findStrengthenings,
  instantiate,
  rewrite,
  type Scenario,
} from '../src/scenario/index.ts';
import { bundledScenarios, median } from './bundled-scenarios.ts';
import type { Row } from './row.ts';

type Variant = Scenario['variants'][number];

const STATES = 300_000;
const NEEDED_MS = 2000;
const REPAIR_MS = 10_000;

export async function measure(): Promise<readonly Row[]> {
  const scenarios = bundledScenarios();
  const needed = await timesOf(scenarios, ({ expect }) => expect === 'holds', needs);
  const repaired = await timesOf(scenarios, ({ expect }) => expect !== 'holds', repair);
  return [
    rowOf('which orderings a scenario needs', NEEDED_MS, needed),
    rowOf('what would repair a scenario', REPAIR_MS, repaired),
  ];
}

function rowOf(what: string, most: number, times: readonly number[]): Row {
  const middle = median(times);
  return {
    what: `${what}, one thread, ${String(times.length)} bundled`,
    budget: `≤ ${String(most / 1000)} s`,
    figure: `${(middle / 1000).toFixed(2)} s (at most ${(Math.max(...times) / 1000).toFixed(1)} s)`,
    within: middle <= most,
  };
}

async function timesOf(
  scenarios: readonly Scenario[],
  isAsked: (variant: Variant) => boolean,
  ask: (scenario: Scenario, variant: Variant) => Promise<void>,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (const scenario of scenarios) {
    const variant = scenario.variants.find(isAsked);
    if (!variant) continue;
    const began = performance.now();
    await ask(scenario, variant);
    times.push(performance.now() - began);
  }
  return times;
}

async function needs(scenario: Scenario, variant: Variant): Promise<void> {
  const { text } = scenario;
  await findNeeds(findOrderings(text), [variant.model], judgeOf(text, variant));
  const program = variant.model === 'arm' ? instantiate(scenario, variant.settings).program : null;
  if (program) finish(dependencyNeeds(program, text, { states: STATES, ms: NEEDED_MS }));
}

async function repair(scenario: Scenario, variant: Variant): Promise<void> {
  const { text, options, arch } = scenario;
  const arches = options.find(({ name }) => name === 'arch')?.values ?? [arch];
  await findRepairs(
    findStrengthenings(text, arches),
    [variant.model],
    judgeOf(text, variant),
    (edits, place) => placeBefore(rewrite(text, edits).pieces, place),
  );
}

function judgeOf(text: string, { settings }: Variant): Judge {
  const programOf = (version: string) => {
    const { scenario } = compileScenario(version, 'advice');
    return scenario && instantiate(scenario, settings).program;
  };
  const base = programOf(text);
  return judgedOnce((edits, model) => {
    const program = edits.length === 0 ? base : programOf(rewrite(text, edits).text);
    if (!base || !program) return Promise.resolve({ k: 'refused', message: 'it does not compile' });
    if (edits.length > 0 && sameCode(base, program)) return Promise.resolve({ k: 'same' });
    return Promise.resolve({ k: 'judged', ...judge(createMachine(program, model), { states: STATES }) });
  });
}
