/** Values of registers with the reads that they were computed from. */
import { binaryOn, unaryOn } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import { type Computed, known, merge } from '../computed.ts';

/** `old` is what an atomic has read. */
export function valueOf(expr: Expr, registers: readonly Computed[], old: Computed): Computed {
  switch (expr.k) {
    case 'const':
      return known(expr.v);
    case 'reg':
      return registers[expr.r] ?? known(0);
    case 'old':
      return old;
    case 'un': {
      const a = valueOf(expr.a, registers, old);
      return { ...a, value: unaryOn(expr.op, a.value) };
    }
    case 'bin': {
      const [a, b] = [valueOf(expr.a, registers, old), valueOf(expr.b, registers, old)];
      return { ...both(a, b), value: binaryOn(expr.op, a.value, b.value) };
    }
    case 'cond': {
      const c = valueOf(expr.c, registers, old);
      const chosen = valueOf(c.value === 0 ? expr.b : expr.a, registers, old);
      return { ...both(c, chosen), value: chosen.value };
    }
    case 'cell':
    case 'final':
      // No instruction that is covered looks at memory in its expressions.
      return known(NaN);
  }
}

/** What two values together depend on. */
export function both(a: Omit<Computed, 'value'>, b: Omit<Computed, 'value'>): Omit<Computed, 'value'> {
  return { on: merge(a.on, b.on), pick: merge(a.pick, b.pick) };
}
