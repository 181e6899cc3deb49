/**
 * Words of the kernel that the language has under another name, or as the lock that they take: `rtnl_lock()` takes a
 * mutex, `lock_sock(sk)` a lock in the socket, `ioread32(base + OFF)` reads what `base` leads to. Data, in C.
 */

/** Locks that a pair of functions takes and gives back, by the two words and what they are in the language. */
const LOCKS: readonly (readonly [lock: string, unlock: string, as: string, back: string, place: string])[] = [
  ['rtnl_lock', 'rtnl_unlock', 'mutex_lock', 'mutex_unlock', '&rtnl_mutex'],
  ['cpus_read_lock', 'cpus_read_unlock', 'down_read', 'up_read', '&cpu_hotplug_lock'],
  ['cpus_write_lock', 'cpus_write_unlock', 'down_write', 'up_write', '&cpu_hotplug_lock'],
  ['lock_sock', 'release_sock', 'spin_lock', 'spin_unlock', '&$->sk_lock'],
  ['bh_lock_sock', 'bh_unlock_sock', 'spin_lock', 'spin_unlock', '&$->sk_lock'],
  ['device_lock', 'device_unlock', 'mutex_lock', 'mutex_unlock', '&$->mutex'],
  ['inode_lock', 'inode_unlock', 'down_write', 'up_write', '&$->i_rwsem'],
  ['inode_lock_shared', 'inode_unlock_shared', 'down_read', 'up_read', '&$->i_rwsem'],
  ['i_mmap_lock_write', 'i_mmap_unlock_write', 'down_write', 'up_write', '&$->i_mmap_rwsem'],
  ['i_mmap_lock_read', 'i_mmap_unlock_read', 'down_read', 'up_read', '&$->i_mmap_rwsem'],
  ['anon_vma_lock_write', 'anon_vma_unlock_write', 'down_write', 'up_write', '&$->rwsem'],
  ['anon_vma_lock_read', 'anon_vma_unlock_read', 'down_read', 'up_read', '&$->rwsem'],
  ['filemap_invalidate_lock', 'filemap_invalidate_unlock', 'down_write', 'up_write', '&$->invalidate_lock'],
  ['lock_buffer', 'unlock_buffer', 'mutex_lock', 'mutex_unlock', '&$->buffer_lock'],
  ['pte_offset_map_lock', 'pte_unmap_unlock', 'spin_lock', 'spin_unlock', '&ptl'],
  ['task_lock', 'task_unlock', 'spin_lock', 'spin_unlock', '&$->alloc_lock'],
  ['raw_spin_rq_lock', 'raw_spin_rq_unlock', 'raw_spin_lock', 'raw_spin_unlock', '&$->__lock'],
  ['rq_lock', 'rq_unlock', 'raw_spin_lock', 'raw_spin_unlock', '&$->__lock'],
];

