/**
 * Who shares a lock waits behind a writer that waits (Documentation/locking/lockdep-design.rst, "Recursive read locks"), so a
 * reader that reads again may wait for itself:
 *
 *     down_read(&sem)                         1
 *                         down_write(&sem)    1 + WAITS: it waits for the reader
 *     down_read(&sem)                         waits for the writer
 *
 * A writer that finds readers says that it waits, in a step of its own; the next one waits until that one has the lock, as
 * behind `wait_lock`. A semaphore whose readers have gone may be taken before the writer that waits wakes up
 * (kernel/locking/rwsem.c, "optimistic lock stealing"); an rwlock may not, and its readers in interrupts and with bottom
 * halves off wait for nobody who only waits (kernel/locking/qrwlock.c, queued_read_lock_slowpath()). None of it is kept where
 * the scenario's text does not both read and write under such a lock.
 */
import { WRITER_WAITS } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, conditional, constant } from './fold.ts';
import type { Behind } from './locks.ts';
import type { Call } from './primitive.ts';
import { OLD, order } from './rmw.ts';

const WAITS = WRITER_WAITS;
/** More readers than any scenario has. */
const MANY = WAITS / 2;

/** A lock with readers, by its type. */
type Type = 'rwlock_t' | 'struct rw_semaphore';

/** The words that lead to one, by what they do to it. */
const NAMED: Readonly<Record<Type, readonly [reads: RegExp, writes: RegExp]>> = {
  rwlock_t: [/(?<!rcu_)read_(?:try)?lock/, /write_(?:try)?lock/],
  'struct rw_semaphore': [
    /(?:down|rwsem|percpu|mmap|cpus|vma\w*|lock)_read|_shared/,
    /(?:down|rwsem|percpu|mmap|cpus|vma\w*|lock)_write|(?:inode|invalidate)_(?:try)?lock/,
  ],
};

/** Whether anybody may wait behind a writer that waits for a lock of these types. */
export function isKept(ctx: Context, types: readonly string[]): boolean {
  const type = types.find((one): one is Type => Object.hasOwn(NAMED, one));
  return type !== undefined && NAMED[type].every((words) => ctx.instance.symbols.words.matches(words));
}

const between = (low: number, high: number) =>
  binary('&&', binary('>=', OLD, constant(low)), binary('<', OLD, constant(high)));

const isSemaphore = (types: readonly string[]) => types.includes('struct rw_semaphore');

/** Whether `OLD` is a lock that a reader gets at once, where the code stands. */
function readerGets(ctx: Context, types: readonly string[]): Expr {
  if (isSemaphore(types)) return binary('||', between(0, MANY), binary('==', OLD, constant(WAITS)));
  const inInterrupt = ['irq', 'nmi', 'softirq'].includes(ctx.kind) || (ctx.bhDepth ?? 0) > 0;
  return inInterrupt ? binary('>=', OLD, ZERO) : between(0, MANY);
}

/** Whether the word `old` is a lock that a reader gets without waiting at all. */
function readerTries(old: Expr): Expr {
  return binary('&&', binary('>=', old, ZERO), binary('<', old, constant(MANY)));
}

/** How those wait for a lock of these types who come behind a writer; null where nobody does. */
export function behindWriters(types: readonly string[]): (ctx: Context) => Behind | null {
  return (ctx) =>
    isKept(ctx, types)
      ? {
          take: (call, addr) => {
            takeAlone(ctx, call, types, addr);
          },
          gets: readerGets(ctx, types),
          tries: readerTries,
        }
      : null;
}

/** Takes the lock at `addr` alone: at once where it is free, else behind its readers, with new ones waiting. */
function takeAlone(ctx: Context, call: Call, types: readonly string[], addr: Expr): void {
  const found = ctx.register(ctx.shown(call));
  const end = ctx.label();
  const steals = isSemaphore(types);
  const isFree = steals ? binary('==', binary('&', OLD, constant(WAITS - 1)), ZERO) : binary('==', OLD, ZERO);
  ctx.emit({
    op: 'rmw',
    dst: found,
    addr,
    value: conditional(isFree, binary('-', OLD, ONE), binary('+', OLD, constant(WAITS))),
    when: steals ? binary('||', between(0, MANY), binary('==', OLD, constant(WAITS))) : between(0, MANY),
    waits: true,
    ...order('acquire'),
  });
  ctx.branch(binary('==', binary('&', ctx.read(found), constant(WAITS - 1)), ZERO), end);
  ctx.emit({
    op: 'rmw',
    dst: null,
    addr,
    value: constant(-1),
    when: binary('==', OLD, constant(WAITS)),
    waits: true,
    ...order('acquire'),
  });
  ctx.place(end);
}
