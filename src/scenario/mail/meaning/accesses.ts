/**
 * Who accesses which place in which row: from this follows how memory begins, and what a read finds if rows take effect
 * in the order in which they are drawn.
 */
import type { Expression } from '../../syntax/syntax.ts';
import type { Line, Node } from './column-tree.ts';
import { ledFrom } from './paths.ts';
import type { Things } from './things.ts';
import { asExpression, visit } from './walk-expression.ts';
import { accessOf, FREES, parametersOf, placeArgument } from './word-accesses.ts';

export interface Access {
  readonly column: number;
  readonly line: Line;
  /** The node that it stands in. */
  readonly node: Node;
  /** `touch`: a word of many parts does something to it. */
  readonly kind: 'load' | 'store' | 'change' | 'lock' | 'unlock' | 'try' | 'free' | 'touch';
  readonly path: string;
  /** What is stored, as it was typed; null where nothing is or it is not said. */
  readonly value: string | null;
  /** The word that does it: `cmpxchg`, `test_and_set_bit`; null for a plain access. */
  readonly word: string | null;
  readonly call: (Expression & { readonly k: 'call' }) | null;
  /** In whose context it runs: that of the column, or of a handler in it. */
  readonly context: string;
}

/** A pointer that is loaded on the way to what the statement is about: of that, not of the pointer, a value is told. */
export function isOnTheWay({ node, path }: Access, accesses: readonly Access[]): boolean {
  return accesses.some((other) => other.node === node && other.path.startsWith(`${path}*`));
}

/** Another column stores to the place, or puts something on the list. */
export function isChangedElsewhere({ path, column }: Access, accesses: readonly Access[]): boolean {
  return accesses.some(
    (other) =>
      other.column !== column &&
      other.path === path &&
      (['store', 'change'].includes(other.kind) || FILLS.test(other.word ?? '')),
  );
}

const FILLS = /^h?l?list_(?:add|move|splice)/;

/** It asks whether a list is empty. */
export function asksList({ word }: Access): boolean {
  return /^h?l?list_empty/.test(word ?? '');
}

/** All accesses, in the order of the table's rows, in a row as its code has them. */
export function accessesIn(things: Things): readonly Access[] {
  const found: Access[] = [];
  things.columns.forEach((nodes, column) => {
    within(nodes, column, String(column), things, found);
  });
  return found
    .map((access, i) => ({ access, i }))
    .sort((a, b) => a.access.line.row - b.access.line.row || a.i - b.i)
    .map(({ access }) => access);
}

function within(
  nodes: readonly Node[],
  column: number,
  context: string,
  things: Things,
  found: Access[],
): void {
  for (const node of nodes) {
    if (node.k === 'simple')
      inExpression(asExpression(node.code.simple), node.code.text, node, column, context, things, found);
    if (node.k === 'if' || node.k === 'while')
      inExpression(node.code.cond, node.code.text, node, column, context, things, found);
    if (!('body' in node)) continue;
    const inner = node.k === 'interrupt' ? `${context}/${String(node.line.row)}` : context;
    within(node.body, column, inner, things, found);
    if (node.k === 'if') within(node.otherwise, column, inner, things, found);
  }
}

function inExpression(
  e: Expression,
  text: string,
  node: Node,
  column: number,
  context: string,
  things: Things,
  found: Access[],
): void {
  const base = { column, line: node.line, node, context };
  const cut = (part: Expression) => text.slice(part.from, part.to);
  const covered = new Set<Expression>();
  const pending: Access[] = [];
  visit(e, 'value', (part, how) => {
    if (part.k === 'call') {
      const access = accessOf(part.callee.text);
      const free = FREES.has(part.callee.text);
      const place = part.args[free ? 0 : placeArgument(part.callee.text)];
      if (!access && !free) {
        for (const [i, argument] of part.args.entries()) {
          const isObject = (parametersOf(part.callee.text)[i]?.stars ?? 0) > 0 && argument.k !== 'address';
          const to = isObject ? things.pointerPath(argument, column) : null;
          const path = argument.k === 'address' ? things.pathOf(argument.a, column) : to && ledFrom(to);
          if (path !== null)
            pending.push({ ...base, kind: 'touch', path, value: null, word: part.callee.text, call: part });
        }
        return;
      }
      if (!place) return;
      const path = free
        ? things.pointerPath(place, column)
        : placePath(place, access?.macro ?? false, things, ownerOf(part, column));
      if (path === null) return;
      covered.add(place);
      if (place.k === 'address') covered.add(place.a);
      const value = access && access.value >= 0 ? part.args[access.value] : undefined;
      pending.push({
        ...base,
        kind: free ? 'free' : (access?.kind ?? 'load'),
        path: free ? ledFrom(path) : path,
        value: value ? cut(value) : null,
        word: part.callee.text,
        call: part,
      });
      return;
    }
    if (part.k === 'assign') {
      const path = things.pathOf(part.target, column);
      if (path !== null) {
        covered.add(part.target);
        pending.push({
          ...base,
          kind: part.op === '=' ? 'store' : 'change',
          path,
          value: cut(part.value),
          word: null,
          call: null,
        });
      }
      return;
    }
    if (part.k === 'step') {
      const path = things.pathOf(part.target, column);
      covered.add(part.target);
      if (path !== null) pending.push({ ...base, kind: 'change', path, value: null, word: null, call: null });
      return;
    }
    if (covered.has(part) || how === 'place' || how === 'target') return;
    if (!['name', 'member', 'deref', 'index'].includes(part.k)) return;
    // What a member is of is on the way, not read itself, unless a pointer is.
    if (how === 'base' && (part.k === 'member' || !things.isVariable(part, column))) return;
    const path = things.isObject(part, column) ? null : things.pathOf(part, column);
    if (path !== null) pending.push({ ...base, kind: 'load', path, value: null, word: null, call: null });
  });
  // What a statement stores it stores last.
  found.push(
    ...pending.filter(({ kind }) => kind !== 'store'),
    ...pending.filter(({ kind }) => kind === 'store'),
  );
}

/** Whose copy of a per-CPU variable a word is about. */
function ownerOf({ callee, args }: Expression & { readonly k: 'call' }, column: number): number {
  const [, cpu] = args;
  return callee.text === 'per_cpu' && cpu?.k === 'number' ? cpu.value : column;
}

function placePath(place: Expression, macro: boolean, things: Things, column: number): string | null {
  if (macro || place.k === 'address' || things.isBare(place)) return things.pathOf(place, column);
  const base = things.pointerPath(place, column);
  return base === null ? null : ledFrom(base);
}
