/**
 * Which way a branch went where no remark says so, told by what is drawn: what stands inside it was done where others go
 * on in between, and what stands behind `if (…) return;` was not returned from.
 *
 *     if (sk->state == UP)                                 up, for
 *                              sk->state = DOWN;
 *         sk->ops->send(sk);                               this was done
 */
import type { Expression } from '../../syntax/syntax.ts';
import type { Line, Node } from './column-tree.ts';
import { passedOver } from './guards.ts';
import { everyNode } from './node-walk.ts';
import { SLEEPS } from './stuck.ts';
import { OTHER, ZERO, type Seen } from './value-words.ts';
import { asExpression, visit } from './walk-expression.ts';

/** The way of a branch. */
export interface Way {
  readonly seen: Seen;
  /** Where the row loads what a later branch asks: that one's condition. */
  readonly of: Expression | null;
  /** Others go on between the branch and what it leads to, so that it must have gone so. */
  readonly isCertain: boolean;
}

/** Ways by the rows of the branches, and of what they ask. */
export type Ways = ReadonlyMap<Line, Way>;

/** The question whether a reader must begin anew. */
export const SEQUENCE = /^!?\s*\w*read_seq\w*retry\(/;

type Branch = Node & { readonly k: 'if' };

/** The ways of all branches of which the drawing tells. `isProgram`: no run is drawn. */
export function waysOf(
  columns: readonly (readonly Node[])[],
  lines: readonly Line[],
  isProgram: boolean,
): Ways {
  const found = new Map<Line, Way>();
  columns.forEach((nodes, column) => {
    const others = lines
      .filter(({ cell, as }) => cell.column !== null && cell.column !== column && as !== 'note')
      .map(({ row }) => row);
    const isParted = (from: number, to: number) => others.some((row) => row > from && row < to);
    const within = (block: readonly Node[]): void => {
      block.forEach((node, i) => {
        if (node.k === 'if' && node.line.seen === null) {
          const way = wayOf(node, block.slice(i + 1), isParted, isProgram);
          if (way) {
            found.set(node.line, way);
            const asked = loadOf(node, block.slice(0, i));
            if (asked) found.set(asked, { ...way, of: node.code.cond });
          }
        }
        if ('body' in node) within(node.body);
        if (node.k === 'if') within(node.otherwise);
      });
    };
    within(nodes);
  });
  return found;
}

function wayOf(
  node: Branch,
  rest: readonly Node[],
  isParted: (from: number, to: number) => boolean,
  isProgram: boolean,
): Way | null {
  const { line, body, otherwise } = node;
  const rows = (nodes: readonly Node[]): readonly number[] => {
    const own: number[] = [];
    everyNode(nodes, (node) => {
      if (node.k !== 'note' || node.line.as === 'event') own.push(node.line.row);
    });
    return own;
  };
  const inside = rows(body);
  const other = rows(otherwise);
  // What was read counts only where nobody has written meanwhile.
  if (SEQUENCE.test(node.code.text)) return { seen: ZERO, of: null, isCertain: true };
  const isLeft = body
    .filter(({ k, line: own }) => k !== 'note' || own.as === 'event')
    .every(({ k }) => k === 'jump');
  // `if (list_empty(&l))` and then what is done before it sleeps: it had to be so.
  if (inside.length === 0 && other.length === 0 && !isProgram && isAsleepAtEnd(rest))
    return { seen: OTHER, of: null, isCertain: true };
  const isIn = inside.some((row) => isParted(line.row, row));
  const isElse = other.some((row) => isParted(Math.max(line.row, ...inside), row));
  if (inside.length === 0) return null;
  // Columns that stand side by side draw no run: what they find tells outcome.ts.
  if (isProgram) return null;
  if (isLeft && other.length === 0) {
    const last = body.findLast(({ k }) => k === 'jump');
    if (last?.k !== 'jump' || /^(continue|break)/.test(last.text)) return null;
    const passed = passedOver(node, rest);
    const isPassing = passed.some(({ k }) => k !== 'note');
    if (passed.length < rest.length && !isPassing) return null;
    return isPassing ? { seen: ZERO, of: null, isCertain: true } : { seen: OTHER, of: null, isCertain: true };
  }
  if (isElse && !isIn) return { seen: ZERO, of: null, isCertain: true };
  if (other.length > 0) return isIn ? { seen: OTHER, of: null, isCertain: true } : null;
  return { seen: OTHER, of: null, isCertain: isIn };
}

function isAsleepAtEnd(rest: readonly Node[]): boolean {
  const last = rest.findLast(({ k }) => k !== 'note');
  return last?.k === 'simple' && SLEEPS.test(last.code.text);
}

/** The row above that loads the one local that a branch asks. */
function loadOf({ code }: Branch, above: readonly Node[]): Line | null {
  const names = new Set<string>();
  visit(code.cond, 'value', (part) => {
    if (part.k === 'name') names.add(part.name);
  });
  const loads = above.findLast((node) => {
    if (node.k !== 'simple' || node.line.seen !== null) return false;
    const e = asExpression(node.code.simple);
    return e.k === 'assign' && e.op === '=' && e.target.k === 'name' && names.has(e.target.name);
  });
  return loads?.line ?? null;
}
