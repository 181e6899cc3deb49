/** How each word of the table that orders something, or claims that it orders nothing, is called to be measured. */
import { BUSY, LOCK_USES } from './lock-uses.fixture.ts';
import type { Use } from './ordering.fixture.ts';
import { SPARE_USES } from './spare-uses.fixture.ts';

const load = (call: string): Use => ({ code: `int r = ${call};`, seen: [1, 'r == 1'] });
const store = (call: string): Use => ({ code: `${call};`, stored: 'v == 1' });
const barrier = (name: string): Use => ({ code: `${name}();` });
const wait = (call: string): Use => ({ code: `int r = ${call};`, init: 1, seen: [2, 'r == 2'] });

/** Bits: the bit is 1, w holds 0 where it is set and 2 where it is cleared. */
const bit = (word: string, stored: string, init = 0): Use => ({ code: `${word}(1, &w);`, init, stored });
const testedBit = (word: string, stored: string, init: number, seen: readonly [number, string]): Use => ({
  code: `int r = ${word}(1, &w);`,
  init,
  stored,
  seen,
});
const SET = 'v == 2';
const FLIPPED = 'v == 3';

const PER_CPU = { head: 'DEFINE_PER_CPU(int, n);', place: 'per_cpu(n, 0)' };

const SUFFIXES = ['', '_acquire', '_release', '_relaxed'];

/** The four forms of a word; `use` of the name that has the suffix. */
function forms(name: string, use: (name: string) => Use): Record<string, Use> {
  return Object.fromEntries(SUFFIXES.map((suffix) => [name + suffix, use(name + suffix)]));
}

const result = (call: string, stored: string, seen: readonly [number, string], init = 0): Use => ({
  code: `int r = ${call};`,
  init,
  stored,
  seen,
});

/** Somebody waits for readers somewhere, so that sections count. */
const COUNTED = 'struct srcu_struct ss; void never(void) { synchronize_rcu(); }';
const section = (begin: string, end: string): Record<string, Use> => ({
  [begin]: { code: `${begin}();`, head: COUNTED },
  [end]: { code: `${end}();`, first: `${begin}();`, head: COUNTED },
});

const RCU_USES: Readonly<Record<string, Use>> = {
  ...section('rcu_read_lock', 'rcu_read_unlock'),
  ...section('rcu_read_lock_bh', 'rcu_read_unlock_bh'),
  ...section('rcu_read_lock_sched', 'rcu_read_unlock_sched'),
  srcu_read_lock: { code: 'int i = srcu_read_lock(&ss);', head: COUNTED },
  srcu_read_unlock: {
    code: 'srcu_read_unlock(&ss, i);',
    first: 'int i = srcu_read_lock(&ss);',
    head: COUNTED,
  },
  synchronize_rcu: barrier('synchronize_rcu'),
  synchronize_rcu_expedited: barrier('synchronize_rcu_expedited'),
  synchronize_net: barrier('synchronize_net'),
  synchronize_srcu: { code: 'synchronize_srcu(&ss);', head: COUNTED },
  synchronize_srcu_expedited: { code: 'synchronize_srcu_expedited(&ss);', head: COUNTED },
};

const changes = (prefix: string): Readonly<Record<string, Use>> => ({
  add: store(`${prefix}add(n, 1)`),
  sub: store(`${prefix}sub(n, -1)`),
  inc: store(`${prefix}inc(n)`),
  dec: { code: `${prefix}dec(n);`, stored: 'v == -1' },
  or: store(`${prefix}or(n, 1)`),
  and: { code: `${prefix}and(n, 1);`, head: 'DEFINE_PER_CPU(int, n) = 3;', stored: 'v == 1' },
  add_return: result(`${prefix}add_return(n, 1)`, 'v == 1', [10, 'r == 11']),
  sub_return: result(`${prefix}sub_return(n, 1)`, 'v == -1', [10, 'r == 9']),
  inc_return: result(`${prefix}inc_return(n)`, 'v == 1', [10, 'r == 11']),
  dec_return: result(`${prefix}dec_return(n)`, 'v == -1', [10, 'r == 9']),
  xchg: result(`${prefix}xchg(n, 1)`, 'v == 1', [5, 'r == 5']),
  cmpxchg: result(`${prefix}cmpxchg(n, 0, 1)`, 'v == 1', [5, 'r == 5']),
});

