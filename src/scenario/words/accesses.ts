/** Loads, stores and pointers. Documentation/memory-barriers.txt; include/linux/rcupdate.h. */
import { cost, word, type WordGroup } from './word.ts';

const LOAD = cost('LDR', 'nothing');
const STORE = cost('STR', 'nothing');
const ACQUIRE = cost('LDAR', 'acquire');
const RELEASE = cost('STLR', 'release');
const MOV = cost('MOV', 'tso');
const POINTER = 'what is reached through it comes after';

export const ACCESSES: WordGroup = {
  title: 'Loads and stores',
  words: [
    word('T READ_ONCE(x)', 'loads; what its address depends on waits', LOAD, MOV),
    word('T READ_ONCE_NOCHECK(x)', 'READ_ONCE() that KASAN does not look at', LOAD, MOV),
    word(
      'T data_race(expression)',
      'the value; says that its plain accesses may race, and holds no compiler',
      cost(''),
      cost(''),
    ),
    word('void WRITE_ONCE(x, value)', 'stores', STORE, MOV),
    word('T smp_load_acquire(T *p)', 'loads', ACQUIRE, MOV),
    word('void smp_store_release(T *p, value)', 'stores', RELEASE, MOV),
    word(
      'void smp_store_mb(x, value)',
      'stores, then a full barrier',
      cost('STR; DMB ISH', 'full-behind'),
      cost('XCHG', 'full'),
    ),
    word(
      'void set_mb(x, value)',
      'the old name of smp_store_mb()',
      cost('STR; DMB ISH', 'full-behind'),
      cost('XCHG', 'full'),
    ),
    word('T virt_load_acquire(T *p)', 'smp_load_acquire() towards a hypervisor', ACQUIRE, MOV),
    word('void virt_store_release(T *p, value)', 'smp_store_release() towards a hypervisor', RELEASE, MOV),
    word(
      'void virt_store_mb(x, value)',
      'smp_store_mb() towards a hypervisor',
      cost('STR; DMB ISH', 'full-behind'),
      cost('XCHG', 'full'),
    ),
  ],
};

export const POINTERS: WordGroup = {
  title: 'Pointers that RCU protects',
  words: [
    word('T *rcu_dereference(p)', `loads a pointer; ${POINTER}`, LOAD, MOV),
    word(
      'T *rcu_dereference_check(p, condition)',
      'rcu_dereference(); the condition is for lockdep and is not evaluated',
      LOAD,
      MOV,
    ),
    word('T *rcu_dereference_raw(p)', 'rcu_dereference() that nobody checks', LOAD, MOV),
    word(
      'T *rcu_dereference_protected(p, condition)',
      'loads a pointer that nobody changes meanwhile; the condition is not evaluated',
      LOAD,
      MOV,
    ),
    word('T *rcu_access_pointer(p)', 'loads a pointer to look at, not to follow', LOAD, MOV),
    word(
      'void rcu_assign_pointer(p, value)',
      'publishes a pointer; a plain store where it is NULL',
      RELEASE,
      MOV,
    ),
    word(
      'T *rcu_replace_pointer(p, value, condition)',
      'publishes a pointer, gives the old one; no atomic exchange, the condition is not evaluated',
      cost('LDR; STLR', 'release'),
      cost('MOV; MOV', 'tso'),
    ),
    word('void RCU_INIT_POINTER(p, value)', 'stores a pointer that nobody follows yet, or NULL', STORE, MOV),
  ],
};
