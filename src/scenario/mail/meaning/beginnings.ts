/**
 * How memory begins: from lines that say so, from values that are found before anybody stores, from what would otherwise
 * make a store change nothing.
 */
import type { Expression } from '../../syntax/syntax.ts';
import type { FoundCell, FoundTable } from '../found.ts';
import { isOnTheWay, type Access } from './accesses.ts';
import { beginningsSaid } from './begins-in-prose.ts';
import { readExpression } from './c-code.ts';
import { countedBeginning } from './counts.ts';
import { ledFrom } from './paths.ts';
import type { Things } from './things.ts';
import { pairIn, type Seen } from './value-words.ts';
import { everyNode } from './node-walk.ts';
import type { Way, Ways } from './ways.ts';
import { asExpression, visit } from './walk-expression.ts';

/** Where a value comes from, for people. */
export type Reason = 'said' | 'found' | 'branch' | 'stored' | 'published' | 'counted' | 'counts' | 'default';

export interface Beginning {
  readonly value: string;
  readonly why: Reason;
}

const EQUATION = /([A-Za-z_][\w.[\]]*(?:->[\w.[\]]+)*)\s*={1,2}\s*(-?&?\w+)/g;

/** `a == b == 1` as what it means: `a == 1, b == 1`. */
function spelledOut(text: string): string {
  const chain = /\b[A-Za-z_][\w.>[\]-]*(?:\s*={1,2}\s*[A-Za-z_][\w.>[\]-]*)+\s*={1,2}\s*-?&?\w+/g;
  return text.replace(chain, (whole) => {
    const parts = whole.split(/\s*={1,2}\s*/);
    return parts
      .slice(0, -1)
      .map((part) => `${part} == ${parts.at(-1) ?? ''}`)
      .join(', ');
  });
}

/** Names and values in lines such as `{ X = 0; Y = 1; }`. */
export function equationsIn(cells: readonly FoundCell[]): readonly (readonly [string, string])[] {
  return cells.flatMap(({ text }) =>
    [...spelledOut(text).matchAll(EQUATION)].map(([, name = '', value = '']) => [name, value] as const),
  );
}

/** The value at the start of every place that does not begin with 0. */
export function beginningsOf(
  things: Things,
  accesses: readonly Access[],
  { initial, before }: Pick<FoundTable, 'initial' | 'before'>,
  ways: Ways,
): ReadonlyMap<string, Beginning> {
  const found = new Map<string, Beginning>();
  const byPath = new Map<string, Access[]>();
  for (const access of accesses) {
    const known = byPath.get(access.path);
    if (known) known.push(access);
    else byPath.set(access.path, [access]);
  }
  for (const [path, own] of byPath) {
    const shape = /\W/.test(path) ? null : things.shapeOfPath(path);
    // A queue begins empty, whatever is drawn: it has no value that could be said.
    if (shape !== null && QUEUES.test(things.shapes.base(shape) ?? '')) continue;
    const value =
      publishedLater(own, accesses, things) ??
      counted(own, things, ways) ??
      foundFirst(own, accesses, things, ways) ??
      countedDown(own) ??
      sleptOn(own, things, ways) ??
      madeRoom(own, accesses, ways) ??
      unlessStored(own);
    if (value !== null) found.set(path, value);
  }
  for (const [path, value] of bothSidesSaid(byPath, things)) found.set(path, { value, why: 'found' });
  for (const [name, value] of [...beginningsSaid(before), ...equationsIn(initial)]) {
    const e = readExpression(name);
    const path = e && things.pathOf(e, 0);
    if (path !== null) found.set(path, { value, why: 'said' });
  }
  return found;
}

/** `if (x == C) schedule();`, where another column makes it something else: it is C until then. */
function sleptOn(own: readonly Access[], things: Things, ways: Ways): Beginning | null {
  const first = own.find(({ kind }) => kind === 'load');
  if (first?.node.k !== 'if' || first.line.seen || ways.has(first.line)) return null;
  const { code, body } = first.node;
  const { cond } = code;
  if (cond.k !== 'binary' || cond.op !== '==' || !body.some(({ k }) => k === 'simple' || k === 'jump'))
    return null;
  const constant = constantOf(cond.b, things) ?? constantOf(cond.a, things);
  const stores = own.filter(({ kind }) => kind !== 'load');
  const isLeft = stores.every(({ column, value }) => column !== first.column && value !== constant);
  return constant !== null && constant !== '0' && stores.length > 0 && isLeft
    ? { value: constant, why: 'branch' }
    : null;
}

