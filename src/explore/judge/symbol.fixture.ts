/**
 * Values of the reference machine: constants that remember under which guesses they were computed, or expressions over
 * loads that are still pending. Loads and guesses go by the id of their queue entry.
 */
import { assertNever, binaryOn, unaryOn, type BinaryOp, type UnaryOp } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';

export type Sym =
  | { readonly k: 'n'; readonly v: number; readonly under: readonly number[] }
  | { readonly k: 'ld'; readonly id: number }
  | { readonly k: 'un'; readonly op: UnaryOp; readonly a: Sym }
  | { readonly k: 'bin'; readonly op: BinaryOp; readonly a: Sym; readonly b: Sym }
  | { readonly k: 'cond'; readonly c: Sym; readonly a: Sym; readonly b: Sym }
  /** Rule 8: the loaded value, or what a compare-and-swap compared it with, whichever is known first. */
  | { readonly k: 'first'; readonly a: Sym; readonly b: Sym };

export type Known = Extract<Sym, { k: 'n' }>;

export function num(v: number, under: readonly number[] = []): Known {
  return { k: 'n', v, under };
}

export function isKnown(s: Sym): s is Known {
  return s.k === 'n';
}

export function isClean(s: Sym): boolean {
  return s.k === 'n' && s.under.length === 0;
}

/** The value s, computed under these guesses as well. */
export function under(s: Sym, guesses: readonly number[]): Sym {
  if (guesses.length === 0) return s;
  // Where s is pending, adding a nought that is known under the guesses carries them along.
  if (s.k === 'n') return num(s.v, union(s.under, guesses));
  return { k: 'bin', op: '+', a: s, b: num(0, guesses) };
}

function union(a: readonly number[], b: readonly number[]): readonly number[] {
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}

/** Folds what is known all over; an expression with a pending load in it stays, so that dependencies do. */
function fold(s: Sym): Sym {
  switch (s.k) {
    case 'n':
    case 'ld':
      return s;
    case 'un': {
      const a = fold(s.a);
      return a.k === 'n' ? num(unaryOn(s.op, a.v), a.under) : { ...s, a };
    }
    case 'bin': {
      const [a, b] = [fold(s.a), fold(s.b)];
      return a.k === 'n' && b.k === 'n'
        ? num(binaryOn(s.op, a.v, b.v), union(a.under, b.under))
        : { ...s, a, b };
    }
    case 'cond': {
      const [c, a, b] = [fold(s.c), fold(s.a), fold(s.b)];
      return c.k === 'n' ? under(c.v !== 0 ? a : b, c.under) : { ...s, c, a, b };
    }
    case 'first': {
      const [a, b] = [fold(s.a), fold(s.b)];
      if (a.k === 'n') return a;
      return b.k === 'n' ? b : { ...s, a, b };
    }
    default:
      return assertNever(s);
  }
}

/** s with its loads and guesses replaced. */
export function replaced(
  s: Sym,
  load: (id: number) => Sym,
  guesses: (under: readonly number[]) => readonly number[],
): Sym {
  const go = (x: Sym): Sym => {
    switch (x.k) {
      case 'n':
        return x.under.length === 0 ? x : num(x.v, guesses(x.under));
      case 'ld':
        return load(x.id);
      case 'un':
        return { ...x, a: go(x.a) };
      case 'bin':
      case 'first':
        return { ...x, a: go(x.a), b: go(x.b) };
      case 'cond':
        return { ...x, c: go(x.c), a: go(x.a), b: go(x.b) };
      default:
        return assertNever(x);
    }
  };
  return isClean(s) ? s : fold(go(s));
}

/** An expression of an instruction; `old` is what a read-modify-write loads. */
export function valueOf(e: Expr, regs: readonly Sym[], old: Sym = num(0)): Sym {
  const go = (x: Expr): Sym => {
    switch (x.k) {
      case 'const':
        return num(x.v);
      case 'reg':
        return regs[x.r] ?? num(0);
      case 'old':
        return old;
      case 'un':
        return { k: 'un', op: x.op, a: go(x.a) };
      case 'bin':
        return { k: 'bin', op: x.op, a: go(x.a), b: go(x.b) };
      case 'cond':
        return { k: 'cond', c: go(x.c), a: go(x.a), b: go(x.b) };
      case 'cell':
      case 'final':
        throw new Error(`internal: ${x.k} in an instruction`);
      default:
        return assertNever(x);
    }
  };
  return fold(go(e));
}

/** An expression of a property: cells are read from `memory`, registers from `reg`. */
export function propertyValue(
  e: Expr,
  memory: readonly number[] | Int32Array,
  reg: (r: number, cpu: number | null) => number,
): number {
  const go = (x: Expr): number => {
    switch (x.k) {
      case 'const':
        return x.v;
      case 'reg':
        return reg(x.r, null);
      case 'final':
        return reg(x.r, x.cpu);
      case 'cell':
        return memory[x.cell + (x.index === undefined ? 0 : go(x.index))] ?? 0;
      case 'un':
        return unaryOn(x.op, go(x.a));
      case 'bin':
        return binaryOn(x.op, go(x.a), go(x.b));
      case 'cond':
        return go(x.c) !== 0 ? go(x.a) : go(x.b);
      case 'old':
        throw new Error('internal: old in a property');
      default:
        return assertNever(x);
    }
  };
  return go(e);
}
