/** `case a ... b:` (GCC, “Case Ranges”): one comparison with each end. */
import type { Expr } from '../../machine/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import { onNumbers } from './arithmetic.ts';
import type { Context } from './context.ts';
import { binary, wideConstant } from './fold.ts';
import type { Label } from './instance.ts';
import { typeOf } from './type-of.ts';
import { literalType, promoted } from './width.ts';

/** Jumps where what `switch` looks at, which has been evaluated, is in the range. */
export function branchInRange(
  ctx: Context,
  looked: Expression,
  { parts }: Expression & { readonly k: 'comma' },
  value: Expr,
  to: Label,
): void {
  const type = promoted(typeOf(ctx, looked));
  const ends = parts.map((e, i) =>
    onNumbers(i === 0 ? '>=' : '<=', value, wideConstant(ctx.instance.constant(e)), type, literalType(e)),
  );
  ctx.branch(
    ends.reduce((a, b) => binary('&&', a, b)),
    to,
  );
}
