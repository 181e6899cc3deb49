/** The words by which a guard of each class takes and gives back (DEFINE_GUARD() and DEFINE_LOCK_GUARD_n() in the kernel's headers). */

/** `keeps`: what the first word gives, or puts into a local, goes back with the second. */
export type GuardClass = readonly [take: string, give: string, keeps?: 'flags' | 'index'];

const CLASSES: Readonly<Record<string, GuardClass>> = {
  mutex: ['mutex_lock', 'mutex_unlock'],
  rwsem_read: ['down_read', 'up_read'],
  rwsem_write: ['down_write', 'up_write'],
  percpu_read: ['percpu_down_read', 'percpu_up_read'],
  percpu_write: ['percpu_down_write', 'percpu_up_write'],
  rcu: ['rcu_read_lock', 'rcu_read_unlock'],
  srcu: ['srcu_read_lock', 'srcu_read_unlock', 'index'],
  preempt: ['preempt_disable', 'preempt_enable'],
  migrate: ['migrate_disable', 'migrate_enable'],
  irq: ['local_irq_disable', 'local_irq_enable'],
  irqsave: ['local_irq_save', 'local_irq_restore', 'flags'],
  cpus_read_lock: ['cpus_read_lock', 'cpus_read_unlock'],
  ...Object.fromEntries(
    [
      ['spinlock', 'spin'],
      ['raw_spinlock', 'raw_spin'],
      ['read_lock', 'read'],
      ['write_lock', 'write'],
    ].flatMap(([name = '', word = '']): [string, GuardClass][] => [
      [name, [`${word}_lock`, `${word}_unlock`]],
      [`${name}_irq`, [`${word}_lock_irq`, `${word}_unlock_irq`]],
      [`${name}_bh`, [`${word}_lock_bh`, `${word}_unlock_bh`]],
      [`${name}_irqsave`, [`${word}_lock_irqsave`, `${word}_unlock_irqrestore`, 'flags']],
    ]),
  ),
};

/** A class that is not listed here is of a lock by whose name its words begin. */
export function guardClass(name: string): GuardClass {
  return CLASSES[name] ?? [`${name}_lock`, `${name}_unlock`];
}