export const USES: Readonly<Record<string, Use>> = {
  ...SPARE_USES,
  ...RCU_USES,
  ...LOCK_USES,
  READ_ONCE: load('READ_ONCE(w)'),
  READ_ONCE_NOCHECK: load('READ_ONCE_NOCHECK(w)'),
  WRITE_ONCE: store('WRITE_ONCE(w, 1)'),
  smp_load_acquire: load('smp_load_acquire(&w)'),
  smp_store_release: store('smp_store_release(&w, 1)'),
  smp_store_mb: store('smp_store_mb(w, 1)'),
  set_mb: store('set_mb(w, 1)'),
  virt_load_acquire: load('virt_load_acquire(&w)'),
  virt_store_release: store('virt_store_release(&w, 1)'),
  virt_store_mb: store('virt_store_mb(w, 1)'),
  rcu_dereference: load('rcu_dereference(w)'),
  rcu_dereference_check: load('rcu_dereference_check(w, true)'),
  rcu_dereference_raw: load('rcu_dereference_raw(w)'),
  rcu_dereference_protected: load('rcu_dereference_protected(w, true)'),
  rcu_access_pointer: load('rcu_access_pointer(w)'),
  rcu_assign_pointer: store('rcu_assign_pointer(w, 1)'),
  rcu_replace_pointer: result('rcu_replace_pointer(w, 1, true)', 'v == 1', [5, 'r == 5']),
  RCU_INIT_POINTER: store('RCU_INIT_POINTER(w, 1)'),
  readl_relaxed: load('readl_relaxed(&w)'),
  writel_relaxed: store('writel_relaxed(1, &w)'),
  atomic_read: load('atomic_read(&w)'),
  atomic_read_acquire: load('atomic_read_acquire(&w)'),
  atomic_set: store('atomic_set(&w, 1)'),
  atomic_set_release: store('atomic_set_release(&w, 1)'),

  atomic_add: store('atomic_add(1, &w)'),
  atomic_sub: store('atomic_sub(-1, &w)'),
  atomic_inc: store('atomic_inc(&w)'),
  atomic_dec: { code: 'atomic_dec(&w);', init: 2, stored: 'v == 1' },
  atomic_or: store('atomic_or(1, &w)'),
  atomic_and: { code: 'atomic_and(1, &w);', init: 3, stored: 'v == 1' },
  atomic_xor: store('atomic_xor(1, &w)'),
  atomic_andnot: { code: 'atomic_andnot(2, &w);', init: 3, stored: 'v == 1' },
  ...forms('atomic_add_return', (name) => result(`${name}(1, &w)`, 'v == 1', [10, 'r == 11'])),
  ...forms('atomic_sub_return', (name) => result(`${name}(1, &w)`, 'v == 1', [10, 'r == 9'], 2)),
  ...forms('atomic_inc_return', (name) => result(`${name}(&w)`, 'v == 1', [10, 'r == 11'])),
  ...forms('atomic_dec_return', (name) => result(`${name}(&w)`, 'v == 1', [10, 'r == 9'], 2)),
  ...forms('atomic_fetch_add', (name) => result(`${name}(1, &w)`, 'v == 1', [10, 'r == 10'])),
  ...forms('atomic_fetch_sub', (name) => result(`${name}(1, &w)`, 'v == 1', [10, 'r == 10'], 2)),
  ...forms('atomic_fetch_inc', (name) => result(`${name}(&w)`, 'v == 1', [10, 'r == 10'])),
  ...forms('atomic_fetch_dec', (name) => result(`${name}(&w)`, 'v == 1', [10, 'r == 10'], 2)),
  ...forms('atomic_fetch_or', (name) => result(`${name}(1, &w)`, 'v == 1', [4, 'r == 4'])),
  ...forms('atomic_fetch_and', (name) => result(`${name}(1, &w)`, 'v == 1', [4, 'r == 4'], 3)),
  ...forms('atomic_fetch_xor', (name) => result(`${name}(1, &w)`, 'v == 1', [4, 'r == 4'])),
  ...forms('atomic_fetch_andnot', (name) => result(`${name}(2, &w)`, 'v == 1', [4, 'r == 4'], 3)),
  atomic_sub_and_test: result('atomic_sub_and_test(2, &w)', 'v == 1', [2, 'r == 1'], 3),
  atomic_dec_and_test: result('atomic_dec_and_test(&w)', 'v == 2', [1, 'r == 1'], 3),
  atomic_inc_and_test: result('atomic_inc_and_test(&w)', 'v == 1', [-1, 'r == 1']),
  ...forms('atomic_add_negative', (name) => result(`${name}(1, &w)`, 'v == 1', [-5, 'r == 1'])),
  ...forms('xchg', (name) => result(`${name}(&w, 1)`, 'v == 1', [10, 'r == 10'])),
  ...forms('atomic_xchg', (name) => result(`${name}(&w, 1)`, 'v == 1', [10, 'r == 10'])),
  ...forms('cmpxchg', (name) => ({
    ...result(`${name}(&w, 10, 1)`, 'v == 1', [10, 'r == 10'], 10),
    unseen: 0,
  })),
  ...forms('atomic_cmpxchg', (name) => ({
    ...result(`${name}(&w, 10, 1)`, 'v == 1', [10, 'r == 10'], 10),
    unseen: 0,
  })),
  ...forms('try_cmpxchg', (name) => ({
    code: `int old = 10; int r = ${name}(&w, &old, 1);`,
    init: 10,
    unseen: 0,
    stored: 'v == 1',
    seen: [10, 'r == 1'],
  })),
  ...forms('atomic_try_cmpxchg', (name) => ({
    code: `int old = 10; int r = ${name}(&w, &old, 1);`,
    init: 10,
    unseen: 0,
    stored: 'v == 1',
    seen: [10, 'r == 1'],
  })),
  atomic_fetch_add_unless: result('atomic_fetch_add_unless(&w, 1, 5)', 'v == 1', [10, 'r == 10']),
  atomic_add_unless: { ...result('atomic_add_unless(&w, 1, 5)', 'v == 1', [10, 'r == 1']), unseen: 5 },
  atomic_inc_not_zero: { ...result('atomic_inc_not_zero(&w)', 'v == 2', [1, 'r == 1'], 1), unseen: 0 },
  atomic_inc_unless_negative: {
    ...result('atomic_inc_unless_negative(&w)', 'v == 1', [1, 'r == 1']),
    unseen: -1,
  },
  atomic_dec_unless_positive: {
    ...result('atomic_dec_unless_positive(&w)', 'v == -1', [-1, 'r == 1']),
    unseen: 1,
  },
  atomic_dec_if_positive: result('atomic_dec_if_positive(&w)', 'v == 1', [10, 'r == 9'], 2),

  test_bit: load('test_bit(0, &w)'),
  test_bit_acquire: load('test_bit_acquire(0, &w)'),
  set_bit: bit('set_bit', SET),
  clear_bit: bit('clear_bit', 'v == 1', 3),
  change_bit: bit('change_bit', FLIPPED, 1),
  test_and_set_bit: testedBit('test_and_set_bit', SET, 0, [2, 'r == 1']),
  test_and_clear_bit: testedBit('test_and_clear_bit', 'v == 1', 3, [1, 'r == 0']),
  test_and_change_bit: testedBit('test_and_change_bit', FLIPPED, 1, [2, 'r == 1']),
  test_and_set_bit_lock: {
    code: 'int r = test_and_set_bit_lock(1, &w);',
    unseen: 2,
    stored: SET,
    seen: [0, 'r == 0'],
  },
  clear_bit_unlock: bit('clear_bit_unlock', 'v == 1', 3),
  __clear_bit_unlock: bit('__clear_bit_unlock', 'v == 1', 3),
  __set_bit: bit('__set_bit', SET),
  __clear_bit: bit('__clear_bit', 'v == 1', 3),
  __change_bit: bit('__change_bit', FLIPPED, 1),
  __test_and_set_bit: testedBit('__test_and_set_bit', SET, 0, [2, 'r == 1']),
  __test_and_clear_bit: testedBit('__test_and_clear_bit', 'v == 1', 3, [1, 'r == 0']),
  __test_and_change_bit: testedBit('__test_and_change_bit', FLIPPED, 1, [2, 'r == 1']),
  cpumask_test_cpu: load('cpumask_test_cpu(0, &w)'),
  cpumask_set_cpu: bit('cpumask_set_cpu', SET),
  cpumask_clear_cpu: bit('cpumask_clear_cpu', 'v == 1', 3),
  cpumask_test_and_set_cpu: testedBit('cpumask_test_and_set_cpu', SET, 0, [2, 'r == 1']),
  cpumask_test_and_clear_cpu: testedBit('cpumask_test_and_clear_cpu', 'v == 1', 3, [1, 'r == 0']),
  cpumask_empty: { code: 'int r = cpumask_empty(&w);', seen: [0, 'r == 1'], unseen: 1 },
  cpumask_setall: { code: 'cpumask_setall(&w);', stored: 'v == 3' },
  cpumask_clear: { code: 'cpumask_clear(&w);', init: 3, stored: 'v == 0' },

  refcount_set: store('refcount_set(&w, 1)'),
  refcount_set_release: store('refcount_set_release(&w, 1)'),
  refcount_read: load('refcount_read(&w)'),
  refcount_inc: { code: 'refcount_inc(&w);', init: 1, stored: 'v == 2' },
  refcount_add: { code: 'refcount_add(2, &w);', init: 1, stored: 'v == 3' },
  refcount_inc_not_zero: { ...result('refcount_inc_not_zero(&w)', 'v == 2', [1, 'r == 1'], 1), unseen: 0 },
  refcount_add_not_zero: { ...result('refcount_add_not_zero(2, &w)', 'v == 3', [1, 'r == 1'], 1), unseen: 0 },
  refcount_inc_not_zero_acquire: {
    ...result('refcount_inc_not_zero_acquire(&w)', 'v == 2', [1, 'r == 1'], 1),
    unseen: 0,
  },
  refcount_add_not_zero_acquire: {
    ...result('refcount_add_not_zero_acquire(2, &w)', 'v == 3', [1, 'r == 1'], 1),
    unseen: 0,
  },
  refcount_dec_if_one: { ...result('refcount_dec_if_one(&w)', 'v == 0', [1, 'r == 1'], 1), unseen: 2 },
  refcount_dec_not_one: { ...result('refcount_dec_not_one(&w)', 'v == 1', [3, 'r == 1'], 2), unseen: 1 },
  refcount_sub_and_test: {
    ...result('refcount_sub_and_test(2, &w)', 'v == 0', [2, 'r == 1'], 2),
    unseen: 5,
  },
  refcount_dec_and_test: { ...result('refcount_dec_and_test(&w)', 'v == 0', [1, 'r == 1'], 1), unseen: 5 },
  refcount_dec: { code: 'refcount_dec(&w);', init: 2, stored: 'v == 1' },
  kref_put: {
    ...result('kref_put(&w, gone)', 'v == 0', [1, 'r == 1'], 1),
    unseen: 5,
    head: 'void gone(int *k) { barrier(); }',
  },
  kref_init: store('kref_init(&w)'),
  kref_read: load('kref_read(&w)'),
  kref_get: { code: 'kref_get(&w);', init: 1, stored: 'v == 2' },
  kref_get_unless_zero: { ...result('kref_get_unless_zero(&w)', 'v == 2', [1, 'r == 1'], 1), unseen: 0 },

  ...Object.fromEntries(
    [
      'smp_mb smp_rmb smp_wmb mb rmb wmb dma_mb dma_rmb dma_wmb virt_mb virt_rmb virt_wmb smp_mb__before_atomic',
      'smp_mb__after_atomic smp_mb__after_spinlock smp_acquire__after_ctrl_dep',
    ]
      .join(' ')
      .split(' ')
      .map((name) => [name, barrier(name)]),
  ),
  barrier: barrier('barrier'),
  barrier_data: { code: 'barrier_data(&w);' },
  smp_mb__after_unlock_lock: barrier('smp_mb__after_unlock_lock'),
  smp_cond_load_relaxed: wait('smp_cond_load_relaxed(&w, VAL != 0)'),
  smp_cond_load_acquire: wait('smp_cond_load_acquire(&w, VAL != 0)'),
  sleep_until: wait('sleep_until(&w, VAL != 0)'),
  atomic_cond_read_relaxed: wait('atomic_cond_read_relaxed(&w, VAL != 0)'),
  atomic_cond_read_acquire: wait('atomic_cond_read_acquire(&w, VAL != 0)'),

  ...Object.fromEntries(
    ['this_cpu_', '__this_cpu_', 'raw_cpu_'].flatMap((prefix) => [
      [`${prefix}read`, { ...load(`${prefix}read(n)`), ...PER_CPU }],
      [`${prefix}write`, { ...store(`${prefix}write(n, 1)`), ...PER_CPU }],
    ]),
  ),
  ...Object.fromEntries(
    ['this_cpu_', '__this_cpu_', 'raw_cpu_'].flatMap((prefix) =>
      Object.entries(changes(prefix)).map(([verb, use]): [string, Use] => [
        prefix + verb,
        { ...PER_CPU, ...use },
      ]),
    ),
  ),
  per_cpu: { ...load('per_cpu(n, 0)'), ...PER_CPU },
  list_first_entry: {
    code: 'struct item *r = list_first_entry(&head, struct item, node);',
    head: 'struct node { struct node *next; }; struct item { struct node node; }; struct node head;',
  },

  list_first_entry_or_null: {
    code: 'struct item *r = list_first_entry_or_null(&head, struct item, node);',
    head: 'struct node { struct node *next; }; struct item { struct node node; }; struct node head;',
  },

  bit_spin_lock: { code: 'bit_spin_lock(1, &w);', stored: SET },
  bit_spin_trylock: {
    code: 'int r = bit_spin_trylock(1, &w);',
    unseen: 2,
    stored: SET,
    seen: [0, 'r == 1'],
  },
  bit_spin_unlock: bit('bit_spin_unlock', 'v == 1', 3),
  __bit_spin_unlock: bit('__bit_spin_unlock', 'v == 1', 3),
  bit_spin_is_locked: load('bit_spin_is_locked(0, &w)'),
  cmpxchg_local: { ...result('cmpxchg_local(&w, 10, 1)', 'v == 1', [10, 'r == 10'], 10), unseen: 0 },
};

