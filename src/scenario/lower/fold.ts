/**
 * Machine expressions with constants folded. Nothing but constants is ever simplified: `x ^ x` keeps its dependency
 * on x, because the machine orders by dependencies.
 */
import { binaryOn, unaryOn, type BinaryOp, type UnaryOp } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';

export const ZERO: Expr = { k: 'const', v: 0 };
export const ONE: Expr = { k: 'const', v: 1 };

export function constant(v: number): Expr {
  return { k: 'const', v: v | 0 };
}

export function unary(op: UnaryOp, a: Expr): Expr {
  if (a.k === 'const') return constant(unaryOn(op, a.v));
  return { k: 'un', op, a };
}

export function binary(op: BinaryOp, a: Expr, b: Expr): Expr {
  if (a.k === 'const' && b.k === 'const' && hasValue(op, b.v)) return constant(binaryOn(op, a.v, b.v));
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
export function hasValue(op: BinaryOp, b: number): boolean {
  if (op === '/' || op === '%') return b !== 0;
  return (op !== '<<' && op !== '>>') || (b >= 0 && b < 32);
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
