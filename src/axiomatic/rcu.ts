/**
 * RCU and SRCU: grace periods and read-side critical sections, joined by what orders one after the other, make strong fences
 * where there are at least as many grace periods as critical sections. They are related among themselves first, since few
 * events of an execution are any; the rest follows over program order.
 */
import {
  base,
  both,
  limit,
  explained,
  named,
  type Relation,
  type Step,
  seq,
  setOf,
  type Space,
  spaceOf,
  star,
  union,
} from './relation.ts';
import type { Point, Skeleton } from './skeleton.ts';

interface Order {
  readonly rf: Relation;
  readonly data: Relation;
  readonly hbStar: Relation;
  readonly pbStar: Relation;
  readonly prop: Relation;
}

/** In a trace, which tells of accesses by their index, a point is told by a number below 0. */
function pointStep(index: number): number {
  return -1 - index;
}

/** rcu-fence = po ; rcu-order ; po?, between accesses; null where there is no grace period, so that it is empty. */
export function rcuFence(s: Skeleton, order: Order): Relation | null {
  const { points } = s;
  if (!points.some(({ kind }) => kind === 'sync')) return null;
  const space = spaceOf(points.length);
  const link = rcuLink(s, space, order);
  const rcuOrder = orderOfPoints(s, space, link, order);
  return named('rcu-fence', throughPoints(s, rcuOrder));
}

/** An access behind the point in program order, or the point itself where that counts (`po?`). */
function isAfter(s: Skeleton, { thread, before, access }: Point, index: number, itself: boolean): boolean {
  if (s.accesses[index]?.thread !== thread) return false;
  const first = (s.offsets[thread] ?? 0) + before;
  return access < 0 ? index >= first : itself ? index >= access : index > access;
}

function isBefore(s: Skeleton, { thread, before }: Point, index: number): boolean {
  return s.accesses[index]?.thread === thread && index < (s.offsets[thread] ?? 0) + before;
}

/** rcu-link = po? ; hb* ; pb* ; prop ; po, from point to point. */
function rcuLink(s: Skeleton, space: Space, { hbStar, pbStar, prop }: Order): Relation {
  const reach = seq(hbStar, pbStar, prop);
  const { points, accesses } = s;
  const ways = points.map((from) => {
    const row = Array.from({ length: s.space.words }, () => 0);
    for (const index of accesses.keys()) {
      if (!isAfter(s, from, index, true)) continue;
      for (let word = 0; word < row.length; word += 1)
        row[word] = (row[word] ?? 0) | (reach.rows[index * row.length + word] ?? 0);
    }
    return row;
  });
  const befores = points.map((to) => setOf(s.space, (index) => isBefore(s, to, index)));
  const pairs = points.flatMap((from, a) =>
    points.flatMap((to, b): (readonly [number, number])[] => {
      const inOrder = from.thread === to.thread && from.at < to.at;
      const reached = ways[a]?.some((word, nth) => (word & (befores[b]?.[nth] ?? 0)) !== 0) === true;
      return inOrder || reached ? [[a, b]] : [];
    }),
  );
  return explained(space, pairs, (a, b) => {
    const [from, to] = [points[a], points[b]];
    const po: Step = { name: 'po', from: pointStep(a), to: pointStep(b) };
    if (from === undefined || to === undefined || (from.thread === to.thread && from.at < to.at)) return [po];
    const indices = [...accesses.keys()];
    const ends = indices.filter((index) => isBefore(s, to, index));
    const found = indices
      .filter((index) => isAfter(s, from, index, true))
      .flatMap((i) => ends.filter((j) => reach.has(i, j)).map((j) => [i, j] as const))
      .map(([i, j]) => [
        { name: 'po', from: pointStep(a), to: i },
        ...reach.trace(i, j),
        { name: 'po', from: j, to: pointStep(b) },
      ]);
    return found.sort((one, other) => one.length - other.length)[0] ?? [po];
  });
}

/** The least relation with the rules of linux-kernel.cat: a grace period; one and a critical section, either way round, of
 *  the same domain; these around what is ordered already; two of them joined. */
