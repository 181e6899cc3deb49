/** Words that do nothing here, other names of words of RCU, arithmetic, and counters and memory of each CPU (lower/quiet-words.ts). */
import { cost, word, type Word, type WordGroup } from './word.ts';

const LOAD = [cost('LDR', 'nothing'), cost('MOV', 'tso')] as const;
const READ = [cost('LDR'), cost('MOV')] as const;

/** A word that is known and changes nothing; nobody checks what it says. */
const nothing = (signature: string, says: string): Word =>
  word(`void ${signature}`, `${says}; does nothing here`);

const FOR_LOCKDEP: readonly Word[] = [
  'lockdep_set_class(lock, key)',
  'lockdep_set_class_and_name(lock, key, name)',
  'lockdep_set_subclass(lock, subclass)',
  'lockdep_set_novalidate_class(lock)',
  'lockdep_init_map(map, name, key, subclass)',
  'lockdep_register_key(key)',
  'lockdep_unregister_key(key)',
  'lock_map_acquire(map)',
  'lock_map_acquire_read(map)',
  'lock_map_release(map)',
  'lockdep_off(void)',
  'lockdep_on(void)',
  'might_lock(lock)',
  'might_lock_read(lock)',
].map((signature) => nothing(signature, 'is for lockdep'));

const CHECKS: readonly Word[] = [
  'lockdep_assert_rq_held(rq)',
  'lockdep_assert_preemption_disabled(void)',
  'lockdep_assert_preemption_enabled(void)',
  'cant_sleep(void)',
  'cant_migrate(void)',
  'RCU_LOCKDEP_WARN(condition, text)',
  'rcu_sleep_check(void)',
  'ASSERT_EXCLUSIVE_WRITER(x)',
  'ASSERT_EXCLUSIVE_ACCESS(x)',
  'ASSERT_EXCLUSIVE_BITS(x, mask)',
  'debug_check_no_locks_freed(from, length)',
].map((signature) => nothing(signature, 'is a check that is not made'));

const FOR_OTHERS: readonly Word[] = [
  ...['instrumentation_begin(void)', 'instrumentation_end(void)', 'OPTIMIZER_HIDE_VAR(x)', 'BUILD_BUG_ON_MSG(condition, text)', 'compiletime_assert(condition, text)'].map((signature) => nothing(signature, 'is for the compiler')), // prettier-ignore
  ...['kmemleak_not_leak(p)', 'kmemleak_ignore(p)'].map((signature) => nothing(signature, 'is for kmemleak')),
  ...['prefetch(p)', 'prefetchw(p)', 'barrier_nospec(void)', 'io_stop_wc(void)', 'touch_nmi_watchdog(void)'].map((signature) => nothing(signature, 'orders nothing')), // prettier-ignore
  ...['dump_stack(void)', 'cpumask_pr_args(mask)'].map((signature) =>
    nothing(signature, 'only says something'),
  ),
];

const FAMILIES: readonly Word[] = [
  word(
    'void kasan_*(...)',
    'any word of this and other sanitizers (`kmsan_`, `kcsan_`), `kmemleak_`, `lockdep_` but for its assertions, what is for `dep_map`, `debug_object_`, statistics (`schedstat_`, `psi_`, `count_vm_`, `lockevent_`); does nothing here',
  ),
  word(
    'void lockdep_assert_*(...)',
    'an assertion of lockdep’s that is none of those that are checked; does nothing here, and a warning says so',
  ),
  nothing('__acquire(lock)', 'is for sparse'),
  nothing('__release(lock)', 'is for sparse'),
];

export const QUIET: WordGroup = {
  title: 'For the compiler, lockdep and others',
  words: [...FOR_LOCKDEP, ...CHECKS, ...FOR_OTHERS, ...FAMILIES],
};

const SAME_POINTERS: readonly Word[] = [
  word('T *rcu_dereference_bh(p)', 'rcu_dereference()', ...LOAD),
  word('T *rcu_dereference_sched(p)', 'rcu_dereference()', ...LOAD),
  word('T *rcu_dereference_bh_check(p, condition)', 'rcu_dereference_check()', ...LOAD),
  word('T *rcu_dereference_sched_check(p, condition)', 'rcu_dereference_check()', ...LOAD),
  word('T *rcu_dereference_raw_check(p)', 'rcu_dereference_raw()', ...LOAD),
  word('T *rcu_dereference_rtnl(p)', 'rcu_dereference()', ...LOAD),
  word('T *rtnl_dereference(p)', 'rcu_dereference_protected()', ...LOAD),
  word('T *srcu_dereference(p, ss)', 'rcu_dereference(), in a section of a domain', ...LOAD),
  word('T *srcu_dereference_check(p, ss, condition)', 'rcu_dereference_check()', ...LOAD),
  word('T *unrcu_pointer(p)', 'the pointer as it is'),
  word('T *rcu_pointer_handoff(p)', 'the pointer as it is: something else keeps it from here on'),
  word('T *RCU_INITIALIZER(v)', 'the pointer as it is'),
];

