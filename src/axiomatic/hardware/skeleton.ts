/**
 * One run of each CPU side by side: all their events as 0 … n-1, CPU after CPU, and what each orders by itself. Initial
 * writes are no events here: nothing comes before one, so that none can lie on a cycle.
 */
import { once } from '../../base/index.ts';
import { base, explained, limit, type Relation, type Space, spaceOf, type Step } from '../relation.ts';
import { placeOf } from '../combinations.ts';
import type { HardwareRun } from './event.ts';
import type { HardwareModel } from './model.ts';
import { type Thread, threadOf } from './thread.ts';

/** A run with what the model orders in it, which is looked at once the run fits to others. */
export interface OrderedHardware {
  readonly run: HardwareRun;
  readonly shape: { readonly accesses: readonly number[] };
  readonly thread: () => Thread;
  readonly own: Lifting;
  readonly sameReads: Lifting;
  readonly poLoc: Lifting;
}

/** A relation of one run, and its pairs. */
interface Lifting {
  readonly relation: () => Relation;
  readonly pairs: () => readonly (readonly [number, number])[];
}

export interface HardwareSkeleton {
  readonly threads: readonly OrderedHardware[];
  /** The first event of each CPU. */
  readonly firsts: readonly number[];
  readonly space: Space;
  readonly cpuOf: readonly number[];
  readonly own: Relation;
  readonly sameReads: Relation;
  readonly poLoc: Relation;
  /** Read and write of each load-exclusive with its store, and of each atomic. */
  readonly rmw: readonly (readonly [number, number])[];
}

export function orderedRun(run: HardwareRun, model: HardwareModel): OrderedHardware {
  const thread = once(() => threadOf(run));
  const accesses = run.events.flatMap(({ kind }, position) => (kind === 'fence' ? [] : [position]));
  return {
    run,
    shape: { accesses },
    thread,
    own: lifting(() => model.own(thread())),
    sameReads: lifting(() => limit(thread().reads, thread().poLoc, thread().reads)),
    poLoc: lifting(() => thread().poLoc),
  };
}

function lifting(make: () => Relation): Lifting {
  const relation = once(make);
  return { relation, pairs: once(() => relation().pairs()) };
}

export function skeletonOf(threads: readonly OrderedHardware[]): HardwareSkeleton {
  const firsts: number[] = [];
  const cpuOf: number[] = [];
  const rmw: (readonly [number, number])[] = [];
  threads.forEach(({ run }, cpu) => {
    const first = cpuOf.length;
    firsts.push(first);
    run.events.forEach(({ pair, monitor }, position) => {
      cpuOf.push(cpu);
      const read = Math.max(pair, monitor);
      if (read >= 0) rmw.push([first + read, first + position]);
    });
  });
  const space = spaceOf(cpuOf.length);
  const lifted = (of: (ordered: OrderedHardware) => Lifting): Relation =>
    explained(
      space,
      threads.flatMap((ordered, cpu) => {
        const first = firsts[cpu] ?? 0;
        return of(ordered)
          .pairs()
          .map(([a, b]) => [first + a, first + b] as const);
      }),
      (a, b) => {
        const cpu = cpuOf[a] ?? 0;
        const [first, ordered] = [firsts[cpu] ?? 0, threads[cpu]];
        return ordered
          ? shifted(
              of(ordered)
                .relation()
                .trace(a - first, b - first),
              first,
            )
          : [];
      },
    );
  return {
    threads,
    firsts,
    space,
    cpuOf,
    own: lifted(({ own }) => own),
    sameReads: lifted(({ sameReads }) => sameReads),
    poLoc: lifted(({ poLoc }) => poLoc),
    rmw,
  };
}

function shifted(steps: readonly Step[], by: number): readonly Step[] {
  return steps.map(({ name, from, to, via }) => ({
    name,
    from: from + by,
    to: to + by,
    ...(via && { via: shifted(via, by) }),
  }));
}

/** The event here that an event of a location's order is. */
export function idOf({ firsts }: HardwareSkeleton, event: number): number {
  const { thread, position } = placeOf(event);
  return (firsts[thread] ?? 0) + position;
}

/** Two events by their CPUs, as a relation of that name. */
export function ofCpus(
  { space, cpuOf }: HardwareSkeleton,
  name: string,
  pairs: readonly (readonly [number, number])[],
  same: boolean,
): Relation {
  return base(
    space,
    name,
    pairs.filter(([a, b]) => (cpuOf[a] === cpuOf[b]) === same),
  );
}
