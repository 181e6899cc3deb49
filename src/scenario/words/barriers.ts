/** Barriers and waits: Documentation/memory-barriers.txt; asm/barrier.h of both, asm-generic/barrier.h, asm/spinlock.h. */
import { cost, word, type WordGroup } from './word.ts';

const FULL = [cost('DMB ISH', 'full'), cost('LOCK ADD', 'full')] as const;
const LOADS = [cost('DMB ISHLD', 'loads'), cost('', 'compiler')] as const;
const STORES = [cost('DMB ISHST', 'stores'), cost('', 'compiler')] as const;
const BESIDE = [cost('DMB ISH', 'full'), cost('', 'compiler')] as const;
const NONE = [cost('', 'compiler'), cost('', 'compiler')] as const;
const SERIALIZES = 'drains stores, drops what was fetched ahead';
const ABSENT = cost('not there');

export const BARRIERS: WordGroup = {
  title: 'Barriers',
  words: [
    word('void smp_mb(void)', 'earlier accesses before later ones', ...FULL),
    word('void smp_rmb(void)', 'earlier loads before later ones', ...LOADS),
    word('void smp_wmb(void)', 'earlier stores before later ones', ...STORES),
    word(
      'void mb(void)',
      'for devices too, and for what is no access',
      cost('DSB SY', 'full'),
      cost('MFENCE', 'full'),
    ),
    word(
      'void rmb(void)',
      'earlier loads before later ones, for devices too',
      cost('DSB LD', 'loads'),
      cost('LFENCE', 'tso'),
    ),
    word(
      'void wmb(void)',
      'earlier stores before all that is later, for devices too',
      cost('DSB ST', 'stores-first'),
      cost('SFENCE', 'tso'),
    ),
    word(
      'void dma_mb(void)',
      'memory that a device shares: earlier accesses before later ones',
      cost('DMB OSH', 'full'),
      cost('MFENCE', 'full'),
    ),
    word(
      'void dma_rmb(void)',
      'memory that a device shares: earlier loads before later ones',
      cost('DMB OSHLD', 'loads'),
      cost('', 'compiler'),
    ),
    word(
      'void dma_wmb(void)',
      'memory that a device shares: earlier stores before later ones',
      cost('DMB OSHST', 'stores'),
      cost('', 'compiler'),
    ),
    word('void virt_mb(void)', 'smp_mb() towards a hypervisor, without SMP too', ...FULL),
    word('void virt_rmb(void)', 'smp_rmb() towards a hypervisor', ...LOADS),
    word('void virt_wmb(void)', 'smp_wmb() towards a hypervisor', ...STORES),
    word('void smp_mb__before_atomic(void)', 'a full barrier before an atomic without a result', ...BESIDE),
    word('void smp_mb__after_atomic(void)', 'a full barrier behind an atomic without a result', ...BESIDE),
    word('void smp_mb__after_spinlock(void)', 'a full barrier behind taking a lock', ...BESIDE),
    word(
      'void smp_mb__after_unlock_lock(void)',
      'makes the release of one lock and the taking of another a full barrier; on both it is one already',
      ...NONE,
    ),
    word(
      'void smp_acquire__after_ctrl_dep(void)',
      'makes a load on which a branch depends an acquire',
      ...LOADS,
    ),
    word('void barrier(void)', 'nothing is moved over it', ...NONE),
    word(
      'void barrier_data(void *p)',
      'nothing is moved over it, and what p points to counts as used',
      ...NONE,
    ),
    word(
      'void isb(void)',
      'drops what this CPU fetched ahead, after what it depends on',
      cost('ISB'),
      ABSENT,
    ),
    word(
      'void dsb(domain)',
      'sy, ish, ishst, ishld: what is later waits until what is earlier is complete',
      cost('DSB'),
      ABSENT,
    ),
    word('void dmb(domain)', 'sy, ish, ishst, ishld: later accesses after earlier ones', cost('DMB'), ABSENT),
    word('void cpuid(void)', SERIALIZES, ABSENT, cost('CPUID')),
    word('void wrmsr(void)', SERIALIZES, ABSENT, cost('WRMSR')),
    word('void sync_core(void)', SERIALIZES, ABSENT, cost('IRET or SERIALIZE')),
  ],
};

const WAITS_FOR = 'loads until the condition, which calls the value `VAL`, holds, and gives it';

export const WAITS: WordGroup = {
  title: 'Waits',
  words: [
    word(
      'void cpu_relax(void)',
      'a hint in a wait loop, which makes it a wait',
      cost('YIELD'),
      cost('PAUSE'),
    ),
    word('T smp_cond_load_relaxed(T *p, condition)', WAITS_FOR, cost('LDR', 'control'), cost('MOV', 'tso')),
    word('T smp_cond_load_acquire(T *p, condition)', WAITS_FOR, cost('LDAR', 'acquire'), cost('MOV', 'tso')),
    word(
      'T sleep_until(T *p, condition)',
      'smp_cond_load_acquire() of a task that has given its CPU away; what schedule() is made of',
      cost('LDAR', 'acquire'),
      cost('MOV', 'tso'),
    ),
    word(
      'int atomic_cond_read_relaxed(atomic_t *v, condition)',
      WAITS_FOR,
      cost('LDR', 'control'),
      cost('MOV', 'tso'),
    ),
    word(
      'int atomic_cond_read_acquire(atomic_t *v, condition)',
      WAITS_FOR,
      cost('LDAR', 'acquire'),
      cost('MOV', 'tso'),
    ),
  ],
};
