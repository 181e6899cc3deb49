/** What C's operators make of two numbers, by their types: both become of one type first (width.ts). */
import type { SourceOp } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import type { CType } from '../types/ctype.ts';
import { convert, isUnsigned } from './conversion.ts';
import { binary, constant } from './fold.ts';
import { common, isWide, operatorOn, promoted } from './width.ts';

/** What an operator makes of two numbers of these types. */
export function onNumbers(op: SourceOp, a: Expr, b: Expr, typeA: CType | null, typeB: CType | null): Expr {
  if (op === '<<' || op === '>>') return binary(operatorOn(op, promoted(typeA)), a, b);
  if (op === '&&' || op === '||') return binary(op, a, b);
  const type = common(typeA, typeB);
  if (isWide(type)) return binary(operatorOn(op, type), convert(type, a, typeA), convert(type, b, typeB));
  if (isOrder(op) && (isUnsigned(typeA) || isUnsigned(typeB))) return binary(op, flipped(a), flipped(b));
  return binary(operatorOn(op, type), a, b);
}

function isOrder(op: SourceOp): boolean {
  return op === '<' || op === '<=' || op === '>' || op === '>=';
}

/** Numbers with their highest bit flipped have as signed ones the order that they had as unsigned ones. */
function flipped(e: Expr): Expr {
  return binary('^', e, constant(0x80000000));
}
