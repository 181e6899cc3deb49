/** One variant explored, one interleaving replayed: what `check` does many times. */
import {
  aheadWords,
  endMissed,
  explore,
  exploreVerdict,
  playSchedule,
  type Run,
  type VerdictKind,
  type RunProblem,
} from '../explore/index.ts';
import type { Machine } from '../machine/index.ts';
import { formatDiagnostic, type Interleaving, type Settings, type Variant } from '../scenario/index.ts';
import { fullSettings, makeMachine, type ScenarioFile } from './scenario-files.ts';
import { linkTo } from './site-link.ts';
import { refusalLines } from './why-refused.ts';

export interface CheckedVariant {
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

export interface CheckedInterleaving {
  readonly id: string;
  readonly title: string;
  readonly replays: boolean;
  /** Row that must be refused, counted from 1. */
  readonly impossibleAt: number | null;
  readonly ends: Run['end'];
  readonly reading: Interleaving['reading'];
  /** Of a drawn one: how many rows are in another order between columns than they are drawn; null where it cannot be. */
  readonly wishesBroken: number | null;
  /** Of a drawn one that can be: what is to be said of its order. */
  readonly words: string | null;
  /** Why its last row is not played: `FILE:LINE:COL row message`, the line, a caret. */
  readonly problem: string | null;
  /** The chain of orderings by which it cannot be. */
  readonly because: readonly string[];
}

export async function checkVariant(
  file: ScenarioFile,
  variant: Variant,
  limit: number,
): Promise<CheckedVariant> {
  const { id, title, settings, model, expect } = variant;
  const machine = makeMachine(file, settings, model);
  const {
    verdict,
    properties,
    states,
    steps,
    ms,
    witness: keys,
  } = expect === 'holds'
    ? exploreVerdict(machine, { states: limit })
    : explore(machine, { states: limit, paths: false });
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

export function checkInterleaving(file: ScenarioFile, interleaving: Interleaving): CheckedInterleaving {
  const { id, title, impossibleAt, reading, ends } = interleaving;
  const row = impossibleAt === null ? null : impossibleAt + 1;
  const machine = machineOf(file, interleaving);
  const run = playSchedule(machine, interleaving, null);
  const isPlayed = impossibleAt === null ? run.problem === null : run.end === 'impossible';
  const missed = isPlayed && ends ? endMissed(machine, run, ends) : null;
  return {
    id,
    title,
    replays: isPlayed && missed === null,
    impossibleAt: row,
    ends: run.end,
    reading,
    wishesBroken: run.problem ? null : (run.drawn?.broken.length ?? 0),
    words:
      run.problem || !run.drawn
        ? null
        : [run.drawn.words, aheadWords(machine, run)].filter(Boolean).join('; '),
    because: run.problem && !isPlayed ? refusalLines(machine.program, machine.model, interleaving) : [],
    problem: missed === null ? run.problem && told(file, interleaving, run.problem) : `${id}: ${missed}`,
  };
}

/** Where the row stands that is not played, and why. */
function told(
  { path, text }: ScenarioFile,
  { rows, id }: Interleaving,
  { row, message }: RunProblem,
): string {
  const at = rows[row ?? 0];
  if (!at) return `${id}: ${message}`;
  const { from, to } = at;
  return formatDiagnostic(path, text, { severity: 'error', code: 'row', message, from, to });
}

/** Plays a named interleaving under the settings of its variant. */
export function playInterleaving(file: ScenarioFile, interleaving: Interleaving): Run {
  return playSchedule(machineOf(file, interleaving), interleaving, null);
}

function machineOf(file: ScenarioFile, interleaving: Interleaving): Machine {
  const variant = variantOf(file, interleaving);
  return makeMachine(file, variant?.settings ?? {}, variant?.model ?? file.scenario.model);
}

export function variantOf({ scenario }: ScenarioFile, { of }: Interleaving): Variant | null {
  return scenario.variants.find(({ id }) => id === of) ?? null;
}
