/**
 * Atomics that may leave things as they are. Where they do, they order nothing (Documentation/atomic_t.txt: "RMW
 * operations that are conditional are unordered on FAILURE"); only x86's locked CMPXCHG orders there too.
 */
import type { Expr } from '../../machine/index.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary } from './fold.ts';
import { localNamed } from './out-arguments.ts';
import type { Call, Primitive } from './primitive.ts';
import { OLD, ORDERINGS, argument, argumentFor, order, unless, type Ordering } from './rmw.ts';

function compareExchange(
  ctx: Context,
  call: Call,
  compared: () => Expr,
  ordering: Ordering,
  into: number | null,
): Expr {
  const addr = argument(ctx, call, 0);
  const compare = compared();
  const value = argumentFor(ctx, call, 2);
  return ctx.emit({
    op: 'rmw',
    dst: into ?? ctx.register(ctx.shown(call)),
    addr,
    value,
    when: binary('==', OLD, compare),
    compare,
    failsPlain: true,
    ...order(ordering),
  });
}

const table: Record<string, Primitive> = {};

for (const [suffix, ordering] of ORDERINGS) {
  for (const prefix of ['', 'atomic_']) {
    table[`${prefix}cmpxchg${suffix}`] = {
      arity: 3,
      lower: (ctx, call, into) => compareExchange(ctx, call, () => argumentFor(ctx, call, 1), ordering, into),
    };
    // What was found goes to `&old` where that is not what was expected, else it is the same already.
    table[`${prefix}try_cmpxchg${suffix}`] = {
      arity: 3,
      lower: (ctx, call) => {
        const old = localNamed(ctx, call, 1);
        if (old === null) return null;
        const found = compareExchange(ctx, call, () => ctx.read(old), ordering, null);
        const done = ctx.register(ctx.shown(call));
        ctx.emit({ op: 'let', dst: done, value: binary('==', found, ctx.read(old)) });
        ctx.emit({ op: 'let', dst: old, value: found });
        return ctx.read(done);
      },
    };
  }
}

interface Unless {
  readonly arity: number;
  /** Whether nothing happens to `old`; `u` is the last argument. */
  readonly fails: (old: Expr, u: Expr) => Expr;
  /** The change, `a` of the second argument where there are three. */
  readonly update: (a: Expr) => Expr;
  /** What the call is worth. */
  readonly result: (old: Expr, u: Expr) => Expr;
}

const minusOne = (old: Expr) => binary('-', old, ONE);
const plusOne = () => binary('+', OLD, ONE);
const isU = (old: Expr, u: Expr) => binary('==', old, u);
const notU = (old: Expr, u: Expr) => binary('!=', old, u);
const plus = (a: Expr) => binary('+', OLD, a);

const CONDITIONS: Readonly<Record<string, Unless>> = {
  atomic_fetch_add_unless: { arity: 3, fails: isU, update: plus, result: (old) => old },
  atomic_add_unless: { arity: 3, fails: isU, update: plus, result: notU },
  atomic_inc_not_zero: {
    arity: 1,
    fails: (old) => isU(old, ZERO),
    update: plusOne,
    result: (old) => notU(old, ZERO),
  },
  atomic_inc_unless_negative: {
    arity: 1,
    fails: (old) => binary('<', old, ZERO),
    update: plusOne,
    result: (old) => binary('>=', old, ZERO),
  },
  atomic_dec_unless_positive: {
    arity: 1,
    fails: (old) => binary('>', old, ZERO),
    update: () => minusOne(OLD),
    result: (old) => binary('<=', old, ZERO),
  },
  atomic_dec_if_positive: {
    arity: 1,
    fails: (old) => binary('<', old, ONE),
    update: () => minusOne(OLD),
    result: minusOne,
  },
};

for (const [name, { arity, fails, update, result }] of Object.entries(CONDITIONS)) {
  table[name] = {
    arity,
    lower: (ctx, call) => {
      const addr = argument(ctx, call, 0);
      const [a, u] = [argument(ctx, call, 1), argument(ctx, call, 2)];
      return result(
        unless(ctx, call, addr, (old) => fails(old, u), update(a), 'full'),
        u,
      );
    },
  };
}

export const CONDITIONAL_ATOMICS: Readonly<Record<string, Primitive>> = table;
