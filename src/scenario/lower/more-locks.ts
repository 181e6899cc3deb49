/** Locks that no bundled scenario has: those that sleep, those with readers, local ones; and what is asked of all. */
import type { Expr } from '../../machine/index.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, constant, not } from './fold.ts';
import { IRQ } from './hardware.ts';
import { giveBack, hold, holds, requires, type Way } from './held.ts';
import { lockAt } from './lock-argument.ts';
import {
  RAW,
  SPIN,
  isRt,
  locking,
  masks,
  readWrite,
  release,
  take,
  trying,
  unlocking,
  type Irq,
  type Kind,
} from './locks.ts';
import { addressOn } from './place.ts';
import type { Primitive } from './primitive.ts';
import { OLD, rmw } from './rmw.ts';
import { behindWriters, isKept } from './waiting-writers.ts';

const WRITER = constant(-1);
const FREE = binary('==', OLD, ZERO);
const NO_WRITER = binary('>=', OLD, ZERO);
const PLUS_ONE = binary('+', OLD, ONE);

function kind(type: string, way: Way, stored: boolean, sleeps: boolean, writer = WRITER): Kind {
  const types = [type];
  const how = way === 'alone' ? { free: FREE, taken: writer } : { free: NO_WRITER, taken: PLUS_ONE };
  return { types, way, stored, sleeps, behind: behindWriters(types), ...how };
}

const WRITE = kind('rwlock_t', 'alone', true, false);
const READ = kind('rwlock_t', 'shared', false, false);
const MUTEX = kind('struct mutex', 'alone', false, true, ONE);
const DOWN_WRITE = kind('struct rw_semaphore', 'alone', false, true);
const DOWN_READ = kind('struct rw_semaphore', 'shared', false, true);

/** What the word of a lock of that type is while it is held so, and whether who waits for it sleeps; null for none. */
export function heldAs(
  type: string,
  shared: boolean,
): { readonly word: number; readonly sleeps: boolean } | null {
  const known = [SPIN, RAW, WRITE, READ, MUTEX, DOWN_WRITE, DOWN_READ].find(
    ({ types, way }) => types.includes(type) && (way === 'shared') === shared,
  );
  if (!known) return null;
  return { word: shared || known.taken.k !== 'const' ? 1 : known.taken.v, sleeps: known.sleeps };
}

function asks(types: readonly string[], answer: (ctx: Context, old: Expr) => Expr | null): Primitive {
  return {
    arity: 1,
    lower: (ctx, call) => {
      const addr = lockAt(ctx, call, types);
      if (!addr) return ZERO;
      return answer(ctx, ctx.emit({ op: 'load', dst: ctx.register(ctx.shown(call)), addr, acquire: 'no' }));
    },
  };
}

const isLocked = (types: readonly string[]) => asks(types, (_, old) => binary('!=', old, ZERO));

function isBug(types: readonly string[]): Primitive {
  return asks(types, (ctx, old) => {
    requires(ctx, 'bug-on', binary('!=', old, ZERO));
    return null;
  });
}

/** Initializing is a plain store. */
function initializing(types: readonly string[]): Primitive {
  return {
    arity: 1,
    lower: (ctx, call) => {
      const addr = lockAt(ctx, call, types);
      if (addr) ctx.emit({ op: 'store', addr, value: ZERO, release: false });
      return null;
    },
  };
}

const ALL = [SPIN, RAW, WRITE, MUTEX, DOWN_WRITE].flatMap(({ types }) => types);

function asserted(rule: (ctx: Context, addr: Expr) => Expr): Primitive {
  return {
    arity: 1,
    lower: (ctx, call) => {
      const addr = lockAt(ctx, call, ALL);
      if (addr) requires(ctx, 'lockdep-assert', rule(ctx, addr));
      return null;
    },
  };
}

function assertedIrqs(off: boolean): Primitive {
  return {
    arity: 0,
    lower: (ctx) => {
      if (ctx.irqsOff !== null) requires(ctx, 'lockdep-assert', ctx.irqsOff === off ? ONE : ZERO);
      return null;
    },
  };
}