const NUMBERS: readonly Word[] = [
  word('T min3(a, b, c)', 'the least of three'),
  word('T max3(a, b, c)', 'the greatest of three'),
  word('T clamp_t(type, value, least, most)', 'clamp(), compared as that type'),
  word('T clamp_val(value, least, most)', 'clamp(), compared as the value’s type'),
  word('T abs(x)', 'without its sign'),
  word('u64 div_u64(n, d)', 'n / d'),
  word('u64 div64_u64(n, d)', 'n / d'),
  word('int DIV_ROUND_CLOSEST(n, d)', 'n / d, rounded, of numbers that are not negative'),
  word('u64 DIV_ROUND_UP_ULL(n, d)', 'n / d, rounded up'),
  word('T roundup(x, y)', 'x, rounded up to a multiple'),
  word('T rounddown(x, y)', 'x, rounded down to one'),
  word('u32 upper_32_bits(n)', 'the upper half'),
  word('u32 lower_32_bits(n)', 'the lower half'),
  word('unsigned long BIT_MASK(nr)', 'a bit in its word'),
  word('int BIT_WORD(nr)', 'in which word a bit is'),
  word('int BITS_TO_LONGS(nr)', 'how many words so many bits take'),
  word('bool IS_ALIGNED(x, a)', 'whether x is a multiple of a power of 2'),
  word('T __builtin_expect(x, c)', 'x as it is'),
  word('int __builtin_constant_p(x)', 'says 0'),
  word('T array_index_nospec(index, size)', 'the index: what is guessed beyond an array is not seen here'),
  ...['16', '32', '64'].flatMap((n) => [
    word(`__le${n} cpu_to_le${n}(x)`, 'x: both architectures are little-endian'),
    word(`u${n} le${n}_to_cpu(x)`, 'x as it is'),
  ]),
  word('unsigned int mask_of(mask)', 'the bits of a mask of CPUs, given by address or as they are', ...READ),
  word(
    'T *list_next_or_null_rcu(head, p, type, member)',
    'reads a node’s next, under RCU; NULL where it is the last',
    ...READ,
  ),
  word('T *hlist_first_rcu(head)', 'the first node, under RCU', ...READ),
  word('T *hlist_next_rcu(node)', 'the next node, under RCU', ...READ),
  word('T *list_next_rcu(node)', 'the next node, under RCU', ...READ),
];

const RELAXED = [cost('STADD or LDADD', 'nothing'), cost('ADD or XADD', 'tso')] as const;
const COUNTING: readonly Word[] = ['local_', 'local64_'].flatMap((prefix) => [
  word(`void ${prefix}inc(local_t *l)`, 'adds 1, at once for interrupts of this CPU', ...RELAXED),
  word(`void ${prefix}dec(local_t *l)`, 'subtracts 1', ...RELAXED),
  word(`void ${prefix}add(long i, local_t *l)`, 'adds', ...RELAXED),
  word(`void ${prefix}sub(long i, local_t *l)`, 'subtracts', ...RELAXED),
  word(`long ${prefix}inc_return(local_t *l)`, 'adds 1, gives the new value', ...RELAXED),
  word(`long ${prefix}dec_return(local_t *l)`, 'subtracts 1, gives the new value', ...RELAXED),
  word(`long ${prefix}add_return(long i, local_t *l)`, 'adds, gives the new value', ...RELAXED),
  word(`long ${prefix}sub_return(long i, local_t *l)`, 'subtracts, gives the new value', ...RELAXED),
  word(`long ${prefix}read(local_t *l)`, 'loads', ...LOAD),
  word(`void ${prefix}set(local_t *l, long i)`, 'stores', cost('STR', 'nothing'), cost('MOV', 'tso')),
  word(
    `long ${prefix}xchg(local_t *l, long i)`,
    'exchanges, gives the old value',
    cost('SWP', 'nothing'),
    cost('MOV; MOV', 'tso'),
  ),
  word(
    `long ${prefix}cmpxchg(local_t *l, long old, long new)`,
    'exchanges where it finds old, gives what it found',
    cost('CAS', 'nothing'),
    cost('CMPXCHG', 'tso'),
  ),
]);

export const SPARE: readonly WordGroup[] = [
  QUIET,
  { title: 'Other names for pointers that RCU protects', words: SAME_POINTERS },
  { title: 'More arithmetic, and nodes under RCU', words: NUMBERS },
  {
    title: 'Counters and memory of each CPU',
    words: [
      ...COUNTING,
      word(
        'T *alloc_percpu(type)',
        'one for each CPU, cleared; `this_cpu_ptr(p)` and `per_cpu_ptr(p, cpu)` lead to one, `this_cpu_inc(p->n)` counts there',
      ),
      word('T *alloc_percpu_gfp(type, gfp)', 'the same'),
      word('void free_percpu(p)', 'frees them'),
    ],
  },
];
