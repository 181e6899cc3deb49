/**
 * Locks. include/linux/spinlock.h, rwlock.h, mutex.h, rwsem.h, lockdep.h; include/asm-generic/qspinlock.h, qrwlock.h;
 * kernel/locking/mutex.c, rwsem.c.
 */
import { cost, word, type Word, type WordGroup } from './word.ts';

const TAKES = [cost('LDR; CASA', 'acquire'), cost('LOCK CMPXCHG', 'full')] as const;
const TRIES = [cost('LDR; CASA', 'acquire'), cost('MOV; LOCK CMPXCHG', 'full')] as const;
const STORES = [cost('STLR', 'release'), cost('MOV', 'tso')] as const;
const SWAPS = [cost('SWPL or LDADDL', 'release'), cost('LOCK CMPXCHG or LOCK XADD', 'full')] as const;
const LOADS = [cost('LDR', 'nothing'), cost('MOV', 'tso')] as const;
const INITS = [cost('STR', 'nothing'), cost('MOV', 'tso')] as const;
const FAILS = { fails: { arm64: 'nothing', x86: 'tso' } } as const;

/** Whether the mask is taken back is a branch. */
const FAILS_BEHIND = { fails: { arm64: 'control', x86: 'tso' } } as const;

const SAVED = 'masks interrupts, remembers in the local whether they were, and';
const DECLARED = '; a `lock` that the scenario declares, by its kind';

function spinning(prefix: string, type: string): readonly Word[] {
  const l = `${type} *l`;
  const tries = 'takes a lock where it is free, tells whether it did';
  return [
    word(`void ${prefix}_lock(${l})`, `waits for a lock and takes it${DECLARED}`, ...TAKES),
    word(`void ${prefix}_lock_nested(${l}, int subclass)`, 'the same; the subclass is for lockdep', ...TAKES),
    word(`void ${prefix}_lock_irq(${l})`, 'masks interrupts and takes a lock', ...TAKES),
    word(`void ${prefix}_lock_irqsave(${l}, flags)`, `${SAVED} takes a lock`, ...TAKES),
    word(`void ${prefix}_lock_bh(${l})`, 'local_bh_disable(), and takes a lock', ...TAKES),
    word(`void ${prefix}_unlock(${l})`, `gives a lock back${DECLARED}`, ...STORES),
    word(`void ${prefix}_unlock_bh(${l})`, 'gives a lock back, local_bh_enable()', ...STORES),
    word(`void ${prefix}_unlock_irq(${l})`, 'gives a lock back and unmasks interrupts', ...STORES),
    word(`void ${prefix}_unlock_irqrestore(${l}, flags)`, 'undoes the lock of that name', ...STORES),
    word(`bool ${prefix}_trylock(${l})`, tries, ...TRIES, FAILS),
    word(`bool ${prefix}_trylock_irq(${l})`, `${tries}; interrupts are masked then`, ...TRIES, FAILS_BEHIND),
    word(
      `bool ${prefix}_trylock_irqsave(${l}, flags)`,
      `${tries}; interrupts are masked then`,
      ...TRIES,
      FAILS_BEHIND,
    ),
    word(`bool ${prefix}_trylock_bh(${l})`, `${tries}; bottom halves are off then`, ...TRIES, FAILS_BEHIND),
    word(`bool ${prefix}_is_locked(${l})`, 'whether anybody holds a lock', ...LOADS),
    word(`void ${prefix}_lock_init(${l})`, 'makes a lock that is free', ...INITS),
  ];
}

function readWrite(prefix: string, who: string): readonly Word[] {
  const stores = prefix === 'write' ? STORES : SWAPS;
  const waits =
    prefix === 'write'
      ? '; new readers wait behind it'
      : '; waits for a writer that waits, but in interrupts and with bottom halves off';
  return [
    word(`void ${prefix}_lock(rwlock_t *l)`, `waits for a lock and takes it ${who}${waits}`, ...TAKES),
    word(`void ${prefix}_lock_irq(rwlock_t *l)`, `masks interrupts and takes a lock ${who}`, ...TAKES),
    word(`void ${prefix}_lock_irqsave(rwlock_t *l, flags)`, `${SAVED} takes a lock ${who}`, ...TAKES),
    word(`void ${prefix}_lock_bh(rwlock_t *l)`, `local_bh_disable(), and takes a lock ${who}`, ...TAKES),
    word(`void ${prefix}_unlock(rwlock_t *l)`, 'gives it back', ...stores),
    word(`void ${prefix}_unlock_bh(rwlock_t *l)`, 'gives it back, local_bh_enable()', ...stores),
    word(`void ${prefix}_unlock_irq(rwlock_t *l)`, 'gives it back and unmasks interrupts', ...stores),
    word(`void ${prefix}_unlock_irqrestore(rwlock_t *l, flags)`, 'undoes the lock of that name', ...stores),
    word(
      `bool ${prefix}_trylock(rwlock_t *l)`,
      `takes a lock ${who} where it can, tells whether it did`,
      ...TRIES,
      FAILS,
    ),
  ];
}

