/**
 * Locks that their block gives back (include/linux/cleanup.h): `guard(mutex)(&l);`. Whoever leaves the block, by its end, `return`,
 * `break` or `continue`, gives back what was taken in it, the last first; a value that is returned is computed before.
 * Which locks there are says guard-classes.ts.
 */
import type { Expression, Statement } from '../syntax/syntax.ts';
import type { Activation, Context, Names } from './context.ts';
import { masksOf, setMasks } from './masks.ts';

interface Guard {
  /** What gives it back, and the names of the place where it was taken. */
  readonly release: Expression;
  readonly names: Names;
}

const held = new WeakMap<Activation, Guard[]>();
const outside = new WeakMap<Activation, number>();

/** How many are held where code is lowered. */
export function guardsHeld(ctx: Context): number {
  return held.get(ctx.activation)?.length ?? 0;
}

/** One more is held from here on. */
export function addGuard(ctx: Context, release: Guard['release']): void {
  const all = held.get(ctx.activation) ?? [];
  held.set(ctx.activation, all);
  all.push({ release, names: ctx.names });
}

/** Gives back all but the first `kept`, for who leaves here; code behind still holds them. */
export function leaveGuards(ctx: Context, s: Statement, kept: number): void {
  const masks = masksOf(ctx);
  giveBack(ctx, s, kept);
  setMasks(ctx, masks);
}

/** The end of a block: nobody holds them any more. */
export function endGuards(ctx: Context, s: Statement, kept: number): void {
  giveBack(ctx, s, kept);
  held.get(ctx.activation)?.splice(kept);
}

function giveBack(ctx: Context, s: Statement, kept: number): void {
  const all = held.get(ctx.activation);
  if (!all) return;
  for (const { release, names } of all.slice(kept).reverse()) {
    const outer = ctx.names;
    ctx.at(s, { from: release.from, to: release.to }, null, () => {
      ctx.names = names;
      ctx.value(release);
      ctx.names = outer;
    });
  }
}

/** How many are held outside of the loop that is being lowered. */
export function guardsOutside(ctx: Context): number {
  return outside.get(ctx.activation) ?? 0;
}

/** Lowers a loop, which `break` leaves with what was held before it. */
export function asLoop(ctx: Context, lower: () => void): void {
  const { activation } = ctx;
  const before = guardsOutside(ctx);
  outside.set(activation, guardsHeld(ctx));
  lower();
  outside.set(activation, before);
}

/** `guard(class)(lock)`: the call that takes it, where a statement is one. */
export function guardIn(s: Statement): (Expression & { readonly k: 'indirect' }) | null {
  const e = s.k === 'simple' && s.simple.k === 'expression' ? s.simple.e : null;
  return e?.k === 'indirect' && e.fn.k === 'call' && e.fn.callee.text === 'guard' ? e : null;
}
