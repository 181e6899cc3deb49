/**
 * What one run of a thread fixes by itself: program order, dependencies, and what its fences and marks order; the parts of
 * tools/memory-model/linux-kernel.cat and .bell that need no other thread, over all events of the run. What an execution is
 * made of are its accesses alone, so the result speaks of those, as pairs of their ordinals in the run.
 */
import { isAccess, isRcu, type ThreadEvent } from './event.ts';
import {
  base,
  type EventSet,
  limit,
  optional,
  type Relation,
  seq,
  setOf,
  type Space,
  spaceOf,
  union,
} from './relation.ts';
import type { ThreadRun } from './thread-run.ts';

/** Relations between accesses, by the names that the model gives them. */
export const localNames = [
  'po',
  'po-loc',
  'addr',
  'data',
  'ctrl',
  'rmw',
  'rmb',
  'wmb',
  'mb',
  'gp',
  'po-rel',
  'acq-po',
  // What smp_rmb() orders on one side alone: the other may be a write, or the read of an atomic that returns nothing.
  'rmb-before',
  'rmb-after',
  // From taking a lock, over smp_mb__after_unlock_lock().
  'lock-mb',
  'barrier',
] as const;

export type LocalName = (typeof localNames)[number];

/** A grace period, or one end of a read-side critical section, of RCU or of one SRCU domain. */
export interface RcuPoint {
  readonly kind: 'lock' | 'unlock' | 'sync';
  /** The location of the SRCU domain, -1 for RCU itself. */
  readonly domain: number;
  /** Position in the run. */
  readonly at: number;
  /** The access that it is, as an ordinal, -1 for a fence. */
  readonly access: number;
  /** Accesses of the run before it, itself not among them. */
  readonly before: number;
  /** The point that ends this critical section, in `rcu`; -1 none, or not known here. */
  readonly partner: number;
}

/** What a run orders whatever it reads and writes: many runs of a thread differ in values alone, and share this. */
export interface LocalShape {
  /** Positions of the accesses in the run. */
  readonly accesses: readonly number[];
  readonly pairs: Readonly<Record<LocalName, readonly (readonly [number, number])[]>>;
  readonly rcu: readonly RcuPoint[];
  /** Some rcu_read_lock() has no rcu_read_unlock(), or the other way round. */
  readonly unbalanced: boolean;
  readonly hasPlain: boolean;
}

export interface LocalOrder {
  readonly run: ThreadRun;
  readonly shape: LocalShape;
}

/** The orders of runs, each shape made once. */
export class LocalOrders {
  private readonly shapes = new Map<string, LocalShape>();

  of(run: ThreadRun): LocalOrder {
    const key = run.events.map(keyOf).join(';');
    let shape = this.shapes.get(key);
    if (shape === undefined) {
      shape = shapeOf(run.events);
      this.shapes.set(key, shape);
    }
    return { run, shape };
  }
}

/** All of an event but its value and its place in the source. */
function keyOf(event: ThreadEvent): string {
  const { kind, location, fence, lock, srcu, pair, address, data, control } = event;
  const marks =
    Number(event.marked) |
    (Number(event.acquire) << 1) |
    (Number(event.release) << 2) |
    (Number(event.mb) << 3) |
    (Number(event.noreturn) << 4) |
    (Number(event.atomic) << 5) |
    (Number(event.meant) << 6);
  const what = fence ?? `${kind}${location}`;
  const special = lock === 'no' && srcu === 'no' ? '' : ` ${lock} ${srcu}`;
  return `${what} ${marks}${special} ${pair}${listed('a', address)}${listed('d', data)}${listed('c', control)}`;
}

function listed(letter: string, positions: readonly number[]): string {
  return positions.length === 0 ? '' : letter + positions.join();
}

function shapeOf(events: readonly ThreadEvent[]): LocalShape {
  const accesses = events.flatMap((event, at) => (isAccess(event) ? [at] : []));
  const ordinal = new Map(accesses.map((at, nth) => [at, nth]));
  const relations = localRelations(events);
  const pairs = Object.fromEntries(
    localNames.map((name) => [name, onAccesses(relations[name], ordinal)]),
  ) as unknown as LocalShape['pairs'];
  const { points, unbalanced } = rcuPoints(events, ordinal);
  return { accesses, pairs, rcu: points, unbalanced, hasPlain: events.some(({ marked }) => !marked) };
}

function onAccesses(relation: Relation, ordinal: ReadonlyMap<number, number>): (readonly [number, number])[] {
  return relation.pairs().flatMap(([a, b]): (readonly [number, number])[] => {
    const [from, to] = [ordinal.get(a), ordinal.get(b)];
    return from === undefined || to === undefined ? [] : [[from, to]];
  });
}

