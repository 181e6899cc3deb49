/**
 * The kernel's locks. Each is one word: 0 is free, 1 held, or the number of readers, -1 for a writer. Taking one is a single
 * read-modify-write that waits, an acquire, but for a writer that has to wait for readers (waiting-writers.ts); giving it back is a store-release for what queued spinlocks and rwlocks do so,
 * a releasing read-modify-write for mutexes, semaphores and readers (include/asm-generic/qspinlock.h, qrwlock.h;
 * kernel/locking/mutex.c, rwsem.c). Who holds what is in held.ts.
 */
import type { Expr } from '../../machine/index.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, constant, not } from './fold.ts';
import { BH } from './bottom-halves.ts';
import { IRQ } from './hardware.ts';
import { deepen, giveBack, hold, holds, maySleep, requires, type Way } from './held.ts';
import { joined, masksOf, setMasks } from './masks.ts';
import { lockAt } from './lock-argument.ts';
import { noteLock } from './lock-uses.ts';
import { inlineCall } from './inline.ts';
import type { Call, Primitive } from './primitive.ts';
import { beginSection, endSection } from './rcu.ts';
import { OLD, order, rmw, unless } from './rmw.ts';

/** What a word needs to know of the lock that it is about. */
export interface Kind {
  readonly types: readonly string[];
  readonly way: Way;
  /** Whether `old` is a lock that can be taken so. */
  readonly free: Expr;
  readonly taken: Expr;
  /** Given back by a plain store-release. */
  readonly stored: boolean;
  readonly sleeps: boolean;
  /** How those wait that come behind a writer that waits, where they do (waiting-writers.ts). */
  readonly behind: ((ctx: Context) => Behind | null) | null;
}

export interface Behind {
  /** Takes the lock alone. */
  take(call: Call, addr: Expr): void;
  /** Whether `OLD` is a lock that a reader gets at once, where the code stands, and `old` one without waiting at all. */
  readonly gets: Expr;
  tries(old: Expr): Expr;
}

const ALONE = {
  way: 'alone',
  stored: true,
  sleeps: false,
  free: binary('==', OLD, ZERO),
  taken: ONE,
  behind: null,
} as const;
export const SPIN: Kind = { types: ['spinlock_t'], ...ALONE };
export const RAW: Kind = { types: ['raw_spinlock_t'], ...ALONE };

/** Whether the scenario runs a kernel in which all but raw spinlocks sleep. */
export function isRt(ctx: Context): boolean {
  const { settings } = ctx.instance;
  return ['PREEMPT_RT', 'CONFIG_PREEMPT_RT'].some((name) =>
    ['on', 'yes', 'true', '1'].includes(settings.get(name) ?? ''),
  );
}

function sleeps(ctx: Context, { sleeps: always, types }: Kind): boolean {
  return always || (isRt(ctx) && !types.includes('raw_spinlock_t'));
}

export function take(ctx: Context, call: Call, kind: Kind, addr: Expr): void {
  const { way } = kind;
  if (sleeps(ctx, kind)) maySleep(ctx);
  if (!sleeps(ctx, kind) && addr.k === 'const') noteLock(ctx, addr.v, ctx.shown(call));
  requires(ctx, 'self-deadlock', not(holds(ctx, addr, way === 'alone' ? ['alone', 'shared'] : ['alone'])));
  if (!sleeps(ctx, kind)) beginSection(ctx);
  const behind = kind.behind?.(ctx);
  if (behind && way === 'alone') behind.take(call, addr);
  else
    ctx.emit({
      op: 'rmw',
      dst: null,
      addr,
      value: kind.taken,
      when: behind ? behind.gets : kind.free,
      waits: true,
      ...order('acquire'),
    });
  hold(ctx, addr, way);
  if (!sleeps(ctx, kind)) deepen(ctx, ONE);
}

function tryTake(ctx: Context, call: Call, kind: Kind, addr: Expr): Expr {
  const spins = !sleeps(ctx, kind);
  if (spins) beginSection(ctx);
  const gets = (was: Expr) => {
    if (kind.way === 'alone') return binary('==', was, ZERO);
    return kind.behind?.(ctx)?.tries(was) ?? binary('>=', was, ZERO);
  };
  const old = unless(ctx, call, addr, (was) => not(gets(was)), kind.taken, 'acquire');
  const got = ctx.register(ctx.shown(call));
  ctx.emitAsIs({ op: 'let', dst: got, value: gets(old) });
  hold(ctx, addr, kind.way, ctx.read(got));
  if (spins) endSection(ctx, binary('-', ONE, ctx.read(got)));
  if (spins) deepen(ctx, ctx.read(got));
  return ctx.read(got);
}

export function release(ctx: Context, call: Call, kind: Kind, addr: Expr): void {
  const { way } = kind;
  if (way === 'alone') requires(ctx, 'unlock-not-held', holds(ctx, addr, ['alone']));
  if (kind.stored) ctx.emit({ op: 'store', addr, value: ZERO, release: true });
  else {
    const writer = kind.behind?.(ctx) ? binary('+', OLD, ONE) : ZERO;
    const old = rmw(ctx, call, addr, way === 'alone' ? writer : binary('-', OLD, ONE), 'release');
    if (way === 'shared') requires(ctx, 'unlock-not-held', binary('>', old, ZERO));
  }
  giveBack(ctx, addr, way);
  if (!sleeps(ctx, kind)) endSection(ctx);
  if (!sleeps(ctx, kind)) deepen(ctx, constant(-1));
}