const downgrade: Primitive = {
  arity: 1,
  lower: (ctx, call) => {
    const addr = lockAt(ctx, call, DOWN_WRITE.types);
    if (!addr) return null;
    requires(ctx, 'unlock-not-held', holds(ctx, addr, ['alone']));
    rmw(ctx, call, addr, isKept(ctx, DOWN_WRITE.types) ? binary('+', OLD, constant(2)) : ONE, 'release');
    giveBack(ctx, addr, 'alone');
    hold(ctx, addr, 'shared');
    return null;
  },
};

function spinning(prefix: string, kind: Kind): Readonly<Record<string, Primitive>> {
  return {
    [`${prefix}_lock_nested`]: locking(kind, 'as they are', 1),
    [`${prefix}_trylock_bh`]: trying(kind, 'bh'),
    [`${prefix}_trylock_irq`]: trying(kind, 'off'),
    [`${prefix}_trylock_irqsave`]: trying(kind, 'saved'),
    [`${prefix}_is_locked`]: isLocked(kind.types),
    [`${prefix}_lock_init`]: initializing(kind.types),
  };
}

const NOW = 'as they are';

const LOCAL = kind('local_lock_t', 'alone', true, false, ONE);

/** A local lock is no lock but under PREEMPT_RT: it keeps the task on its CPU, or interrupts off (local_lock_internal.h). */
function local(irq: Irq, done: boolean): Primitive {
  return {
    arity: 1 + Number(irq === 'saved'),
    lower: (ctx, call) => {
      const [e] = call.args;
      if (isRt(ctx)) {
        const addr = e?.k === 'address' ? addressOn(ctx, e.a, constant(ctx.home)) : ZERO;
        if (done) release(ctx, call, LOCAL, addr);
        else take(ctx, call, LOCAL, addr);
      } else if (irq !== NOW) masks(ctx, call, LOCAL, irq, done);
      else (done ? IRQ.preemptible : IRQ.unpreemptible).lower(ctx, { ...call, args: [] }, null);
      return null;
    },
  };
}

export const MORE_LOCKS: Readonly<Record<string, Primitive>> = {
  ...spinning('spin', SPIN),
  ...spinning('raw_spin', RAW),
  assert_spin_locked: isBug(SPIN.types),
  assert_raw_spin_locked: isBug(RAW.types),
  ...readWrite('read', READ),
  ...readWrite('write', WRITE),
  rwlock_init: initializing(WRITE.types),
  mutex_lock: locking(MUTEX, NOW),
  mutex_lock_nested: locking(MUTEX, NOW, 1),
  mutex_unlock: unlocking(MUTEX, NOW),
  mutex_trylock: trying(MUTEX, NOW),
  mutex_is_locked: isLocked(MUTEX.types),
  mutex_init: initializing(MUTEX.types),
  down_read: locking(DOWN_READ, NOW),
  down_read_nested: locking(DOWN_READ, NOW, 1),
  up_read: unlocking(DOWN_READ, NOW),
  down_read_trylock: trying(DOWN_READ, NOW),
  down_write: locking(DOWN_WRITE, NOW),
  down_write_nested: locking(DOWN_WRITE, NOW, 1),
  up_write: unlocking(DOWN_WRITE, NOW),
  down_write_trylock: trying(DOWN_WRITE, NOW),
  downgrade_write: downgrade,
  rwsem_is_locked: isLocked(DOWN_WRITE.types),
  init_rwsem: initializing(DOWN_WRITE.types),
  local_lock: local(NOW, false),
  local_lock_irq: local('off', false),
  local_lock_irqsave: local('saved', false),
  local_unlock: local(NOW, true),
  local_unlock_irq: local('off', true),
  local_unlock_irqrestore: local('saved', true),
  lockdep_assert_held: asserted((ctx, addr) => holds(ctx, addr)),
  lockdep_assert_held_write: asserted((ctx, addr) => holds(ctx, addr, ['alone'])),
  lockdep_assert_held_read: asserted((ctx, addr) => holds(ctx, addr, ['shared'])),
  lockdep_assert_not_held: asserted((ctx, addr) => not(holds(ctx, addr))),
  lockdep_assert_irqs_disabled: assertedIrqs(true),
  lockdep_assert_irqs_enabled: assertedIrqs(false),
};