/** `if (LOAD tail) { STORE data; STORE head }` beside who loads what is stored there and stores `tail` last: there is room
 *  at the start, else neither could begin. */
function madeRoom(own: readonly Access[], accesses: readonly Access[], ways: Ways): Beginning | null {
  const [first] = own;
  if (first?.kind !== 'load' || first.node.k !== 'if' || first.line.seen || ways.has(first.line)) return null;
  const filled = new Set<string>();
  everyNode(first.node.body, (node) => {
    for (const { node: at, kind, path } of accesses) if (at === node && kind === 'store') filled.add(path);
  });
  const isHandedBack = own.some((store) => {
    const before = accesses.filter(
      ({ column, line }) => column === store.column && line.row < store.line.row,
    );
    const isOther = store.kind === 'store' && store.column !== first.column;
    return isOther && before.some(({ kind, path }) => kind === 'load' && filled.has(path));
  });
  return isHandedBack ? { value: '1', why: 'branch' } : null;
}

const QUEUES = /wait_queue_head|swait_queue_head|\brcuwait\b|llist_head/;

/** `if (tail == head) // 0 == 0`: what is on either side, where nobody has stored to it by then. */
function bothSidesSaid(
  byPath: ReadonlyMap<string, readonly Access[]>,
  things: Things,
): readonly (readonly [string, string])[] {
  return [...byPath].flatMap(([path, own]) => {
    const at = own.findIndex(({ line }) => line.text.remarks.some((one) => pairIn(one) !== null));
    const access = own[at];
    const cond = access && valueOf(access);
    const pair = access?.line.text.remarks.map(pairIn).find((one) => one !== null);
    if (!access || !pair || cond?.k !== 'binary' || cond.op !== pair.op) return [];
    if (own.slice(0, at).some(({ kind }) => kind === 'store' || kind === 'change')) return [];
    const sides = [isWithin(access, cond.a, things), isWithin(access, cond.b, things)];
    return sides[0] === sides[1] ? [] : [[path, sides[0] === true ? pair.left : pair.right] as const];
  });
}

/** A pointer to which a column stores what it has just allocated or filled in leads nowhere before, unless somebody has
 *  followed it. */
function publishedLater(
  own: readonly Access[],
  accesses: readonly Access[],
  things: Things,
): Beginning | null {
  const first = own.find(
    (one) =>
      one.kind === 'store' &&
      one.value !== null &&
      (things.isAllocated(one.value, one.column) || isFilledIn(one, accesses, things)),
  );
  const isFollowed = accesses.some(
    ({ path, line, column }) =>
      first !== undefined &&
      column !== first.column &&
      path.startsWith(`${first.path}*`) &&
      line.row < first.line.row,
  );
  return first && !isFollowed ? { value: '0', why: 'published' } : null;
}

/** `p->a = 1; WRITE_ONCE(gp, p);`: what is stored there has been written to before. */
function isFilledIn(
  { value, column, line, path }: Access,
  accesses: readonly Access[],
  things: Things,
): boolean {
  const e = value === null || !/^[A-Za-z_]\w*$/.test(value) ? null : readExpression(value);
  const object = e && things.pointerPath(e, column);
  if (object === null || object === path) return false;
  return accesses.some(
    (other) =>
      other.kind === 'store' &&
      other.column === column &&
      other.line.row < line.row &&
      other.path.startsWith(`${ledFrom(object)}.`),
  );
}

/** A count with which everything that is drawn can be. */
function counted(own: readonly Access[], things: Things, ways: Ways): Beginning | null {
  const value = countedBeginning(own, things, (access) => wayOf(access, ways));
  return value === null ? null : { value, why: 'counts' };
}

