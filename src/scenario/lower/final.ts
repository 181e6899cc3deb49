/**
 * Expressions of `final` and `observe`: as properties see them, and registers of any CPU's task as `cpu1.r`.
 */
import type { Expr } from '../../machine/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import type { CType } from '../types/ctype.ts';
import type { Context } from './context.ts';
import { ghostValue } from './effect.ts';
import { ZERO } from './fold.ts';

/** By CPU number: the names of its registers, those of the locals that its own body declares, and the types of locals. */
export type Tasks = readonly {
  readonly regNames: readonly string[];
  readonly locals: ReadonlyMap<string, readonly number[]>;
  readonly localTypes: ReadonlyMap<number, CType>;
}[];

export function finalValue(ctx: Context, e: Expression, tasks: Tasks): Expr {
  ctx.taskLocal = (part) => taskLocal(ctx, part, tasks);
  return ghostValue(ctx, e);
}

/** The register that `cpu1.r` names and the type that it was declared with; null for any other expression. */
function taskLocal(
  ctx: Context,
  e: Expression,
  tasks: Tasks,
): { readonly value: Expr; readonly type: CType | null } | null {
  if (e.k === 'index' || (e.k === 'member' && e.base.k !== 'name')) {
    const { layout } = ctx.instance;
    const whole = wholeNamed(e.base);
    // Of what is memory its parts are as little to be had as the whole: said once.
    return whole && layout.places.has(`cpu${String(whole.cpu)}.${whole.name}`)
      ? taskLocal(ctx, whole.e, tasks)
      : null;
  }
  if (e.k !== 'member' || e.base.k !== 'name' || !/^cpu\d+$/.test(e.base.name)) return null;
  const cpu = Number(e.base.name.slice(3));
  const task = tasks[cpu];
  const own = task?.locals.get(e.member.text) ?? [];
  const all = task?.regNames.flatMap((name, r) => (name === e.member.text ? [r] : [])) ?? [];
  const [r, other] = own.length > 0 ? own : all;
  if (other !== undefined)
    ctx.error(
      'ambiguous-name',
      e,
      `CPU ${String(cpu)} has several local variables \`${e.member.text}\`; give the one that is meant a name of its own.`,
    );
  if (r !== undefined) return { value: { k: 'final', cpu, r }, type: task?.localTypes.get(r) ?? null };
  const meant = task ? ctx.instance.diagnostics.suggest(e.member.text, task.regNames) : null;
  const hint = meant === null ? '' : ` Did you mean \`${meant}\`?`;
  const isMemory = ctx.instance.layout.places.has(`cpu${String(cpu)}.${e.member.text}`);
  ctx.error(
    'unknown-name',
    e,
    task && isMemory
      ? `\`${e.member.text}\` of CPU ${String(cpu)} is in memory, as a struct, an array and what an address is taken of are; copy the value that is meant to a local of its own, \`int seen = …;\`, and ask for \`cpu${String(cpu)}.seen\`.`
      : task
        ? `CPU ${String(cpu)} has no local variable \`${e.member.text}\`.${hint}`
        : `There is no CPU ${String(cpu)}.`,
  );
  return { value: ZERO, type: null };
}

/** `cpu1.s` at the root of `cpu1.s.member` and `cpu1.s[0]`. */
function wholeNamed(
  e: Expression,
): { readonly e: Expression; readonly cpu: number; readonly name: string } | null {
  if (e.k === 'index') return wholeNamed(e.base);
  if (e.k !== 'member') return null;
  if (e.base.k !== 'name') return wholeNamed(e.base);
  const [, cpu] = /^cpu(\d+)$/.exec(e.base.name) ?? [];
  return cpu === undefined ? null : { e, cpu: Number(cpu), name: e.member.text };
}
