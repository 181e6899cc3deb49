/**
 * How much one compile may make. Calls are inlined and `for_each_cpu` is unrolled, so a page of text can say more than
 * any memory holds; every part that can multiply spends here, and what is too much is a diagnostic.
 */
import type { Diagnostics } from './diagnostic.ts';
import type { Span } from './syntax/syntax.ts';

/** Instructions, statements, calls, cells and rows, over all variants of a scenario. The largest bundled one has 4,000. */
const MOST = 40_000;
/** Instructions of one program; the largest bundled one has 180. */
export const MOST_INSTRUCTIONS = 6000;
/** Shared words of one program. */
export const MOST_CELLS = 1000;

/** Ends a compile; whoever began it makes a diagnostic of it. */
export class TooMuch extends Error {
  readonly at: Span;

  constructor(at: Span, message: string) {
    super(message);
    this.at = at;
  }
}

export class Budget {
  private left = MOST;

  /** Counts `amount` of what is made at `at`; throws TooMuch when it is too much. */
  spend(amount: number, at: Span): void {
    this.left -= amount;
    if (this.left < 0)
      throw new TooMuch(
        at,
        'With every call inlined, every `for_each_cpu` unrolled and every variant compiled this is too much to go on with; let functions call less, or split the scenario up.',
      );
  }
}

/** Runs one part of a compile; null, and a diagnostic, where it makes too much. */
export function withinBudget<T>(diagnostics: Diagnostics, make: () => T): T | null {
  try {
    return make();
  } catch (thrown) {
    if (!(thrown instanceof TooMuch)) throw thrown;
    diagnostics.error('too-much', thrown.at, thrown.message);
    return null;
  }
}
