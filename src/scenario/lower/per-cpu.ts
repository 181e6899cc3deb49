/**
 * Changes of this CPU's copy of a per-CPU variable (include/linux/percpu-defs.h, Documentation/core-api/this_cpu_ops.rst).
 * `this_cpu_…` is atomic towards interrupts of the CPU and orders nothing: on arm64 a relaxed atomic
 * (arch/arm64/include/asm/percpu.h), which other CPUs see as one, too; on x86 one instruction without a lock prefix
 * (arch/x86/include/asm/percpu.h), so that a store of another CPU may come between its load and its store. `__this_cpu_…` and `raw_cpu_…` promise
 * nothing: a load and a store, and whatever comes between.
 */
import type { Expr } from '../../machine/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import { INT } from '../types/ctype.ts';
import { ARITHMETIC_VERBS } from './arithmetic-verbs.ts';
import { onNumbers } from './arithmetic.ts';
import type { Context } from './context.ts';
import { convert } from './conversion.ts';
import { ONE, ZERO, binary, conditional, constant } from './fold.ts';
import { addressOn } from './place.ts';
import type { Call, Primitive } from './primitive.ts';
import { OLD } from './rmw.ts';
import { typeOf } from './type-of.ts';

export type Update = (old: Expr) => Expr;

/** Gives what was there; `asked`: somebody wants to know. */
function change(
  ctx: Context,
  call: Call,
  whole: boolean,
  asked: boolean,
  update: Update,
  fails: Expr | null = null,
): Expr {
  const [variable] = call.args;
  return changeAt(
    ctx,
    call,
    variable ? addressOn(ctx, variable, constant(ctx.home)) : ZERO,
    whole,
    asked,
    update,
    fails,
  );
}

/** The same of the word at an address. */
export function changeAt(
  ctx: Context,
  call: Call,
  addr: Expr,
  whole: boolean,
  asked: boolean,
  update: Update,
  fails: Expr | null,
): Expr {
  const dst = ctx.register(ctx.shown(call));
  if (whole && ctx.instance.arch === 'arm64') {
    const order = { acquire: 'no', release: false } as const;
    if (fails === null)
      return ctx.emit({ op: 'rmw', dst: asked ? dst : null, addr, value: update(OLD), ...order });
    const when = binary('==', OLD, fails);
    return ctx.emit({ op: 'rmw', dst, addr, value: update(OLD), when, compare: fails, ...order });
  }
  ctx.emit({ op: 'load', dst, addr, acquire: 'no', ...(whole ? { glued: true } : {}) });
  const old = ctx.read(dst);
  // CMPXCHG writes back what it found where that is not what it was to be (SDM vol. 2).
  const value = fails === null ? update(old) : conditional(binary('==', old, fails), update(old), old);
  ctx.emit({ op: 'store', addr, value, release: false });
  return old;
}

function operand(
  ctx: Context,
  call: Call,
  named: boolean,
): { readonly n: Expr; readonly e: Expression | null } {
  const e = (named && call.args[1]) || null;
  return { n: e ? ctx.value(e) : ONE, e };
}

function wordsOf(prefix: string, whole: boolean): [string, Primitive][] {
  const changes = ARITHMETIC_VERBS.flatMap(([verb, op, named]): [string, Primitive][] => {
    const arity = named ? 2 : 1;
    const made = (
      ctx: Context,
      call: Call,
      asked: boolean,
    ): { readonly old: Expr; readonly update: Update } => {
      const { n, e } = operand(ctx, call, named);
      const type = call.args[0] ? typeOf(ctx, call.args[0]) : null;
      const typeBy = e ? typeOf(ctx, e) : INT;
      const update: Update = (old) => convert(type, onNumbers(op, old, n, type, typeBy));
      return { old: change(ctx, call, whole, asked, update), update };
    };
    const plain: Primitive = {
      arity,
      lower: (ctx, call) => {
        made(ctx, call, false);
        return null;
      },
    };
    const returning: Primitive = {
      arity,
      lower: (ctx, call) => {
        const { old, update } = made(ctx, call, true);
        return update(old);
      },
    };
    return op === '|' || op === '&'
      ? [[prefix + verb, plain]]
      : [
          [prefix + verb, plain],
          [`${prefix}${verb}_return`, returning],
        ];
  });
  return [
    ...changes,
    [
      `${prefix}xchg`,
      {
        arity: 2,
        lower: (ctx, call) => {
          const { n } = operand(ctx, call, true);
          return change(ctx, call, whole, true, () => n);
        },
      },
    ],
    [
      `${prefix}cmpxchg`,
      {
        arity: 3,
        lower: (ctx, call) => {
          const { n } = operand(ctx, call, true);
          const given = call.args[2] ? ctx.value(call.args[2]) : ZERO;
          return change(ctx, call, whole, true, () => given, n);
        },
      },
    ],
  ];
}

export const PER_CPU: Readonly<Record<string, Primitive>> = Object.fromEntries([
  ...wordsOf('this_cpu_', true),
  ...wordsOf('__this_cpu_', false),
  ...wordsOf('raw_cpu_', false),
]);
