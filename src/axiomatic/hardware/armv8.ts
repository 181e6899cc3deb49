/**
 * Armv8-A over one candidate execution: what herd7's `aarch64.cat` (the architecture's formal model, Arm ARM B2.3 "Definition
 * of the Armv8 memory model") says of loads, stores, atomics, dependencies and barriers. Names are the same there.
 *
 *   internal   acyclic po-loc | rf | co | fr     by construction, see location-orders.ts
 *   atomic     empty rmw & (fre ; coe)
 *   external   irreflexive ob                    what is ordered before what
 *
 *   ob   = obs | haz-ob | lob, any number of times
 *   obs  = rfe | fre | coe                       what one CPU observes of another
 *   lob  = lws | dob | pob | aob | bob           what one CPU orders by itself
 */
import { leaf, limit, named, plus, type Relation, seq, star, union } from '../relation.ts';
import type { Thread } from './thread.ts';
import type { HardwareModel } from './model.ts';

export const armv8: HardwareModel = {
  axiom: 'external',
  /** Locally-ordered-before. */
  own(t) {
    const ordered = union(
      localWriteSuccessor(t),
      dependencyOrdered(t),
      pickOrdered(t),
      atomicOrdered(t),
      barrierOrdered(t),
    );
    return union(ordered, pickedWrites(t, ordered));
  },
  /** Ordered-before, step by step. */
  order({ own, sameReads, rfe, fre, coe }) {
    const obs = named('obs', union(rfe, fre, coe));
    const hazard = named('haz-ob', seq(sameReads, fre));
    return union(own, obs, hazard);
  },
};

/** lws: an access before a write to the same place. */
function localWriteSuccessor({ poLoc, writes }: Thread): Relation {
  return leaf('lws', limit(null, poLoc, writes));
}

/** dob: dependencies; a control dependency orders a write alone, and so does the address of what lies in between. */
function dependencyOrdered({ addr, data, ctrl, po, lrs, accesses, reads, writes }: Thread): Relation {
  const dep = union(limit(null, addr, accesses), limit(null, data, writes));
  return named(
    'dob',
    union(
      dep,
      limit(reads, ctrl, writes),
      seq(limit(null, addr, accesses), limit(accesses, po, writes)),
      seq(dep, lrs),
    ),
  );
}

/** pob: what was picked by a read's value orders a write alone. */
function pickOrdered({ pickAddr, pickData, pickCtrl, po, accesses, writes }: Thread): Relation {
  const picked = limit(null, union(pickAddr, pickData, pickCtrl), writes);
  return named('pob', union(picked, seq(limit(null, pickAddr, accesses), limit(accesses, po, writes))));
}

/** pick-lob: a pick reaches each write that is ordered behind what depends on it. */
function pickedWrites(
  { pickAddr, pickData, pickCtrl, addr, data, lrs, writes }: Thread,
  lob: Relation,
): Relation {
  const pick = union(pickAddr, pickData, pickCtrl);
  return named('pick-lob', limit(null, seq(pick, star(union(addr, data, lrs)), plus(lob)), writes));
}

/** aob: the halves of a read-modify-write; an acquire that reads its result waits for its read. */
function atomicOrdered({ rmw, lrs, those }: Thread): Relation {
  const acquires = those(({ kind, acquire }) => kind === 'read' && acquire !== 'no');
  return named('aob', union(rmw, limit(null, seq(rmw, lrs), acquires)));
}

/** bob: barriers, acquires and releases. */
function barrierOrdered(t: Thread): Relation {
  const { those, over, po, accesses, reads, writes, ctrl, addr, pickCtrl, pickAddr } = t;
  const fence = (...kinds: readonly string[]) => those((event) => kinds.includes(event.fence ?? ''));
  const among = (relation: Relation) => limit(accesses, relation, accesses);
  const returning = those(({ kind, noreturn }) => kind === 'read' && !noreturn);
  const acquires = those(({ kind, acquire }) => kind === 'read' && acquire !== 'no');
  const strongAcquires = those(({ kind, acquire }) => kind === 'read' && acquire === 'rcsc');
  const releases = those(({ kind, release }) => kind === 'write' && release);
  const isb = fence('isb');
  // What decides where to go on, and which address an access has.
  const decided = union(
    limit(reads, ctrl, isb),
    limit(null, pickCtrl, isb),
    seq(limit(null, union(addr, pickAddr), accesses), limit(accesses, po, isb)),
  );
  return named(
    'bob',
    union(
      among(over('dmb.sy', fence('dmb.sy'))),
      among(over('dsb.sy', fence('dsb.sy'))),
      limit(returning, over('dmb.ld', fence('dmb.ld')), accesses),
      limit(returning, over('dsb.ld', fence('dsb.ld')), accesses),
      limit(writes, over('dmb.st', fence('dmb.st')), writes),
      limit(writes, over('dsb.st', fence('dsb.st')), accesses),
      leaf('isb', seq(decided, limit(isb, po, accesses))),
      leaf('acq-po', limit(acquires, po, accesses)),
      leaf('rel-acq', limit(releases, po, strongAcquires)),
      leaf('po-rel', limit(accesses, po, releases)),
      leaf('amo-po', limit(fullyOrdered(t), po, accesses)),
    ),
  );
}

/** Writes of atomics that acquire and release. */
function fullyOrdered({ those, run }: Thread) {
  return those(({ pair, release, atomic }) => atomic && release && run.events[pair]?.acquire === 'rcsc');
}
