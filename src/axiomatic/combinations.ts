/**
 * Which runs of the threads fit together: one run of each, thread by thread, such that every value that is read can be
 * written by somebody and that each location, once all who may access it have been chosen, has a coherent order. What
 * does not fit is left with everything behind it.
 */
import { once } from '../base/index.ts';
import { type LocationOrder, locationOrders, type PlaceStep } from './location-orders.ts';
import type { Finding } from './pausing.ts';
import type { KernelLocation, KernelProgram } from './program.ts';
import { Skeletons, type Skeleton } from './skeleton.ts';
import { type LocalOrder, LocalOrders } from './thread-order.ts';
import type { ThreadRuns } from './thread-run.ts';

/** Orders of one location. */
const MOST_ORDERS = 50_000;

/** Beginnings that are left without a word to whoever waits. */
const PAUSE = 500;

/** What is asked of an event here; `pair` is the read of its read-modify-write, -1 none. */
export interface PlacedEvent {
  readonly kind: 'read' | 'write' | 'fence';
  readonly location: number;
  readonly value: number;
  readonly pair: number;
}

/** A run of one thread, with the positions of its accesses. */
export interface OrderedRun {
  readonly run: { readonly events: readonly PlacedEvent[] };
  readonly shape: { readonly accesses: readonly number[] };
}

export interface Combination<O = LocalOrder, S = Skeleton> {
  readonly threads: readonly O[];
  /** Made when it is asked for. */
  readonly skeleton: () => S;
  /** By location: the orders of those that are accessed at all. */
  readonly orders: ReadonlyMap<number, readonly LocationOrder[]>;
}

export class TooManyOrders extends Error {}

/** What one run does at one location, with positions in the run as events. */
type Places = ReadonlyMap<number, readonly PlaceStep[]>;

interface Choice<O> {
  readonly order: O;
  readonly places: Places;
  /** What it writes, as numbers of `Written`. */
  readonly writes: readonly number[];
  /** What its reads return that no own earlier write explains. */
  readonly needs: readonly number[];
}

/** Those of a program for the Linux-kernel memory model. */
export function kernelCombinations(
  program: KernelProgram,
  threads: readonly ThreadRuns[],
): Combinations<LocalOrder, Skeleton> {
  const known = new LocalOrders();
  const skeletons = new Skeletons();
  const orders = threads.map(({ runs }) =>
    runs.filter(({ wild }) => wild === null || program.wild !== undefined).map((run) => known.of(run)),
  );
  return new Combinations(program.locations, orders, (chosen) => skeletons.of(chosen));
}

export class Combinations<O extends OrderedRun, S> {
  private readonly locations: readonly KernelLocation[];
  private readonly skeletonOf: (threads: readonly O[]) => S;
  private readonly ordersAt: typeof locationOrders;
  private readonly choices: readonly (readonly Choice<O>[])[];
  /** For each location the last thread that may access it. */
  private readonly completed: readonly (readonly number[])[];
  /** The last thread that may write a thing. */
  private readonly lastWriters: readonly number[];
  /** How many of the chosen runs write it. */
  private readonly counts: number[];
  private left = 0;
  private readonly memo = new Map<string, readonly LocationOrder[]>();
  private readonly chosen: Choice<O>[] = [];
  private readonly numbers: number[] = [];

  constructor(
    locations: readonly KernelLocation[],
    threads: readonly (readonly O[])[],
    skeletonOf: (threads: readonly O[]) => S,
    ordersAt: typeof locationOrders = locationOrders,
  ) {
    this.locations = locations;
    this.ordersAt = ordersAt;
    this.skeletonOf = skeletonOf;
    const things: Written = new Map();
    this.choices = threads.map((runs) => runs.map((run) => choiceOf(locations, run, things)));
    const last = new Map<number, number>();
    this.choices.forEach((runs, thread) => {
      for (const { places } of runs) for (const location of places.keys()) last.set(location, thread);
    });
    this.completed = this.choices.map((_, thread) =>
      [...last].flatMap(([location, by]) => (by === thread ? [location] : [])),
    );
    const lastWriters: number[] = [];
    this.choices.forEach((runs, thread) => {
      for (const { writes } of runs) for (const write of writes) lastWriters[write] = thread;
    });
    this.lastWriters = lastWriters;
    this.counts = Array.from({ length: things.size }, () => 0);
  }

