/**
 * The axioms that decide about a candidate whose coherence and atomicity are given, in the order in which the model states
 * them, each with the edges of what it forbids.
 */
import { both, hasCycle, inverse, type Relation, shortestCycle, type Step, stepsAlong } from './relation.ts';
import type { Lkmm } from './lkmm.ts';
import type { PlainOrder } from './plain.ts';

/** Those of the Linux-kernel memory model, and behind them those of the machines. */
export type AxiomName =
  | 'happens-before'
  | 'propagation'
  | 'rcu'
  | 'plain-coherence'
  | 'internal'
  | 'atomic'
  | 'external'
  | 'ghb'
  | 'sc';

export interface Broken {
  readonly axiom: AxiomName;
  /** From event to event and back to the first. */
  readonly cycle: () => readonly Step[];
}

/** hb is acyclic. What could lie on a cycle only grows with every link, so that this is worth asking of half a candidate. */
export function happensBefore({ hb, hbPlus }: Lkmm): Broken | null {
  return acyclic('happens-before', hb, hbPlus);
}

/** pb is acyclic. */
export function propagation({ pb, pbPlus }: Lkmm): Broken | null {
  return acyclic('propagation', pb, pbPlus);
}

/** rb is irreflexive. */
export function rcu({ rb }: Lkmm): Broken | null {
  for (let event = 0; event < rb.space.size; event += 1)
    if (rb.has(event, event)) return { axiom: 'rcu', cycle: () => rb.trace(event, event) };
  return null;
}

/** No rf, fr or co of which the opposite is ensured, where one of the two accesses is plain. */
export function plainCoherence({ rf, fr, co, skeleton }: Lkmm, plain: PlainOrder | null): Broken | null {
  if (plain === null || !skeleton.hasPlain) return null;
  const incoherent: readonly (readonly [Relation, Relation])[] = [
    [rf, plain.rwXbstar],
    [fr, plain.wrVis],
    [co, plain.wwVis],
  ];
  for (const [link, ordered] of incoherent) {
    const wrong = both(both(plain.preRace, link), inverse(ordered)).pairs()[0];
    if (wrong === undefined) continue;
    const [a, b] = wrong;
    return { axiom: 'plain-coherence', cycle: () => [...link.trace(a, b), ...ordered.trace(b, a)] };
  }
  return null;
}

/** `reach` is the relation once or more often. */
export function acyclic(axiom: AxiomName, relation: Relation, reach: Relation): Broken | null {
  if (!hasCycle(reach)) return null;
  return { axiom, cycle: () => stepsAlong(relation, shortestCycle(relation, reach) ?? []) };
}
