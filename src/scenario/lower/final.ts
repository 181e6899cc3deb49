/**
 * Expressions of `final` and `observe`: as properties see them, and registers of any CPU's task as `cpu1.r`.
 */
import type { Expr } from '../../machine/index.ts';
import { closest } from '../diagnostic.ts';
import type { Expression } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { ghostValue } from './effect.ts';
import { ZERO, binary, conditional, unary } from './fold.ts';

/** The names of each CPU's registers, by CPU number. */
export type Tasks = readonly { readonly regNames: readonly string[] }[];

export function finalValue(ctx: Context, e: Expression, tasks: Tasks): Expr {
  if (e.k === 'member' && e.base.k === 'name' && /^cpu\d+$/.test(e.base.name)) {
    const cpu = Number(e.base.name.slice(3));
    const names = tasks[cpu]?.regNames;
    const r = names?.indexOf(e.member.text) ?? -1;
    if (names && r >= 0) return { k: 'final', cpu, r };
    const meant = names ? closest(e.member.text, names) : null;
    const hint = meant === null ? '' : ` Did you mean \`${meant}\`?`;
    ctx.error(
      'unknown-name',
      e,
      names
        ? `CPU ${String(cpu)} has no local variable \`${e.member.text}\`.${hint}`
        : `There is no CPU ${String(cpu)}.`,
    );
    return ZERO;
  }
  if (e.k === 'unary') return unary(e.op, finalValue(ctx, e.a, tasks));
  if (e.k === 'binary' && ctx.instance.comparedOption(e) === null)
    return binary(e.op, finalValue(ctx, e.a, tasks), finalValue(ctx, e.b, tasks));
  if (e.k === 'conditional')
    return conditional(finalValue(ctx, e.c, tasks), finalValue(ctx, e.a, tasks), finalValue(ctx, e.b, tasks));
  return ghostValue(ctx, e);
}
