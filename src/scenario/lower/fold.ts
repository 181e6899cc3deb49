/**
 * Machine expressions with constants folded. Nothing but constants is ever simplified: `x ^ x` keeps its dependency
 * on x, because the machine orders by dependencies.
 */
import { binaryOn, unaryOn, type BinaryOp, type UnaryOp } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import { LONG, isSourceOp, operatorOn } from './width.ts';

export const ZERO: Expr = { k: 'const', v: 0 };
export const ONE: Expr = { k: 'const', v: 1 };

/** An int of 32 bits. */
export function constant(v: number): Expr {
  return { k: 'const', v: v | 0 };
}

/** A number of 64 bits. */
export function wideConstant(v: number): Expr & { readonly k: 'const' } {
  return { k: 'const', v };
}

export function unary(op: UnaryOp, a: Expr): Expr {
  if (a.k === 'const') return wideConstant(unaryOn(op, a.v));
  return { k: 'un', op, a };
}

export function binary(op: BinaryOp, a: Expr, b: Expr): Expr {
  if (a.k === 'const' && b.k === 'const' && hasValue(op, b.v, a.v)) {
    const v = binaryOn(op, a.v, b.v);
    // One that has too many digits stays as it is, too, to be found (defined.ts).
    if (!Number.isNaN(v)) return wideConstant(v);
  }
  if (op === '&&' && ((a.k === 'const' && a.v === 0) || (b.k === 'const' && b.v === 0))) return ZERO;
  if (op === '||' && ((a.k === 'const' && a.v !== 0) || (b.k === 'const' && b.v !== 0))) return ONE;
  if (op === '+' && b.k === 'const' && b.v === 0) return a;
  if (op === '+' && a.k === 'const' && a.v === 0) return b;
  return { k: 'bin', op, a, b };
}

/** So many times an index. */
export function times(index: Expr, words: number): Expr {
  return words === 1 ? index : binary('*', index, constant(words));
}

/** Has the operation a value in C? One that has none stays as it is, for whoever emits it to find (defined.ts). */
export function hasValue(op: BinaryOp, b: number, a = 0): boolean {
  if (op.startsWith('/') || op.startsWith('%')) return b !== 0 && !(b === -1 && a === lowestOf(op));
  return !isShift(op) || (b >= 0 && b < bitsOf(op));
}

/** The lowest number of a division with a sign, which -1 does not divide; null where numbers have none. */
export function lowestOf(op: BinaryOp): number | null {
  return op.includes('u') ? null : -(2 ** (bitsOf(op) - 1));
}

/** A mask of one bit; `wide` where it is one of 64 whatever its number. */
export function oneBit(n: Expr, wide: boolean): Expr {
  return binary(wide || (n.k === 'const' && n.v > 30) ? '<<l' : '<<', ONE, n);
}

export function isShift(op: BinaryOp): boolean {
  return op.startsWith('<<') || op.startsWith('>>');
}

/** On how many bits an operator works. */
export function bitsOf(op: BinaryOp): number {
  return op.endsWith('l') ? 64 : 32;
}

/** The same on 64 bits: what was made with the operators of an `int`. */
export function asWide(e: Expr): Expr {
  if (e.k === 'un') return e.op === '-' || e.op === '~' ? unary(`${e.op}l`, asWide(e.a)) : e;
  if (e.k === 'cond') return conditional(e.c, asWide(e.a), asWide(e.b));
  if (e.k !== 'bin' || !isSourceOp(e.op)) return e;
  return binary(operatorOn(e.op, LONG), asWide(e.a), asWide(e.b));
}

export function conditional(c: Expr, a: Expr, b: Expr): Expr {
  if (c.k === 'const') return c.v !== 0 ? a : b;
  return { k: 'cond', c, a, b };
}

/** The opposite of a condition: only whether it is 0 matters, not its value. */
export function not(e: Expr): Expr {
  if (e.k === 'un' && e.op === '!') return e.a;
  if (e.k === 'bin' && e.op === '==') return { ...e, op: '!=' };
  if (e.k === 'bin' && e.op === '!=') return { ...e, op: '==' };
  return unary('!', e);
}
