/**
 * Relations over the events 0 … n-1 of one execution, as expressions: `seq(rfe, optional(fence))` reads like the definition
 * it stands for. A relation is computed when first asked for, as rows of bits, and once; and for a pair that is in it, it
 * can say by which named edges (`trace`): some of them, where there are several ways. What does not change from one candidate execution to the next is built once and
 * keeps its rows.
 */

/** How many events there are, and how many 32-bit words a row of bits takes. */
export interface Space {
  readonly size: number;
  readonly words: number;
}

/** Rows of bits: event `a` is related to `b` where bit `b` of row `a` is set. */
export type Rows = number[];

/** A set of events as bits. */
export type EventSet = number[];

/** One named edge of a relation between two events; `via` says what a composed one is made of. */
export interface Step {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly via?: readonly Step[];
}

export function spaceOf(size: number): Space {
  return { size, words: Math.max(1, (size + 31) >> 5) };
}

export class Relation {
  readonly space: Space;
  private readonly compute: () => Rows;
  private readonly tell: (a: number, b: number) => readonly Step[];
  private known: Rows | null = null;

  constructor(space: Space, compute: () => Rows, tell: (a: number, b: number) => readonly Step[]) {
    this.space = space;
    this.compute = compute;
    this.tell = tell;
  }

  get rows(): Rows {
    this.known ??= this.compute();
    return this.known;
  }

  has(a: number, b: number): boolean {
    return hasBit(this.rows, this.space, a, b);
  }

  get isEmpty(): boolean {
    return this.rows.every((word) => word === 0);
  }

  /** Edges from `a` to `b`, a pair of this relation; empty where `a` is `b` and nothing had to happen. */
  trace(a: number, b: number): readonly Step[] {
    return this.tell(a, b);
  }

  /** All pairs, by the first. */
  pairs(): (readonly [number, number])[] {
    const found: (readonly [number, number])[] = [];
    for (let a = 0; a < this.space.size; a += 1)
      for (const b of bitsOf(this.rows, this.space, a)) found.push([a, b]);
    return found;
  }
}

function hasBit(rows: Rows, space: Space, a: number, b: number): boolean {
  return (((rows[a * space.words + (b >> 5)] ?? 0) >>> (b & 31)) & 1) === 1;
}

function setBit(rows: Rows, space: Space, a: number, b: number): void {
  const at = a * space.words + (b >> 5);
  rows[at] = (rows[at] ?? 0) | (1 << (b & 31));
}

/** The events that `a` is related to. */
function bitsOf(rows: Rows, space: Space, a: number): number[] {
  const found: number[] = [];
  for (let b = 0; b < space.size; b += 1) if (hasBit(rows, space, a, b)) found.push(b);
  return found;
}

function zeroes(length: number): number[] {
  const words: number[] = [];
  for (let at = 0; at < length; at += 1) words.push(0);
  return words;
}

function none(space: Space): Rows {
  return zeroes(space.size * space.words);
}

export function setOf(space: Space, holds: (event: number) => boolean): EventSet {
  const set = zeroes(space.words);
  for (let event = 0; event < space.size; event += 1)
    if (holds(event)) set[event >> 5] = (set[event >> 5] ?? 0) | (1 << (event & 31));
  return set;
}

/** Events that are not in the set; bits behind the last event mean nothing. */
export function complement(set: EventSet): EventSet {
  return set.map((word) => ~word);
}

function isIn(set: EventSet, event: number): boolean {
  return (((set[event >> 5] ?? 0) >>> (event & 31)) & 1) === 1;
}

/** A relation given by its pairs; each is one edge of that name. */
export function base(space: Space, name: string, pairs: Iterable<readonly [number, number]>): Relation {
  const rows = none(space);
  for (const [a, b] of pairs) setBit(rows, space, a, b);
  return new Relation(
    space,
    () => rows,
    (from, to) => [{ name, from, to }],
  );
}

