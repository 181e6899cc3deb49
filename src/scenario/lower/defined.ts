/**
 * When an expression has a value in C. A division by zero has none (x86 traps, arm64 gives 0, compilers do as they
 * please), nor has the lowest number divided by -1 (x86 traps), nor a shift by a negative amount or by as many bits as there are (ISO C 6.5.5, 6.5.7). What runs goes on with 0
 * and with the amount's low bits, but the run violates the property `undefined` first.
 */
import { ADDRESS_BASE, assertNever } from '../../base/index.ts';
import type { Expr, InstrBody } from '../../machine/index.ts';
import {
  ONE,
  ZERO,
  binary,
  bitsOf,
  conditional,
  constant,
  isShift,
  lowestOf,
  not,
  wideConstant,
} from './fold.ts';

/** The property that is violated, and what is said where it is known before anything runs. */
export const UNDEFINED = 'undefined';
export const NO_VALUE =
  'This has no value in C: it divides by zero or the lowest number by -1, or shifts by a negative amount or by all the bits there are (32 of an int, 64 of a long).';

/** How many elements the array has that begins with a cell, null where none does. */
export type Extents = (cell: number) => number | null;

/** The condition under which all of an expression that is evaluated has a value; null where it always has. */
export function definedWhen(e: Expr | null | undefined, extents: Extents): Expr | null {
  if (!e) return null;
  switch (e.k) {
    case 'const':
    case 'reg':
    case 'old':
    case 'final':
      return null;
    case 'cell':
      return e.index ? both(definedWhen(e.index, extents), within(e.index, extents(e.cell))) : null;
    case 'un':
      return definedWhen(e.a, extents);
    case 'cond': {
      const a = definedWhen(e.a, extents);
      const b = definedWhen(e.b, extents);
      const arms = a || b ? conditional(e.c, a ?? ONE, b ?? ONE) : null;
      return both(definedWhen(e.c, extents), arms);
    }
    case 'bin': {
      const a = definedWhen(e.a, extents);
      const b = definedWhen(e.b, extents);
      if (e.op === '&&') return both(a, b && binary('||', not(e.a), b));
      if (e.op === '||') return both(a, b && binary('||', e.a, b));
      return both(both(a, b), both(operatorDefined(e), fits(e)));
    }
    default:
      return assertNever(e);
  }
}

function operatorDefined({ op, a, b }: Expr & { readonly k: 'bin' }): Expr | null {
  if (op.startsWith('/') || op.startsWith('%')) {
    const lowest = lowestOf(op);
    if (b.k === 'const' && b.v !== -1) return b.v === 0 ? ZERO : null;
    if (lowest === null || (a.k === 'const' && a.v !== lowest)) return binary('!=', b, ZERO);
    const overflows = binary('&&', binary('==', b, wideConstant(-1)), binary('==', a, wideConstant(lowest)));
    return both(binary('!=', b, ZERO), not(overflows));
  }
  if (!isShift(op)) return null;
  const bits = bitsOf(op);
  if (b.k === 'const') return b.v >= 0 && b.v < bits ? null : ZERO;
  return binary('==', binary('&', b, constant(~(bits - 1))), ZERO);
}

/** The result is a number that the machine has: one with too many digits equals nothing. */
function fits(e: Expr & { readonly k: 'bin' }): Expr | null {
  return mayNotFit(e) && !isOfOld(e) ? binary('==', e, e) : null;
}

/** A result of 64 bits may have too many digits. Small constants add none, and what two numbers have in common has no
 *  more than one of them. */
function mayNotFit({ op, a, b }: Expr & { readonly k: 'bin' }): boolean {
  if (bitsOf(op) === 32 || /^[<>]=?ul$/.test(op)) return false;
  const constants = [a, b].flatMap((one) => (one.k === 'const' ? [one.v] : []));
  if (constants.some((value) => (value | 0) !== value)) return true;
  return /^([*]|<<|>>u|[/%]u)/.test(op) || (constants.length === 0 && /^[-+|^]l$/.test(op));
}

