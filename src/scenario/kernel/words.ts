/** What the kernel's words are in the Linux-kernel memory model; a word that is not here is what its instruction says. */
import type { FenceKind } from '../../axiomatic/index.ts';
import type { FenceKind as MachineFence } from '../../machine/index.ts';

const FENCES: Readonly<Record<string, FenceKind>> = {
  smp_mb: 'mb',
  mb: 'mb',
  dma_mb: 'mb',
  virt_mb: 'mb',
  smp_rmb: 'rmb',
  rmb: 'rmb',
  dma_rmb: 'rmb',
  virt_rmb: 'rmb',
  smp_acquire__after_ctrl_dep: 'rmb',
  smp_wmb: 'wmb',
  wmb: 'wmb',
  dma_wmb: 'wmb',
  virt_wmb: 'wmb',
  smp_mb__before_atomic: 'before-atomic',
  smp_mb__after_atomic: 'after-atomic',
  smp_mb__after_spinlock: 'after-spinlock',
  smp_mb__after_unlock_lock: 'after-unlock-lock',
  smp_mb__after_srcu_read_unlock: 'after-srcu-read-unlock',
  barrier: 'barrier',
  barrier_data: 'barrier',
  cpu_relax: 'barrier',
  rcu_read_lock: 'rcu-lock',
  rcu_read_unlock: 'rcu-unlock',
  rcu_read_lock_bh: 'rcu-lock',
  rcu_read_unlock_bh: 'rcu-unlock',
  rcu_read_lock_sched: 'rcu-lock',
  rcu_read_unlock_sched: 'rcu-unlock',
};

export function fenceOfWord(word: string): FenceKind | null {
  return FENCES[word] ?? null;
}

/** Of a barrier that no word of the kernel stands for, as `dsb(ish)`. */
export function fenceOfKind(kind: MachineFence): FenceKind | null {
  switch (kind) {
    case 'dmb.sy':
    case 'dsb.sy':
    case 'mfence':
      return 'mb';
    case 'dmb.ld':
    case 'dsb.ld':
      return 'rmb';
    case 'dmb.st':
    case 'dsb.st':
      return 'wmb';
    case 'isb':
    case 'serialize':
      return null;
  }
}

/** Sections of RCU, one event each, whatever instructions the word has here. */
export function isSection(word: string): boolean {
  return /^rcu_read_(un)?lock/.test(word) && FENCES[word] !== undefined;
}

/** Locks that are held alone; their handover orders as a spinlock's does. */
export function isLocking(word: string): boolean {
  return /^((raw_)?spin|write|mutex|local)_(try)?lock|^down_write/.test(word);
}

export function isUnlocking(word: string): boolean {
  return /^((raw_)?spin|write|mutex|local)_unlock|^up_write|^downgrade_write/.test(word);
}

/** Functions of the prelude that are one event. */
export function isGracePeriod(name: string): boolean {
  return /^synchronize_(rcu|net)/.test(name);
}

/** Those of one domain, and what else has to do with it. */
export function isSrcuGracePeriod(name: string): boolean {
  return /^synchronize_srcu/.test(name);
}

export function isSrcu(name: string): boolean {
  return /^(synchronize_srcu|call_srcu|cleanup_srcu|srcu_)/.test(name);
}
