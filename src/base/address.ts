/**
 * How addresses and page table entries are written as 32-bit ints, so that a pointer is never mistaken for a small
 * value: cell i has address ADDRESS_BASE + i; entries lie below that.
 */
export const ADDRESS_BASE = 0x4000_0000;

const PTE_BASE = 0x2000_0000;

/** The PTE that maps physical cell `physicalCell`. */
export function pteValue(physicalCell: number, valid: boolean): number {
  return PTE_BASE + physicalCell * 2 + (valid ? 1 : 0);
}

/** Whether an int is a PTE made by `pteValue`, valid or not. */
export function isPte(value: number): boolean {
  return value >= PTE_BASE && value < ADDRESS_BASE;
}

/** Whether a PTE has its valid bit set; any other int counts as invalid. */
export function isValidPte(value: number): boolean {
  return isPte(value) && (value & 1) === 1;
}

/** The physical cell that a PTE maps. */
export function physicalCell(pte: number): number {
  return (pte - PTE_BASE) >> 1;
}
