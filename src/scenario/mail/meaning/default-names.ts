/**
 * What a thing of a kernel type is called where the author does not say: `spin_lock()` takes `lock`. Data; a type that is
 * not here has more to it than a name.
 */
const NAMES: Readonly<Record<string, string>> = {
  spinlock_t: 'lock',
  rwlock_t: 'rwlock',
  'struct mutex': 'mutex',
  'struct rw_semaphore': 'sem',
  'struct completion': 'done',
  'struct wait_queue_head': 'wq',
  wait_queue_head_t: 'wq',
  atomic_t: 'count',
  refcount_t: 'refs',
  seqcount_t: 'seq',
  seqlock_t: 'seqlock',
  'unsigned long': 'bits',
  cpumask_t: 'cpus',
  'struct srcu_struct': 'srcu',
  'struct list_head': 'list',
  'struct llist_head': 'llist',
  'struct llist_node': 'node',
  'struct mm_struct': 'mm',
  'struct vm_area_struct': 'vma',
  'struct kref': 'kref',
  'struct percpu_rw_semaphore': 'rwsem',
  'struct rw_semaphore *': 'sem',
};

/** A name for a thing of that type; null where it takes more than a name. */
export function nameFor(type: string): string | null {
  return NAMES[type] ?? null;
}
