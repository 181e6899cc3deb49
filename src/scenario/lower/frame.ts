/** Where lowering stands: the statement that instructions come from. */
import type { Span } from '../syntax/syntax.ts';

/** The statement being lowered. */
export interface StatementFrame extends Span {
  readonly text: string;
  readonly key: string;
  readonly label: string | null;
  readonly count: StatementCount;
}

/** How many instructions and calls a statement has so far, over all the pieces in which it is lowered. */
export interface StatementCount {
  accesses: number;
  others: number;
  calls: number;
}