/** A count that columns take down by one, and nobody up: `n - 1`, `atomic_dec(&n)`. */
function countedDown(own: readonly Access[]): Beginning | null {
  const changes = own.filter(({ kind }) => kind !== 'load');
  if (changes.length > 0 && changes.every(({ word }) => /^(?:atomic|refcount)\w*_dec/.test(word ?? '')))
    return { value: String(changes.length), why: 'counted' };
  const stores = own.filter(({ kind }) => kind === 'store');
  const isDown =
    stores.length > 0 && stores.every(({ value }) => value !== null && /\w\s*-\s*1$/.test(value));
  return isDown ? { value: '1', why: 'counted' } : null;
}

/** What the first read finds that says so, or that the drawn way of a branch tells of, if nobody has stored by then. */
function foundFirst(
  own: readonly Access[],
  accesses: readonly Access[],
  things: Things,
  ways: Ways,
): Beginning | null {
  const first = own.find(
    (access) =>
      (access.kind === 'load' || access.kind === 'change') &&
      wayOf(access, ways) !== null &&
      !isOnTheWay(access, accesses),
  );
  const way = first && wayOf(first, ways);
  if (!first || !way) return null;
  const before = own.slice(0, own.indexOf(first)).filter(({ kind }) => kind === 'store' || kind === 'change');
  const isDrawn = first.line.seen === null;
  if (before.some(({ column }) => isDrawn || column === first.column)) return null;
  const value = impliedBy(way.of ?? valueOf(first), first, way.seen, things);
  if (value === null) return null;
  // Where another column stores just that, sooner or later, it says nothing about the start.
  const others = own.filter(({ kind, column }) => kind === 'store' && column !== first.column);
  const isAny = way.seen.k === 'other' && value === '1';
  if (isAny && others.some((access) => before.includes(access) && storedBy(access, things) !== '0'))
    return null;
  return others.some((access) => storedBy(access, things) === numbered(value))
    ? null
    : { value, why: isDrawn ? 'branch' : 'found' };
}

/** What is said of an access's row; where nothing is, what follows from the way that is drawn. */
function wayOf({ line }: Access, ways: Ways): Omit<Way, 'isCertain'> | null {
  return line.seen ? { seen: line.seen, of: null } : (ways.get(line) ?? null);
}

/** What an access stores; of a local what it is said to hold. */
function storedBy({ value, column }: Access, things: Things): string | null {
  if (value === null) return null;
  if (things.roles.of(value, column) !== 'local') return numbered(value);
  const held: string[] = [];
  everyNode(things.columns[column] ?? [], (node) => {
    if (node.k !== 'simple' || node.line.seen?.k !== 'equal') return;
    const e = asExpression(node.code.simple);
    if (e.k === 'assign' && e.target.k === 'name' && e.target.name === value) held.push(node.line.seen.text);
  });
  const [first] = held;
  return first === undefined ? null : numbered(first);
}

function numbered(value: string): string {
  return value === 'true' ? '1' : value === 'false' || value === 'NULL' ? '0' : value;
}

/** The expression whose value a remark speaks of. */
function valueOf({ node }: Access): Expression | null {
  if (node.k === 'if' || node.k === 'while') return node.code.cond;
  if (node.k !== 'simple') return null;
  const e = asExpression(node.code.simple);
  return e.k === 'assign' ? e.value : e;
}

/** What a place holds if an expression with it is what was seen; null where that does not follow. */
function impliedBy(e: Expression | null, access: Access, seen: Seen, things: Things): string | null {
  if (!e) return null;
  if (e.k === 'unary' && e.op === '!') return impliedBy(e.a, access, inverted(seen), things);
  if (e.k === 'binary') {
    const constant = constantOf(e.b, things) ?? constantOf(e.a, things);
    if (e.op === '&&' || e.op === '||') {
      // Both sides hold where `a && b` does.
      if ((e.op === '&&') === (seen.k === 'zero')) return null;
      const side = [e.a, e.b].find((one) => isWithin(access, one, things));
      return impliedBy(side ?? null, access, seen, things);
    }
    if (e.op === '==' || e.op === '!=') return (e.op === '==') === (seen.k !== 'zero') ? constant : null;
    if (e.op === '&') return seen.k === 'zero' ? '0' : constant;
    const isMore = e.op === '>' && constant === '0' && e.b.k === 'number';
    return isMore ? (seen.k === 'zero' ? '0' : '1') : null;
  }
  if (access.call !== null && e === access.call && access.word !== null)
    return beforeWord(access.word, access, seen);
  // An argument is not what the call gives.
  if (e.k === 'call') return null;
  if (seen.k === 'equal') return seen.text;
  if (seen.k === 'old') return null;
  return seen.k === 'zero' ? '0' : '1';
}

