/** What is wanted of a value: words that allocate without a size take it from the pointer that is to hold the object. */
import type { Expr } from '../../machine/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import type { CType } from '../types/ctype.ts';
import type { Context } from './context.ts';

/** The value of what a place of that type takes. */
export function valueFor(ctx: Context, type: CType | null, e: Expression, into: number | null = null): Expr {
  const outer = ctx.wanted;
  const to = type?.k === 'pointer' ? type.to() : null;
  if (to?.k !== 'void') ctx.wanted = to;
  const value = ctx.value(e, into);
  ctx.wanted = outer;
  return value;
}
