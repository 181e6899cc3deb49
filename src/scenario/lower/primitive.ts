/** What a primitive is: the shape of the tables in primitives.ts, atomics.ts, barriers.ts and hardware.ts. */
import type { Arch, Expr } from '../../machine/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import type { Context } from './context.ts';

export type Call = Expression & { readonly k: 'call' };

export interface Primitive {
  /** Number of arguments. */
  readonly arity: number;
  /** There may be more than that. */
  readonly more?: boolean;
  /** Arguments that are no value where the call stands: a condition over `VAL`, a CONFIG_ name, or not evaluated at all. */
  readonly special?: { readonly at: readonly number[]; readonly is: 'condition' | 'config' | 'nothing' };
  /** Computes on registers and constants only. */
  readonly pure?: boolean;
  /** It looks at what its arguments are, and evaluates none. */
  readonly looks?: boolean;
  /** Emits its instructions; `into` may take a loaded value. Null: no value. */
  lower(ctx: Context, call: Call, into: number | null): Expr | null;
}

/** Refuses a primitive that the architecture does not have. */
export function only(arch: Arch, name: string, instead: string, primitive: Primitive): Primitive {
  return {
    ...primitive,
    lower: (ctx, call, into) => {
      if (ctx.instance.arch === arch) {
        ctx.instance.isOfOneArch = true;
        return primitive.lower(ctx, call, into);
      }
      ctx.error(
        'wrong-arch',
        call,
        `\`${name}()\` exists on ${arch} only; this scenario is ${ctx.instance.arch}. ${instead}`,
      );
      return null;
    },
  };
}