  /** Every combination. */
  each(): Finding<Combination<O, S>> {
    return this.choose(0, new Map());
  }

  private *choose(
    thread: number,
    orders: ReadonlyMap<number, readonly LocationOrder[]>,
  ): Finding<Combination<O, S>> {
    const runs = this.choices[thread];
    if (runs === undefined) {
      const chosen = this.chosen.map(({ order }) => order);
      yield { threads: chosen, skeleton: once(() => this.skeletonOf(chosen)), orders };
      return;
    }
    for (let nth = 0; nth < runs.length; nth += 1) {
      const choice = runs[nth];
      if (choice === undefined) continue;
      const { writes } = choice;
      this.chosen.push(choice);
      this.numbers.push(nth);
      for (const write of writes) this.counts[write] = (this.counts[write] ?? 0) + 1;
      const more = this.extended(thread, orders);
      if (more !== null) yield* this.choose(thread + 1, more);
      else if ((this.left += 1) % PAUSE === 0) yield null;
      for (const write of writes) this.counts[write] = (this.counts[write] ?? 0) - 1;
      this.chosen.pop();
      this.numbers.pop();
    }
  }

  /** The orders of the locations that are complete now; null where there is none, or where a read has no write. */
  private extended(
    thread: number,
    orders: ReadonlyMap<number, readonly LocationOrder[]>,
  ): ReadonlyMap<number, readonly LocationOrder[]> | null {
    for (const { needs } of this.chosen)
      for (const need of needs)
        if (this.counts[need] === 0 && (this.lastWriters[need] ?? -1) <= thread) return null;
    const completed = this.completed[thread] ?? [];
    if (completed.length === 0) return orders;
    const more = new Map(orders);
    for (const location of completed) {
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
    const found = this.ordersAt(this.locations[location]?.init ?? 0, steps, MOST_ORDERS);
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

/** Numbers for `location:value`. */
type Written = Map<string, number>;

function numberOf(things: Written, location: number, value: number): number {
  const key = `${location}:${value}`;
  const known = things.get(key) ?? things.size;
  things.set(key, known);
  return known;
}

function choiceOf<O extends OrderedRun>(
  locations: readonly KernelLocation[],
  order: O,
  things: Written,
): Choice<O> {
  const { events } = order.run;
  const places = new Map<number, PlaceStep[]>();
  const writes = new Set<number>();
  const needs = new Set<number>();
  for (const position of order.shape.accesses) {
    const event = events[position];
    if (event === undefined) continue;
    const { location, value, kind } = event;
    const thing = numberOf(things, location, value);
    if (kind === 'write') writes.add(thing);
    else if (locations[location]?.init !== value && !writes.has(thing)) needs.add(thing);
    const step = stepOf(events, position, event);
    if (step === null) continue;
    const steps = places.get(location);
    if (steps === undefined) places.set(location, [step]);
    else steps.push(step);
  }
  return { order, places, writes: [...writes], needs: [...needs] };
}

/** A read-modify-write is one step, at its write. */
function stepOf(events: readonly PlacedEvent[], position: number, event: PlacedEvent): PlaceStep | null {
  const { kind, value, pair } = event;
  const read = events[pair];
  if (read !== undefined) return { k: 'update', read: pair, event: position, reads: read.value, value };
  if (kind === 'write') return { k: 'write', event: position, value };
  return events[position + 1]?.pair === position ? null : { k: 'read', event: position, value };
}
