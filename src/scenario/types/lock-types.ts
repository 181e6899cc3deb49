/**
 * The kernel's types of locks: each is one word here, whatever it is made of there, and only the words of lower/locks.ts say
 * how it is used. A scenario may make its own with `typedef`.
 */

/** What the values of a lock's word are called. */
const HELD: Readonly<Record<number, string>> = { 0: 'free', 1: 'held' };
const READERS: Readonly<Record<number, string>> = {
  0: 'free',
  [-1]: 'writer',
  1023: 'writer, another waits',
  1024: 'a writer waits',
  1025: '1 reader, a writer waits',
  1026: '2 readers, a writer waits',
};

export const LOCK_TYPES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  spinlock_t: HELD,
  raw_spinlock_t: HELD,
  local_lock_t: HELD,
  'struct mutex': HELD,
  rwlock_t: READERS,
  'struct rw_semaphore': READERS,
};

export function isLockType(name: string): boolean {
  return Object.hasOwn(LOCK_TYPES, name);
}

/** A count that writers make odd while they write. */
export const SEQUENCE_TYPES: readonly string[] = [
  'seqcount_t',
  'seqcount_spinlock_t',
  'seqcount_raw_spinlock_t',
  'seqcount_mutex_t',
  'seqcount_rwlock_t',
];
