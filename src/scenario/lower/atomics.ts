/**
 * Atomic read-modify-writes. The plain value-returning names are fully ordered (arm64: the acquire-release LSE form),
 * `_relaxed`, `_acquire` and `_release` as they say; those without a result are unordered (arm64: the NoRet form).
 * On x86 every one is a locked instruction, which the machine makes a full barrier.
 */
import type { BinaryOp, Expr } from '../../machine/index.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, constant, unary } from './fold.ts';
import type { Call, Primitive } from './primitive.ts';

type Ordering = 'full' | 'relaxed' | 'acquire' | 'release';

const ORDERINGS: readonly (readonly [string, Ordering])[] = [
  ['', 'full'],
  ['_relaxed', 'relaxed'],
  ['_acquire', 'acquire'],
  ['_release', 'release'],
];

function order(ordering: Ordering) {
  return {
    acquire: ordering === 'full' || ordering === 'acquire' ? ('rcsc' as const) : ('no' as const),
    release: ordering === 'full' || ordering === 'release',
  };
}

const OLD: Expr = { k: 'old' };

function argument(ctx: Context, call: Call, i: number): Expr {
  const e = call.args[i];
  return e ? ctx.value(e) : ZERO;
}

/** An unconditional one: `update` makes the new value, `result` what the call is worth, both over the operands. */
function rmw(
  ctx: Context,
  call: Call,
  addr: Expr,
  update: Expr,
  ordering: Ordering,
  into: number | null,
): Expr {
  return ctx.emit({
    op: 'rmw',
    dst: into ?? ctx.register(ctx.shown(call)),
    addr,
    value: update,
    ...order(ordering),
  });
}

function noReturn(
  arity: number,
  lower: (ctx: Context, call: Call) => { readonly addr: Expr; readonly update: Expr },
): Primitive {
  return {
    arity,
    lower: (ctx, call) => {
      const { addr, update } = lower(ctx, call);
      ctx.emit({ op: 'rmw', dst: null, addr, value: update, ...order('relaxed') });
      return null;
    },
  };
}

const table: Record<string, Primitive> = {};

for (const [suffix, ordering] of ORDERINGS) {
  for (const name of ['xchg', 'atomic_xchg']) {
    table[name + suffix] = {
      arity: 2,
      lower: (ctx, call, into) =>
        rmw(ctx, call, argument(ctx, call, 0), argument(ctx, call, 1), ordering, into),
    };
  }
  for (const name of ['cmpxchg', 'atomic_cmpxchg']) {
    table[name + suffix] = {
      arity: 3,
      lower: (ctx, call, into) => {
        const [addr, compare, value] = [
          argument(ctx, call, 0),
          argument(ctx, call, 1),
          argument(ctx, call, 2),
        ];
        const dst = into ?? ctx.register(ctx.shown(call));
        return ctx.emit({
          op: 'rmw',
          dst,
          addr,
          value,
          when: binary('==', OLD, compare),
          compare,
          ...order(ordering),
        });
      },
    };
  }
  const arithmetic: readonly (readonly [string, BinaryOp, boolean])[] = [
    ['add', '+', true],
    ['sub', '-', true],
    ['inc', '+', false],
    ['dec', '-', false],
  ];
  for (const [name, op, operand] of arithmetic) {
    // The operand comes first, as in `atomic_add_return(1, &v)`.
    const parts = (ctx: Context, call: Call) => ({
      n: operand ? argument(ctx, call, 0) : ONE,
      addr: argument(ctx, call, operand ? 1 : 0),
    });
    table[`atomic_${name}_return${suffix}`] = {
      arity: operand ? 2 : 1,
      lower: (ctx, call) => {
        const { n, addr } = parts(ctx, call);
        return binary(op, rmw(ctx, call, addr, binary(op, OLD, n), ordering, null), n);
      },
    };
    table[`atomic_fetch_${name}${suffix}`] = {
      arity: operand ? 2 : 1,
      lower: (ctx, call, into) => {
        const { n, addr } = parts(ctx, call);
        return rmw(ctx, call, addr, binary(op, OLD, n), ordering, into);
      },
    };
  }
  for (const [name, op] of [
    ['or', '|'],
    ['and', '&'],
    ['xor', '^'],
  ] as const) {
    table[`atomic_fetch_${name}${suffix}`] = {
      arity: 2,
      lower: (ctx, call, into) => {
        const n = argument(ctx, call, 0);
        return rmw(ctx, call, argument(ctx, call, 1), binary(op, OLD, n), ordering, into);
      },
    };
  }
}

for (const [name, op, operand] of [
  ['add', '+', true],
  ['sub', '-', true],
  ['inc', '+', false],
  ['dec', '-', false],
  ['or', '|', true],
  ['and', '&', true],
] as const) {
  table[`atomic_${name}`] = noReturn(operand ? 2 : 1, (ctx, call) => {
    const n = operand ? argument(ctx, call, 0) : ONE;
    return { addr: argument(ctx, call, operand ? 1 : 0), update: binary(op, OLD, n) };
  });
}

table['atomic_dec_and_test'] = {
  arity: 1,
  lower: (ctx, call) =>
    binary('==', rmw(ctx, call, argument(ctx, call, 0), binary('-', OLD, ONE), 'full', null), ONE),
};

/** The bit that argument 0 names. */
function bit(ctx: Context, call: Call): Expr {
  return binary('<<', ONE, argument(ctx, call, 0));
}

for (const name of ['set_bit', 'cpumask_set_cpu']) {
  table[name] = noReturn(2, (ctx, call) => {
    const mask = bit(ctx, call);
    return { addr: argument(ctx, call, 1), update: binary('|', OLD, mask) };
  });
}
for (const name of ['clear_bit', 'cpumask_clear_cpu']) {
  table[name] = noReturn(2, (ctx, call) => {
    const mask = bit(ctx, call);
    return { addr: argument(ctx, call, 1), update: binary('&', OLD, unary('~', mask)) };
  });
}
for (const [name, set] of [
  ['test_and_set_bit', true],
  ['cpumask_test_and_set_cpu', true],
  ['test_and_clear_bit', false],
  ['cpumask_test_and_clear_cpu', false],
] as const) {
  table[name] = {
    arity: 2,
    lower: (ctx, call) => {
      const mask = bit(ctx, call);
      const update = set ? binary('|', OLD, mask) : binary('&', OLD, unary('~', mask));
      const old = rmw(ctx, call, argument(ctx, call, 1), update, 'full', null);
      return binary('!=', binary('&', old, mask), constant(0));
    },
  };
}

export const ATOMICS: Readonly<Record<string, Primitive>> = table;
