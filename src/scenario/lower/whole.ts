/**
 * A member that is all of what it is a member of: `x.counter` of an `atomic_t`, `e.pte` where a `typedef` makes a struct of one
 * number. Such a value has no parts here, so the member is it.
 */
import type { Expression } from '../syntax/syntax.ts';
import { isWhole, pointee } from '../types/ctype.ts';
import type { Context } from './context.ts';
import { typeOf } from './type-of.ts';

/** The expression that says the same without the member; null where it is a part, or nothing that is known. */
export function wholeOf(ctx: Context, e: Expression): Expression | null {
  if (e.k !== 'member') return null;
  const base = typeOf(ctx, e.base);
  if (!isWhole(e.arrow ? pointee(base) : base, e.member.text)) return null;
  return e.arrow ? { k: 'deref', a: e.base, from: e.from, to: e.to } : e.base;
}
