/**
 * Which runs of the threads fit together: one run of each, thread by thread, such that every value that is read can be
 * written by somebody and that each location, once all who may access it have been chosen, has a coherent order. What
 * does not fit is left with everything behind it.
 */
import type { ThreadEvent } from './event.ts';
import { type LocationOrder, locationOrders, type PlaceStep } from './location-orders.ts';
import type { KernelProgram } from './program.ts';
import { skeletonOf, type Skeleton } from './skeleton.ts';
import { type LocalOrder, localOrder } from './thread-order.ts';
import type { ThreadRuns } from './thread-run.ts';

/** Orders of one location. */
const MOST_ORDERS = 50_000;

export interface Combination {
  readonly skeleton: Skeleton;
  /** By location: the orders of those that are accessed at all. */
  readonly orders: ReadonlyMap<number, readonly LocationOrder[]>;
}

export class TooManyOrders extends Error {}

/** What one run does at one location, with positions in the run as events. */
type Places = ReadonlyMap<number, readonly PlaceStep[]>;

interface Choice {
  readonly order: LocalOrder;
  readonly places: Places;
  /** `location:value` of its writes. */
  readonly writes: ReadonlySet<string>;
  /** Of its reads that no own earlier write explains. */
  readonly needs: readonly string[];
}

export class Combinations {
  private readonly program: KernelProgram;
  private readonly choices: readonly (readonly Choice[])[];
  /** For each location the last thread that may access it. */
  private readonly completed: readonly (readonly number[])[];
  /** What the threads from each one on may still write. */
  private readonly later: readonly ReadonlySet<string>[];
  private readonly memo = new Map<string, readonly LocationOrder[]>();
  private readonly chosen: Choice[] = [];
  private readonly numbers: number[] = [];

  constructor(program: KernelProgram, threads: readonly ThreadRuns[]) {
    this.program = program;
    this.choices = threads.map(({ runs }) =>
      runs
        .filter(({ wild }) => wild === null || program.wild !== undefined)
        .map((run) => choiceOf(program, localOrder(run))),
    );
    const last = new Map<number, number>();
    this.choices.forEach((runs, thread) => {
      for (const { places } of runs) for (const location of places.keys()) last.set(location, thread);
    });
    this.completed = this.choices.map((_, thread) =>
      [...last].flatMap(([location, by]) => (by === thread ? [location] : [])),
    );
    const later: Set<string>[] = [new Set<string>()];
    for (const runs of this.choices.toReversed()) {
      const known = new Set(later[0]);
      for (const { writes } of runs) for (const write of writes) known.add(write);
      later.unshift(known);
    }
    this.later = later;
  }

  /** Calls back for every combination; stops where that returns false. */
  each(visit: (combination: Combination) => boolean): void {
    this.choose(0, new Map(), visit);
  }

  private choose(
    thread: number,
    orders: ReadonlyMap<number, readonly LocationOrder[]>,
    visit: (combination: Combination) => boolean,
  ): boolean {
    const runs = this.choices[thread];
    if (runs === undefined) {
      const skeleton = skeletonOf(this.chosen.map(({ order }) => order));
      return visit({ skeleton, orders });
    }
    for (const [nth, choice] of runs.entries()) {
      this.chosen.push(choice);
      this.numbers.push(nth);
      const more = this.extended(thread, orders);
      const goesOn = more === null || this.choose(thread + 1, more, visit);
      this.chosen.pop();
      this.numbers.pop();
      if (!goesOn) return false;
    }
    return true;
  }

  /** The orders of the locations that are complete now; null where there is none, or where a read has no write. */
  private extended(
    thread: number,
    orders: ReadonlyMap<number, readonly LocationOrder[]>,
  ): ReadonlyMap<number, readonly LocationOrder[]> | null {
    const later = this.later[thread + 1];
    const isWritten = (need: string): boolean =>
      later?.has(need) === true || this.chosen.some(({ writes }) => writes.has(need));
    if (!this.chosen.every(({ needs }) => needs.every(isWritten))) return null;
    const more = new Map(orders);
    for (const location of this.completed[thread] ?? []) {
      const found = this.ordersOf(location);
      if (found.length === 0) return null;
      more.set(location, found);
    }
    return more;
  }

  /** With events numbered `thread * 2^16 + position`. */
  private ordersOf(location: number): readonly LocationOrder[] {
    const who = this.chosen.map(({ places }, thread) =>
      places.has(location) ? (this.numbers[thread] ?? 0) : '-',
    );
    const key = `${location}:${who.join()}`;
    const known = this.memo.get(key);
    if (known !== undefined) return known;
    const steps = this.chosen.map(({ places }, thread) =>
      (places.get(location) ?? []).map((step) => inThread(step, thread)),
    );
    const found = locationOrders(this.program.locations[location]?.init ?? 0, steps, MOST_ORDERS);
    if (found === null) throw new TooManyOrders();
    this.memo.set(key, found);
    return found;
  }
}

const THREAD = 1 << 16;

function inThread(step: PlaceStep, thread: number): PlaceStep {
  const event = thread * THREAD + step.event;
  return step.k === 'update' ? { ...step, event, read: thread * THREAD + step.read } : { ...step, event };
}

/** Thread and position of an event of a location's order. */
export function placeOf(event: number): { readonly thread: number; readonly position: number } {
  return { thread: Math.floor(event / THREAD), position: event % THREAD };
}

function choiceOf({ locations }: KernelProgram, order: LocalOrder): Choice {
  const { events } = order.run;
  const places = new Map<number, PlaceStep[]>();
  const writes = new Set<string>();
  const needs = new Set<string>();
  for (const position of order.accesses) {
    const event = events[position];
    if (event === undefined) continue;
    const { location, value, kind } = event;
    const key = `${location}:${value}`;
    if (kind === 'write') writes.add(key);
    else if (locations[location]?.init !== value && !writes.has(key)) needs.add(key);
    const step = stepOf(events, position, event);
    if (step !== null) places.set(location, [...(places.get(location) ?? []), step]);
  }
  return { order, places, writes, needs: [...needs] };
}

/** A read-modify-write is one step, at its write. */
function stepOf(events: readonly ThreadEvent[], position: number, event: ThreadEvent): PlaceStep | null {
  const { kind, value, pair } = event;
  const read = events[pair];
  if (read !== undefined) return { k: 'update', read: pair, event: position, reads: read.value, value };
  if (kind === 'write') return { k: 'write', event: position, value };
  return events[position + 1]?.pair === position ? null : { k: 'read', event: position, value };
}
