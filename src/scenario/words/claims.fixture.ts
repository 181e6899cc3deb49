/**
 * The words that say what they order in their line or by their instructions, in shares that run side by side; and those
 * of the table’s columns that are tested elsewhere, each with why.
 */
import { expect, test } from 'vitest';
import { archOf, claimedAcross, claimOf } from './claim.fixture.ts';
import { measure } from './ordering.fixture.ts';
import { synthesised } from './synthesis.fixture.ts';
import { wordGroups } from './table.ts';
import type { Word } from './word.ts';

export const WORDS: readonly Word[] = wordGroups().flatMap(({ words }) => words);
export const CLAIMING: readonly Word[] = WORDS.filter((word) => claimOf(word) !== null);

/** Words whose ordering is in a column of the table and that ordering.test.ts does not call. */
export const APART: Readonly<Record<string, string>> = {
  refcount_dec_and_lock: 'takes a count and a lock: what it orders is tested where those are',
  access: 'goes through a page, whose races are those of the machine’s translation tests',
  set_pte: 'acts on an entry, which no other word reads as a number',
  ptep_get: 'acts on an entry',
  pte_clear: 'acts on an entry',
  ptep_get_and_clear: 'acts on an entry',
  ptep_set_wrprotect: 'acts on an entry',
  ptep_test_and_clear_young: 'acts on an entry',
};

/** Every word of a share keeps in order across it what it says that it does, no less and no more. */
export function checkShare(share: number, shares: number): void {
  test.each(CLAIMING.filter((_, i) => i % shares === share))('$name', (word) => {
    const { across } = measure(synthesised(word), archOf(word));
    expect(across).toBe(claimedAcross(claimOf(word) ?? ''));
  });
}
