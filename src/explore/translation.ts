/**
 * The same run on another machine: under another memory model, other options, a text that has changed. Not the same
 * choices but the same effects in the same order (effects.ts); what only this machine needs in between (an issue, a walk,
 * a prediction) is filled in.
 *
 *     tso   1 reads x   0:x visible   1:y visible        sc   1:y visible   1 reads x   0:x visible
 *
 * Found by a search along the effects, best first: whoever has done more of them, then whoever needed less besides. Where
 * they cannot be done in this order, a CPU may do one of its later ones sooner, as long as every read still takes its
 * value from the same writer; where even that ends, the run ends, and `broken` says why.
 */
import { VIOLATED, type Machine } from '../machine/index.ts';
import type { Run } from './api.ts';
import { statementsOf } from './cpu-code.ts';
import { effectsOfKeys, effectsOfRun, isSameEffect, type Effect } from './effects.ts';
import type { FateMap } from './exploration.ts';
import { isVoid, Player } from './player.ts';
import { replay } from './replay.ts';
import { standIns } from './stand-ins.ts';
import { countDone, EFFORT, farthest, turnOf, type Place } from './telling.ts';
import { isPossible, movedWords, whyBroken, whyHarmless } from './translation-words.ts';

export interface Translation {
  readonly run: Run;
  /** For each position of the run, from the start, the position of the old run that it corresponds to. */
  readonly positions: readonly number[];
  /** For each step of the run, the steps of the old run (from 1) that it does. */
  readonly repeats: readonly (readonly number[])[];
  /** Where the old run ends to be possible: its step (from 1), and why in a sentence. Null where all of it is. */
  readonly broken: { readonly step: number; readonly why: string } | null;
  /** What happens sooner than it did, in words; empty where the order is the same. */
  readonly moved: readonly string[];
  /** Number of steps of the old run whose statements this program does not have. */
  readonly gone: number;
  /** Number of the old run's effects that are not done, `gone` ones not counted. */
  readonly left: number;
}

/** What is translated: a run of another machine, or choice keys where the machine that made them is not known. */
export type Told =
  | { readonly machine: Machine; readonly run: Run }
  | { readonly machine: null; readonly keys: readonly string[] };

/** Plays what `told` does on `machine`, as far as it goes. With `whole` what cannot be done as it was is done as it can
 *  be, or left out, so that the run goes on to its end: the nearest run there is. */
export function translate(machine: Machine, told: Told, fates: FateMap | null, whole: boolean): Translation {
  const { effects, gone, ended, length, moved } = wanted(machine, told);
  const isReal = ({ state }: Place) => !(fates ? fates.isVoid(state) : isVoid(machine, state));
  const count = (place: Place) => countDone(effects, place);
  const all = effects.filter(({ hard }) => hard).length;
  /** In the order told if that is possible to the end, else as much as possible. */
  const find = (from: Place, loose: ReadonlySet<number>): Place => {
    const telling = { machine, effects, loose };
    const strict = farthest({ ...telling, reorders: false, effort: { steps: EFFORT } }, from, isReal, ended);
    if (count(strict) === all) return strict;
    const freer = farthest({ ...telling, reorders: true, effort: { steps: EFFORT } }, from, isReal, ended);
    return count(freer) > count(strict) ? freer : strict;
  };
  const same = told.machine && !moved ? asItIs(machine, told.machine, told.run, fates) : null;
  if (same) return same;
  let end = trimmed(machine, effects, find(startOf(machine), new Set()));
  let turn = turnOf(effects, end.at, end.ahead);
  const step = effects[turn]?.step;
  const broken =
    step === undefined
      ? harmless(machine, told, effects, end)
      : { step, why: whyBroken(machine, effects, end, turn) };
  if (whole) {
    const loose = new Set<number>();
    while (turn < effects.length && !end.ended) {
      // First the same access whatever it finds, then without it.
      if (!loose.has(turn)) loose.add(turn);
      else end = { ...end, ahead: new Set([...end.ahead, turn]) };
      end = find(end, loose);
      turn = turnOf(effects, end.at, end.ahead);
    }
  }
  return tell(machine, fates, { effects, gone, length, broken }, end);
}

/** All that the old run did is done, but what it violated is not violated by that here. */
function harmless(
  machine: Machine,
  told: Told,
  effects: readonly Effect[],
  end: Place,
): Translation['broken'] {
  if (!told.machine || told.run.end !== 'violated') return null;
  for (let place: Place | null = end; place; place = place.before)
    if (place.trace?.status === VIOLATED || place.trace?.reports.length) return null;
  const last = told.run.steps.findLast(({ trace }) => trace.violated !== null || trace.reports.length > 0);
  const slug = told.machine.program.properties[last?.trace.violated ?? last?.trace.reports[0] ?? -1]?.slug;
  return {
    step: told.run.steps.length,
    why: whyHarmless(machine, effects, movesOf(effects, end), slug ?? 'anything'),
  };
}

