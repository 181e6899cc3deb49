/** Rows on which those below them hang: an answer that is said, a pointer that may be NULL, a branch that leaves. */
import type { Line, Node } from './column-tree.ts';
import type { Things } from './things.ts';
import { asExpression } from './walk-expression.ts';
import { resultOf } from './word-accesses.ts';

/** Where code stands. */
export interface Place {
  readonly things: Things;
  readonly column: number;
  /** Paths of pointers that somebody may have made NULL. */
  readonly clearable: ReadonlySet<string>;
}

/** A call whose answer is said stands alone: what is below it was done because of the answer. */
export function isGuard(node: Node, rest: readonly Node[], skip: ReadonlySet<Line>): boolean {
  if (node.k !== 'simple' || node.line.seen === null || skip.has(node.line)) return false;
  const e = asExpression(node.code.simple);
  if (node.line.seen.k !== 'zero' && node.line.seen.k !== 'other') return false;
  if (e.k === 'call' && resultOf(e.callee.text) === 'bool') return true;
  const isRead = e.k === 'name' || e.k === 'member' || (e.k === 'call' && resultOf(e.callee.text) === 'T');
  return isRead && rest.some((one) => one.k === 'simple' && /^(VM_)?(BUG|WARN)|^kfree/.test(one.code.text));
}

/** A pointer that is loaded where somebody takes things out, and followed. */
export function mayBeNull(node: Node, { things, column, clearable }: Place): boolean {
  if (node.k !== 'simple' || node.line.seen !== null) return false;
  const e = asExpression(node.code.simple);
  if (e.k !== 'assign' || e.target.k !== 'name' || things.roles.of(e.target.name, column) !== 'local')
    return false;
  const from = things.originOf(e.target.name, column);
  return from !== null && clearable.has(from) && things.isFollowed(e.target.name, column);
}

/** The next row asks for it itself. */
export function isAsked(node: Node, rest: readonly Node[]): boolean {
  const next = rest.find(({ k }) => k !== 'note');
  const e = node.k === 'simple' ? asExpression(node.code.simple) : null;
  if (next?.k !== 'if' || e?.k !== 'assign' || e.target.k !== 'name') return false;
  return new RegExp(`\\b${e.target.name}\\b`).test(next.code.text);
}

/** A branch that leaves the column, or of which it is said how it goes without what it does being drawn. */
export function decidesRest(
  { body, otherwise, line }: Node & { readonly k: 'if' },
  skip: ReadonlySet<Line>,
): boolean {
  if (skip.has(line) || otherwise.length > 0) return false;
  const last = body.filter(({ k }) => k !== 'note').at(-1);
  if (!last) return line.seen?.k === 'other' || line.seen?.k === 'zero';
  return last.k === 'jump' && last.text !== 'continue';
}

/** The branch with what is below it in the arm in which it is done. */
export function withRest(
  { body, line }: Node & { readonly k: 'if' },
  rest: readonly Node[],
): { readonly body: readonly Node[]; readonly otherwise: readonly Node[] } {
  const isEmpty = body.every(({ k }) => k === 'note');
  if (isEmpty && line.seen?.k === 'other') return { body: rest, otherwise: [] };
  return { body: body.filter(({ k }) => k !== 'jump'), otherwise: rest };
}
