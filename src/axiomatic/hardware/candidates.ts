/**
 * Candidate executions of one combination of runs under a machine's model: an order for each location in turn, and a
 * prefix whose order has a cycle is cut with all that would follow.
 */
import { acyclic, type Broken } from '../axioms.ts';
import type { Combination } from '../combinations.ts';
import type { LocationOrder } from '../location-orders.ts';
import type { Finding } from '../pausing.ts';
import { plus, union } from '../relation.ts';
import type { HardwareModel, Links } from './model.ts';
import { type HardwareSkeleton, idOf, ofCpus, type OrderedHardware } from './skeleton.ts';

export type HardwareCombination = Combination<OrderedHardware, HardwareSkeleton>;

export interface HardwareCandidate {
  readonly skeleton: HardwareSkeleton;
  readonly orders: ReadonlyMap<number, LocationOrder>;
  /** The axiom that forbids it, null where it is allowed. */
  readonly broken: Broken | null;
}

export interface Visitor {
  /** Asked before the rest is chosen, with the orders of the locations so far. */
  readonly wants: (orders: ReadonlyMap<number, LocationOrder>) => boolean;
  /** Whether forbidden candidates are of interest too, so that nothing is cut. */
  readonly forbidden: boolean;
  /** Whether orders need not be coherent, so that this is an axiom to be asked too. */
  readonly loose: boolean;
}

/** Those of a combination; `first` are locations whose order decides what is observed: they are chosen before the others. */
export function* eachCandidate(
  { skeleton: made, orders }: HardwareCombination,
  first: ReadonlySet<number>,
  model: HardwareModel,
  visitor: Visitor,
): Finding<HardwareCandidate> {
  const count = (location: number): number => orders.get(location)?.length ?? 0;
  const locations = [...orders.keys()].sort(
    (a, b) => Number(first.has(b)) - Number(first.has(a)) || count(a) - count(b),
  );
  const chosen = new Map<number, LocationOrder>();

  function* choose(nth: number): Finding<HardwareCandidate> {
    if (!visitor.wants(chosen)) {
      yield null;
      return;
    }
    const location = locations[nth];
    if (location === undefined) {
      const broken = brokenBy(made(), chosen, model, visitor.loose);
      yield broken !== null && !visitor.forbidden
        ? null
        : { skeleton: made(), orders: new Map(chosen), broken };
      return;
    }
    const left = locations.slice(nth + 1).some((other) => count(other) > 1);
    for (const order of orders.get(location) ?? []) {
      chosen.set(location, order);
      const asks = count(location) > 1 && left && !visitor.forbidden;
      if (!asks || brokenBy(made(), chosen, model, visitor.loose) === null) yield* choose(nth + 1);
      chosen.delete(location);
    }
  }

  yield* choose(0);
}

/** The first axiom that these orders break: what could lie on a cycle only grows with every location. */
function brokenBy(
  skeleton: HardwareSkeleton,
  orders: ReadonlyMap<number, LocationOrder>,
  model: HardwareModel,
  loose: boolean,
): Broken | null {
  const links = linksOf(skeleton, orders);
  const { rfe, rfi, coe, coi, fre, fri } = links;
  if (loose) {
    const seen = union(skeleton.poLoc, rfe, rfi, coe, coi, fre, fri);
    const broken = acyclic('internal', seen, plus(seen));
    if (broken !== null) return broken;
  }
  const order = model.order(links);
  return brokenAtomic(skeleton, links) ?? acyclic(model.axiom, order, plus(order));
}

/** No write of another CPU comes between the halves of a read-modify-write: empty rmw & (fre ; coe). */
function brokenAtomic({ rmw, cpuOf }: HardwareSkeleton, { fre, coe }: Links): Broken | null {
  for (const [read, write] of rmw)
    for (const between of cpuOf.keys())
      if (fre.has(read, between) && coe.has(between, write)) {
        const back = { name: 'rmw', from: write, to: read };
        return {
          axiom: 'atomic',
          cycle: () => [...fre.trace(read, between), ...coe.trace(between, write), back],
        };
      }
  return null;
}

/** co is every earlier write to every later one, and so is fr. */
function linksOf(skeleton: HardwareSkeleton, orders: ReadonlyMap<number, LocationOrder>): Links {
  const rf: (readonly [number, number])[] = [];
  const co: (readonly [number, number])[] = [];
  const fr: (readonly [number, number])[] = [];
  for (const { writes, sources } of orders.values()) {
    const ids = writes.map((event) => idOf(skeleton, event));
    ids.forEach((from, nth) => {
      for (const to of ids.slice(nth + 1)) co.push([from, to]);
    });
    for (const [reader, source] of sources) {
      const read = idOf(skeleton, reader);
      const from = source < 0 ? -1 : idOf(skeleton, source);
      if (from >= 0) rf.push([from, read]);
      for (const to of ids.slice(ids.indexOf(from) + 1)) fr.push([read, to]);
    }
  }
  return {
    own: skeleton.own,
    sameReads: skeleton.sameReads,
    rfe: ofCpus(skeleton, 'rfe', rf, false),
    rfi: ofCpus(skeleton, 'rfi', rf, true),
    coe: ofCpus(skeleton, 'coe', co, false),
    coi: ofCpus(skeleton, 'coi', co, true),
    fre: ofCpus(skeleton, 'fre', fr, false),
    fri: ofCpus(skeleton, 'fri', fr, true),
  };
}
