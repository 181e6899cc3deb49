/** What a context has the files below do that need one themselves. */
import type { Expr } from '../../machine/index.ts';
import type { Expression, Statement } from '../syntax/syntax.ts';
import type { Context } from './context.ts';

/** How values, addresses and statements are lowered, and what touches nothing shared. */
export interface Parts {
  value(ctx: Context, e: Expression, into: number | null): Expr;
  address(ctx: Context, e: Expression): Expr;
  statement(ctx: Context, statement: Statement): void;
  pure(ctx: Context, e: Expression): boolean;
}
