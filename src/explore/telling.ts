/**
 * The search along the effects of an old run (translation.ts): places in the new machine's states, each with what of the
 * old run has been done on the way to it, best first.
 */
import { SQUASHED, type Machine, type StepTrace } from '../machine/index.ts';
import { effectsOf, isSameAccess, isSameEffect, writersAfter, type Effect, type Writers } from './effects.ts';
import { Frontier } from './frontier.ts';

/** A way so far. */
export interface Place {
  readonly state: Int32Array;
  /** Behind the last hard effect before which all are done. */
  readonly at: number;
  /** What of the rest is done: soft effects, and hard ones before their turn. */
  readonly ahead: ReadonlySet<number>;
  readonly writers: Writers;
  readonly cost: number;
  readonly before: Place | null;
  readonly trace: StepTrace | null;
  /** Effects that the step did. */
  readonly did: readonly number[];
  readonly ended: boolean;
}

/** Steps tried before the search is content with what it has. */
export const EFFORT = 30_000;
/** Ends that are looked at for contradicting a guess. */
const DOUBTS = 12;
/** Places looked at behind the last effect. */
const REST = 400;

/** What a step costs; in addition where another CPU takes it than the one that is next, where it does an effect that was
 *  not told, or one before its turn; where what is soft or firm is passed over. */
const COST = { step: 1, other: 3, extra: 10, ahead: 50, passed: 3, firm: 40 };
/** What it is worth to have done an effect. */
const WORTH = { hard: 20, firm: 15, soft: 2 };

export interface Telling {
  readonly machine: Machine;
  readonly effects: readonly Effect[];
  /** A CPU's effect may be done before others that are told to come first. */
  readonly reorders: boolean;
  /** Effects whose read may take any value. */
  readonly loose: ReadonlySet<number>;
  readonly effort: { steps: number };
}

/** The place that has done most; where all is done, one behind the soft rest, and at the end if the run had ended. */
export function farthest(
  telling: Telling,
  first: Place,
  isReal: (place: Place) => boolean,
  toTheEnd: boolean,
): Place {
  const { machine, effects, effort } = telling;
  const frontier = new Frontier<Place>();
  const seen = new Set<string>();
  const add = (place: Place) => frontier.add(place, place.cost + toDo(effects, place));
  const best: Ranked[] = [];
  let done: Place | null = null;
  let [doubts, rest] = [DOUBTS, REST];
  add(first);
  for (let place = frontier.next(); place && effort.steps > 0 && rest > 0; place = frontier.next()) {
    const turn = turnOf(effects, place.at, place.ahead);
    if (turn === effects.length) {
      if (!done && doubts-- > 0 && isReal(place)) done = place;
      const over = place.ended || machine.isFinished(place.state, 0);
      if (done && (over || !toTheEnd) && (place === done || isReal(place))) return place;
      rest--;
    } else if (done) continue;
    keepBest(best, { place, count: countDone(effects, place) });
    for (const next of successors(telling, place)) {
      if (done && next.did.some((nth) => effects[nth]?.hard)) continue;
      const key = `${next.at} ${[...next.ahead].filter((nth) => effects[nth]?.hard).join()} ${next.state.join()}`;
      if (seen.has(key)) continue;
      seen.add(key);
      add(next);
    }
  }
  return done ?? best.find(({ place }) => place === first || isReal(place))?.place ?? first;
}

interface Ranked {
  readonly place: Place;
  /** Hard effects done. */
  readonly count: number;
}

/** Keeps the places that have done most, the cheapest of them first. */
function keepBest(best: Ranked[], one: Ranked): void {
  const behind = best.findLastIndex(
    ({ place, count }) => count > one.count || (count === one.count && place.cost <= one.place.cost),
  );
  if (behind + 1 < DOUBTS) best.splice(behind + 1, 0, one);
  if (best.length > DOUBTS) best.pop();
}

export function countDone(effects: readonly Effect[], { at, ahead }: Place): number {
  return effects.reduce((sum, { hard }, nth) => sum + Number(hard && (nth < at || ahead.has(nth))), 0);
}

/** The first hard effect that is not done. */
export function turnOf(effects: readonly Effect[], at: number, done: ReadonlySet<number>): number {
  for (let nth = at; nth < effects.length; nth++) if (effects[nth]?.hard && !done.has(nth)) return nth;
  return effects.length;
}

