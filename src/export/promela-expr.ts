/** Expressions of the machine as Promela text. Promela's ints are 32-bit and its operators are C's. */
import { ADDRESS_BASE } from '../base/index.ts';
import type { Expr } from '../machine/index.ts';

/** How the leaves of an expression are written. */
export interface Names {
  reg(r: number): string;
  /** A register of another CPU's task, for final checks. */
  final(cpu: number, r: number): string;
  old: string;
}

export function promelaExpr(e: Expr, names: Names): string {
  switch (e.k) {
    case 'const':
      return e.v < 0 ? `(0-${-e.v})` : String(e.v);
    case 'reg':
      return names.reg(e.r);
    case 'old':
      return names.old;
    case 'cell':
      return e.index ? `mem[${e.cell}+${promelaExpr(e.index, names)}]` : `mem[${e.cell}]`;
    case 'final':
      return names.final(e.cpu, e.r);
    case 'un': {
      const a = promelaExpr(e.a, names);
      return e.op === '-' ? `(0-${a})` : `(${e.op}${a})`;
    }
    case 'bin':
      return `(${promelaExpr(e.a, names)} ${e.op} ${promelaExpr(e.b, names)})`;
    case 'cond':
      return `(${promelaExpr(e.c, names)} -> ${promelaExpr(e.a, names)} : ${promelaExpr(e.b, names)})`;
  }
}

/** The index into `mem` of an address. */
export function promelaIndex(address: Expr, names: Names): string {
  if (address.k === 'const') return String(address.v - ADDRESS_BASE);
  return `(${promelaExpr(address, names)} - ${ADDRESS_BASE})`;
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

export function readsRegisters(e: Expr): boolean {
  switch (e.k) {
    case 'reg':
    case 'old':
      return true;
    case 'cell':
      return e.index !== undefined && readsRegisters(e.index);
    case 'un':
      return readsRegisters(e.a);
    case 'bin':
      return readsRegisters(e.a) || readsRegisters(e.b);
    case 'cond':
      return readsRegisters(e.c) || readsRegisters(e.a) || readsRegisters(e.b);
    default:
      return false;
  }
}
