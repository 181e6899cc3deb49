/**
 * Reads that find what another column stores: which they are, and what they find where nobody says so but the table is
 * about the order of accesses.
 */
import type { Access } from './accesses.ts';
import type { Node } from './column-tree.ts';
import type { Constraint } from './outcome.ts';
import { ledTo, surpriseIn } from './surprise.ts';
import type { Things } from './things.ts';
import { OTHER, ZERO, type Seen } from './value-words.ts';
import { asExpression } from './walk-expression.ts';
import { resultOf } from './word-accesses.ts';

/** It gives a bit, not the word that the bit is in. */
export function isBitTest({ word }: Access): boolean {
  return /test(_and_\w+)?_(bit|cpu)/.test(word ?? '');
}

/** What a load finds that finds a store, or what was there. */
export function seenFrom(store: Access | null, things: Things): Seen | null {
  if (store === null) return { k: 'old' };
  return store.value === null || isLocalName(store.value, things) ? null : seenOf(store.value);
}

/** What only the column that stores it knows. */
export function isLocalName(value: string, { roles }: Things): boolean {
  return /^[A-Za-z_]\w*$/.test(value) && roles.localIn(value).length > 0;
}

export function bitSeen(store: Access | null, begin: string): Seen | null {
  if (store === null) return begin === '0' ? ZERO : OTHER;
  if (/clear_(bit|cpu)/.test(store.word ?? '')) return ZERO;
  return /set_(bit|cpu)/.test(store.word ?? '') ? OTHER : null;
}

export function seenOf(value: string): Seen {
  return /^(0|NULL|false)$/.test(value) ? ZERO : { k: 'equal', text: value };
}

/** Whether something is found by the statement: a result, what a branch hangs on, what is assigned to a local. */
export function hasValue(node: Node): boolean {
  if (node.k === 'if' || node.k === 'while') return true;
  if (node.k !== 'simple') return false;
  const e = asExpression(node.code.simple);
  if (e.k === 'assign') return e.op === '=';
  return e.k !== 'call' || resultOf(e.callee.text) !== 'void';
}

/** A read or a change of what another column stores, whose value a local can have. */
export function isCrossing(access: Access, accesses: readonly Access[]): boolean {
  if (access.kind !== 'load' && access.kind !== 'change' && access.kind !== 'try') return false;
  const stores = access.kind === 'try' ? ['lock', 'unlock', 'try'] : ['store', 'change'];
  return accesses.some(
    (other) => other.column !== access.column && other.path === access.path && stores.includes(other.kind),
  );
}

/** The access is all that its statement finds. */
export function valueNode({ node, call, path, column }: Access, things: Things): boolean {
  if (!hasValue(node)) return false;
  const e =
    node.k === 'simple'
      ? asExpression(node.code.simple)
      : node.k === 'if' || node.k === 'while'
        ? node.code.cond
        : null;
  const value = e?.k === 'assign' ? e.value : e;
  if (!value) return false;
  return value === call || things.pathOf(value, column) === path;
}

/** Accesses of which a value can be told: what others store to, and what is led to by a pointer that they store. */
export function tellable(
  accesses: readonly Access[],
  things: Things,
  begins: (path: string) => string,
): { readonly crossing: readonly Access[]; readonly followed: readonly Access[] } {
  const valued = accesses.filter(
    // A whole work or timer is no value that could be found.
    (access) => valueNode(access, things) && !begins(access.path).startsWith('{'),
  );
  const crossing = valued.filter((access) => isCrossing(access, accesses));
  const followed = valued.filter(
    (access) => !crossing.includes(access) && isCrossing(asLed(access, accesses), accesses),
  );
  return { crossing, followed };
}

/** With the place that it finds through a pointer to which one address is stored. */
export function asLed(access: Access, accesses: readonly Access[]): Access {
  return { ...access, path: ledTo(access.path, accesses) };
}

/** `atomic_dec_return()`: it gives what it has made of a word, never what was there. */
export function givesNew({ word }: Access): boolean {
  return /_return(?:_\w+)?$/.test(word ?? '');
}

/** What the reads find of which nothing is said, where only that makes what is said of the others a surprise. */
export function unsaidValues(
  said: readonly Constraint[],
  accesses: readonly Access[],
  things: Things,
  begins: (path: string) => string,
): readonly Constraint[] {
  const { crossing, followed } = tellable(accesses, things, begins);
  const saidOf = (access: Access) => said.find(({ node }) => node === access.node)?.seen;
  const surprise = surpriseIn(accesses, [...crossing, ...followed], (load, { value }) => {
    const seen = saidOf(load);
    if (!seen) return null;
    if (seen.k === 'equal') return seen.text === value;
    return seen.k === 'other' || (seen.k === 'zero' && /^(?:0|NULL|false)$/.test(value ?? ''));
  });
  return [...crossing, ...followed].flatMap((access): Constraint[] => {
    const store = surprise?.get(access);
    if (store === undefined || saidOf(access) || isBitTest(access) || givesNew(access)) return [];
    // What was 0 and is counted up is 0 no more.
    const isCounted = store?.value === null && /_(?:inc|add)\b/.test(store.word ?? '');
    const seen = isCounted && begins(access.path) === '0' ? OTHER : seenFrom(store, things);
    const { column, node } = access;
    return seen ? [{ column, node, path: asLed(access, accesses).path, seen, isSaid: false }] : [];
  });
}
