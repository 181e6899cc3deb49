/** What a primitive is: the shape of the tables in primitives.ts, atomics.ts, barriers.ts and hardware.ts. */
import type { Expr } from '../../machine/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import type { Context } from './context.ts';

export type Call = Expression & { readonly k: 'call' };

export interface Primitive {
  /** Number of arguments. */
  readonly arity: number;
  /** Computes on registers and constants only. */
  readonly pure?: boolean;
  /** Emits its instructions; `into` may take a loaded value. Null: no value. */
  lower(ctx: Context, call: Call, into: number | null): Expr | null;
}
