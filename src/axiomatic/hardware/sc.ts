/**
 * Sequential consistency over one candidate execution (Lamport, 1979): acyclic po | rf | co | fr, with atomic
 * read-modify-writes, which is to say that all accesses happen one after the other as the programs have them.
 */
import { leaf, limit, union } from '../relation.ts';
import type { HardwareModel } from './model.ts';

export const sc: HardwareModel = {
  axiom: 'sc',
  own: ({ po, accesses }) => leaf('po', limit(accesses, po, accesses)),
  order: ({ own, rfe, rfi, coe, coi, fre, fri }) => union(own, rfe, coe, fre, rfi, coi, fri),
};
