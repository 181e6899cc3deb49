/**
 * Names for the values that a register ends with: those of the places it is read from, an enum's or an instruction's.
 * Only what is certain counts: where anything else is written to it, or two places name a value differently, its values
 * stay numbers.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Cell, Expr, Instr, Site } from '../../machine/index.ts';

type Names = Readonly<Record<number, string>>;

interface Code {
  /** The instructions of one routine. */
  readonly code: readonly Instr[];
  readonly cells: readonly Cell[];
  readonly sites: readonly Site[];
}

/** Null where the register has no names. */
export function registerNames(from: Code, r: number): Names | null {
  return namesOf(from, r, new Set());
}

function namesOf(from: Code, r: number, seen: Set<number>): Names | null {
  if (seen.has(r)) return {};
  seen.add(r);
  const all = from.code.flatMap((instr) =>
    'dst' in instr && instr.dst === r ? [written(from, instr, seen)] : [],
  );
  const merged: Record<number, string> = {};
  for (const names of all) {
    if (!names) return null;
    for (const [value, name] of Object.entries(names)) {
      if ((merged[Number(value)] ?? name) !== name) return null;
      merged[Number(value)] = name;
    }
  }
  return Object.keys(merged).length > 0 || seen.size > 1 ? merged : null;
}

/** Names of what an instruction writes; none (an empty record) for a constant, null where it is just a number. */
function written(from: Code, instr: Instr, seen: Set<number>): Names | null {
  switch (instr.op) {
    case 'load':
    case 'rmw':
      return from.cells[cellAt(instr.addr)]?.values ?? null;
    case 'execute':
      return from.cells[from.sites[instr.site]?.cells[0] ?? -1]?.values ?? null;
    case 'let':
      return copied(from, instr.value, seen);
    default:
      return null;
  }
}

function copied(from: Code, value: Expr, seen: Set<number>): Names | null {
  if (value.k === 'const') return {};
  return value.k === 'reg' ? namesOf(from, value.r, seen) : null;
}

/** The cell that an address names; of an array its first, whose elements all have the same names. */
function cellAt(address: Expr): number {
  if (address.k === 'const') return address.v - ADDRESS_BASE;
  return address.k === 'bin' && address.op === '+' ? Math.max(cellAt(address.a), cellAt(address.b)) : -1;
}
