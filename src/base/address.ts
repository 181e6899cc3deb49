/**
 * How addresses and page table entries are written as 32-bit ints, so that a pointer is never mistaken for a small
 * value: cell i has address ADDRESS_BASE + i; entries lie below that. An entry is a frame and bits.
 */
export const ADDRESS_BASE = 0x4000_0000;

/** Addresses below it are members of an object at NULL. The poison of a list's entries is 0x100 and above, and what an entry
 *  there would be part of begins not far below that. */
export const NULL_END = 0x80;

const PTE_BASE = 0x2000_0000;
const FRAME_SHIFT = 6;

/**
 * The bits of an entry, by what they mean to the hardware.
 *
 *             x86        arm64
 *   valid     P          valid
 *   write     R/W        AP[2] clear: a write is permitted (herd's db)
 *   young     A          AF
 *   dirty     D          DBM: hardware that manages it may set `write` instead of faulting
 *   soft      (software's: Linux/arm64 keeps its own dirty bit there; the hardware looks at none of these)
 */
export const PTE_BITS = { valid: 1, write: 2, young: 4, dirty: 8, soft: 16 } as const;

/** Bits that no hardware looks at. */
export const PTE_SOFTWARE = PTE_BITS.soft | 32;

/** What an entry has where nothing is said: everything is permitted and nothing is left to set. */
export const PTE_FULL = PTE_BITS.write | PTE_BITS.young | PTE_BITS.dirty;

/** The PTE that maps physical cell `physicalCell`; `bits` besides the valid one. */
export function pteValue(physicalCell: number, valid: boolean, bits: number = PTE_FULL): number {
  return PTE_BASE + (physicalCell << FRAME_SHIFT) + bits + (valid ? PTE_BITS.valid : 0);
}

/** Whether an int is a PTE made by `pteValue`, valid or not. */
export function isPte(value: number): boolean {
  return value >= PTE_BASE && value < ADDRESS_BASE;
}

/** Whether a PTE has its valid bit set; any other int counts as invalid. */
export function isValidPte(value: number): boolean {
  return isPte(value) && (value & PTE_BITS.valid) !== 0;
}

/** The physical cell that a PTE maps. */
export function physicalCell(pte: number): number {
  return (pte - PTE_BASE) >> FRAME_SHIFT;
}
