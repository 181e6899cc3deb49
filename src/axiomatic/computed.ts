/** Values of a thread with what they were computed from: what C's data and address dependencies go by. */
import { binaryOn, unaryOn } from '../base/index.ts';
import type { KernelTerm } from './program.ts';

export interface Computed {
  readonly value: number;
  /** Positions of reads by which the value is computed, and of those by which it was chosen (`c ? a : b`). */
  readonly on: readonly number[];
  readonly pick: readonly number[];
}

export const nothing: readonly number[] = [];

export function known(value: number): Computed {
  return { value, on: nothing, pick: nothing };
}

/** Of two sets of positions, all. */
export function merge(a: readonly number[], b: readonly number[]): readonly number[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  return [...new Set([...a, ...b])];
}

export function evaluate(term: KernelTerm, locals: readonly Computed[], old: Computed): Computed {
  switch (term.k) {
    case 'const':
      return known(term.value);
    case 'local':
      return locals[term.local] ?? known(0);
    case 'old':
      return old;
    case 'unary': {
      const a = evaluate(term.a, locals, old);
      return { ...a, value: unaryOn(term.op, a.value) };
    }
    case 'binary': {
      const a = evaluate(term.a, locals, old);
      const b = evaluate(term.b, locals, old);
      const value = binaryOn(term.op, a.value, b.value);
      return { value, on: merge(a.on, b.on), pick: merge(a.pick, b.pick) };
    }
    case 'choose': {
      const c = evaluate(term.c, locals, old);
      const chosen = evaluate(c.value === 0 ? term.b : term.a, locals, old);
      return { ...chosen, pick: merge(chosen.pick, merge(c.on, c.pick)) };
    }
  }
}
