/**
 * What a routine holds: a register with a bit for each word of memory that may be a lock, and one that counts what keeps it
 * from sleeping. They are computed as locks are taken and given back, are no memory, and cost no step:
 *
 *     spin_lock(&s->lock)       held |= bit of s->lock; depth++
 *     spin_unlock(&s->lock)     asserts that the bit is set; held &= ~bit; depth--
 *
 * A handler has its own: it does not hold what it interrupted.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, conditional, constant, unary, not } from './fold.ts';

/** Held alone, or as one of several readers. */
export type Way = 'alone' | 'shared';

const WORD = 32;

const HELD: Readonly<Record<Way, string>> = { alone: 'locks held alone ', shared: 'locks held shared ' };

interface Bit {
  readonly register: number;
  /** 0 where the address names no lock of this register. */
  readonly bit: Expr;
}

/** The register in which a routine keeps what the name says. */
export function registerOf(ctx: Context, name: string): number {
  const known = ctx.heldIn.get(name);
  if (known !== undefined) return known;
  const made = ctx.register(name);
  ctx.heldIn.set(name, made);
  return made;
}

/** Registers in which the lock at `addr` may have its bit. */
function bitsOf(ctx: Context, way: Way, addr: Expr): readonly Bit[] {
  const register = (word: number) => registerOf(ctx, HELD[way] + String(word));
  const cell = binary('-', addr, constant(ADDRESS_BASE));
  const [at, bit] = [
    binary('>>', cell, constant(5)),
    binary('<<', ONE, binary('&', cell, constant(WORD - 1))),
  ];
  if (at.k === 'const') return [{ register: register(at.v), bit }];
  const words = new Set(
    [...ctx.instance.layout.names.lockTypes.keys()].map((lock) => Math.floor(lock / WORD)),
  );
  return [...words].map((word) => ({
    register: register(word),
    bit: conditional(binary('==', at, constant(word)), bit, ZERO),
  }));
}

/** The registers of what the routine holds alone, for who shows it. */
export function heldAlone(ctx: Context): readonly { readonly word: number; readonly r: number }[] {
  return [...ctx.heldIn].flatMap(([name, r]) => {
    const word = name.startsWith(HELD.alone) ? Number(name.slice(HELD.alone.length)) : null;
    return word === null ? [] : [{ word, r }];
  });
}

/** 1 where this routine holds the lock at `addr` in one of these ways. */
export function holds(ctx: Context, addr: Expr, ways: readonly Way[] = ['alone', 'shared']): Expr {
  return ways
    .flatMap((way) => bitsOf(ctx, way, addr))
    .map(({ register, bit }) => binary('!=', binary('&', ctx.read(register), bit), ZERO))
    .reduce((a, b) => binary('||', a, b), ZERO);
}

function set(ctx: Context, register: number, value: Expr): void {
  ctx.emitAsIs({ op: 'let', dst: register, value });
}

/** From here on the lock at `addr` is held, if `got` says so. */
export function hold(ctx: Context, addr: Expr, way: Way, got: Expr = ONE): void {
  for (const { register, bit } of bitsOf(ctx, way, addr))
    set(
      ctx,
      register,
      binary('|', ctx.read(register), got.k === 'const' ? bit : conditional(got, bit, ZERO)),
    );
}

export function giveBack(ctx: Context, addr: Expr, way: Way): void {
  for (const { register, bit } of bitsOf(ctx, way, addr))
    set(ctx, register, binary('&', ctx.read(register), unary('~', bit)));
}

/** Something begins (1) or ends (-1) that the routine must not sleep in. */
export function deepen(ctx: Context, by: Expr): void {
  const depth = registerOf(ctx, 'keeps from sleeping');
  set(ctx, depth, binary('+', ctx.read(depth), by));
}

/** Says that `cond` holds here, in every run; nothing happens where it does. */
export function requires(ctx: Context, rule: string, cond: Expr): void {
  if (cond.k === 'const' && cond.v !== 0) return;
  const property = ctx.instance.layout.property(rule);
  ctx.emitSilent([{ k: 'assert', cond, property }]);
}

/** Sleeping is forbidden in interrupts, with interrupts off, with a spinlock held and where the CPU stays with its task; `when`: only if that is so. */
export function maySleep(ctx: Context, when: Expr = ONE): void {
  const atomic = ['irq', 'nmi', 'softirq'].includes(ctx.kind) || ctx.irqsOff === true;
  const depth = registerOf(ctx, 'keeps from sleeping');
  const may = atomic ? ZERO : binary('<=', ctx.read(depth), ZERO);
  requires(ctx, 'sleeping-in-atomic', when === ONE ? may : binary('||', not(when), may));
}