/** A number or a name that is no variable. */
function constantOf(e: Expression, things: Things): string | null {
  if (e.k === 'number') return String(e.value);
  if (e.k === 'unary' && e.op === '-') {
    const positive = constantOf(e.a, things);
    return positive === null ? null : `-${positive}`;
  }
  if (e.k !== 'name') return null;
  return ['constant', 'kernel'].includes(things.roles.of(e.name, 0)) ? e.name : null;
}

/** The access is made in this part of its statement. */
function isWithin({ path, call, column }: Access, e: Expression, things: Things): boolean {
  let found = false;
  visit(e, 'value', (part) => {
    found ||= part === call || (call === null && things.pathOf(part, column) === path);
  });
  return found;
}

function inverted(seen: Seen): Seen {
  return seen.k === 'zero' ? { k: 'other' } : { k: 'zero' };
}

/** What was there before a kernel word that gave what was seen. */
function beforeWord(word: string, { call }: Access, seen: Seen): string | null {
  const isYes = seen.k !== 'zero' && seen.k !== 'old';
  const [, second] = call?.args ?? [];
  const old = second?.k === 'name' ? second.name : second?.k === 'number' ? String(second.value) : null;
  if (/cmpxchg/.test(word)) return seen.k === 'other' ? old : seen.k === 'equal' ? seen.text : null;
  if (/(dec|sub)_and_test|dec_and_lock|kref_put/.test(word)) return isYes ? '1' : '2';
  if (/test(_and_\w+)?_(bit|cpu)/.test(word)) return isYes ? bitOf(call) : '0';
  if (/not_zero|unless/.test(word)) return isYes ? '1' : '0';
  if (/_return|_and_test|_negative|if_positive/.test(word)) return null;
  if (seen.k === 'equal') return seen.text;
  return seen.k === 'zero' ? '0' : '1';
}

/** A word in which a bit is set. */
function bitOf(call: Access['call']): string {
  const [nr] = call?.args ?? [];
  return nr?.k === 'name' ? `BIT(${nr.name})` : nr?.k === 'number' ? String(2 ** (nr.value % 31)) : '1';
}

/** Where nothing but 0 is ever stored, it begins with something else. */
function unlessStored(own: readonly Access[]): Beginning | null {
  // Who takes what is 0 waits for who makes it so: `cmpxchg(&owner, 0, me)`.
  const stores = own.filter(
    (access) => access.kind === 'store' || (access.kind === 'change' && !takesZero(access)),
  );
  const reads = own.some(({ kind }) => kind === 'load' || kind === 'change');
  const [first] = stores;
  if (!first || !reads) return null;
  const isCleared = stores.every(
    ({ value, word }) =>
      (value !== null && /^(0|NULL|false)$/.test(value)) ||
      /clear_bit|clear_cpu/.test(word ?? '') ||
      isTest(word),
  );
  const clears = stores.find(({ word, value }) => /clear_bit|clear_cpu/.test(word ?? '') || value !== null);
  if (!isCleared || !clears) return null;
  const bit = own.find(({ word }) => /(^|_)(bit|cpu)(_|$)/.test(word ?? ''));
  return { value: bit ? bitOf(bit.call) : '1', why: 'stored' };
}

function takesZero({ word, call }: Access): boolean {
  const [, old] = call?.args ?? [];
  const isZero = (old?.k === 'number' && old.value === 0) || (old?.k === 'name' && old.name === 'NULL');
  return /^(?:atomic_)?cmpxchg/.test(word ?? '') && isZero;
}

/** `test_and_set_bit()` changes nothing where it finds the bit set. */
function isTest(word: string | null): boolean {
  return /test_and_set/.test(word ?? '');
}
