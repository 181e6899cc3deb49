/**
 * Reference counts (include/linux/refcount.h): increments are relaxed. One from 0 is a use after the last put, one
 * beyond INT_MAX saturates; the kernel warns of both, here they violate `refcount-saturated`. What releases is in the
 * prelude.
 */
import type { Expr } from '../../machine/index.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, constant } from './fold.ts';
import { loadOf, storeOf } from './memory.ts';
import type { Call, Primitive } from './primitive.ts';
import { OLD, argument, rmw, unless, type Ordering } from './rmw.ts';

/** REFCOUNT_SATURATED of the kernel. */
const SATURATED = -0x4000_0000;

function assertThat(ctx: Context, cond: Expr): void {
  const property = ctx.instance.layout.property('refcount-saturated');
  ctx.emit({ op: 'effect', effects: [{ k: 'assert', cond, property }] });
}

/** Adds `n` where that makes no negative number out of what is none (32 bits wrap). */
function fits(old: Expr, n: Expr): Expr {
  return binary('&&', binary('>=', old, ZERO), binary('>=', binary('+', old, n), ZERO));
}

function parts(ctx: Context, call: Call, operand: boolean): { readonly n: Expr; readonly addr: Expr } {
  const n = operand ? argument(ctx, call, 0) : ONE;
  return { n, addr: argument(ctx, call, operand ? 1 : 0) };
}

function add(operand: boolean): Primitive {
  return {
    arity: operand ? 2 : 1,
    lower: (ctx, call) => {
      const { n, addr } = parts(ctx, call, operand);
      const old = rmw(ctx, call, addr, binary('+', OLD, n), 'relaxed');
      assertThat(ctx, binary('&&', binary('!=', old, ZERO), fits(old, n)));
      return null;
    },
  };
}

function addNotZero(operand: boolean, ordering: Ordering): Primitive {
  return {
    arity: operand ? 2 : 1,
    lower: (ctx, call) => {
      const { n, addr } = parts(ctx, call, operand);
      const isZero = (old: Expr) => binary('==', old, ZERO);
      const old = unless(ctx, call, addr, isZero, binary('+', OLD, n), ordering);
      assertThat(ctx, binary('||', isZero(old), fits(old, n)));
      return binary('!=', old, ZERO);
    },
  };
}

const decIfOne: Primitive = {
  arity: 1,
  lower: (ctx, call) => {
    const isNotOne = (old: Expr) => binary('!=', old, ONE);
    return binary('==', unless(ctx, call, argument(ctx, call, 0), isNotOne, ZERO, 'release'), ONE);
  },
};

const decNotOne: Primitive = {
  arity: 1,
  lower: (ctx, call) => {
    const stays = (old: Expr) => binary('||', binary('==', old, ONE), binary('==', old, constant(SATURATED)));
    const old = unless(ctx, call, argument(ctx, call, 0), stays, binary('-', OLD, ONE), 'release');
    assertThat(ctx, binary('!=', old, ZERO));
    return binary('!=', old, ONE);
  },
};

export const REFCOUNTS: Readonly<Record<string, Primitive>> = {
  refcount_set: storeOf(false, true),
  refcount_set_release: storeOf(true, true),
  refcount_read: loadOf('no', true),
  refcount_inc: add(false),
  refcount_add: add(true),
  refcount_inc_not_zero: addNotZero(false, 'relaxed'),
  refcount_add_not_zero: addNotZero(true, 'relaxed'),
  refcount_inc_not_zero_acquire: addNotZero(false, 'acquire'),
  refcount_add_not_zero_acquire: addNotZero(true, 'acquire'),
  refcount_dec_if_one: decIfOne,
  refcount_dec_not_one: decNotOne,
};