/** The very same choices, where they are possible here and do the same. */
function asItIs(machine: Machine, old: Machine, run: Run, fates: FateMap | null): Translation | null {
  const again = replay(
    machine,
    run.steps.map(({ key }) => key),
    fates,
  );
  if (again.problem || (again.end !== run.end && run.end !== 'impossible')) return null;
  const [before, after] = [effectsOfRun(old, run), effectsOfRun(machine, again)];
  const isSame =
    before.length === after.length &&
    before.every((effect, nth) => {
      const other = after[nth];
      return other !== undefined && isSameEffect(effect, other);
    });
  if (!isSame) return null;
  return {
    run: again,
    positions: [0, ...run.steps.map((_, nth) => nth + 1)],
    repeats: run.steps.map((_, nth) => [nth + 1]),
    broken: null,
    moved: [],
    gone: 0,
    left: 0,
  };
}

/**
 * Without what others did at the end after the CPU that cannot go on stopped: in the old run it came after what is not
 * possible. Kept where it is the reason.
 */
function trimmed(machine: Machine, effects: readonly Effect[], end: Place): Place {
  const turn = turnOf(effects, end.at, end.ahead);
  const wanted = effects[turn];
  if (!wanted || end.ended) return end;
  let place = end;
  while (place.before && place.trace?.info.cpu !== wanted.cpu && place.did.every((nth) => nth > turn))
    place = place.before;
  if (place === end || turnOf(effects, place.at, place.ahead) !== turn) return end;
  return isPossible(machine, place, wanted) ? end : place;
}

function startOf(machine: Machine): Place {
  const state = new Int32Array(machine.width);
  machine.initial(state, 0);
  const ended = machine.isEnded(state, 0);
  return {
    state,
    at: 0,
    ahead: new Set(),
    writers: new Map(),
    cost: 0,
    before: null,
    trace: null,
    did: [],
    ended,
  };
}

/** The effects of the old run that this program has statements for. */
function wanted(machine: Machine, told: Told) {
  const { program } = machine;
  const all = told.machine ? effectsOfRun(told.machine, told.run) : effectsOfKeys(machine, told.keys);
  const renamed =
    told.machine && told.machine.program !== program ? standIns(told.machine.program, program) : null;
  const missing = new Set<number>();
  const effects = all.flatMap((effect): Effect[] => {
    const { cpu, statement, hard, step } = effect;
    const other = renamed?.get(`${cpu} ${statement}`);
    const key = other ?? statement;
    if (key === '' || (other !== null && statementsOf(program, cpu).has(key)))
      return [{ ...effect, statement: key }];
    if (hard) missing.add(step);
    return [];
  });
  const ended = told.machine !== null && (told.run.end === 'finished' || told.run.end === 'violated');
  return {
    effects,
    gone: missing.size,
    ended,
    length: told.machine ? told.run.steps.length : told.keys.length,
    /** Its keys name other statements here, so that the same keys are not the same run. */
    moved: all.some(({ cpu, statement }) => renamed?.has(`${cpu} ${statement}`)),
  };
}

/** The way to a place as a run, and how it stands to the old one. */
function tell(
  machine: Machine,
  fates: FateMap | null,
  told: {
    readonly effects: readonly Effect[];
    readonly gone: number;
    readonly length: number;
    readonly broken: Translation['broken'];
  },
  end: Place,
): Translation {
  const { effects, gone, length, broken } = told;
  const way = wayTo(end);
  const player = new Player(machine, fates);
  for (const { trace } of way) if (trace) player.take(trace.info.choice);
  const positions = way.map(({ at, ahead }) => {
    const turn = effects[turnOf(effects, at, ahead)];
    return turn ? turn.step - 1 : length;
  });
  const repeats = way.slice(1).map(({ did }) => [...new Set(did.flatMap((nth) => effects[nth]?.step ?? []))]);
  const moved = movedWords(machine, effects, movesOf(effects, end));
  const done = new Set(way.flatMap(({ did }) => did));
  const left = effects.filter(({ hard }, nth) => hard && !done.has(nth)).length;
  return { run: player.run(), positions, repeats, broken, moved, gone, left };
}

function wayTo(end: Place): readonly Place[] {
  const way: Place[] = [];
  for (let place: Place | null = end; place; place = place.before) way.unshift(place);
  return way;
}

/** Effects done before their turn, each with the one whose turn it was. */
function movesOf(effects: readonly Effect[], end: Place) {
  const way = wayTo(end);
  return way.slice(1).flatMap(({ did }, nth) => {
    const from = way[nth];
    if (!from) return [];
    const turn = turnOf(effects, from.at, new Set([...from.ahead, ...did]));
    return did.filter((one) => effects[one]?.hard && one > turn).map((one) => ({ nth: one, turn }));
  });
}
