/** What a machine's model is: what each CPU orders by itself, and the order of all of them that must have no cycle. */
import type { AxiomName } from '../axioms.ts';
import type { Relation } from '../relation.ts';
import type { Thread } from './thread.ts';

export interface HardwareModel {
  /** The axiom that `order` has no cycle. */
  readonly axiom: Extract<AxiomName, 'external' | 'ghb' | 'sc'>;
  /** Of one run, over its own events. */
  readonly own: (thread: Thread) => Relation;
  readonly order: (execution: Links) => Relation;
}

/** Over the events of all CPUs: who reads from whom, which write comes before which, which read before which write; within
 *  a CPU and between two. */
export interface Links {
  /** What each CPU orders by itself. */
  readonly own: Relation;
  /** Two reads of one place, in program order. */
  readonly sameReads: Relation;
  readonly rfe: Relation;
  readonly rfi: Relation;
  readonly coe: Relation;
  readonly coi: Relation;
  readonly fre: Relation;
  readonly fri: Relation;
}