function localRelations(events: readonly ThreadEvent[]): Record<LocalName, Relation> {
  const space = spaceOf(events.length);
  const those = (holds: (event: ThreadEvent) => boolean): EventSet =>
    setOf(space, (at) => {
      const event = events[at];
      return event !== undefined && holds(event);
    });
  const fence = (...kinds: readonly string[]): EventSet =>
    those((event) => event.fence !== null && kinds.includes(event.fence));
  const po = base(
    space,
    'po',
    before(events, () => true),
  );
  /** Separated by one of those: [S] in between. */
  const across = (set: EventSet): Relation => seq(limit(null, po, set), po);

  const M = those(isAccess);
  const W = those(({ kind }) => kind === 'write');
  const acquire = those((event) => event.acquire);
  const release = those((event) => event.release);
  const atomic = those((event) => event.atomic);
  // Reads for which smp_rmb() works.
  const R4rmb = those((event) => event.kind === 'read' && !event.noreturn);
  const returning = those((event) => !event.noreturn);
  const lockWrite = those(({ lock }) => lock === 'write');
  const lockRead = those(({ lock }) => lock === 'read');
  const srcuUnlock = those(({ srcu }) => srcu === 'unlock');
  const grace = fence('sync-rcu', 'sync-srcu');
  const orMb = those((event) => event.mb || event.fence === 'mb');

  const rmb = across(fence('rmb'));
  const strong = union(
    limit(M, across(orMb), M),
    // A fully ordered atomic acts as if it stood between two smp_mb().
    limit(
      M,
      po,
      those((event) => event.mb && event.kind === 'read'),
    ),
    limit(
      those((event) => event.mb && event.kind === 'write'),
      po,
      M,
    ),
    seq(limit(M, across(fence('before-atomic')), atomic), limit(null, optional(po), M)),
    seq(limit(M, optional(po), atomic), limit(null, across(fence('after-atomic')), M)),
    seq(limit(M, optional(po), lockWrite), limit(null, across(fence('after-spinlock')), M)),
    seq(limit(M, optional(po), srcuUnlock), limit(null, across(fence('after-srcu-read-unlock')), M)),
  );
  const compiler = those(
    (event) => event.acquire || event.release || event.mb || event.srcu !== 'no' || isCompilerBarrier(event),
  );
  return {
    po,
    'po-loc': base(
      space,
      'po-loc',
      before(events, (a, b) => a.kind !== 'fence' && a.location === b.location),
    ),
    addr: dependency(space, 'addr', events, (event) => event.address),
    data: dependency(space, 'data', events, (event) => event.data),
    ctrl: dependency(space, 'ctrl', events, (event) => event.control),
    rmw: dependency(space, 'rmw', events, ({ pair }) => (pair < 0 ? [] : [pair])),
    rmb: limit(R4rmb, rmb, R4rmb),
    wmb: limit(W, across(fence('wmb')), W),
    mb: strong,
    gp: seq(limit(null, po, grace), optional(po)),
    'po-rel': limit(M, po, release),
    'acq-po': limit(acquire, po, M),
    'rmb-before': limit(R4rmb, rmb, returning),
    'rmb-after': limit(returning, rmb, R4rmb),
    'lock-mb': limit(lockRead, across(fence('after-unlock-lock')), M),
    barrier: union(across(compiler), limit(null, po, release), limit(acquire, po, null)),
  };

  function isCompilerBarrier(event: ThreadEvent): boolean {
    const none = ['after-spinlock', 'after-unlock-lock', 'after-srcu-read-unlock'];
    return event.fence !== null && !none.includes(event.fence);
  }
}

function before(
  events: readonly ThreadEvent[],
  holds: (a: ThreadEvent, b: ThreadEvent) => boolean,
): (readonly [number, number])[] {
  return events.flatMap((b, to) =>
    events
      .slice(0, to)
      .flatMap((a, from): (readonly [number, number])[] => (holds(a, b) ? [[from, to]] : [])),
  );
}

function dependency(
  space: Space,
  name: string,
  events: readonly ThreadEvent[],
  on: (event: ThreadEvent) => readonly number[],
): Relation {
  const pairs = events.flatMap((event, to) => on(event).map((from) => [from, to] as const));
  return base(space, name, pairs);
}

/** Critical sections of RCU nest; a lock belongs to the unlock that closes it. Those of SRCU go by the value, not here. */
function rcuPoints(
  events: readonly ThreadEvent[],
  ordinal: ReadonlyMap<number, number>,
): { readonly points: readonly RcuPoint[]; readonly unbalanced: boolean } {
  const points: RcuPoint[] = [];
  const partners = new Map<number, number>();
  const open: number[] = [];
  let unbalanced = false;
  let accesses = 0;
  for (const [at, event] of events.entries()) {
    const access = ordinal.get(at) ?? -1;
    if (isRcu(event)) {
      const kind = kindOf(event);
      const domain = event.srcu === 'no' ? -1 : event.location;
      const index = points.push({ kind, domain, at, access, before: accesses, partner: -1 }) - 1;
      if (domain < 0 && kind === 'lock') open.push(index);
      if (domain < 0 && kind === 'unlock') {
        const lock = open.pop();
        if (lock === undefined) unbalanced = true;
        else partners.set(lock, index);
      }
    }
    if (access >= 0) accesses += 1;
  }
  return {
    points: points.map((point, nth) => ({ ...point, partner: partners.get(nth) ?? -1 })),
    unbalanced: unbalanced || open.length > 0,
  };
}

function kindOf({ fence, srcu }: ThreadEvent): RcuPoint['kind'] {
  if (srcu !== 'no') return srcu;
  return fence === 'rcu-lock' ? 'lock' : fence === 'rcu-unlock' ? 'unlock' : 'sync';
}
