/** Expressions over memory and ghosts, evaluated in one instant: effects, asserts, invariants and finals. */
import { assertNever, binaryOn, invariant, unaryOn, valueOf } from '../../base/index.ts';
import type { Closed, Hook } from '../cpu/part.ts';
import type { Expr } from '../program.ts';
import { constant, isKnown } from '../cpu/value.ts';

/** Value of a closed expression; all its registers are known. Cells are words `at`… of `memory`. */
export function closedValue(c: Closed, memory: Int32Array, at: number): number {
  switch (c.k) {
    case 'val':
      invariant(isKnown(c.v), 'a pending value in an effect');
      return constant(c.v);
    case 'cell':
      return valueOf(memory[at + c.cell + (c.index === null ? 0 : closedValue(c.index, memory, at))] ?? 0);
    case 'un':
      return unaryOn(c.op, closedValue(c.a, memory, at));
    case 'bin':
      return binaryOn(c.op, closedValue(c.a, memory, at), closedValue(c.b, memory, at));
    case 'cond':
      return closedValue(c.c, memory, at) !== 0 ? closedValue(c.a, memory, at) : closedValue(c.b, memory, at);
    default:
      return assertNever(c);
  }
}

/** Tells each cell that an effect looks at in this instant; what a condition leaves out it does not look at. */
export function eachCellRead(hook: Hook, memory: Int32Array, at: number, tell: (cell: number) => void): void {
  const look = (c: Closed): void => {
    switch (c.k) {
      case 'val':
        return;
      case 'cell':
        if (c.index) look(c.index);
        tell(c.cell + (c.index === null ? 0 : closedValue(c.index, memory, at)));
        return;
      case 'un':
        look(c.a);
        return;
      case 'bin':
        look(c.a);
        if (!settles(c.op, c.a, memory, at)) look(c.b);
        return;
      case 'cond':
        look(c.c);
        look(closedValue(c.c, memory, at) !== 0 ? c.a : c.b);
        return;
      default:
        assertNever(c);
    }
  };
  look(hook.k === 'assert' ? hook.cond : hook.value);
  if (hook.k === 'set' && hook.index) look(hook.index);
}

/** The left side of `&&` or `||` decides alone. */
function settles(op: string, left: Closed, memory: Int32Array, at: number): boolean {
  if (op !== '&&' && op !== '||') return false;
  return (closedValue(left, memory, at) !== 0) === (op === '||');
}

const LOOKS = new WeakMap<Hook, number>();

/** Cells that an effect looks at, as bits `1 << (cell & 31)`; all of them where it indexes. */
export function cellsRead(hook: Hook): number {
  let bits = LOOKS.get(hook);
  if (bits === undefined) {
    bits =
      hook.k === 'assert'
        ? bitsOf(hook.cond)
        : bitsOf(hook.value) | (hook.index === null ? 0 : bitsOf(hook.index));
    LOOKS.set(hook, bits);
  }
  return bits;
}

function bitsOf(c: Closed): number {
  switch (c.k) {
    case 'val':
      return 0;
    case 'cell':
      return c.index === null ? 1 << (c.cell & 31) : -1;
    case 'un':
      return bitsOf(c.a);
    case 'bin':
      return bitsOf(c.a) | bitsOf(c.b);
    case 'cond':
      return bitsOf(c.c) | bitsOf(c.a) | bitsOf(c.b);
    default:
      return assertNever(c);
  }
}

/** Value of an invariant or final; `register` reads a task register of a CPU. */
export function globalValue(
  e: Expr,
  memory: Int32Array,
  at: number,
  register: (cpu: number, r: number) => number,
): number {
  const value = (x: Expr): number => globalValue(x, memory, at, register);
  switch (e.k) {
    case 'const':
      return e.v;
    case 'cell':
      return valueOf(memory[at + e.cell + (e.index === undefined ? 0 : value(e.index))] ?? 0);
    case 'final':
      return register(e.cpu, e.r);
    case 'un':
      return unaryOn(e.op, value(e.a));
    case 'bin':
      return binaryOn(e.op, value(e.a), value(e.b));
    case 'cond':
      return value(e.c) !== 0 ? value(e.a) : value(e.b);
    case 'reg':
    case 'old':
      throw new Error(`internal: ${e.k} outside a CPU`);
    default:
      return assertNever(e);
  }
}
