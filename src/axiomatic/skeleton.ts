/**
 * One run of each thread side by side, before anyone says who reads from whom: the accesses of all of them as the events
 * 0 … n-1, and everything that stays the same whatever the threads' links will be. Initial writes are no events here: nothing
 * comes before one, so that none can lie on a cycle or take part in a race. A fence is none either; what it orders is.
 */
import type { ThreadEvent } from './event.ts';
import { base, type EventSet, type Relation, setOf, type Space, spaceOf } from './relation.ts';
import {
  type LocalName,
  type LocalOrder,
  type LocalShape,
  localNames,
  type RcuPoint,
} from './thread-order.ts';

export interface Access {
  readonly thread: number;
  /** Position among all events of the thread. */
  readonly position: number;
  readonly event: ThreadEvent;
}

export interface Point extends Omit<RcuPoint, 'partner'> {
  readonly thread: number;
  /** As an event here; -1 for a fence. */
  readonly access: number;
  /** The point that ends this critical section, -1 none. */
  readonly partner: number;
}

/** What all combinations of runs of the same shapes share. */
interface SkeletonShape {
  readonly space: Space;
  readonly points: readonly Point[];
  readonly local: Readonly<Record<LocalName, Relation>>;
  /** Pairs of one thread. */
  readonly int: Relation;
  readonly reads: EventSet;
  readonly writes: EventSet;
  /** Null where all are, which is what most programs are like. */
  readonly marked: EventSet | null;
  readonly plain: EventSet;
  /** Null where none is inside data_race(). */
  readonly meant: EventSet | null;
  readonly unlocks: EventSet;
  readonly lockReads: EventSet;
  readonly srcuUnlocks: EventSet;
  readonly returning: EventSet;
  readonly hasPlain: boolean;
  readonly hasLockMb: boolean;
  readonly hasSrcu: boolean;
  /** Each thread's first event here. */
  readonly offsets: readonly number[];
}

export interface Skeleton extends SkeletonShape {
  readonly threads: readonly LocalOrder[];
  readonly accesses: readonly Access[];
}

/** Skeletons of a program's runs; what they share is made once, so that relations keep their rows. */
export class Skeletons {
  private readonly numbers = new Map<LocalShape, number>();
  private readonly known = new Map<string, SkeletonShape>();

  of(threads: readonly LocalOrder[]): Skeleton {
    const accesses = accessesOf(threads);
    const key = threads.map(({ shape }) => this.numberOf(shape)).join();
    let shape = this.known.get(key);
    if (shape === undefined) {
      shape = shapeOf(threads, accesses);
      this.known.set(key, shape);
    }
    return { ...shape, threads, accesses };
  }

  private numberOf(shape: LocalShape): number {
    const known = this.numbers.get(shape) ?? this.numbers.size;
    this.numbers.set(shape, known);
    return known;
  }
}

function accessesOf(threads: readonly LocalOrder[]): Access[] {
  const accesses: Access[] = [];
  threads.forEach(({ run, shape }, thread) => {
    for (const position of shape.accesses) {
      const event = run.events[position];
      if (event !== undefined) accesses.push({ thread, position, event });
    }
  });
  return accesses;
}

function shapeOf(threads: readonly LocalOrder[], accesses: readonly Access[]): SkeletonShape {
  const offsets: number[] = [];
  const points: Point[] = [];
  let offset = 0;
  for (const [thread, { shape }] of threads.entries()) {
    const known = points.length;
    offsets.push(offset);
    for (const point of shape.rcu) {
      const access = point.access < 0 ? -1 : offset + point.access;
      const partner = point.partner < 0 ? -1 : known + point.partner;
      points.push({ ...point, thread, access, partner });
    }
    offset += shape.accesses.length;
  }
  const space = spaceOf(accesses.length);
  const those = (holds: (access: Access) => boolean): EventSet =>
    setOf(space, (index) => {
      const access = accesses[index];
      return access !== undefined && holds(access);
    });
  const local = Object.fromEntries(
    localNames.map((name) => [name, base(space, name, shifted(threads, offsets, name))]),
  ) as unknown as SkeletonShape['local'];
  const hasPlain = threads.some(({ shape }) => shape.hasPlain);
  return {
    space,
    points,
    local,
    int: base(space, 'int', sameThread(accesses)),
    reads: those(({ event }) => event.kind === 'read'),
    writes: those(({ event }) => event.kind === 'write'),
    marked: hasPlain ? those(({ event }) => event.marked) : null,
    plain: those(({ event }) => !event.marked),
    meant: accesses.some(({ event }) => event.meant) ? those(({ event }) => event.meant) : null,
    unlocks: those(({ event }) => event.lock === 'unlock'),
    lockReads: those(({ event }) => event.lock === 'read'),
    srcuUnlocks: those(({ event }) => event.srcu === 'unlock'),
    returning: those(({ event }) => !event.noreturn),
    hasPlain,
    hasLockMb: !local['lock-mb'].isEmpty,
    hasSrcu: points.some(({ domain }) => domain >= 0),
    offsets,
  };
}

function* shifted(
  threads: readonly LocalOrder[],
  offsets: readonly number[],
  name: LocalName,
): Generator<readonly [number, number]> {
  for (const [thread, { shape }] of threads.entries()) {
    const offset = offsets[thread] ?? 0;
    for (const [a, b] of shape.pairs[name]) yield [a + offset, b + offset];
  }
}

function sameThread(accesses: readonly Access[]): (readonly [number, number])[] {
  return accesses.flatMap((a, from) =>
    accesses.flatMap((b, to): (readonly [number, number])[] => (a.thread === b.thread ? [[from, to]] : [])),
  );
}
