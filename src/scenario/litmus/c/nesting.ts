/**
 * How deep functions nest, told from their tokens before anything is parsed: parsing and lowering call themselves for
 * every bracket, every operator of one statement, and every body of an `if` or a loop.
 */
import { unreadable } from '../refusal.ts';
import type { Token } from '../tokens.ts';

/** Brackets in one another. */
const MOST_BRACKETS = 100;
/** Operators, `if`s and loops without a `;` or a brace between them. */
const MOST_OPERATORS = 250;
/** Each may stand in the one before. */
const MOST_ELSES = 500;

const SEPARATORS: ReadonlySet<string> = new Set([';', ',', '{', '}']);
const NESTING_WORDS: ReadonlySet<string> = new Set(['if', 'while', 'do', 'for']);

/** Refuses what nests deeper than any test. */
export function refuseDeepNesting(tokens: readonly Token[]): void {
  let brackets = 0;
  let operators = 0;
  let elses = 0;
  for (const token of tokens) {
    const { kind, text } = token;
    if (text === '(' || text === '[' || text === '{') brackets += 1;
    if (text === ')' || text === ']' || text === '}') brackets -= 1;
    if (text === 'else') elses += 1;
    if (SEPARATORS.has(text)) operators = 0;
    else if (kind === 'sign' || NESTING_WORDS.has(text)) operators += 1;
    if (brackets > MOST_BRACKETS || operators > MOST_OPERATORS || elses > MOST_ELSES)
      unreadable('too-deep', 'the code nests too deeply', token);
  }
}
