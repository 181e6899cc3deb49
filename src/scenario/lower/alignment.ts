/**
 * Pointers that are marked in their low bits, which are free since objects are aligned: `(unsigned long)p | 1UL` (the owner of an
 * rt_mutex, entries of an xarray, heads of lists that are their own locks). Addresses count words here, so in a scenario
 * that makes numbers of pointers every struct begins at a multiple of four, or of eight where it marks a third bit.
 */
import type { Symbols } from '../check/symbols.ts';

const MARKS =
  /\(\s*(?:unsigned long|long|uintptr_t|size_t|u64)\s*\*?\s*\)\s*[A-Za-z_(&*]|\bhlist_bl_\w|\bxas?_\w|\bXA_STATE\b|\bxarray\b/;
const THIRD_BIT = /\b(?:0x)?[4-7]UL\b|~\s*7\b|&\s*(?:0x)?7\b/;

/** Every object begins at a multiple of so many words. */
export function alignmentIn({ words }: Pick<Symbols, 'words'>): number {
  if (!words.matches(MARKS)) return 1;
  return words.matches(THIRD_BIT) ? 8 : 4;
}
