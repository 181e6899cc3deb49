/**
 * Expressions of `final` and `observe`: as properties see them, and registers of any CPU's task as `cpu1.r`.
 */
import type { Expr } from '../../machine/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { ghostValue } from './effect.ts';
import { entryFunction, frameEntry } from './entries.ts';
import { ONE, ZERO, binary, conditional, unary } from './fold.ts';

/** By CPU number: the names of its registers, and the registers of the locals that its own body declares. */
export type Tasks = readonly {
  readonly regNames: readonly string[];
  readonly locals: ReadonlyMap<string, readonly number[]>;
}[];

export function finalValue(ctx: Context, e: Expression, tasks: Tasks): Expr {
  if (e.k === 'member' && e.base.k === 'name' && /^cpu\d+$/.test(e.base.name)) {
    const cpu = Number(e.base.name.slice(3));
    const names = tasks[cpu]?.regNames;
    const own = tasks[cpu]?.locals.get(e.member.text) ?? [];
    const all = names?.flatMap((name, r) => (name === e.member.text ? [r] : [])) ?? [];
    const [r, other] = own.length > 0 ? own : all;
    if (other !== undefined)
      ctx.error(
        'ambiguous-name',
        e,
        `CPU ${String(cpu)} has several local variables \`${e.member.text}\`; give the one that is meant a name of its own.`,
      );
    if (r !== undefined) return { k: 'final', cpu, r };
    const meant = names ? ctx.instance.diagnostics.suggest(e.member.text, names) : null;
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
  if (e.k === 'binary' && ctx.instance.comparedOption(e) === null) {
    const a = finalValue(ctx, e.a, tasks);
    if (a.k === 'const' && e.op === '&&' && a.v === 0) return ZERO;
    if (a.k === 'const' && e.op === '||' && a.v !== 0) return ONE;
    return binary(e.op, a, finalValue(ctx, e.b, tasks));
  }
  if (e.k === 'call') {
    const entry = entryFunction(ctx.instance.arch, e.callee.text);
    const [argument] = e.args;
    if (entry && argument) return entry(frameEntry(ctx, argument) ?? finalValue(ctx, argument, tasks));
  }
  if (e.k === 'conditional')
    return conditional(finalValue(ctx, e.c, tasks), finalValue(ctx, e.a, tasks), finalValue(ctx, e.b, tasks));
  return ghostValue(ctx, e);
}