/** What is still to be done, as far as the way of doing it is open. */
function toDo(effects: readonly Effect[], { at, ahead }: Place): number {
  let worth = 0;
  for (let nth = at; nth < effects.length; nth++) if (!ahead.has(nth)) worth += worthOf(effects[nth]);
  return worth;
}

function worthOf(effect: Effect | undefined): number {
  if (!effect) return 0;
  return effect.hard ? WORTH.hard : effect.firm ? WORTH.firm : WORTH.soft;
}

/** Every step from a place that keeps to what is told. */
function successors(telling: Telling, place: Place): readonly Place[] {
  const { machine, effects, effort } = telling;
  if (place.ended) return [];
  const count = machine.enabled(place.state, 0);
  const found: Place[] = [];
  for (const choice of machine.choices.slice(0, count)) {
    effort.steps--;
    const state = new Int32Array(machine.width);
    const trace = machine.trace(place.state, 0, choice, state, 0);
    if (trace.status === SQUASHED) continue;
    const fit = fitting(telling, place, trace);
    if (!fit) continue;
    const { did } = fit;
    const done = new Set([...place.ahead, ...did]);
    const turn = turnOf(effects, place.at, done);
    // All hard effects before `turn` are done; the soft ones behind the last of them are still to come.
    const last = effects.findLastIndex(({ hard }, nth) => hard && nth < turn);
    const at = Math.max(place.at, last + 1);
    let passed = 0;
    for (let nth = place.at; nth < at; nth++)
      if (!done.has(nth)) passed += effects[nth]?.firm ? COST.firm : COST.passed;
    found.push({
      state,
      at,
      ahead: new Set([...done].filter((nth) => nth >= at)),
      writers: writersAfter(machine.program, place.writers, trace),
      cost: place.cost + COST.step + fit.cost + passed,
      before: place,
      trace,
      did,
      ended: machine.isEnded(state, 0),
    });
  }
  return found;
}

/** Which of the effects told a step does, and what it costs that it does others; null where it does one that may not be
 *  done now. */
function fitting(
  { machine, effects, reorders, loose }: Telling,
  place: Place,
  trace: StepTrace,
): { readonly did: readonly number[]; readonly cost: number } | null {
  const { info, issued } = trace;
  const did: number[] = [];
  const isOpen = (nth: number) => nth >= place.at && !place.ahead.has(nth) && !did.includes(nth);
  const turn = () => effects.findIndex(({ hard }, nth) => hard && isOpen(nth));
  const next = turn();
  let cost = 0;
  for (const effect of effectsOf(machine, trace, place.writers, 0)) {
    if (!effect.hard) continue;
    const nth = effects.findIndex((one, index) => isOpen(index) && isSameAccess(one, effect));
    const told = effects[nth];
    if (!told) {
      if (effect.does === 'irq' || effect.does === 'chooses') return null;
      cost += COST.extra;
      continue;
    }
    if (!isSameEffect(told, effect) && !loose.has(nth)) return null;
    if (nth !== turn()) {
      if (!reorders || effect.does === 'irq' || overtakes(effects, told, turn(), nth, isOpen)) return null;
      cost += COST.ahead;
    }
    did.push(nth);
  }
  const isHere = ({ hard, cpu, does, statement, alternative }: Effect) => {
    if (hard || cpu !== info.cpu) return false;
    if (does === 'issues')
      return issued.some(({ cpu: who, pc }) => who === cpu && keyAt(machine, pc) === statement);
    return does === info.kind && info.key.endsWith(alternative === null ? statement : `~${alternative}`);
  };
  const until = next < 0 ? effects.length : next;
  for (let nth = place.at; nth < until; nth++) {
    const effect = effects[nth];
    if (effect && isOpen(nth) && isHere(effect)) did.push(nth);
  }
  const isOther = did.length === 0 && next >= 0 && effects[next]?.cpu !== info.cpu;
  return { did, cost: cost + (isOther ? COST.other : 0) };
}

/** The writes of one location become visible in one order, whatever else changes. */
function overtakes(
  effects: readonly Effect[],
  { does, cell }: Effect,
  from: number,
  to: number,
  isOpen: (nth: number) => boolean,
): boolean {
  if (does !== 'writes' || cell === null) return false;
  return effects.some(
    (other, nth) => nth >= from && nth < to && isOpen(nth) && other.does === 'writes' && other.cell === cell,
  );
}

function keyAt({ program }: Machine, pc: number): string {
  return program.code[pc]?.at.key ?? '';
}
