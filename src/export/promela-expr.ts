/** Expressions of the machine as Promela text. Promela's ints are 32-bit and its operators are C's. */
import { ADDRESS_BASE } from '../base/index.ts';
import type { Expr } from '../machine/index.ts';

/** How the leaves of an expression are written. */
export interface Names {
  cell(cell: number): string;
  reg(r: number): string;
  /** A register of any CPU's task, for final checks. */
  final(cpu: number, r: number): string;
  /** The value that a read-modify-write has loaded. */
  readonly old: string;
}

export function promelaExpr(e: Expr, names: Names): string {
  switch (e.k) {
    case 'const':
      return numeral(e.v);
    case 'reg':
      return names.reg(e.r);
    case 'old':
      return names.old;
    case 'cell':
      return e.index ? `mem[${e.cell} + ${promelaExpr(e.index, names)}]` : names.cell(e.cell);
    case 'final':
      return names.final(e.cpu, e.r);
    case 'un': {
      const a = promelaExpr(e.a, names);
      return e.op.startsWith('-') ? `(0-${a})` : `(${e.op.charAt(0)}${a})`;
    }
    case 'bin':
      return binary(e.op, promelaExpr(e.a, names), promelaExpr(e.b, names));
    case 'cond':
      return `(${promelaExpr(e.c, names)} -> ${promelaExpr(e.a, names)} : ${promelaExpr(e.b, names)})`;
  }
}

/** Far above every address that a program of some size has. */
const ADDRESSES = 0x10000;

/** A constant; Promela has no negative ones, and addresses are said by their cell. */
export function numeral(value: number): string {
  if (value < 0) return `(0-${-value})`;
  const cell = value - ADDRESS_BASE;
  return cell >= 0 && cell < ADDRESSES ? `ADDRESS(${cell})` : String(value);
}

/** Where C leaves open what happens, the machine does not: x / 0 is 0, and shifts count modulo 32. */
function binary(wide: Extract<Expr, { k: 'bin' }>['op'], a: string, b: string): string {
  // Of 64 bits the lower 32, which is all where no number has more (promela-refusal.ts).
  const op = wide.replace(/u?l$/, '');
  if (/^[<>]=?ul$/.test(wide)) return `((${a} ^ (0-2147483648)) ${op} (${b} ^ (0-2147483648)))`;
  if (op === '/' || op === '%') return `(${b} == 0 -> 0 : ${a} ${op} ${b})`;
  if (op === '<<' || op === '>>') return `(${a} ${op} (${b} & 31))`;
  return `(${a} ${op} ${b})`;
}

/** Where in `mem` an access goes. */
export interface Target {
  readonly index: string;
  /** The cell's name where it is known beforehand; else whether it is one has to be asked. */
  readonly name: string | null;
}

export function targetOf(address: Expr, names: Names, cells: number): Target {
  if (address.k !== 'const') return { index: `(${promelaExpr(address, names)} - ADDRESS(0))`, name: null };
  const cell = address.v - ADDRESS_BASE;
  return { index: String(cell), name: cell >= 0 && cell < cells ? names.cell(cell) : null };
}

/** The expression with registers replaced by what they hold. */
export function substitute(e: Expr, held: ReadonlyMap<number, Expr>): Expr {
  switch (e.k) {
    case 'reg':
      return held.get(e.r) ?? e;
    case 'cell':
      return e.index ? { ...e, index: substitute(e.index, held) } : e;
    case 'un':
      return { ...e, a: substitute(e.a, held) };
    case 'bin':
      return { ...e, a: substitute(e.a, held), b: substitute(e.b, held) };
    case 'cond':
      return { ...e, c: substitute(e.c, held), a: substitute(e.a, held), b: substitute(e.b, held) };
    default:
      return e;
  }
}

/** Adds the registers that an expression reads. */
export function registersOf(e: Expr, into: Set<number>): void {
  switch (e.k) {
    case 'reg':
      into.add(e.r);
      return;
    case 'cell':
      if (e.index) registersOf(e.index, into);
      return;
    case 'un':
      registersOf(e.a, into);
      return;
    case 'bin':
    case 'cond':
      for (const part of e.k === 'bin' ? [e.a, e.b] : [e.c, e.a, e.b]) registersOf(part, into);
      return;
    default:
  }
}

export function readsCells(e: Expr): boolean {
  switch (e.k) {
    case 'cell':
      return true;
    case 'un':
      return readsCells(e.a);
    case 'bin':
      return readsCells(e.a) || readsCells(e.b);
    case 'cond':
      return readsCells(e.c) || readsCells(e.a) || readsCells(e.b);
    default:
      return false;
  }
}