const refused = (name: string): Use => ({ code: `int r = ${name}(&w, 7, 1);`, seen: [3, 'r == 3'] });
const refusedTry = (name: string): Use => ({
  code: `int old = 7; ${name}(&w, &old, 1); int r = old;`,
  seen: [3, 'r == 3'],
});

/** Of words that may change nothing: a call that does not. */
export const FAILING: Readonly<Record<string, Use>> = {
  ...BUSY,
  ...forms('cmpxchg', refused),
  ...forms('atomic_cmpxchg', refused),
  ...forms('try_cmpxchg', refusedTry),
  ...forms('atomic_try_cmpxchg', refusedTry),
  atomic_fetch_add_unless: {
    code: 'int r = atomic_fetch_add_unless(&w, 1, 5);',
    init: 5,
    unseen: 0,
    seen: [5, 'r == 5'],
  },
  atomic_add_unless: {
    code: 'int r = atomic_add_unless(&w, 1, 5);',
    init: 5,
    unseen: 0,
    seen: [5, 'r == 0'],
  },
  atomic_inc_not_zero: { code: 'int r = atomic_inc_not_zero(&w);', unseen: 1, seen: [0, 'r == 0'] },
  atomic_inc_unless_negative: {
    code: 'int r = atomic_inc_unless_negative(&w);',
    init: -1,
    unseen: 0,
    seen: [-1, 'r == 0'],
  },
  atomic_dec_unless_positive: {
    code: 'int r = atomic_dec_unless_positive(&w);',
    init: 1,
    unseen: 0,
    seen: [1, 'r == 0'],
  },
  atomic_dec_if_positive: { code: 'int r = atomic_dec_if_positive(&w);', seen: [-3, 'r == -4'] },
  test_and_set_bit_lock: {
    code: 'int r = test_and_set_bit_lock(1, &w);',
    init: 2,
    unseen: 0,
    seen: [2, 'r == 1'],
  },
  refcount_inc_not_zero: { code: 'int r = refcount_inc_not_zero(&w);', unseen: 1, seen: [0, 'r == 0'] },
  refcount_add_not_zero: { code: 'int r = refcount_add_not_zero(1, &w);', unseen: 1, seen: [0, 'r == 0'] },
  refcount_inc_not_zero_acquire: {
    code: 'int r = refcount_inc_not_zero_acquire(&w);',
    unseen: 1,
    seen: [0, 'r == 0'],
  },
  refcount_add_not_zero_acquire: {
    code: 'int r = refcount_add_not_zero_acquire(1, &w);',
    unseen: 1,
    seen: [0, 'r == 0'],
  },
  refcount_dec_if_one: { code: 'int r = refcount_dec_if_one(&w);', init: 2, unseen: 1, seen: [2, 'r == 0'] },
  refcount_dec_not_one: {
    code: 'int r = refcount_dec_not_one(&w);',
    init: 1,
    unseen: 2,
    seen: [1, 'r == 0'],
  },
};

/** A put that is not the last one. */
export const EARLIER_PUTS: Readonly<Record<string, Use>> = {
  refcount_dec_and_test: { ...result('refcount_dec_and_test(&w)', 'v == 1', [5, 'r == 0'], 2), unseen: 1 },
  refcount_sub_and_test: {
    ...result('refcount_sub_and_test(2, &w)', 'v == 1', [5, 'r == 0'], 3),
    unseen: 2,
  },
  kref_put: {
    ...result('kref_put(&w, gone)', 'v == 1', [5, 'r == 0'], 2),
    unseen: 1,
    head: 'void gone(int *k) { barrier(); }',
  },
};
