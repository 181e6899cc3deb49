/**
 * Bits of page table entries as the architecture numbers them (Arm ARM D8, "Stage 1 VMSAv8-64 Block and Page
 * descriptors"), for tests that set and clear them by masks:
 *
 *   0 valid     7 AP[2], set where writing is not permitted     10 AF     51 DBM
 *
 * Registers hold 32 bits here, so that bit 51 of a mask stands at bit 27. Entries keep what they map and which bits they
 * have in another way (base/address.ts); a number that is no entry is just a number.
 */
import { ADDRESS_BASE, PTE_BITS } from '../../../base/index.ts';
import type { Expr } from '../../../machine/index.ts';
import { binary, complement, conditional, constant } from '../expressions.ts';

const DBM = 51;
const DBM_HERE = 27;
const LOWEST_ENTRY = ADDRESS_BASE / 2;

/** `a & ~b`, as BIC and LDCLR have it. */
export function clearBits(a: Expr, b: Expr): Expr {
  const cleared = binary('|', binary('&', a, complement(maskOf(b))), readOnlyIn(b));
  return conditional(isEntry(a), cleared, binary('&', a, complement(b)));
}

/** `a | b`, as ORR and LDSET have it. */
export function setBits(a: Expr, b: Expr): Expr {
  const set = binary('&', binary('|', a, maskOf(b)), complement(readOnlyIn(b)));
  return conditional(isEntry(a), set, binary('|', a, b));
}

/** `LSL` of a mask by more than 31; null where no bit of an entry gets there. */
export function shiftedMask(value: Expr, amount: number): Expr | null {
  return amount === DBM ? binary('<<', binary('&', value, constant(1)), constant(DBM_HERE)) : null;
}

function isEntry(a: Expr): Expr {
  const from = binary('>=', a, constant(LOWEST_ENTRY));
  return binary('&', from, binary('<', a, constant(ADDRESS_BASE)));
}

/** The bits of an entry that a mask names, but for the one that is the other way round. */
function maskOf(b: Expr): Expr {
  const valid = binary('&', b, constant(PTE_BITS.valid));
  return binary('|', valid, binary('|', moved(b, 10, PTE_BITS.young), moved(b, DBM_HERE, PTE_BITS.dirty)));
}

/** The permission to write where the mask has AP[2]. */
function readOnlyIn(b: Expr): Expr {
  return moved(b, 7, PTE_BITS.write);
}

function moved(b: Expr, from: number, to: number): Expr {
  return binary('*', binary('&', binary('>>', b, constant(from)), constant(1)), constant(to));
}
