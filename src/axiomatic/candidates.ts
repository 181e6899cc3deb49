/**
 * Candidate executions of one combination of runs: an order for each location in turn, with the axioms asked in between
 * where much hangs on it, so that a prefix that is forbidden is cut with all that would follow.
 */
import { once } from '../base/index.ts';
import { type Broken, happensBefore, plainCoherence, propagation, rcu } from './axioms.ts';
import { type Combination, placeOf } from './combinations.ts';
import { type Links, type Lkmm, lkmm } from './lkmm.ts';
import type { LocationOrder } from './location-orders.ts';
import type { Finding } from './pausing.ts';
import { plainOrder, type PlainOrder } from './plain.ts';
import { base, hasCycle, plus, union } from './relation.ts';
import type { Skeleton } from './skeleton.ts';

/** A complete candidate. */
export interface Candidate {
  readonly skeleton: Skeleton;
  readonly orders: ReadonlyMap<number, LocationOrder>;
  /** Made when it is asked for. */
  readonly model: () => Lkmm;
  /** Null where there is no plain access. */
  readonly plain: PlainOrder | null;
  /** The axiom that forbids it, null where it is allowed. */
  readonly broken: Broken | null;
}

export interface Visitor {
  /** Asked before the rest is chosen, with the orders of the locations so far: is what would come of interest? */
  readonly wants: (orders: ReadonlyMap<number, LocationOrder>) => boolean;
  /** Whether forbidden candidates are of interest too, so that nothing is cut. */
  readonly forbidden: boolean;
}

/** Those of a combination; `first` are locations whose order decides what is observed: they are chosen before the others. */
export function* eachCandidate(
  { skeleton: made, orders }: Combination,
  first: ReadonlySet<number>,
  visitor: Visitor,
): Finding<Candidate> {
  const locations = [...orders.keys()].sort(
    (a, b) =>
      Number(first.has(b)) - Number(first.has(a)) ||
      (orders.get(a)?.length ?? 0) - (orders.get(b)?.length ?? 0),
  );
  const chosen = new Map<number, LocationOrder>();
  const links: Mutable = { rf: [], co: [], fr: [] };
  let skeleton: Skeleton;

  function* choose(nth: number): Finding<Candidate> {
    if (!visitor.wants(chosen)) {
      yield null;
      return;
    }
    skeleton = made();
    const location = locations[nth];
    if (location === undefined) {
      yield complete();
      return;
    }
    const own = orders.get(location) ?? [];
    const left = locations.slice(nth + 1).some((other) => (orders.get(other)?.length ?? 0) > 1);
    for (const order of own) {
      const [rf, co, fr] = [links.rf.length, links.co.length, links.fr.length];
      link(skeleton, order, links);
      chosen.set(location, order);
      const cut =
        own.length > 1 &&
        left &&
        !visitor.forbidden &&
        !isSequential(skeleton, links) &&
        happensBefore(lkmm(skeleton, links)) !== null;
      if (!cut) yield* choose(nth + 1);
      chosen.delete(location);
      [links.rf.length, links.co.length, links.fr.length] = [rf, co, fr];
    }
  }

  /** Null where it is forbidden and nobody wants to see that. */
  function complete(): Candidate | null {
    const own = { rf: [...links.rf], co: [...links.co], fr: [...links.fr] };
    const model = once(() => lkmm(skeleton, own));
    let broken = isSequential(skeleton, own) ? null : brokenBy(model());
    let plain: PlainOrder | null = null;
    if (skeleton.hasPlain && (broken === null || visitor.forbidden)) {
      plain = plainOrder(model());
      broken ??= plainCoherence(model(), plain);
    }
    if (broken !== null && !visitor.forbidden) return null;
    return { skeleton, orders: new Map(chosen), model, plain, broken };
  }

  yield* choose(0);
}

function brokenBy(model: Lkmm): Broken | null {
  return happensBefore(model) ?? propagation(model) ?? rcu(model);
}

/**
 * Whether one order of all accesses explains the execution. hb and pb, unfolded, are made of po, rf, co and fr, so that
 * neither has a cycle where these together have none, and the model need not be made. What RCU demands is more than that.
 */
function isSequential({ points, local, space }: Skeleton, { rf, co, fr }: Links): boolean {
  return points.length === 0 && !hasCycle(plus(union(local.po, base(space, 'com', [...rf, ...co, ...fr]))));
}

interface Mutable {
  rf: (readonly [number, number])[];
  co: (readonly [number, number])[];
  fr: (readonly [number, number])[];
}

/** Adds what an order of a location says: co is every earlier write to every later one, and so is fr. */
function link(skeleton: Skeleton, order: LocationOrder, links: Mutable): Links {
  const writes = order.writes.map((event) => indexOf(skeleton, event));
  writes.forEach((from, nth) => {
    for (const to of writes.slice(nth + 1)) links.co.push([from, to]);
  });
  for (const [reader, source] of order.sources) {
    const read = indexOf(skeleton, reader);
    const from = source < 0 ? -1 : indexOf(skeleton, source);
    if (from >= 0) links.rf.push([from, read]);
    // The read of a read-modify-write comes before its own write too.
    for (const to of writes.slice(writes.indexOf(from) + 1)) links.fr.push([read, to]);
  }
  return links;
}

/** The event of the skeleton that an event of a location's order is. */
export function indexOf(skeleton: Skeleton, event: number): number {
  const { thread, position } = placeOf(event);
  return (skeleton.offsets[thread] ?? 0) + (skeleton.threads[thread]?.shape.accesses.indexOf(position) ?? 0);
}
