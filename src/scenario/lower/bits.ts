/**
 * Bits of a word (Documentation/atomic_bitops.txt; include/asm-generic/bitops/atomic.h, lock.h, non-atomic.h): those
 * without a result are unordered, those with one fully ordered, `…_lock` acquires where it sets the bit, `…_unlock`
 * releases, and `__…` is a load and a store that other CPUs may come between.
 */
import type { Expr } from '../../machine/index.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, constant, unary, asWide } from './fold.ts';
import type { Call, Primitive } from './primitive.ts';
import { OLD, argument, noReturn, rmw, unless } from './rmw.ts';
import { typeOf } from './type-of.ts';
import { isWide } from './width.ts';
import { pointee } from '../types/ctype.ts';

type Change = (old: Expr, mask: Expr) => Expr;

const set: Change = (old, mask) => binary('|', old, mask);
const clear: Change = (old, mask) => binary('&', old, unary('~l', mask));
const flip: Change = (old, mask) => binary('^', old, mask);

/** The mask of the bit that argument 0 numbers, and the place that argument 1 points to. */
function operands(ctx: Context, call: Call): { readonly mask: Expr; readonly addr: Expr } {
  // Those of an `unsigned long` are 64, and it is changed as one.
  ctx.wide = call.args[1] !== undefined && isWide(pointee(typeOf(ctx, call.args[1])));
  const mask = binary(ctx.wide ? '<<l' : '<<', ONE, argument(ctx, call, 0));
  return { mask, addr: argument(ctx, call, 1) };
}

function isSet(word: Expr, mask: Expr): Expr {
  return binary('!=', binary('&', word, mask), ZERO);
}

function load(ctx: Context, call: Call, addr: Expr, acquire: 'no' | 'rcsc' | 'rcpc' = 'no'): Expr {
  return ctx.emit({ op: 'load', dst: ctx.register(ctx.shown(call)), addr, acquire });
}

function testBit(acquire: boolean): Primitive {
  return {
    arity: 2,
    lower: (ctx, call) => {
      const n = argument(ctx, call, 0);
      const form = !acquire ? 'no' : ctx.instance.arch === 'x86' ? 'rcpc' : 'rcsc';
      const word = load(ctx, call, argument(ctx, call, 1), form);
      const wide = call.args[1] !== undefined && isWide(pointee(typeOf(ctx, call.args[1])));
      return wide ? binary('&l', binary('>>l', word, n), ONE) : binary('&', binary('>>', word, n), ONE);
    },
  };
}

function change(how: Change): Primitive {
  return noReturn(2, (ctx, call) => {
    const { mask, addr } = operands(ctx, call);
    return { addr, update: how(OLD, mask) };
  });
}

function testAndChange(how: Change): Primitive {
  return {
    arity: 2,
    lower: (ctx, call) => {
      const { mask, addr } = operands(ctx, call);
      return isSet(rmw(ctx, call, addr, how(OLD, mask), 'full'), mask);
    },
  };
}

/** A load and a store. */
function plainChange(how: Change, release = false): Primitive {
  return {
    arity: 2,
    lower: (ctx, call) => {
      const { mask, addr } = operands(ctx, call);
      const word = load(ctx, call, addr);
      const value = how(word, mask);
      ctx.emit({ op: 'store', addr, value: ctx.wide ? asWide(value) : value, release });
      return isSet(word, mask);
    },
  };
}

/** arm64 reads first and goes on only where the bit is clear; x86 is `lock bts`, whatever it finds. */
const testAndSetLock: Primitive = {
  arity: 2,
  lower: (ctx, call) => {
    const { mask, addr } = operands(ctx, call);
    const update = set(OLD, mask);
    const word =
      ctx.instance.arch === 'x86'
        ? rmw(ctx, call, addr, update, 'full')
        : unless(ctx, call, addr, (old) => isSet(old, mask), update, 'acquire');
    return isSet(word, mask);
  },
};

const clearUnlock: Primitive = {
  arity: 2,
  lower: (ctx, call) => {
    const { mask, addr } = operands(ctx, call);
    rmw(ctx, call, addr, clear(OLD, mask), 'release');
    return null;
  },
};

const maskEmpty: Primitive = {
  arity: 1,
  lower: (ctx, call) => binary('==', load(ctx, call, argument(ctx, call, 0)), ZERO),
};

const setMask = (all: boolean): Primitive => ({
  arity: 1,
  lower: (ctx, call) => {
    const mask = all ? (1 << ctx.instance.cpuCount) - 1 : 0;
    ctx.emit({ op: 'store', addr: argument(ctx, call, 0), value: constant(mask), release: false });
    return null;
  },
});

export const BITS: Readonly<Record<string, Primitive>> = {
  test_bit: testBit(false),
  test_bit_acquire: testBit(true),
  set_bit: change(set),
  clear_bit: change(clear),
  change_bit: change(flip),
  test_and_set_bit: testAndChange(set),
  test_and_clear_bit: testAndChange(clear),
  test_and_change_bit: testAndChange(flip),
  test_and_set_bit_lock: testAndSetLock,
  clear_bit_unlock: clearUnlock,
  __clear_bit_unlock: plainChange(clear, true),
  __set_bit: plainChange(set),
  __clear_bit: plainChange(clear),
  __change_bit: plainChange(flip),
  __test_and_set_bit: plainChange(set),
  __test_and_clear_bit: plainChange(clear),
  __test_and_change_bit: plainChange(flip),
  cpumask_test_cpu: testBit(false),
  cpumask_set_cpu: change(set),
  cpumask_clear_cpu: change(clear),
  cpumask_test_and_set_cpu: testAndChange(set),
  cpumask_test_and_clear_cpu: testAndChange(clear),
  cpumask_empty: maskEmpty,
  cpumask_setall: setMask(true),
  cpumask_clear: setMask(false),
};
