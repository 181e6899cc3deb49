/**
 * What the tables of atomics and bits share: an atomic read-modify-write in one of the kernel's four orderings. Fully
 * ordered is arm64's acquire-release LSE form; on x86 every one is a locked instruction, a full barrier
 * (Documentation/atomic_t.txt, "ORDERING"; arch/arm64/include/asm/atomic_lse.h).
 */
import type { Expr } from '../../machine/index.ts';
import type { Context } from './context.ts';
import { pointee } from '../types/ctype.ts';
import { convert } from './conversion.ts';
import { ZERO, asWide, not } from './fold.ts';
import type { Call, Primitive } from './primitive.ts';
import { typeOf } from './type-of.ts';

export type Ordering = 'full' | 'relaxed' | 'acquire' | 'release';

/** The forms of a word that gives a value, by suffix. */
export const ORDERINGS: readonly (readonly [string, Ordering])[] = [
  ['', 'full'],
  ['_relaxed', 'relaxed'],
  ['_acquire', 'acquire'],
  ['_release', 'release'],
];

export function order(ordering: Ordering) {
  return {
    acquire: ordering === 'full' || ordering === 'acquire' ? ('rcsc' as const) : ('no' as const),
    release: ordering === 'full' || ordering === 'release',
  };
}

/** What was there. */
export const OLD: Expr = { k: 'old' };

/** Argument `i` as a value. */
export function argument(ctx: Context, call: Call, i: number): Expr {
  const e = call.args[i];
  return e ? ctx.value(e) : ZERO;
}

/** Argument `i` as what the first one points to holds it. */
export function argumentFor(ctx: Context, call: Call, i: number): Expr {
  const [to, e] = [call.args[0], call.args[i]];
  return e && to ? convert(pointee(typeOf(ctx, to)), ctx.value(e), typeOf(ctx, e)) : ZERO;
}

/** An unconditional one: `update` makes the new value over `OLD`; gives what was there. */
export function rmw(
  ctx: Context,
  call: Call,
  addr: Expr,
  update: Expr,
  ordering: Ordering,
  into: number | null = null,
): Expr {
  return ctx.emit({
    op: 'rmw',
    dst: into ?? ctx.register(ctx.shown(call)),
    addr,
    value: widened(ctx, update),
    ...order(ordering),
  });
}

/** As a call of this width means it. */
function widened(ctx: Context, update: Expr): Expr {
  return ctx.wide ? asWide(update) : update;
}

/** One without a result: unordered. */
export function noReturn(
  arity: number,
  lower: (ctx: Context, call: Call) => { readonly addr: Expr; readonly update: Expr },
): Primitive {
  return {
    arity,
    lower: (ctx, call) => {
      const { addr, update } = lower(ctx, call);
      ctx.emit({ op: 'rmw', dst: null, addr, value: widened(ctx, update), ...order('relaxed') });
      return null;
    },
  };
}

/**
 * One that changes nothing where `fails` holds of what is there; gives what was there. The kernel reads, and where that
 * says no, the read is all that happens and orders nothing; else it tries a cmpxchg (include/linux/atomic/
 * atomic-arch-fallback.h, raw_atomic_fetch_add_unless()). On x86 the read is one of its own, as the cmpxchg is locked.
 */
export function unless(
  ctx: Context,
  call: Call,
  addr: Expr,
  fails: (old: Expr) => Expr,
  update: Expr,
  ordering: Ordering,
): Expr {
  const dst = ctx.register(ctx.shown(call));
  const end = ctx.label();
  if (ctx.instance.arch === 'x86') {
    ctx.emit({ op: 'load', dst, addr, acquire: 'no' });
    ctx.branch(fails(ctx.read(dst)), end);
  }
  ctx.emit({
    op: 'rmw',
    dst,
    addr,
    value: widened(ctx, update),
    when: not(fails(OLD)),
    failsPlain: true,
    ...order(ordering),
  });
  ctx.place(end);
  return ctx.read(dst);
}
