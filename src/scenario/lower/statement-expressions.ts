/**
 * `({ int v = READ_ONCE(x); smp_rmb(); v; })`: statements as an expression, worth the last of them (GCC, “Statement Exprs”). What
 * they do belongs to the statement around them, and what they declare ends with them.
 */
import type { Expr } from '../../machine/index.ts';
import type { Expression, Statement } from '../syntax/syntax.ts';
import type { CType } from '../types/ctype.ts';
import { Names, type Context } from './context.ts';
import { ZERO } from './fold.ts';
import { typeNamed, typeOf } from './type-of.ts';

export function statementsValue(ctx: Context, body: readonly Statement[], into: number | null): Expr {
  const { names } = ctx;
  ctx.names = new Names(names);
  ctx.statements++;
  const last = worth(body);
  for (const s of last ? body.slice(0, -1) : body) ctx.lower(s);
  const value = last ? ctx.value(last, into) : ZERO;
  ctx.statements--;
  ctx.names = names;
  return value;
}

/** Its type, which what it declares may say. */
export function statementsType(ctx: Context, body: readonly Statement[]): CType | null {
  const { names } = ctx;
  ctx.names = new Names(names);
  for (const s of body)
    if (s.k === 'local')
      for (const declarator of s.declarators) {
        const { name, stars, init } = declarator;
        const named = typeNamed(ctx, s.type, stars, init && init.k !== 'list' ? init : null);
        const type = ctx.instance.layout.types.declared(s.type, declarator, 1, named);
        ctx.names.bind(name.text, { k: 'value', value: ZERO, type });
      }
  const last = worth(body);
  const type = last && typeOf(ctx, last);
  ctx.names = names;
  return type;
}

/** The expression that statements are worth; null where they end with none. */
function worth(body: readonly Statement[]): Expression | null {
  const last = body.at(-1);
  if (last?.k !== 'simple') return null;
  const { simple } = last;
  if (simple.k === 'expression') return simple.e;
  const { from, to } = simple;
  return simple.k === 'assign'
    ? simple
    : { k: 'step', op: simple.op, prefix: true, target: simple.target, from, to };
}
