/**
 * What a call of a run gave: the machine forgets a register as soon as nobody needs it any more, so the CPU's way is gone
 * along once more, with the values that its loads took.
 */
import { assertNever, binaryOn, unaryOn } from '../base/index.ts';
import type { Expr, Program } from '../machine/index.ts';

/** What one CPU did in one routine, in order. */
export interface Way {
  readonly issued: readonly number[];
  /** By instruction, in the order of its executions. */
  readonly reads: ReadonlyMap<number, readonly number[]>;
}

/** The value of an expression over the routine's registers behind the way; null while it depends on what is not known. */
export function valueBehind(program: Program, way: Way, value: Expr): number | null {
  const registers = new Map<number, number | null>();
  const turns = new Map<number, number>();
  for (const pc of way.issued) {
    const instr = program.code[pc];
    if (!instr) continue;
    const turn = turns.get(pc) ?? 0;
    turns.set(pc, turn + 1);
    switch (instr.op) {
      case 'let':
        registers.set(instr.dst, evaluate(instr.value, registers));
        break;
      case 'select': {
        const cond = evaluate(instr.cond, registers);
        registers.set(instr.dst, cond === null ? null : evaluate(cond !== 0 ? instr.a : instr.b, registers));
        break;
      }
      case 'load':
        registers.set(instr.dst, way.reads.get(pc)?.[turn] ?? null);
        break;
      case 'rmw':
        if (instr.dst !== null) registers.set(instr.dst, way.reads.get(pc)?.[turn] ?? null);
        break;
      case 'store':
        if (instr.status !== undefined) registers.set(instr.status, null);
        break;
      case 'execute':
        if (instr.dst !== null) registers.set(instr.dst, null);
        break;
      default:
    }
  }
  return evaluate(value, registers);
}

/** Registers that nothing has been put into are 0. */
function evaluate(e: Expr, registers: ReadonlyMap<number, number | null>): number | null {
  switch (e.k) {
    case 'const':
      return e.v;
    case 'reg': {
      const value = registers.get(e.r);
      return value === undefined ? 0 : value;
    }
    case 'un': {
      const a = evaluate(e.a, registers);
      return a === null ? null : unaryOn(e.op, a);
    }
    case 'bin': {
      const a = evaluate(e.a, registers);
      if (a !== null && ((e.op === '&&' && a === 0) || (e.op === '||' && a !== 0))) return Number(a !== 0);
      const b = evaluate(e.b, registers);
      return a === null || b === null ? null : binaryOn(e.op, a, b);
    }
    case 'cond': {
      const c = evaluate(e.c, registers);
      return c === null ? null : evaluate(c !== 0 ? e.a : e.b, registers);
    }
    case 'old':
    case 'cell':
    case 'final':
      return null;
    default:
      return assertNever(e);
  }
}
