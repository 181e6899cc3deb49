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
import { addressOn } from './place.ts';
import { joined, masksOf, setMasks } from './masks.ts';
import { lockAt } from './lock-argument.ts';
import { noteLock } from './lock-uses.ts';
import { inlineCall } from './inline.ts';
import type { Call, Primitive } from './primitive.ts';
import { beginSection, endSection } from './rcu.ts';
import { OLD, order, rmw, unless } from './rmw.ts';
import { isKept, readerGets, readerTries, takeAlone } from './waiting-writers.ts';

/** What a word needs to know of the lock that it is about. */
interface Kind {
  readonly types: readonly string[];
  readonly way: Way;
  /** Whether `old` is a lock that can be taken so. */
  readonly free: Expr;
  readonly taken: Expr;
  /** Given back by a plain store-release. */
  readonly stored: boolean;
  readonly sleeps: boolean;
}

const FREE = binary('==', OLD, ZERO);
const NO_WRITER = binary('>=', OLD, ZERO);
const PLUS_ONE = binary('+', OLD, ONE);
const WRITER = constant(-1);

function kind(types: string, way: Way, stored: boolean, sleeps: boolean, writer = WRITER): Kind {
  const alone = { free: FREE, taken: writer };
  const shared = { free: NO_WRITER, taken: PLUS_ONE };
  return { types: types.split('|'), way, stored, sleeps, ...(way === 'alone' ? alone : shared) };
}

const SPIN = kind('spinlock_t', 'alone', true, false, ONE);
const RAW = kind('raw_spinlock_t', 'alone', true, false, ONE);
const WRITE = kind('rwlock_t', 'alone', true, false);
const READ = kind('rwlock_t', 'shared', false, false);
const MUTEX = kind('struct mutex', 'alone', false, true, ONE);
const DOWN_WRITE = kind('struct rw_semaphore', 'alone', false, true);
const DOWN_READ = kind('struct rw_semaphore', 'shared', false, true);

/** Whether the scenario runs a kernel in which all but raw spinlocks sleep. */
function isRt(ctx: Context): boolean {
  const { settings } = ctx.instance;
  return ['PREEMPT_RT', 'CONFIG_PREEMPT_RT'].some((name) =>
    ['on', 'yes', 'true', '1'].includes(settings.get(name) ?? ''),
  );
}

function sleeps(ctx: Context, { sleeps: always, types }: Kind): boolean {
  return always || (isRt(ctx) && !types.includes('raw_spinlock_t'));
}

function take(ctx: Context, call: Call, kind: Kind, addr: Expr): void {
  const { way } = kind;
  if (sleeps(ctx, kind)) maySleep(ctx);
  if (!sleeps(ctx, kind) && addr.k === 'const') noteLock(ctx, addr.v, ctx.shown(call));
  requires(ctx, 'self-deadlock', not(holds(ctx, addr, way === 'alone' ? ['alone', 'shared'] : ['alone'])));
  if (!sleeps(ctx, kind)) beginSection(ctx);
  const kept = isKept(ctx, kind.types);
  if (kept && way === 'alone') takeAlone(ctx, call, kind.types, addr);
  else
    ctx.emit({
      op: 'rmw',
      dst: null,
      addr,
      value: kind.taken,
      when: kept ? readerGets(ctx, kind.types) : kind.free,
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
    return isKept(ctx, kind.types) ? readerTries(was) : binary('>=', was, ZERO);
  };
  const old = unless(ctx, call, addr, (was) => not(gets(was)), kind.taken, 'acquire');
  const got = ctx.register(ctx.shown(call));
  ctx.emitAsIs({ op: 'let', dst: got, value: gets(old) });
  hold(ctx, addr, kind.way, ctx.read(got));
  if (spins) endSection(ctx, binary('-', ONE, ctx.read(got)));
  if (spins) deepen(ctx, ctx.read(got));
  return ctx.read(got);
}

function release(ctx: Context, call: Call, kind: Kind, addr: Expr): void {
  const { way } = kind;
  if (way === 'alone') requires(ctx, 'unlock-not-held', holds(ctx, addr, ['alone']));
  if (kind.stored) ctx.emit({ op: 'store', addr, value: ZERO, release: true });
  else {
    const writer = isKept(ctx, kind.types) ? binary('+', OLD, ONE) : ZERO;
    const old = rmw(ctx, call, addr, way === 'alone' ? writer : binary('-', OLD, ONE), 'release');
    if (way === 'shared') requires(ctx, 'unlock-not-held', binary('>', old, ZERO));
  }
  giveBack(ctx, addr, way);
  if (!sleeps(ctx, kind)) endSection(ctx);
  if (!sleeps(ctx, kind)) deepen(ctx, constant(-1));
}

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

/** What a form does with interrupts; under PREEMPT_RT sleeping locks leave them alone. */
type Irq = 'as they are' | 'off' | 'saved' | 'bh';

function masks(ctx: Context, call: Call, kind: Kind, irq: Irq, done: boolean): void {
  if (irq === 'bh') {
    (done ? BH.enable : BH.disable).lower(ctx, call, null);
    return;
  }
  if (irq === 'as they are' || (sleeps(ctx, kind) && !kind.sleeps)) return;
  const flags = { ...call, args: call.args.slice(-1) };
  if (irq === 'off') (done ? IRQ.enable : IRQ.disable).lower(ctx, call, null);
  else (done ? IRQ.restore : IRQ.save).lower(ctx, flags, null);
}

function locking(kind: Kind, irq: Irq, more = 0): Primitive {
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

function unlocking(kind: Kind, irq: Irq): Primitive {
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

function trying(kind: Kind, irq: Irq): Primitive {
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
    ...readWrite(prefix, kind),
    [`${prefix}_lock_nested`]: locking(kind, 'as they are', 1),
    [`${prefix}_trylock_bh`]: trying(kind, 'bh'),
    [`${prefix}_trylock_irq`]: trying(kind, 'off'),
    [`${prefix}_trylock_irqsave`]: trying(kind, 'saved'),
    [`${prefix}_is_locked`]: isLocked(kind.types),
    [`${prefix}_lock_init`]: initializing(kind.types),
  };
}

function readWrite(prefix: string, kind: Kind): Readonly<Record<string, Primitive>> {
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

export const LOCKS: Readonly<Record<string, Primitive>> = {
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
  might_sleep: {
    arity: 0,
    lower: (ctx) => {
      maySleep(ctx);
      return null;
    },
  },
};
