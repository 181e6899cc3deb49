/**
 * What C does to a number when it becomes one of another type. A word of the machine has 32 bits and a sign; narrower
 * types keep their low bits, `bool` only whether there is any (ISO C 6.3.1.2, 6.3.1.3).
 */
import type { BinaryOp, Expr } from '../../machine/index.ts';
import type { CType } from '../types/ctype.ts';
import { ZERO, binary, constant } from './fold.ts';

const WIDTHS: Readonly<Record<string, number>> = {
  char: 8,
  'signed char': 8,
  'unsigned char': 8,
  short: 16,
  'short int': 16,
  'unsigned short': 16,
  'unsigned short int': 16,
  u8: 8,
  s8: 8,
  __u8: 8,
  u16: 16,
  s16: 16,
  __u16: 16,
};

const COMPARISONS: readonly BinaryOp[] = ['==', '!=', '<', '<=', '>', '>=', '&&', '||'];

/** Does the type have no negative numbers, and as many bits as the machine's words or more? */
export function isUnsigned(type: CType | null): boolean {
  if (type?.k === 'pointer') return true;
  return (
    type?.k === 'scalar' &&
    /^(unsigned( (long|int).*)?|__?u(32|64)|u32|u64|size_t|uintptr_t)$/.test(type.name)
  );
}

/** `value` as one of `type`. */
export function convert(type: CType | null, value: Expr): Expr {
  if (type?.k !== 'scalar') return value;
  if (type.name === 'bool') return isTruth(value) ? value : binary('!=', value, ZERO);
  const bits = WIDTHS[type.name];
  if (bits === undefined || fits(value, bits, isSigned(type.name))) return value;
  const kept = constant(32 - bits);
  return isSigned(type.name)
    ? binary('>>', binary('<<', value, kept), kept)
    : binary('&', value, constant(2 ** bits - 1));
}

function isSigned(name: string): boolean {
  return !/^(unsigned|__?u|u)/.test(name);
}

function fits(value: Expr, bits: number, signed: boolean): boolean {
  if (value.k !== 'const') return isTruth(value) && value.k !== 'reg';
  return signed
    ? value.v >= -(2 ** (bits - 1)) && value.v < 2 ** (bits - 1)
    : value.v >= 0 && value.v < 2 ** bits;
}

/** Is it 0 or 1 by the way it is made? A register may hold what was loaded from a `bool`, which is. */
function isTruth(value: Expr): boolean {
  switch (value.k) {
    case 'const':
      return value.v === 0 || value.v === 1;
    case 'un':
      return value.op === '!';
    case 'bin':
      return COMPARISONS.includes(value.op);
    case 'cond':
      return isTruth(value.a) && isTruth(value.b);
    default:
      return true;
  }
}