/** What a form does with interrupts; under PREEMPT_RT sleeping locks leave them alone. */
export type Irq = 'as they are' | 'off' | 'saved' | 'bh';

export function masks(ctx: Context, call: Call, kind: Kind, irq: Irq, done: boolean): void {
  if (irq === 'bh') {
    (done ? BH.enable : BH.disable).lower(ctx, call, null);
    return;
  }
  if (irq === 'as they are' || (sleeps(ctx, kind) && !kind.sleeps)) return;
  const flags = { ...call, args: call.args.slice(-1) };
  if (irq === 'off') (done ? IRQ.enable : IRQ.disable).lower(ctx, call, null);
  else (done ? IRQ.restore : IRQ.save).lower(ctx, flags, null);
}

export function locking(kind: Kind, irq: Irq, more = 0): Primitive {
  return {
    arity: 1 + more + Number(irq === 'saved'),
    lower: (ctx, call) => {
      const declared = inDeclared(ctx, call, kind, 'lock');
      const addr = declared ? ZERO : lockAt(ctx, call, kind.types);
      if (!declared && !addr) return null;
      masks(ctx, call, kind, irq, false);
      if (declared) declared();
      else if (addr) take(ctx, call, kind, addr);
      return null;
    },
  };
}

export function unlocking(kind: Kind, irq: Irq): Primitive {
  return {
    arity: 1 + Number(irq === 'saved'),
    lower: (ctx, call) => {
      const declared = inDeclared(ctx, call, kind, 'unlock');
      const addr = declared ? ZERO : lockAt(ctx, call, kind.types);
      if (!declared && !addr) return null;
      if (declared) declared();
      else if (addr) release(ctx, call, kind, addr);
      masks(ctx, call, kind, irq, true);
      return null;
    },
  };
}

/** For a `lock` that the scenario declares: what calls the prelude's function of its kind. */
function inDeclared(ctx: Context, call: Call, { types }: Kind, verb: string): (() => void) | null {
  const [e] = call.args;
  if (!e || !types.some((type) => type.endsWith('spinlock_t'))) return null;
  const place =
    e.k === 'address' && e.a.k === 'name' && !ctx.names.find(e.a.name)
      ? ctx.instance.layout.place(e.a.name)
      : null;
  const bound = e.k === 'name' ? ctx.names.find(e.name) : null;
  const known = bound?.k === 'value' && bound.value.k === 'const' ? bound.value.v : null;
  const at = place ? ctx.instance.layout.addressOf(place) : known;
  const declared = at === null ? null : ctx.instance.layout.lockAt(at);
  const callee = declared && ctx.instance.symbols.functions.get(`${declared}_spin_${verb}`);
  return callee ? () => void inlineCall(ctx, callee, { ...call, args: [e] }, null) : null;
}

export function trying(kind: Kind, irq: Irq): Primitive {
  return {
    arity: 1 + Number(irq === 'saved'),
    lower: (ctx, call) => {
      const addr = lockAt(ctx, call, kind.types);
      if (!addr) return ZERO;
      masks(ctx, call, kind, irq, false);
      const got = tryTake(ctx, call, kind, addr);
      if (irq === 'as they are') return got;
      // Where it did not get the lock, the mask is as it was.
      const end = ctx.label();
      ctx.branch(got, end);
      const masked = masksOf(ctx);
      masks(ctx, call, kind, irq, true);
      setMasks(ctx, joined([masked, masksOf(ctx)]));
      ctx.place(end);
      return got;
    },
  };
}

export function readWrite(prefix: string, kind: Kind): Readonly<Record<string, Primitive>> {
  return {
    [`${prefix}_lock`]: locking(kind, 'as they are'),
    [`${prefix}_lock_irq`]: locking(kind, 'off'),
    [`${prefix}_lock_irqsave`]: locking(kind, 'saved'),
    [`${prefix}_lock_bh`]: locking(kind, 'bh'),
    [`${prefix}_unlock_bh`]: unlocking(kind, 'bh'),
    [`${prefix}_unlock`]: unlocking(kind, 'as they are'),
    [`${prefix}_unlock_irq`]: unlocking(kind, 'off'),
    [`${prefix}_unlock_irqrestore`]: unlocking(kind, 'saved'),
    [`${prefix}_trylock`]: trying(kind, 'as they are'),
  };
}

/** Those that bundled scenarios have; the others are in more-locks.ts. */
export const LOCKS: Readonly<Record<string, Primitive>> = {
  ...readWrite('spin', SPIN),
  ...readWrite('raw_spin', RAW),
  might_sleep: {
    arity: 0,
    lower: (ctx) => {
      maySleep(ctx);
      return null;
    },
  },
};