/** What an atomic makes of the value that it finds, which is known when it completes. */
function isOfOld({ a, b }: Expr & { readonly k: 'bin' }): boolean {
  return a.k === 'old' || b.k === 'old';
}

/** An index lies within an array. */
function within(index: Expr, extent: number | null): Expr | null {
  if (extent === null) return null;
  return binary('&&', binary('>=', index, ZERO), binary('<', index, constant(extent)));
}

/** An address that is computed from an array's and an index lies within the array. */
function addressDefined(addr: Expr | null, extents: Extents): Expr | null {
  if (addr?.k !== 'bin' || addr.op !== '+' || addr.a.k !== 'const' || addr.b.k === 'const') return null;
  return within(addr.b, extents(addr.a.v - ADDRESS_BASE));
}

/** Both conditions, where null is one that always holds. */
function both(a: Expr | null, b: Expr | null): Expr | null {
  return a && b ? binary('&&', a, b) : (a ?? b);
}

/** The condition under which an instruction, its effects left out, evaluates nothing that has no value. */
export function instructionDefined(instr: InstrBody, extents: Extents): Expr | null {
  switch (instr.op) {
    case 'let':
      return definedWhen(instr.value, extents);
    case 'load':
    case 'dc':
    case 'ic':
    case 'tlbi':
      return definedWhen(instr.addr, extents);
    case 'store':
      return both(definedWhen(instr.addr, extents), definedWhen(instr.value, extents));
    case 'rmw':
      return both(
        both(definedWhen(instr.addr, extents), definedWhen(instr.value, extents)),
        definedWhen(instr.when, extents),
      );
    case 'branch':
    case 'await':
      return definedWhen(instr.cond, extents);
    case 'raise':
      return both(
        both(definedWhen(instr.cpu, extents), definedWhen(instr.mask, extents)),
        definedWhen(instr.lines?.of, extents),
      );
    case 'eret':
      return definedWhen(instr.result, extents);
    default:
      return null;
  }
}

/** The condition under which an access has a value, as far as only its end tells; asked as it completes. */
export function completedDefined(instr: InstrBody, extents: Extents): Expr | null {
  return both(accessWithin(instr, extents), newValueFits(instr));
}

/** What an atomic makes of a variable's value is a number that the machine has. */
function newValueFits(instr: InstrBody): Expr | null {
  if (instr.op !== 'rmw' || instr.value.k !== 'bin') return null;
  if (!isOfOld(instr.value) || !mayNotFit(instr.value)) return null;
  const { addr, dst } = instr;
  // By then the register that led there holds what was found.
  if (dst !== null && readsRegister(addr, dst)) return null;
  const value: Expr =
    addr.k === 'const'
      ? { k: 'cell', cell: addr.v - ADDRESS_BASE }
      : { k: 'cell', cell: -1, index: binary('-', addr, constant(ADDRESS_BASE - 1)) };
  return binary('==', value, value);
}

/** An access to an element stays within its array. */
function accessWithin(instr: InstrBody, extents: Extents): Expr | null {
  if (instr.op !== 'load' && instr.op !== 'store' && instr.op !== 'rmw') return null;
  const cond = addressDefined(instr.addr, extents);
  // `i = a[i]`: by then the register holds what was loaded.
  return instr.op === 'store' || instr.dst === null || !cond || !readsRegister(cond, instr.dst) ? cond : null;
}

/** Does an expression look at a register? */
export function readsRegister(e: Expr, r: number): boolean {
  switch (e.k) {
    case 'reg':
      return e.r === r;
    case 'un':
      return readsRegister(e.a, r);
    case 'bin':
      return readsRegister(e.a, r) || readsRegister(e.b, r);
    case 'cond':
      return readsRegister(e.c, r) || readsRegister(e.a, r) || readsRegister(e.b, r);
    default:
      return false;
  }
}
