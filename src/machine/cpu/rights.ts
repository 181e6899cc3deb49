/**
 * What an access may do with an entry: rules V11 and V13. Intel SDM vol. 3, 4.6 and 4.8; Arm ARM D8, "Hardware
 * management of the Access flag and dirty state".
 */
import { isValidPte, physicalCell, PTE_BITS, PTE_SOFTWARE, pteValue } from '../../base/index.ts';
import type { CpuSpec, Hardware, Program } from '../program.ts';

/** Kinds of faults, in the order of priority. */
export const FAULT_KINDS = ['translation', 'access-flag', 'permission'] as const;

/** What a CPU looks at in an entry, and what its hardware sets there. */
export interface EntryRights {
  /** False: the program's entries differ in frame and validity only. */
  readonly looked: boolean;
  readonly arch: Program['arch'];
  readonly setsYoung: boolean;
  readonly setsDirty: boolean;
}

export function entryRights({ arch, hardware, rights }: Program, { manages }: CpuSpec): EntryRights {
  const all = arch === 'x86' || managesAll(hardware);
  const setsYoung = manages?.accessed ?? all;
  return { looked: rights === true, arch, setsYoung, setsDirty: manages?.dirty ?? all };
}

function managesAll({ hafdbs }: Hardware): boolean {
  return hafdbs === true;
}

/** The index in FAULT_KINDS of the fault that the entry gives, or -1. */
export function faultOf(rights: EntryRights, pte: number, writes: boolean): number {
  if (!isValidPte(pte)) return 0;
  if (!rights.looked) return -1;
  if (rights.arch === 'arm64' && (pte & PTE_BITS.young) === 0 && !rights.setsYoung) return 1;
  if (!writes || (pte & PTE_BITS.write) !== 0) return -1;
  const managed = rights.arch === 'arm64' && rights.setsDirty && (pte & PTE_BITS.dirty) !== 0;
  return managed ? -1 : 2;
}

/** Bits that the hardware sets in a permitting entry before the access uses it (V13); 0: none. */
export function bitsToSet(rights: EntryRights, pte: number, writes: boolean): number {
  if (!rights.looked) return 0;
  const young = PTE_BITS.young & ~pte;
  if (!writes) return young;
  return young | ((rights.arch === 'x86' ? PTE_BITS.dirty : PTE_BITS.write) & ~pte);
}

/** The entry as a TLB may keep it, null where it may not: entries that are invalid or not accessed yet are never cached. */
export function cached(looked: boolean, pte: number): number | null {
  if (!isValidPte(pte)) return null;
  if (!looked) return pte;
  return (pte & PTE_BITS.young) === 0 ? null : pte & ~PTE_SOFTWARE;
}

/** What an access needs of an entry that leaves nothing to set: its frame. */
export function frameOnly(pte: number): number {
  return pteValue(physicalCell(pte), true);
}
