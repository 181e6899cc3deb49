/** What each primitive does, in a few words: for completion and lists, apart from what compiling needs. */

const ORDERINGS = {
  '': 'fully ordered',
  _relaxed: 'relaxed',
  _acquire: 'acquire',
  _release: 'release',
} as const;

/** Atomics with every suffix. */
function atomics(): Record<string, string> {
  const words: Record<string, string> = {};
  for (const [suffix, order] of Object.entries(ORDERINGS)) {
    for (const prefix of ['', 'atomic_']) {
      words[`${prefix}xchg${suffix}`] = `exchanges, ${order}`;
      words[`${prefix}cmpxchg${suffix}`] = `compares and exchanges, gives what was there, ${order}`;
    }
    for (const op of ['add', 'sub', 'inc', 'dec']) {
      words[`atomic_${op}_return${suffix}`] = `${op}, gives the new value, ${order}`;
      words[`atomic_fetch_${op}${suffix}`] = `${op}, gives the old value, ${order}`;
    }
    for (const op of ['or', 'and', 'xor'])
      words[`atomic_fetch_${op}${suffix}`] = `${op}, gives the old value, ${order}`;
  }
  return words;
}

/** By name; every primitive and nothing else. */
export const primitiveWords: Readonly<Record<string, string>> = {
  ...atomics(),
  READ_ONCE: 'a load',
  rcu_dereference: 'a load that later accesses depend on',
  smp_load_acquire: 'a load that later accesses wait for',
  atomic_read: 'a load',
  atomic_read_acquire: 'a load that later accesses wait for',
  WRITE_ONCE: 'a store',
  smp_store_release: 'a store that waits for earlier accesses',
  rcu_assign_pointer: 'publishes a pointer: a release store',
  atomic_set: 'a store',
  atomic_set_release: 'a store that waits for earlier accesses',
  test_bit: 'reads one bit, no ordering',
  cpumask_test_cpu: 'reads one bit, no ordering',
  cpumask_empty: 'reads a mask, no ordering',
  cpumask_setall: 'a plain store of the whole mask',
  cpumask_clear: 'a plain store of the whole mask',
  cpu_relax: 'a hint in a wait loop',
  barrier: 'holds the compiler only',
  rcu_read_lock: 'begins a read-side section; orders nothing',
  rcu_read_unlock: 'ends a read-side section; orders nothing',
  likely: 'the value itself',
  unlikely: 'the value itself',
  BIT: '1 << n',
  cpumask_of: 'the mask of one CPU',
  smp_processor_id: 'the number of this CPU',
  raw_smp_processor_id: 'the number of this CPU',
  in_interrupt: 'whether this is the code of an interrupt handler',
  num_online_cpus: 'how many CPUs there are',
  pte: 'the value of a translation entry',
  pte_invalid: 'the value of a translation entry',
  smp_mb: 'a full barrier between memory accesses',
  smp_rmb: 'orders loads with loads',
  smp_wmb: 'orders stores with stores',
  mb: 'a full barrier',
  rmb: 'orders loads',
  wmb: 'orders stores',
  smp_mb__before_atomic: 'a full barrier beside an unordered atomic',
  smp_mb__after_atomic: 'a full barrier beside an unordered atomic',
  isb: 'drops what this CPU fetched ahead',
  dsb: 'DSB: sy, ish, ishst, ishld',
  dmb: 'DMB: sy, ish, ishst, ishld',
  sync_core: 'serializes: drains stores, drops what was fetched ahead',
  atomic_add: 'add without a result, unordered',
  atomic_sub: 'sub without a result, unordered',
  atomic_inc: 'inc without a result, unordered',
  atomic_dec: 'dec without a result, unordered',
  atomic_or: 'or without a result, unordered',
  atomic_and: 'and without a result, unordered',
  atomic_dec_and_test: 'dec, tells whether it became 0, fully ordered',
  set_bit: 'sets a bit, unordered',
  cpumask_set_cpu: 'sets a bit, unordered',
  clear_bit: 'clears a bit, unordered',
  cpumask_clear_cpu: 'clears a bit, unordered',
  test_and_set_bit: 'sets a bit and tells what it was, fully ordered',
  cpumask_test_and_set_cpu: 'sets a bit and tells what it was, fully ordered',
  test_and_clear_bit: 'clears a bit and tells what it was, fully ordered',
  cpumask_test_and_clear_cpu: 'clears a bit and tells what it was, fully ordered',
  local_irq_disable: 'masks interrupts on this CPU',
  local_irq_enable: 'unmasks interrupts on this CPU',
  local_irq_save: 'masks interrupts and remembers whether they were masked',
  local_irq_restore: 'undoes local_irq_save',
  raw_local_irq_disable: 'masks interrupts on this CPU',
  raw_local_irq_enable: 'unmasks interrupts on this CPU',
  raw_local_irq_save: 'masks interrupts and remembers whether they were masked',
  raw_local_irq_restore: 'undoes local_irq_save',
  preempt_disable: 'this CPU stays with its task',
  preempt_enable: 'the scheduler may take this CPU',
  enter_user: 'the task is in user space from here',
  enter_kernel: 'the task is in the kernel from here',
  enter_idle: 'the CPU idles from here',
  enter_guest: 'the CPU runs a guest from here',
  eqs_enter: 'RCU stops watching this CPU (drawn; the counter is the scenario’s)',
  eqs_exit: 'RCU watches this CPU again (drawn; the counter is the scenario’s)',
  raise: 'raises an interrupt on a CPU',
  raise_nmi: 'raises an NMI on a CPU',
  smp_cross_call: 'raises an interrupt on every CPU of a mask',
  execute: 'executes a text site, gives the version that was executed',
  dc_cvau: 'cleans text to the point of unification',
  ic_ivau: 'drops old text from every instruction cache',
  set_pte: 'stores a translation entry',
  ptep_get: 'reads a translation entry',
  pte_clear: 'makes a translation invalid',
  tlbi: 'drops a translation (arm64: on every CPU)',
  tlbi_all: 'drops all translations (arm64: on every CPU)',
  local_tlbi: 'drops a translation on this CPU only',
  local_flush_tlb_all: 'drops all translations on this CPU only',
  invlpg: 'drops a translation on this CPU only',
  access: 'reads through a page’s translation',
  int3_emulate: 'ends a breakpoint or fault handler as if the instruction had given this result',
  spin_lock: 'takes a lock, by its kind',
  spin_unlock: 'releases a lock, by its kind',
  raw_spin_lock: 'takes a lock, by its kind',
  raw_spin_unlock: 'releases a lock, by its kind',
};