/** A relation given by its pairs, each of which `tell` explains. */
export function explained(
  space: Space,
  pairs: Iterable<readonly [number, number]>,
  tell: (a: number, b: number) => readonly Step[],
): Relation {
  const { rows } = base(space, '', pairs);
  return new Relation(space, () => rows, tell);
}

/** The same pairs, each told as one edge of that name which knows what it is made of. */
export function named(name: string, relation: Relation): Relation {
  return new Relation(
    relation.space,
    () => relation.rows,
    (from, to) => {
      const via = relation.trace(from, to);
      return [{ name, from, to, via }];
    },
  );
}

/** The same pairs, each told as one edge of that name that is made of nothing. */
export function leaf(name: string, relation: Relation): Relation {
  return new Relation(
    relation.space,
    () => relation.rows,
    (from, to) => [{ name, from, to }],
  );
}

export function union(first: Relation, ...others: readonly Relation[]): Relation {
  const all = [first, ...others];
  return new Relation(
    first.space,
    () => {
      const rows = first.rows.slice();
      for (const { rows: more } of others)
        for (let at = 0; at < rows.length; at += 1) rows[at] = (rows[at] ?? 0) | (more[at] ?? 0);
      return rows;
    },
    (a, b) => all.find((one) => one.has(a, b))?.trace(a, b) ?? [],
  );
}

/** One after the other. */
export function seq(first: Relation, ...others: readonly Relation[]): Relation {
  return others.reduce(pairSeq, first);
}

function pairSeq(left: Relation, right: Relation): Relation {
  return new Relation(
    left.space,
    () => product(left.space, left.rows, right.rows),
    (a, b) => {
      // What need not happen does not.
      const middles = bitsOf(left.rows, left.space, a).filter((m) => right.has(m, b));
      const middle = middles.find((m) => m === a || m === b) ?? middles[0];
      return middle === undefined ? [] : [...left.trace(a, middle), ...right.trace(middle, b)];
    },
  );
}

function product({ size, words }: Space, left: Rows, right: Rows): Rows {
  const rows = zeroes(size * words);
  for (let a = 0; a < size; a += 1) {
    const row = a * words;
    for (let word = 0; word < words; word += 1) {
      let bits = left[row + word] ?? 0;
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        const other = ((word << 5) | bit) * words;
        for (let at = 0; at < words; at += 1)
          rows[row + at] = (rows[row + at] ?? 0) | (right[other + at] ?? 0);
      }
    }
  }
  return rows;
}

/** Zero or one time. */
export function optional(relation: Relation): Relation {
  const { space } = relation;
  return new Relation(
    space,
    () => withIdentity(space, relation.rows.slice()),
    (a, b) => (a === b ? [] : relation.trace(a, b)),
  );
}

function withIdentity(space: Space, rows: Rows): Rows {
  for (let event = 0; event < space.size; event += 1) setBit(rows, space, event, event);
  return rows;
}

/** Any number of times, none among them. */
export function star(relation: Relation): Relation {
  const { space } = relation;
  return new Relation(
    space,
    () => withIdentity(space, closure(space, relation.rows)),
    (a, b) => (a === b ? [] : stepsAlong(relation, pathFrom(relation, a, b))),
  );
}

/** Once or more often. */
export function plus(relation: Relation): Relation {
  const { space } = relation;
  return new Relation(
    space,
    () => closure(space, relation.rows),
    (a, b) => stepsAlong(relation, pathFrom(relation, a, b)),
  );
}

function closure({ size, words }: Space, from: Rows): Rows {
  const rows = from.slice();
  for (let middle = 0; middle < size; middle += 1) {
    const word = middle >> 5;
    const bit = 1 << (middle & 31);
    const other = middle * words;
    for (let a = 0, row = 0; a < size; a += 1, row += words) {
      if (((rows[row + word] ?? 0) & bit) === 0) continue;
      for (let at = 0; at < words; at += 1) rows[row + at] = (rows[row + at] ?? 0) | (rows[other + at] ?? 0);
    }
  }
  return rows;
}

