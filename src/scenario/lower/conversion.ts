/**
 * What C does to a number when it becomes one of another type: narrower types keep their low bits, `bool` only whether there is any (ISO C 6.3.1.2, 6.3.1.3).
 */
import type { BinaryOp, Expr } from '../../machine/index.ts';
import type { Expression, Initializer } from '../syntax/syntax.ts';
import type { CType } from '../types/ctype.ts';
import { ZERO, binary, constant, wideConstant } from './fold.ts';
import { bitsIn, hasNoSign, isUnsignedInt, isWide } from './width.ts';

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
  const bits = bitsIn(type);
  if (bits === 32 && (isWide(from) || value.k === 'const')) return binary('|', value, ZERO);
  if (bits === 32 || fits(value, bits, !hasNoSign(type))) return value;
  const kept = constant(32 - bits);
  return hasNoSign(type)
    ? binary('&', value, constant(2 ** bits - 1))
    : binary('>>', binary('<<', value, kept), kept);
}

function fits(value: Expr, bits: number, signed: boolean): boolean {
  if (value.k !== 'const') return isTruth(value);
  return signed
    ? value.v >= -(2 ** (bits - 1)) && value.v < 2 ** (bits - 1)
    : value.v >= 0 && value.v < 2 ** bits;
}

function isBool(type: CType | null): boolean {
  return bitsIn(type) === 1;
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
