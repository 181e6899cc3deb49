/**
 * Values of registers and queue entries. A value is
 *
 *   a number           clean: a constant under no guess (memory-model.md calls this *clean*)
 *   { c, t }           known under the guesses t (*known*, tainted)
 *   anything else      an expression over loads that are still pending
 *
 * Guesses and loads are named by the id of their queue entry. Expressions are never folded while a load in them is
 * pending, so `x ^ x` keeps its dependency on x.
 */
import { assertNever, binaryOn, unaryOn, type BinaryOp, type UnaryOp } from '../../base/index.ts';
import type { Expr } from '../program.ts';

export interface Tainted {
  readonly c: number;
  readonly t: readonly number[];
}

export type Symbolic =
  | { readonly ld: number }
  | { readonly u: UnaryOp; readonly a: Val }
  | { readonly o: BinaryOp; readonly a: Val; readonly b: Val }
  | { readonly q: Val; readonly a: Val; readonly b: Val }
  /** Whichever is known first: the loaded value, or a CAS's compare value under its guess (rule 8). */
  | { readonly first: Val; readonly second: Val }
  /** A pending value that will carry the taints t as well. */
  | { readonly v: Val; readonly t: readonly number[] };

export type Val = number | Tainted | Symbolic;

export function isClean(v: Val): v is number {
  return typeof v === 'number';
}

export function isKnown(v: Val): v is number | Tainted {
  return typeof v === 'number' || 'c' in v;
}

/** The constant of a known value. */
export function constant(v: number | Tainted): number {
  return typeof v === 'number' ? v : v.c;
}

export function taints(v: number | Tainted): readonly number[] {
  return typeof v === 'number' ? [] : v.t;
}

function union(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}

function known(c: number, t: readonly number[]): Val {
  return t.length === 0 ? c : { c, t };
}

/** The value v, carrying the guesses t too. */
export function tainted(v: Val, t: readonly number[]): Val {
  if (t.length === 0) return v;
  if (typeof v === 'number') return { c: v, t };
  if ('c' in v) return { c: v.c, t: union(v.t, t) };
  if ('v' in v) return { v: v.v, t: union(v.t, t) };
  return { v, t };
}

function unary(op: UnaryOp, a: Val): Val {
  return isKnown(a) ? known(unaryOn(op, constant(a)), taints(a)) : { u: op, a };
}

export function binary(op: BinaryOp, a: Val, b: Val): Val {
  if (isKnown(a) && isKnown(b))
    return known(binaryOn(op, constant(a), constant(b)), union(taints(a), taints(b)));
  return { o: op, a, b };
}

export function conditional(c: Val, a: Val, b: Val): Val {
  if (isKnown(c)) return tainted(constant(c) !== 0 ? a : b, taints(c));
  return { q: c, a, b };
}

export function first(a: Val, b: Val): Val {
  if (isKnown(a)) return a;
  if (isKnown(b)) return b;
  return { first: a, second: b };
}

/** Evaluates an expression over registers. `old` is the value a read-modify-write loads. `cell` and `final` have no
 *  place here: effects are closed by `closeExpr` instead. */
export function evaluate(e: Expr, regs: readonly Val[], old: Val): Val {
  switch (e.k) {
    case 'const':
      return e.v;
    case 'reg':
      return regs[e.r] ?? 0;
    case 'old':
      return old;
    case 'un':
      return unary(e.op, evaluate(e.a, regs, old));
    case 'bin':
      return binary(e.op, evaluate(e.a, regs, old), evaluate(e.b, regs, old));
    case 'cond':
      return conditional(evaluate(e.c, regs, old), evaluate(e.a, regs, old), evaluate(e.b, regs, old));
    case 'cell':
    case 'final':
      throw new Error(`internal: ${e.k} in a machine instruction`);
    default:
      return assertNever(e);
  }
}

/** Rebuilds v with every load leaf and every list of taints replaced. */
function rebuild(v: Val, leaf: (id: number) => Val, taint: (t: readonly number[]) => readonly number[]): Val {
  if (typeof v === 'number') return v;
  if ('c' in v) return known(v.c, taint(v.t));
  if ('ld' in v) return leaf(v.ld);
  if ('u' in v) return unary(v.u, rebuild(v.a, leaf, taint));
  if ('o' in v) return binary(v.o, rebuild(v.a, leaf, taint), rebuild(v.b, leaf, taint));
  if ('q' in v)
    return conditional(rebuild(v.q, leaf, taint), rebuild(v.a, leaf, taint), rebuild(v.b, leaf, taint));
  if ('first' in v) return first(rebuild(v.first, leaf, taint), rebuild(v.second, leaf, taint));
  return tainted(rebuild(v.v, leaf, taint), taint(v.t));
}

/** v after load `id` has taken `value`. */
export function substitute(v: Val, id: number, value: Val): Val {
  return rebuild(
    v,
    (ld) => (ld === id ? value : { ld }),
    (t) => t,
  );
}

/** v after guess `id` turned out right. */
export function withoutGuess(v: Val, id: number): Val {
  return rebuild(
    v,
    (ld) => ({ ld }),
    (t) => (t.includes(id) ? t.filter((g) => g !== id) : t),
  );
}

/** v with entry ids renamed (`to[id]`). */
export function renamed(v: Val, to: ReadonlyMap<number, number>): Val {
  const name = (id: number): number => to.get(id) ?? -1;
  return rebuild(
    v,
    (ld) => ({ ld: name(ld) }),
    (t) => t.map(name).sort((x, y) => x - y),
  );
}

/** The loads and guesses that a value rests on, by the ids of their entries. */
export function sourcesOf(v: Val): readonly number[] {
  if (isKnown(v)) return taints(v);
  if ('ld' in v) return [v.ld];
  if ('u' in v) return sourcesOf(v.a);
  if ('o' in v) return [...sourcesOf(v.a), ...sourcesOf(v.b)];
  if ('q' in v) return [...sourcesOf(v.q), ...sourcesOf(v.a), ...sourcesOf(v.b)];
  if ('first' in v) return [...sourcesOf(v.first), ...sourcesOf(v.second)];
  return [...sourcesOf(v.v), ...v.t];
}
