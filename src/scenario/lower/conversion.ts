/**
 * What C does to a number when it becomes one of another type: narrower types keep their low bits, `bool` only whether there is any (ISO C 6.3.1.2, 6.3.1.3).
 */
import type { BinaryOp, Expr } from '../../machine/index.ts';
import type { Expression, Initializer } from '../syntax/syntax.ts';
import type { CType } from '../types/ctype.ts';
import { ZERO, binary, constant, wideConstant } from './fold.ts';
import { isUnsignedInt, isWide } from './width.ts';

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

/** Does the type have 32 bits and no negative numbers? Pointers are such words here. */
export function isUnsigned(type: CType | null): boolean {
  return type?.k === 'pointer' || isUnsignedInt(type);
}

/** What is wrong with a literal that goes to an object of a type; null where nothing is. */
export function literalMistake(type: CType | null, e: Expression | Initializer | null): string | null {
  if (e?.k !== 'number' || type?.k !== 'scalar' || isWide(type) || isBool(type)) return null;
  const fits = (e.value | 0) === e.value || (isUnsignedInt(type) && e.value >= 0 && e.value <= 0xffff_ffff);
  return fits
    ? null
    : `This does not fit into \`${type.name}\`, which has 32 bits; a \`u64\` or a \`long\` has 64.`;
}

/** `value`, which is one of `from`, as one of `type`. */
export function convert(type: CType | null, value: Expr, from: CType | null = null): Expr {
  if (type?.k !== 'scalar') return value;
  if (isBool(type)) return isTruth(value) || isBool(from) ? value : binary('!=', value, ZERO);
  if (isWide(type)) return isUnsignedInt(from) ? binary('&l', value, wideConstant(0xffffffff)) : value;
  const bits = WIDTHS[type.name];
  if (bits === undefined && (isWide(from) || value.k === 'const')) return binary('|', value, ZERO);
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
  if (value.k !== 'const') return isTruth(value);
  return signed
    ? value.v >= -(2 ** (bits - 1)) && value.v < 2 ** (bits - 1)
    : value.v >= 0 && value.v < 2 ** bits;
}

function isBool(type: CType | null): boolean {
  return type?.k === 'scalar' && type.name === 'bool';
}

/** Is it 0 or 1 by the way it is made? */
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
      return false;
  }
}