const NAMES: readonly (readonly [RegExp, string])[] = [
  // Other languages' atomics: `x.store(1, Relaxed)`, `atomic_load_explicit(&x, memory_order_acquire)`.
  [/^let (?:mut )?(?=\w+ *=)/, ''],
  [/\b([\w>-]+)\.store\(([^,()]+),[^()]*release[^()]*\)/i, 'smp_store_release(&$1, $2)'],
  [/\b([\w>-]+)\.store\(([^,()]+),[^()]*relaxed[^()]*\)/i, 'WRITE_ONCE($1, $2)'],
  [/\b([\w>-]+)\.store\(([^,()]+)(?:,[^()]*)?\)/, 'smp_store_mb($1, $2)'],
  [/\b([\w>-]+)\.load\([^()]*relaxed[^()]*\)/i, 'READ_ONCE($1)'],
  [/\b([\w>-]+)\.load\([^()]*\)/, 'smp_load_acquire(&$1)'],
  [/\batomic_store_explicit\(&?([^,()]+), *([^,()]+),[^()]*release\)/, 'smp_store_release(&$1, $2)'],
  [/\batomic_store_explicit\(&?([^,()]+), *([^,()]+),[^()]*relaxed\)/, 'WRITE_ONCE($1, $2)'],
  [/\batomic_load_explicit\(&?([^,()]+),[^()]*acquire\)/, 'smp_load_acquire(&$1)'],
  [/\batomic_load_explicit\(&?([^,()]+),[^()]*relaxed\)/, 'READ_ONCE($1)'],
  [/\b(?:std::)?atomic_thread_fence\([^()]*(?:seq_cst)?[^()]*\)/, 'smp_mb()'],
  [/^(?:pr_\w+|printk|printf|trace_printk)\("[^"]*", *([A-Za-z_][\w.>[\]-]*)\);?$/, 'READ_ONCE($1)'],
  [/\b(?:atomic_)?try_cmpxchg(_\w+)?\((&?[\w.>-]+), *(-?\d+|[A-Z]\w*), */, 'atomic_cmpxchg$1($2, $3, '],
  [/\bIS_ERR_OR_NULL\(([\w.>-]+)\)/, '!$1'],
  // What the compiler is told of a branch says nothing of what it does.
  [/\b(?:un)?likely\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/, '($1)'],
  [/\blocal_(add|sub|inc|dec)(_return)?\(/, 'atomic_$1$2('],
  [/\blocal_(cmpxchg|xchg|read)\(/, 'atomic_$1('],
  // Words that the kernel once had, or has by other names.
  [/\bhrtimer_queued\(/, 'hrtimer_is_queued('],
  [/\bhrtimer_is_active\(/, 'hrtimer_active('],
  [/\bmemory_barrier\(\)/, 'smp_mb()'],
  // What its caller does; what it makes others do is drawn there.
  [/^(?:sys_)?membarrier\([^()]*\)(?=\s*;?$)/, 'smp_mb()'],
  // What a guest and its device order: the argument, which says how much, is often left out.
  [/\bvirtio_([rw]?mb)\([^()]*\)/, 'smp_$1()'],
  [/\bvirtio_store_mb\(([^,()]+), *([^,()]+)(?:,[^()]*)?\)/, 'smp_store_mb($1, $2)'],
  [/\b(?:SLA|smp_ld_acquire|load_acquire)\(&?(\w[\w.>-]*)\)/, 'smp_load_acquire(&$1)'],
  [/\b(?:SSR|smp_st_release|store_release)\(&?(\w[\w.>-]*) *,/, 'smp_store_release(&$1,'],
  [/\bdown(?:_interruptible|_killable)?\((&?[\w.>-]+)\)/, 'mutex_lock($1)'],
  [/\bup\((&?[\w.>-]+)\)/, 'mutex_unlock($1)'],
  [/\bmm_cpumask\((\w[\w>.-]*)\)/, '&$1->cpu_bitmap'],
  // An entry of a page table by a pointer to it is a place as any.
  [/\bptep?_get(?:_lockless)?\((\w*ptep?)\)/, 'READ_ONCE(*$1)'],
  [/\bset_ptes?_at\([^,()]+,[^,()]+, *(\w*ptep?), *([^,()]+)\)/, 'WRITE_ONCE(*$1, $2)'],
  [/\bpte_clear\([^,()]+,[^,()]+, *(\w*ptep?)\)/, 'WRITE_ONCE(*$1, 0)'],
  [/\bptep_get_and_clear(?:_full)?\([^,()]+,[^,()]+, *(\w*ptep?)(?:,[^()]*)?\)/, 'xchg($1, 0)'],
  [/\bptep_clear_flush\([^,()]+,[^,()]+, *(\w*ptep?)\)/, 'xchg($1, 0)'],
  // The page that is found is locked.
  [
    /^(?:grab_cache_page(?:_nowait|_write_begin)?|find_lock_page|find_or_create_page|pagecache_get_page|filemap_(?:grab|lock)_folio)\([^()]*\)/,
    'lock_page(&page)',
  ],
  [/^(?:lock_page|(?:__)?folio_lock)_(?:or_retry|killable|async)\(([^(),]*)[^()]*\)/, 'lock_page($1)'],
  [/^((?:un)?lock_page|trylock_page)\(\)/, '$1(&page)'],
  [/^(folio_(?:un|try)?lock)\(\)/, '$1(&folio)'],
  // Without what they are given they are about the one entry that a table has.
  [/\b(?:ptep?_get(?:_lockless)?)\(\)/, 'READ_ONCE(*ptep)'],
  [/\bset_ptes?_at\(\)/, 'WRITE_ONCE(*ptep, pte)'],
  [/\b(?:pte|ptep)_clear\(\)/, 'WRITE_ONCE(*ptep, 0)'],
  [/\bptep_(?:get_and_clear(?:_full)?|clear_flush)\(\)/, 'xchg(ptep, 0)'],
  [/^(\w+)\s*=\s*(atomic\w*_(?:dec|inc)_return)\(\)/, '$2(&$1)'],
  [/\b(?:smp_)?read_barrier_depends\(\)/, 'barrier()'],
  [/\b((?:raw_)?spin_(?:lock_irqsave|unlock_irqrestore))\(\s*\)/, '$1(&lock, flags)'],
  [/\b((?:raw_)?spin_(?:lock_irqsave|unlock_irqrestore))\(([^,()]+)\)/, '$1($2, flags)'],
  [/\b(read|write)_lock_irqsave\(([^,()]+)(?:,[^()]*)?\)/, '$1_lock_irq($2)'],
  [/\b(read|write)_unlock_irqrestore\(([^,()]+)(?:,[^()]*)?\)/, '$1_unlock_irq($2)'],
  [/\b__add_wait_queue(?:_exclusive|_entry_tail|_entry_tail_exclusive)?\(/, 'add_wait_queue('],
  [/\bwakeup(_interruptible)?\(/, 'wake_up$1('],
  // The queue that goes without saying: `wait_event(, !x)`.
  [/\bwait_event(_interruptible|_killable)?\(\s*,/, 'wait_event$1(wq,'],
  [/\b(?:interruptible_)?sleep_on\([^()]*\)/, 'schedule()'],
  [/^(?:IF|If)(?= *\()/, 'if'],
  [/^(?:WHILE|While)(?= *\()/, 'while'],
  [/^(?:ELSE|Else)\b/, 'else'],
  // Flags of pages: `PageLRU(page)`, `folio_test_lru(folio)`.
  [/\b(?:Test)?SetPage([A-Z]\w*)\((\w+)\)/, 'test_and_set_bit(PG_$1, &$2->flags)'],
  [/\bTestClearPage([A-Z]\w*)\((\w+)\)/, 'test_and_clear_bit(PG_$1, &$2->flags)'],
  [/\bClearPage([A-Z]\w*)\((\w+)\)/, 'clear_bit(PG_$1, &$2->flags)'],
  [
    /\bPage(LRU|Locked|Dirty|Uptodate|Writeback|Swap\w*|Active|Private\w*|Reclaim|Error|Huge|Isolated|Mlocked|Referenced|Workingset)\((\w+)\)/,
    'test_bit(PG_$1, &$2->flags)',
  ],
  [/\b(?:set_page_dirty(?:_lock)?|folio_mark_dirty)\((\w+)\)/, 'set_bit(PG_dirty, &$1->flags)'],
  [
    /\b(?:clear_page_dirty_for_io|folio_clear_dirty_for_io)\((\w+)\)/,
    'test_and_clear_bit(PG_dirty, &$1->flags)',
  ],
  [/\b(?:set_page_writeback|folio_start_writeback)\((\w+)\)/, 'set_bit(PG_writeback, &$1->flags)'],
  [/\b(?:end_page_writeback|folio_end_writeback)\((\w+)\)/, 'clear_bit(PG_writeback, &$1->flags)'],
  [/\bfolio_test_(set|clear)_(?!lock)(\w+)\((\w+)\)/, 'test_and_$1_bit(PG_$2, &$3->flags)'],
  [/\bfolio_(test|set|clear)_(?!lock|and_)(\w+)\((\w+)\)/, '$1_bit(PG_$2, &$3->flags)'],
  [/\b(?:ACCESS_ONCE|lockless_dereference)\(([^()]+)\)\s*=(?!=)\s*(.+)$/, 'WRITE_ONCE($1, $2)'],
  [/\b(?:ACCESS_ONCE|lockless_dereference|READ_ONCE_NOCHECK)\(/, 'READ_ONCE('],
  [/\bmutext_(?=(?:un)?lock\()/, 'mutex_'],
  [/\b(mutex_lock|down_read|down_write)_(?:interruptible|killable|io)\(/, '$1('],
  [/\bpercpu_(down|up)_(read|write)\(/, '$1_$2('],
  [/\bwake_up(?:_interruptible)?(?:_sync)?_poll\(([^,()]+),[^()]*\)/, 'wake_up($1)'],
  [/\bwake_up_interruptible_sync\(/, 'wake_up_interruptible('],
  [/\bswait_event(?:_\w+)?\(/, 'swait_event_exclusive('],
  [/\bswake_up\(/, 'swake_up_one('],
  [/\b(?:timer_shutdown|try_to_del_timer|del_singleshot_timer)_sync\(/, 'timer_delete_sync('],
  [/\b(?:atomic|refcount)_dec_and_lock(?:_irqsave)?\((&?[^,()]+)(?:,[^()]*)?\)/, 'atomic_dec_and_test($1)'],
  [/\blist_first_or_null_rcu\(([^()]*,[^()]*,[^()]*)\)/, 'list_first_entry_or_null($1)'],
  [/\b(?:read[bwlq]|ioread(?:8|16|32))(_relaxed)?\(([^+()]+?)\s*(?:\+[^()]*)?\)/, 'readl$1($2)'],
  [
    /\b(?:write[bwlq]|iowrite(?:8|16|32))(_relaxed)?\(([^,]+),([^+()]+?)\s*(?:\+[^()]*)?\)/,
    'writel$1($2,$3)',
  ],
];

/** A piece of C in the words of the language. */
export function inKnownWords(code: string): string {
  let text = code;
  for (const [lock, unlock, as, back, place] of LOCKS) {
    if (!text.includes(`${lock}(`) && !text.includes(`${unlock}(`)) continue;
    const call = new RegExp(`\\b(?:(${lock})|${unlock})\\(\\s*([\\w.>-]*)[^()]*\\)`);
    text = text.replace(call, (whole: string, isLock: string | undefined, object: string) =>
      place.includes('$') && object === ''
        ? whole
        : `${isLock === undefined ? back : as}(${place.replace('$', object)})`,
    );
  }
  for (const [from, to] of NAMES) text = text.replace(from, to);
  return text;
}
