/**
 * How long it takes to be told which orderings a scenario needs, and what would repair one that fails: every bundled one that
 * is asked about something, in one thread (pages and the command line share the work among as many as there are), in
 * processor time. What is needed is asked under all models, of the first variant that holds, or the scenario as it stands;
 * repairs of the first variant that fails, under its model.
 */
import {
  dependencyNeeds,
  findNeeds,
  findRepairs,
  finish,
  judgedOnce,
  placeBefore,
  Versions,
  type Judge,
} from '../src/advice/index.ts';
import type { Model } from '../src/machine/index.ts';
import { findOrderings, findStrengthenings, rewrite, type Scenario } from '../src/scenario/index.ts';
import { bundledScenarios, median } from './bundled-scenarios.ts';
import type { Row } from './row.ts';

/** As the command line has them; a dependency is searched as long as there. */
const LIMITS = { states: 300_000, ms: 10_000 };
const DEPENDENCY_LIMITS = { states: 300_000, ms: 2000 };
const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];
const NEEDED_MS = 2000;
const REPAIR_MS = 10_000;

export async function measure(): Promise<readonly Row[]> {
  const scenarios = bundledScenarios();
  const needed = await timesOf(scenarios, needs);
  const repaired = await timesOf(scenarios, repair);
  return [
    rowOf('which orderings a scenario needs under three models', NEEDED_MS, needed, 'without any'),
    rowOf('what would repair a scenario', REPAIR_MS, repaired, 'without a variant that fails'),
  ];
}

interface Times {
  readonly all: readonly number[];
  readonly notAsked: number;
}

function rowOf(what: string, most: number, { all, notAsked }: Times, without: string): Row {
  const middle = median(all);
  const over = all.filter((time) => time > most).length;
  return {
    what: `${what}, one thread, ${String(all.length)} bundled (${String(notAsked)} ${without})`,
    budget: `≤ ${String(most / 1000)} s`,
    figure: `${(middle / 1000).toFixed(2)} s (at most ${(Math.max(...all) / 1000).toFixed(1)} s, ${String(over)} over)`,
    within: middle <= most,
  };
}

/** `ask` gives null where there is nothing to ask. */
async function timesOf(
  scenarios: readonly Scenario[],
  ask: (scenario: Scenario) => Promise<void> | null,
): Promise<Times> {
  const all: number[] = [];
  for (const scenario of scenarios) {
    const began = process.cpuUsage();
    const asked = ask(scenario);
    if (!asked) continue;
    await asked;
    const { user, system } = process.cpuUsage(began);
    all.push((user + system) / 1000);
  }
  return { all, notAsked: scenarios.length - all.length };
}

function needs({ text, variants }: Scenario): Promise<void> | null {
  const orderings = findOrderings(text);
  if (orderings.length === 0) return null;
  const settings = variants.find(({ expect }) => expect === 'holds')?.settings ?? {};
  const versions = new Versions(text, settings);
  return findNeeds(orderings, MODELS, judgeIn(versions)).then(() => {
    const program = versions.program([]);
    if (program) finish(dependencyNeeds(program, text, DEPENDENCY_LIMITS));
  });
}

function repair({ text, variants, options, arch }: Scenario): Promise<void> | null {
  const variant = variants.find(({ expect }) => expect !== 'holds');
  if (!variant) return null;
  const arches = options.find(({ name }) => name === 'arch')?.values ?? [arch];
  const judge = judgeIn(new Versions(text, variant.settings));
  return findRepairs(findStrengthenings(text, arches), [variant.model], judge, (edits, place) =>
    placeBefore(rewrite(text, edits).pieces, place),
  ).then(() => undefined);
}

function judgeIn(versions: Versions): Judge {
  return judgedOnce((edits, model, first = false) =>
    Promise.resolve(versions.judge(edits, model, { ...LIMITS, first })),
  );
}
