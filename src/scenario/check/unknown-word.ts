/**
 * A call of something that is neither a function of the scenario nor a word of the kernel that is known here. How to
 * write what it means is said by explained.ts, for only a text with errors needs those tables.
 */
import type { Diagnostics } from '../diagnostic.ts';
import type { Word } from '../syntax/syntax.ts';

export const UNKNOWN_WORD = 'unknown-function';

export function reportUnknownWord(callee: Word, diagnostics: Diagnostics): void {
  diagnostics.error(UNKNOWN_WORD, callee, `Found a call of \`${callee.text}\`, which is not known here.`);
}
