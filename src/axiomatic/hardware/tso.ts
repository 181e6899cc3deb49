/**
 * x86-TSO over one candidate execution (Owens, Sarkar, Sewell: "A better x86 memory model: x86-TSO"; herd7's `x86tso-mixed.cat`).
 *
 *   uniproc    acyclic po-loc | rf | co | fr     by construction, see location-orders.ts
 *   atomic     empty rmw & (fre ; coe)           likewise
 *   ghb        acyclic ppo | mfence | implied | rfe | co | fr
 *
 * A CPU reads its own stores early, from its store buffer, which is why rf within a CPU orders nothing.
 */
import { cross, leaf, limit, type Relation, union, without } from '../relation.ts';
import type { HardwareModel } from './model.ts';
import type { Thread } from './thread.ts';

export const tso: HardwareModel = {
  axiom: 'ghb',
  own(t) {
    const { those, over } = t;
    const mfence = over(
      'mfence',
      those(({ fence }) => fence === 'mfence' || fence === 'serialize'),
    );
    return union(preserved(t), implied(t), limit(t.accesses, mfence, t.accesses));
  },
  order({ own, rfe, coe, coi, fre, fri }) {
    return union(own, rfe, coe, fre, coi, fri);
  },
};

/** ppo: program order, but for a store and a later load. */
function preserved({ space, po, accesses, reads, writes }: Thread): Relation {
  return leaf('ppo', without(limit(accesses, po, accesses), cross(space, writes, reads)));
}

/** A locked instruction is a fence. */
function implied({ po, those, accesses }: Thread): Relation {
  const locked = those(({ atomic }) => atomic);
  return leaf('implied', union(limit(locked, po, accesses), limit(accesses, po, locked)));
}
