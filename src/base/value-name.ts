/** Values as the reader knows them. */
import { ADDRESS_BASE, isPte, isValidPte, physicalCell } from './address.ts';

/** What is needed of a location to name values: its own name, and the names of values it may hold. */
export interface NamedCell {
  readonly name: string;
  readonly values?: Readonly<Record<number, string>>;
}

/** An enum's name where `cell` has one, the variable that a pointer points at, what a PTE maps, or the number. */
export function valueName(cells: readonly NamedCell[], value: number, cell?: number): string {
  const named = cell === undefined ? undefined : cells[cell]?.values?.[value];
  if (named !== undefined) return named;
  const target = cells[value - ADDRESS_BASE];
  if (target) return `&${target.name}`;
  const frame = isPte(value) ? cells[physicalCell(value)] : undefined;
  if (frame) return isValidPte(value) ? frame.name : 'invalid';
  if (Number.isSafeInteger(value)) return String(value);
  return Number.isNaN(value) ? 'too wide' : `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
}
