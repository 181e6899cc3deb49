/** What the columns' code leaves for those who put the scenario together. */
import type { Line, Node } from './column-tree.ts';
import type { SourceLines } from './source-lines.ts';

export interface Handler {
  readonly node: Node & { readonly k: 'interrupt' };
  readonly column: number;
  readonly name: string;
}

/** Text as the scenario has it for a cell: what a row of an interleaving names. */
export interface Written {
  readonly node: Node;
  readonly text: string;
}

/** Functions that the columns' calls have become, and names that are used up. */
export interface Functions {
  readonly taken: Set<string>;
  readonly lines: SourceLines;
}

/** A call as its row has it. */
export function calledAs({ text }: Line): string {
  return text.code.replace(/\s*[{;]$/, '');
}

/** What a handler is called: `irq_0`, `irq1_0`. */
export function handlerName(
  { deferred, nmi, soft }: Handler['node'],
  before: number,
  column: number,
): string {
  return (
    deferred?.name ??
    `${nmi ? 'nmi' : soft === true ? 'softirq' : 'irq'}${before > 0 ? String(before) : ''}_${String(column)}`
  );
}
