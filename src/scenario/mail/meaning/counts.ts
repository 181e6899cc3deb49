/**
 * What a count begins with so that what is drawn can be: two who drop a reference, and the second finds none left, began
 * with two. Only where nothing but ups and downs is done to it.
 */
import { binaryOn, unaryOn } from '../../../base/index.ts';
import type { Expression } from '../../syntax/syntax.ts';
import type { Access } from './accesses.ts';
import type { Things } from './things.ts';
import type { Seen } from './value-words.ts';
import { asExpression, visit } from './walk-expression.ts';
import { resultOf } from './word-accesses.ts';

/** More than anybody draws. */
const MOST = 6;

/** What is known of a row: what it is seen to find, of which expression. */
export type Known = (access: Access) => { readonly seen: Seen; readonly of: Expression | null } | null;

interface Fact {
  /** What the expression gives, by what the count begins with; null where that is not known. */
  readonly given: (begin: number) => number | null;
  readonly seen: Seen;
}

/** The smallest beginning with which every row finds what it is seen to find; null where nothing tells. */
export function countedBeginning(own: readonly Access[], things: Things, known: Known): string | null {
  const facts: Fact[] = [];
  let delta = 0;
  let isCount = false;
  for (const access of own) {
    if (access.kind === 'touch') continue;
    const change = access.kind === 'change' ? changeBy(access, things) : 0;
    if (change === null || access.kind === 'store') break;
    isCount ||= change !== 0;
    const said = known(access);
    const before = delta;
    const isRefused = said?.seen.k === 'zero' && /not_zero|unless/.test(access.word ?? '');
    if (!isRefused) delta += change;
    const e = said && (said.of ?? expressionOf(access));
    const isKnown = e !== null && valueOf(e, access, 1, things) !== null;
    if (said && e && isKnown && !isOfBefore(access, said.seen))
      facts.push({
        seen: said.seen,
        given: (begin) => valueOf(e, access, found(access, begin + before, change), things),
      });
  }
  if (!isCount || facts.length === 0) return null;
  for (let begin = 0; begin <= MOST; begin++)
    if (facts.every(({ given, seen }) => fits(given(begin), seen))) return String(begin);
  return null;
}

/** `refs--;  // 1 -> 0` tells what was there before. */
function isOfBefore({ node, word }: Access, { k }: Seen): boolean {
  if (node.k !== 'simple') return false;
  if (node.code.simple.k === 'increment') return true;
  return word !== null && (resultOf(word) === 'void' || (k === 'equal' && /_and_test/.test(word)));
}

function fits(value: number | null, seen: Seen): boolean {
  if (value === null || seen.k === 'old') return true;
  if (seen.k === 'zero') return value === 0;
  if (seen.k === 'other') return value !== 0;
  const number = Number(seen.text);
  if (Number.isNaN(number)) return true;
  return (value === number) === (seen.k === 'equal');
}

/** What an access gives, by what was there before. */
function found({ word }: Access, before: number, change: number): number {
  if (/_and_test/.test(word ?? '')) return before + change === 0 ? 1 : 0;
  if (/not_zero|unless/.test(word ?? '')) return before === 0 ? 0 : 1;
  return /fetch|xchg/.test(word ?? '') ? before : before + change;
}

/** By how much an access changes the count; null where that is not known. */
function changeBy({ word, call, node, path, column, value }: Access, things: Things): number | null {
  if (word !== null) {
    const sign = /_(?:inc|add)|kref_get/.test(word) ? 1 : /_(?:dec|sub)|kref_put/.test(word) ? -1 : 0;
    const [first] = call?.args ?? [];
    const by = /_(?:add|sub)/.test(word) ? (first?.k === 'number' ? first.value : null) : 1;
    return sign === 0 || by === null ? null : sign * by;
  }
  const e = expressionIn(node);
  let change: number | null = null;
  if (e)
    visit(e, 'value', (part) => {
      if (part.k === 'step' && things.pathOf(part.target, column) === path)
        change = part.op === '++' ? 1 : -1;
      if (part.k === 'assign' && things.pathOf(part.target, column) === path && /^\d+$/.test(value ?? ''))
        change = part.op === '+=' ? Number(value) : part.op === '-=' ? -Number(value) : null;
    });
  return change;
}

function expressionIn(node: Access['node']): Expression | null {
  if (node.k === 'if' || node.k === 'while') return node.code.cond;
  return node.k === 'simple' ? asExpression(node.code.simple) : null;
}

/** The expression whose value a row is seen to find. */
function expressionOf({ node }: Access): Expression | null {
  const e = expressionIn(node);
  return e?.k === 'assign' ? e.value : e;
}

/** What an expression gives where an access in it finds a value; null where more would have to be known. */
export function valueOf(e: Expression, access: Access, value: number, things: Things): number | null {
  if (e === access.call) return value;
  if (e.k === 'number') return e.value;
  if (e.k === 'step') return e.prefix ? value : value + (e.op === '++' ? -1 : 1);
  if (access.call === null && things.pathOf(e, access.column) === access.path) return value;
  if (e.k === 'unary') {
    const a = valueOf(e.a, access, value, things);
    return a === null ? null : unaryOn(e.op, a);
  }
  if (e.k === 'binary') {
    // Names of values are no 0.
    const isNamed = [e.a, e.b].some(
      (one) =>
        one.k === 'name' &&
        (things.roles.of(one.name, 0) === 'constant' || /^[A-Z]\w*_[A-Z0-9_]+$/.test(one.name)),
    );
    const other = valueOf(e.b.k === 'name' ? e.a : e.b, access, value, things);
    if (isNamed && other === 0 && ['==', '!=', '&'].includes(e.op)) return e.op === '!=' ? 1 : 0;
    const [a, b] = [valueOf(e.a, access, value, things), valueOf(e.b, access, value, things)];
    return a === null || b === null ? null : binaryOn(e.op, a, b);
  }
  return null;
}
