/** The functions of the prelude; what each does in steps stands there, and can be stepped into. */
import { firstText } from '../prelude.ts';
import { EXCLUSIVE, FUTEXES, HRTIMERS, PAGE_LOCKS, TASKLETS, WORKQUEUES } from './later-still.ts';
import { CALLBACKS, IRQ_WORKS, TIMERS, WORKS } from './later.ts';
import { PROCESSES } from './memory-management.ts';
import { COMPLETIONS, QUEUES, TASKS, THREADS, type Told } from './waiting.ts';
import { cost, word, type Cost, type Word, type WordGroup } from './word.ts';

const PUT = [cost('LDADDL; DMB ISHLD', 'put'), cost('LOCK XADD', 'full')] as const;
const SET_LOCK = [cost('LDR; LDSETA', 'acquire'), cost('LOCK BTS', 'full')] as const;

const NUMBERED: Readonly<Record<string, readonly [says: string, arm64?: Cost, x86?: Cost]>> = {
  refcount_sub_and_test: [
    'subtracts, tells whether that made 0; a count that gets negative violates `refcount-saturated`',
    ...PUT,
  ],
  refcount_dec_and_test: ['subtracts 1, tells whether that made 0', ...PUT],
  refcount_dec: [
    'subtracts 1 of a count that is more; else violates `refcount-saturated`',
    cost('LDADDL', 'release'),
    cost('LOCK XADD', 'full'),
  ],
  refcount_dec_and_lock: [
    'subtracts 1; takes the lock for the last one, and says so',
    cost('release; the lock acquires'),
    cost('LOCK CMPXCHG', 'full'),
  ],
  kref_init: ['stores 1', cost('STR', 'nothing'), cost('MOV', 'tso')],
  kref_read: ['loads', cost('LDR', 'nothing'), cost('MOV', 'tso')],
  kref_get: ['refcount_inc()', cost('LDADD', 'nothing'), cost('LOCK XADD', 'full')],
  kref_get_unless_zero: [
    'refcount_inc_not_zero()',
    cost('LDR; CAS', 'nothing'),
    cost('MOV; LOCK CMPXCHG', 'full'),
  ],
  kref_put: ['subtracts 1; the last one calls release(kref); tells whether it was the last', ...PUT],
  bit_spin_lock: ['takes a bit as a lock', ...SET_LOCK],
  bit_spin_trylock: ['takes a bit as a lock where it is free, tells whether it did', ...SET_LOCK],
  bit_spin_unlock: ['releases a bit', cost('LDCLRL', 'release'), cost('LOCK BTR', 'full')],
  __bit_spin_unlock: [
    'releases a bit of a word that nobody else changes',
    cost('LDR; STLR', 'release'),
    cost('MOV; MOV', 'tso'),
  ],
  bit_spin_is_locked: ['whether a bit is set', cost('LDR', 'nothing'), cost('MOV', 'tso')],
  cmpxchg_local: [
    'exchanges where it finds old, gives what it found; atomic for this CPU only',
    cost('LDR; STR', 'control'),
    cost('MOV; MOV', 'tso'),
  ],
};

const SEQUENCES: Readonly<Record<string, string>> = {
  __read_seqcount_begin: 'waits until nobody writes, gives the count; loads it with acquire, as since 6.12',
  raw_read_seqcount_begin: 'the same',
  read_seqcount_begin: 'the same',
  raw_read_seqcount: 'loads the count with acquire, odd or not',
  raw_seqcount_begin: 'the same, made even, so that the section is tried again',
  __read_seqcount_retry: 'whether the count is another by now; orders nothing',
  read_seqcount_retry: 'smp_rmb(), then whether the count is another by now',
  raw_write_seqcount_begin: 'makes the count odd, then smp_wmb()',
  raw_write_seqcount_end: 'smp_wmb(), then makes the count even',
  write_seqcount_begin: 'makes the count odd, then smp_wmb()',
  write_seqcount_end: 'smp_wmb(), then makes the count even',
  write_seqcount_invalidate: 'smp_wmb(), then adds 2, so that readers try again',
  seqcount_init: 'stores 0',
  read_seqbegin: 'read_seqcount_begin() of a seqlock',
  read_seqretry: 'read_seqcount_retry() of a seqlock',
  write_seqlock: 'takes the seqlock’s spinlock, begins to write',
  write_sequnlock: 'ends writing, gives the spinlock back',
  write_seqlock_irq: 'the same with interrupts masked',
  write_sequnlock_irq: 'undoes write_seqlock_irq()',
  read_seqlock_excl: 'takes the seqlock’s spinlock to read; nobody tries again',
  read_sequnlock_excl: 'gives it back',
  seqlock_init: 'makes a seqlock that is free',
};

