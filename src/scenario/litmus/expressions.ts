/** Short names for the machine's expressions, with constants folded: `x ^ x` over a register stays as it is, because
 *  what hangs on a pending load must go on hanging on it. */
import { ADDRESS_BASE, binaryOn, type BinaryOp } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';

export const old: Expr = { k: 'old' };

export function constant(v: number): Expr {
  return { k: 'const', v: v | 0 };
}

export function binary(op: BinaryOp, a: Expr, b: Expr): Expr {
  if (a.k === 'const' && b.k === 'const') return constant(binaryOn(op, a.v, b.v));
  return { k: 'bin', op, a, b };
}

/** A sum in which one side may be an address that is known. What is added to it must be 0 at run time: any other offset
 *  would name another cell than the architecture's, so it is thrown far from all cells, where the machine refuses it. */
export function sum(a: Expr, b: Expr): Expr {
  if (isAddress(a) !== isAddress(b))
    return isAddress(a) ? binary('+', a, offsetOf(b)) : binary('+', offsetOf(a), b);
  return binary('+', a, b);
}

/** An offset to an address, see `sum`. */
export function offsetOf(index: Expr): Expr {
  return binary('*', index, constant(0x1_0001));
}

function isAddress(a: Expr): boolean {
  return a.k === 'const' && a.v >= ADDRESS_BASE;
}

export function not(a: Expr): Expr {
  return a.k === 'const' ? constant(a.v === 0 ? 1 : 0) : { k: 'un', op: '!', a };
}

export function complement(a: Expr): Expr {
  return a.k === 'const' ? constant(~a.v) : { k: 'un', op: '~', a };
}

export function negate(a: Expr): Expr {
  return a.k === 'const' ? constant(-a.v) : { k: 'un', op: '-', a };
}

export function conditional(c: Expr, a: Expr, b: Expr): Expr {
  if (c.k === 'const') return c.v === 0 ? b : a;
  return { k: 'cond', c, a, b };
}

/** Compares as unsigned 32-bit numbers. */
export function unsignedLess(a: Expr, b: Expr): Expr {
  const flip = constant(0x8000_0000);
  return binary('<', binary('^', a, flip), binary('^', b, flip));
}