function orderOfPoints(s: Skeleton, space: Space, link: Relation, order: Order): Relation {
  const { points } = s;
  const those = (holds: (point: Point) => boolean): (readonly [number, number])[] =>
    points.flatMap((point, nth): (readonly [number, number])[] => (holds(point) ? [[nth, nth]] : []));
  const gp = base(
    space,
    'rcu-gp',
    those(({ kind, domain }) => kind === 'sync' && domain < 0),
  );
  const srcuGp = base(
    space,
    'srcu-gp',
    those(({ kind, domain }) => kind === 'sync' && domain >= 0),
  );
  // From the end of a critical section back to its beginning.
  const rscs = base(
    space,
    'rcu-rscs',
    points.flatMap(({ partner }, nth): (readonly [number, number])[] =>
      partner < 0 ? [] : [[partner, nth]],
    ),
  );
  const srcuRscs = base(
    space,
    'srcu-rscs',
    srcuSections(s, order).map(([lock, unlock]) => [unlock, lock] as const),
  );
  const sameDomain = base(
    space,
    'loc',
    points.flatMap(({ domain }, a) =>
      points.flatMap((other, b): (readonly [number, number])[] => (other.domain === domain ? [[a, b]] : [])),
    ),
  );
  const around = (between: Relation): Relation =>
    union(
      seq(gp, between, rscs),
      both(seq(srcuGp, between, srcuRscs), sameDomain),
      seq(rscs, between, gp),
      both(seq(srcuRscs, between, srcuGp), sameDomain),
    );
  let known = union(gp, srcuGp, around(link));
  for (;;) {
    const joined = seq(link, known, link);
    const next = union(known, around(joined), seq(known, link, known));
    if (next.rows.every((word, at) => word === known.rows[at])) return known;
    known = next;
  }
}

/** Where an index that srcu_read_lock() returned reaches srcu_read_unlock() of the same domain, through variables or over
 *  memory, as pairs of points. */
export function srcuSections(
  s: Skeleton,
  { rf, data }: Pick<Order, 'rf' | 'data'>,
): (readonly [number, number])[] {
  if (!s.hasSrcu) return [];
  const kept = s.srcuUnlocks.map((word) => ~word);
  const pass = seq(star(seq(limit(null, data, kept), rf)), data);
  return s.points.flatMap((lock, a) =>
    s.points.flatMap((unlock, b): (readonly [number, number])[] => {
      const pair = lock.kind === 'lock' && unlock.kind === 'unlock' && lock.domain === unlock.domain;
      return pair && lock.domain >= 0 && pass.has(lock.access, unlock.access) ? [[a, b]] : [];
    }),
  );
}

/** po ; r ; po? of accesses for a relation of points. */
function throughPoints(s: Skeleton, rcuOrder: Relation): Relation {
  const indices = [...s.accesses.keys()];
  const ways = rcuOrder.pairs().flatMap(([from, to]) => {
    const [first, last] = [s.points[from], s.points[to]];
    if (first === undefined || last === undefined) return [];
    const befores = indices.filter((index) => isBefore(s, first, index));
    const afters = indices.filter((index) => isAfter(s, last, index, true));
    return [{ from, to, befores, afters }];
  });
  const pairs = ways.flatMap(({ befores, afters }) =>
    befores.flatMap((a) => afters.map((b) => [a, b] as const)),
  );
  return explained(s.space, pairs, (a, b) => {
    const told = ways
      .filter(({ befores, afters }) => befores.includes(a) && afters.includes(b))
      .map(({ from, to }): readonly Step[] => [
        { name: 'po', from: a, to: pointStep(from) },
        ...rcuOrder.trace(from, to).map(betweenPoints),
        { name: 'po', from: pointStep(to), to: b },
      ]);
    return told.sort((one, other) => one.length - other.length)[0] ?? [];
  });
}

/** Edges of points alone name them by their index; those of rcu-link are told already. */
function betweenPoints(step: Step): Step {
  const own = step.name.includes('rscs') || step.name.endsWith('-gp');
  return own ? { ...step, from: pointStep(step.from), to: pointStep(step.to) } : step;
}