const LISTS: Readonly<Record<string, string>> = {
  INIT_LIST_HEAD: 'a list that is empty',
  __list_add: 'puts an entry between two; plain stores',
  list_add: 'puts an entry behind the head; plain stores',
  list_add_tail: 'puts an entry before the head; plain stores',
  __list_add_rcu: 'puts an entry between two, published by rcu_assign_pointer()',
  list_add_rcu: 'puts an entry behind the head, published by rcu_assign_pointer()',
  list_add_tail_rcu: 'puts an entry before the head, published by rcu_assign_pointer()',
  __list_del_entry: 'takes an entry out',
  list_del: 'takes an entry out; its pointers lead nowhere then',
  list_del_rcu: 'takes an entry out; readers who stand at it go on from it',
  list_del_init: 'takes an entry out, which is an empty list then',
  list_replace_rcu: 'puts an entry in another’s place, published by rcu_assign_pointer()',
  list_is_singular: 'whether there is just one entry',
  list_move: 'takes an entry out, puts it behind a head; plain stores',
  list_move_tail: 'the same before a head',
  __list_splice: 'puts the entries of a list between two',
  list_splice: 'puts the entries of a list behind a head; the list itself is not changed',
  list_splice_tail: 'the same before a head',
  list_splice_init: 'the same behind a head; the list is empty then',
  list_splice_tail_init: 'the same before a head',
  list_empty: 'whether the head leads to itself',
  INIT_HLIST_NODE: 'an entry that is in no hash list',
  hlist_empty: 'whether a hash list has no entry',
  hlist_unhashed: 'whether an entry is in no hash list',
  hlist_add_head: 'puts an entry first; plain stores',
  hlist_add_head_rcu: 'puts an entry first, published by rcu_assign_pointer()',
  __hlist_del: 'takes an entry out of a hash list',
  hlist_del: 'takes an entry out; its pointers lead nowhere then',
  hlist_del_rcu: 'takes an entry out; readers who stand at it go on from it',
};

const CALLS: Readonly<Record<string, string>> = {
  smp_call_func: 'what a called CPU does besides acknowledging; a scenario may define its own',
  smp_call_function_many: 'has the other CPUs of a mask call smp_call_func()',
  smp_call_function: 'has every other CPU call smp_call_func()',
  smp_call_function_single: 'has one CPU call func(info), this one at once; with `wait` until that is done',
  generic_exec_single: 'leaves a call for another CPU and interrupts it',
  csd_lock_wait: 'waits until a CPU has done what it was asked',
  flush_smp_call_function_queue: 'makes the call that a CPU has left here, if there is one',
  on_each_cpu: 'has every CPU call smp_call_func(), this one too',
  on_each_cpu_mask: 'has the CPUs of a mask call func(info), this one too where it is in it',
  kick_skips: 'whom kick_all_cpus_sync() leaves out; a scenario may define its own',
  kick_all_cpus_sync: 'interrupts every other CPU and waits until each has been',
};

const STEPS: Readonly<Record<string, string>> = {
  unfair_spin_lock: 'spin_lock() of an unfair lock',
  unfair_spin_unlock: 'spin_unlock() of an unfair lock',
  fair_spin_lock: 'spin_lock() of a fair lock',
  fair_spin_unlock: 'spin_unlock() of a fair lock',
  sleeping_spin_lock: 'spin_lock() of a sleeping lock',
  sleeping_spin_unlock: 'spin_unlock() of a sleeping lock',
  instr_sync: 'a context synchronization event of either architecture',
  exception_entry: 'an exception from user space or a guest',
  exception_return: 'ERET or IRET to user space',
  caches_clean_inval_pou: 'makes an instruction that was written reach every fetch',
  flush_icache_range: 'the same, and every other CPU fetches anew',
  text_poke: 'writes a byte of text, synchronizes this CPU',
  text_poke_sync_cpu: 'what a CPU does that text_poke_sync() interrupts',
  text_poke_cpus: 'which CPUs text_poke_sync() asks; a scenario may define its own',
  text_poke_sync_begin: 'asks every other CPU to synchronize',
  text_poke_sync_wait: 'waits until each has',
  text_poke_sync: 'makes every other CPU synchronize',
  text_poke_bp_steps: 'INT3, the tail, the first byte',
  text_poke_publish: 'tells the #BP handler that a change is in progress',
  text_poke_bp: 'changes an instruction of several bytes while others run it',
  try_get_desc: 'takes a reference to the change, tells whether there is one',
  put_desc: 'gives the reference back',
  bp_patching_in_progress: 'whether a change is in progress',
  die_int3: 'a breakpoint that nobody knows: violates `unhandled-int3`',
};

