/** `smpscope check`: every variant explored, every interleaving replayed, each compared with what the scenario says. */
import { explore, playSchedule, type Run, type VerdictKind } from '../explore/index.ts';
import type { Interleaving, Settings, Variant } from '../scenario/index.ts';
import { DEFAULT_LIMIT } from './explore.ts';
import {
  bundledFiles,
  fullSettings,
  loadScenario,
  makeMachine,
  type ScenarioFile,
} from './scenario-files.ts';
import { linkTo } from './site-link.ts';
import { readArguments, readCount, UserError } from './user-error.ts';

interface CheckedVariant {
  readonly id: string;
  readonly title: string;
  readonly options: Settings;
  readonly model: string;
  readonly expect: string;
  readonly verdict: VerdictKind;
  readonly properties: readonly string[];
  readonly states: number;
  readonly steps: number;
  readonly ms: number;
  readonly witness: string | null;
  /** As expected: the verdict and every property named. */
  readonly ok: boolean;
}

interface CheckedInterleaving {
  readonly id: string;
  readonly title: string;
  readonly replays: boolean;
  /** Row that must be refused, counted from 1. */
  readonly impossibleAt: number | null;
  readonly ends: Run['end'];
  readonly problem: string | null;
}

export async function runCheck(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    json: { type: 'boolean' },
    limit: { type: 'string' },
  });
  const limit = values.limit === undefined ? DEFAULT_LIMIT : readCount(values.limit, 'limit');
  const { files, unusable } = loadAll(positionals.length > 0 ? positionals : bundledFiles());
  let ok = true;
  const scenarios = [];
  for (const file of files) {
    const { scenario, path } = file;
    const variants: CheckedVariant[] = [];
    for (const variant of scenario.variants) variants.push(await checkVariant(file, variant, limit));
    const interleavings = scenario.interleavings.map((one) => checkInterleaving(file, one));
    const claims = scenario.claims.map(({ id, by, shownBy }) => ({ id, by, shownBy }));
    ok &&= variants.every((variant) => variant.ok) && interleavings.every(({ replays }) => replays);
    scenarios.push({ id: scenario.id, file: path, variants, interleavings, claims });
    if (!values.json) printScenario(scenario.id, variants, interleavings);
  }
  if (values.json) console.log(JSON.stringify({ scenarios }, null, 2));
  return unusable ? 2 : ok ? 0 : 1;
}

/** Loads what can be loaded and tells of the rest. */
function loadAll(paths: readonly string[]): { files: readonly ScenarioFile[]; unusable: boolean } {
  let unusable = false;
  const files = paths.flatMap((path) => {
    try {
      return [loadScenario(path)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(error.message);
      unusable = true;
      return [];
    }
  });
  return { files, unusable };
}

async function checkVariant(file: ScenarioFile, variant: Variant, limit: number): Promise<CheckedVariant> {
  const { id, title, settings, model, expect } = variant;
  const machine = makeMachine(file, settings, model);
  const {
    verdict,
    properties,
    states,
    steps,
    ms,
    witness: keys,
  } = explore(machine, { states: limit, paths: false });
  const { program } = machine;
  const step = keys?.length ?? 0;
  const witness = keys && (await linkTo({ file, program, settings, model, keys, step }));
  const ok = verdict === expect && variant.properties.every((slug) => properties.includes(slug));
  const options = fullSettings(file.scenario, settings);
  const rounded = Math.round(ms * 10) / 10;
  return {
    id,
    title,
    options,
    model,
    expect: expected(variant),
    verdict,
    properties,
    states,
    steps,
    ms: rounded,
    witness,
    ok,
  };
}

function expected({ expect, properties }: Variant): string {
  return [expect, ...properties].join(' ');
}

function checkInterleaving(file: ScenarioFile, interleaving: Interleaving): CheckedInterleaving {
  const { id, title, impossibleAt } = interleaving;
  const row = impossibleAt === null ? null : impossibleAt + 1;
  const run = playInterleaving(file, interleaving);
  const replays = impossibleAt === null ? run.problem === null : run.end === 'impossible';
  const problem = run.problem && `row ${(run.problem.row ?? 0) + 1}: ${run.problem.message}`;
  return { id, title, replays, impossibleAt: row, ends: run.end, problem };
}

/** Plays a named interleaving under the settings of its variant. */
export function playInterleaving(file: ScenarioFile, interleaving: Interleaving): Run {
  const variant = variantOf(file, interleaving);
  const machine = makeMachine(file, variant?.settings ?? {}, variant?.model ?? file.scenario.model);
  return playSchedule(machine, interleaving, null);
}

export function variantOf({ scenario }: ScenarioFile, { of }: Interleaving): Variant | null {
  return scenario.variants.find(({ id }) => id === of) ?? null;
}

function printScenario(
  id: string,
  variants: readonly CheckedVariant[],
  interleavings: readonly CheckedInterleaving[],
): void {
  console.log(id);
  for (const { id: name, ok, model, expect, verdict, properties, states, ms } of variants) {
    const found = [verdict, ...properties].join(' ');
    const answer = ok ? found : `${found}, expected ${expect}`;
    console.log(
      `  ${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(28)} ${model.padEnd(4)} ${answer}  (${states} states, ${ms} ms)`,
    );
  }
  for (const { id: name, replays, ends, problem } of interleavings) {
    console.log(
      `  ${replays ? 'ok  ' : 'FAIL'} ${name.padEnd(28)} ${ends}${replays ? '' : `: ${problem ?? ''}`}`,
    );
  }
}