const RT = '; a per-CPU lock where PREEMPT_RT is on';

const LOCAL: readonly Word[] = [
  word('void local_lock(local_lock_t *l)', `this CPU stays with its task${RT}`),
  word('void local_lock_irq(local_lock_t *l)', `masks interrupts on this CPU${RT}`),
  word('void local_lock_irqsave(local_lock_t *l, flags)', `local_irq_save()${RT}`),
  word('void local_unlock(local_lock_t *l)', 'undoes local_lock()'),
  word('void local_unlock_irq(local_lock_t *l)', 'undoes local_lock_irq()'),
  word('void local_unlock_irqrestore(local_lock_t *l, flags)', 'undoes local_lock_irqsave()'),
];

const MUTEX = 'struct mutex *l';
const SEM = 'struct rw_semaphore *sem';
const SLEEPS = '; may sleep';

export const LOCKS: WordGroup = {
  title: 'Locks',
  words: [
    ...spinning('spin', 'spinlock_t'),
    ...spinning('raw_spin', 'raw_spinlock_t'),
    word('void assert_spin_locked(spinlock_t *l)', 'violates `bug-on` where nobody holds the lock', ...LOADS),
    word(
      'void assert_raw_spin_locked(raw_spinlock_t *l)',
      'violates `bug-on` where nobody holds the lock',
      ...LOADS,
    ),
    ...readWrite('read', 'as one of its readers'),
    ...readWrite('write', 'alone'),
    word('void rwlock_init(rwlock_t *l)', 'makes a lock that is free', ...INITS),
    word(`void mutex_lock(${MUTEX})`, `waits for a mutex and takes it${SLEEPS}`, ...TAKES),
    word(`void mutex_lock_nested(${MUTEX}, int subclass)`, 'the same; the subclass is for lockdep', ...TAKES),
    word(`void mutex_unlock(${MUTEX})`, 'gives a mutex back', ...SWAPS),
    word(
      `bool mutex_trylock(${MUTEX})`,
      'takes a mutex where it is free, tells whether it did',
      ...TRIES,
      FAILS,
    ),
    word(`bool mutex_is_locked(${MUTEX})`, 'whether anybody holds a mutex', ...LOADS),
    word(`void mutex_init(${MUTEX})`, 'makes a mutex that is free', ...INITS),
    word(
      `void down_read(${SEM})`,
      `waits for a semaphore, and behind a writer that waits for its readers, and takes it as one of them${SLEEPS}`,
      ...TAKES,
    ),
    word(`void down_read_nested(${SEM}, int subclass)`, 'the same; the subclass is for lockdep', ...TAKES),
    word(`void up_read(${SEM})`, 'gives it back', ...SWAPS),
    word(
      `bool down_read_trylock(${SEM})`,
      'takes it as a reader where it can, tells whether it did',
      ...TRIES,
      FAILS,
    ),
    word(
      `void down_write(${SEM})`,
      `waits for a semaphore, with new readers behind it, and takes it alone${SLEEPS}`,
      ...TAKES,
    ),
    word(`void down_write_nested(${SEM}, int subclass)`, 'the same; the subclass is for lockdep', ...TAKES),
    word(`void up_write(${SEM})`, 'gives it back', ...SWAPS),
    word(
      `bool down_write_trylock(${SEM})`,
      'takes it alone where it can, tells whether it did',
      ...TRIES,
      FAILS,
    ),
    word(`void downgrade_write(${SEM})`, 'the writer becomes a reader', ...SWAPS),
    word(`bool rwsem_is_locked(${SEM})`, 'whether anybody holds it', ...LOADS),
    word(`void init_rwsem(${SEM})`, 'makes a semaphore that is free', ...INITS),
    ...LOCAL,
    word(
      'void lockdep_assert_held(l)',
      'violates `lockdep-assert` where this context does not hold the lock',
    ),
    word('void lockdep_assert_held_write(l)', 'where it does not hold it alone'),
    word('void lockdep_assert_held_read(l)', 'where it does not hold it as a reader'),
    word('void lockdep_assert_not_held(l)', 'where it holds it'),
    word('void lockdep_assert_irqs_disabled(void)', 'violates `lockdep-assert` where interrupts are on'),
    word('void lockdep_assert_irqs_enabled(void)', 'violates `lockdep-assert` where interrupts are off'),
    word('void might_sleep(void)', 'violates `sleeping-in-atomic` where sleeping is forbidden'),
  ],
};