const PAGES: Readonly<Record<string, string>> = {
  set_pte_at: 'stores an entry, with the barriers that a kernel entry needs on arm64',
  emit_pte_barriers: 'DSB ISHST and ISB behind an entry',
  pte_valid: 'whether an entry translates',
  is_spurious_el1_translation_fault: 'whether the entry is there by now',
  flush_tlb_kernel_range: 'drops a kernel translation everywhere, waits until that is done',
  mm_cpumask: 'CPUs that may hold translations of the process; a scenario may define its own',
  flush_tlb_multi: 'x86: drops a translation on this CPU and, by interrupts, on the others',
  flush_tlb_page: 'drops a translation of the process everywhere, waits until that is done',
  flush_tlb_range: 'the same, of a range',
  flush_tlb_mm: 'drops all translations of the process everywhere',
  ptep_modify_prot_start: 'takes an entry out to change it',
  ptep_modify_prot_commit: 'puts the changed entry back',
  ptep_clear_flush: 'takes an entry out and drops its translation everywhere',
  arch_enter_lazy_mmu_mode: 'from here part of setting entries is put off',
  arch_flush_lazy_mmu_mode: 'does what was put off',
  arch_leave_lazy_mmu_mode: 'does what was put off, and puts off no more',
  flush_mmu_queue: 'stores the entries that were queued',
  flush_mmu_slot: 'stores one of them',
  queue_pte: 'stores an entry, or queues it',
  queue_pte_barriers: 'the barriers behind an entry, or a note that they are due',
  arm64_enter_lazy_mmu_mode: 'arm64: the barriers are put off',
  arm64_flush_lazy_mmu_mode: 'arm64: the barriers that are due',
  arm64_leave_lazy_mmu_mode: 'arm64: the barriers that are due, and they are put off no more',
};

const PAUSES: Readonly<Record<string, string>> = {
  pause_local_cpu: 'waits in an NMI until resumed',
  cross_call_pause: 'interrupts the CPUs that are to pause',
  pause_remote_cpus: 'pauses every other CPU',
  resume_remote_cpus: 'lets them go on',
  task_isolation_kernel_enter: 'an isolated task enters the kernel',
  task_isolation_exit_to_user_mode: 'an isolated task leaves it',
};

const CACHES: Readonly<Record<string, string>> = {
  kmem_cache_destroy: 'frees a cache; violates `cache-in-use` where objects of it are still there',
};

const DEVICES: Readonly<Record<string, readonly [says: string, arm64: Cost, x86: Cost]>> = {
  readl: ['reads a register; memory is read after it', cost('LDR; DMB OSHLD'), cost('MOV')],
  readl_relaxed: ['reads a register', cost('LDR', 'nothing'), cost('MOV', 'tso')],
  writel: ['writes a register, behind what was written to memory', cost('DMB OSHST; STR'), cost('MOV')],
  writel_relaxed: ['writes a register', cost('STR', 'nothing'), cost('MOV', 'tso')],
  dma_mapping_error: ['whether a buffer could not be mapped; it can here', cost(''), cost('')],
};

/** Lines of the prelude that declare a function, by its name. */
const DECLARATIONS: ReadonlyMap<string, string> = new Map(
  [...firstText.matchAll(/^\w[\w *]*[ *](\w+)\(.*\)$/gm)]
    .map(([line, name = '']) => [name, line] as const)
    .reverse(),
);

/** As the prelude declares it first. */
export function signatureOf(name: string): string {
  return DECLARATIONS.get(name) ?? `${name}()`;
}

function listed(says: Readonly<Record<string, string>>): readonly Word[] {
  return Object.entries(says).map(([name, text]) => word(signatureOf(name), text));
}

function priced(told: Readonly<Record<string, Told>>): readonly Word[] {
  return Object.entries(told).map(([name, [says, ...costs]]) => word(signatureOf(name), says, ...costs));
}

export const PRELUDE: readonly WordGroup[] = [
  { title: 'Counts and bits of the prelude', words: priced(NUMBERED) },
  { title: 'Caches of objects', words: listed(CACHES) },
  { title: 'Registers of devices', words: priced(DEVICES) },
  { title: 'Tasks and wake-ups', words: priced(TASKS) },
  { title: 'Wait queues', words: priced(QUEUES) },
  { title: 'Waiting exclusively', words: priced(EXCLUSIVE) },
  { title: 'Futexes', words: priced(FUTEXES) },
  { title: 'Completions', words: priced(COMPLETIONS) },
  { title: 'Kernel threads', words: priced(THREADS) },
  { title: 'Timers', words: priced(TIMERS) },
  { title: 'Timers that interrupt', words: priced(HRTIMERS) },
  { title: 'Tasklets', words: priced(TASKLETS) },
  { title: 'Work', words: priced(WORKS) },
  { title: 'Queues of works, and delayed work', words: priced(WORKQUEUES) },
  { title: 'Work of an interrupt', words: priced(IRQ_WORKS) },
  { title: 'Callbacks of RCU', words: priced(CALLBACKS) },
  { title: 'Sequence counts and locks', words: listed(SEQUENCES) },
  { title: 'Lists', words: listed(LISTS) },
  { title: 'Calls to other CPUs', words: listed(CALLS) },
  { title: 'Page tables', words: listed(PAGES) },
  { title: 'The lock of a page', words: priced(PAGE_LOCKS) },
  { title: 'Memory of a process', words: priced(PROCESSES) },
  { title: 'Locks and text in steps', words: listed(STEPS) },
  { title: 'Pausing and isolation', words: listed(PAUSES) },
];