/** Pairs of both; told as the first tells them. */
export function both(relation: Relation, other: Relation): Relation {
  return new Relation(
    relation.space,
    () => relation.rows.map((word, at) => word & (other.rows[at] ?? 0)),
    (a, b) => relation.trace(a, b),
  );
}

/** Pairs of the first that the second does not have. */
export function without(relation: Relation, other: Relation): Relation {
  return new Relation(
    relation.space,
    () => relation.rows.map((word, at) => word & ~(other.rows[at] ?? 0)),
    (a, b) => relation.trace(a, b),
  );
}

/** Pairs of two different events. */
export function irreflexive(relation: Relation): Relation {
  const { space } = relation;
  return new Relation(
    space,
    () => {
      const rows = relation.rows.slice();
      for (let event = 0; event < space.size; event += 1) {
        const at = event * space.words + (event >> 5);
        rows[at] = (rows[at] ?? 0) & ~(1 << (event & 31));
      }
      return rows;
    },
    (a, b) => relation.trace(a, b),
  );
}

/** Pairs that begin in the one set and end in the other; null is all events. */
export function limit(from: EventSet | null, relation: Relation, to: EventSet | null): Relation {
  if (from === null && to === null) return relation;
  const { size, words } = relation.space;
  return new Relation(
    relation.space,
    () => {
      const rows = relation.rows.slice();
      for (let a = 0; a < size; a += 1) {
        const kept = from === null || isIn(from, a);
        for (let at = 0; at < words; at += 1)
          rows[a * words + at] = kept ? (rows[a * words + at] ?? 0) & (to?.[at] ?? -1) : 0;
      }
      return rows;
    },
    (a, b) => relation.trace(a, b),
  );
}

export function inverse(relation: Relation): Relation {
  const { space } = relation;
  return new Relation(
    space,
    () => {
      const rows = none(space);
      for (const [a, b] of relation.pairs()) setBit(rows, space, b, a);
      return rows;
    },
    (a, b) => relation.trace(b, a),
  );
}

/** All pairs from the one set to the other. */
export function cross(space: Space, from: EventSet, to: EventSet): Relation {
  return limit(
    from,
    new Relation(
      space,
      () => none(space).fill(-1),
      () => [],
    ),
    to,
  );
}

/** A shortest way round as the events on it, null where the relation has no cycle. The closure says where to look. */
export function shortestCycle(relation: Relation, reach: Relation): readonly number[] | null {
  let best: readonly number[] | null = null;
  for (let event = 0; event < relation.space.size; event += 1) {
    if (!reach.has(event, event)) continue;
    const path = pathFrom(relation, event, event);
    if (best === null || path.length < best.length) best = path;
  }
  return best;
}

export function hasCycle(reach: Relation): boolean {
  const { space, rows } = reach;
  for (let event = 0; event < space.size; event += 1) if (hasBit(rows, space, event, event)) return true;
  return false;
}

/** The edges along a path of events. */
export function stepsAlong(relation: Relation, path: readonly number[]): Step[] {
  return path.slice(1).flatMap((to, nth) => relation.trace(path[nth] ?? to, to));
}

/** A shortest path of one step or more, both ends included; empty where there is none. */
function pathFrom(relation: Relation, from: number, to: number): readonly number[] {
  const { space, rows } = relation;
  const before = new Map<number, number>();
  const queue = [from];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const next of bitsOf(rows, space, at)) {
      if (before.has(next)) continue;
      before.set(next, at);
      if (next === to) return pathBack(before, from, to);
      queue.push(next);
    }
  }
  return [];
}

function pathBack(before: ReadonlyMap<number, number>, from: number, to: number): readonly number[] {
  const path = [to];
  let at = to;
  do {
    at = before.get(at) ?? from;
    path.unshift(at);
  } while (at !== from);
  return path;
}
