/**
 * Frequent words of the kernel that the compiler does not know, and how to write what each does. `$1` is what the pattern
 * caught of the name. An entry goes when its word comes.
 */

const READER =
  'Declare the lock that it takes, `struct rw_semaphore sem;`, and write `down_read(&sem);` … `up_read(&sem);`, or `down_write()` and `up_write()`.';
const AREA =
  'Load the pointer to the area under `rcu_read_lock();`, and write `vma_start_read(vma)` … `vma_end_read(vma);`; where that is false, `mmap_read_lock(mm);`.';
const SEQUENCE =
  'Of sequence counts there are `read_seqcount_begin()`, `read_seqcount_retry()`, `write_seqcount_begin()`, `write_seqcount_end()`, of a `seqlock_t` `read_seqbegin()`, `read_seqretry()`, `write_seqlock()`, `write_sequnlock()`; write it by these, with `local_irq_save(flags);` around it where it masks interrupts.';
const SOFTIRQ = 'Declare what it runs, `on softirq NAME { … }`, and write `raise_softirq(NAME);`.';
const LOCKDEP =
  'Nobody checks it here, so it is not accepted: leave it out, or write what is checked: `lockdep_assert_held(&l);`, `lockdep_assert_irqs_disabled();`, `might_sleep();`.';
const MEMORY =
  'Write `kmalloc(sizeof(*p), GFP_KERNEL)` or `kzalloc(…)`, and `kfree(p)`; a variable can be freed as well. Pages are no different here.';
const LIST =
  'Write it by `list_add()`, `list_del()`, `list_empty()`, `list_first_entry()` and the loop `list_for_each_entry`, with `_rcu` where readers follow meanwhile.';
const PER_CPU =
  'Write it by `this_cpu_read(x)`, `this_cpu_write(x, value)`, `this_cpu_add(x, n)` and their like, or `*this_cpu_ptr(&x)`. `get_cpu_var` has a `preempt_disable();` before it.';
const NOTHING = 'It changes nothing that this machine has: leave it out.';

export const ADVICE: readonly (readonly [names: RegExp, advice: string])[] = [
  // Locks.
  [
    /^((?:raw_)?spin_lock|mutex_lock|down_\w+)_nest_lock$/,
    'Write `$1(&l);`: the outer lock is for lockdep only.',
  ],
  [
    /^((?:raw_)?spin)_lock_irqsave_nested$/,
    'Write `$1_lock_irqsave(&l, flags);`: the subclass is for lockdep only.',
  ],
  [/^spin_unlock_wait$/, 'It is gone since 4.14; the kernel writes `spin_lock(&l); spin_unlock(&l);`.'],
  [/^(?:lock_vma_under_rcu|vma_start_read_locked\w*|vma_mark_detached)$/, AREA],
  [/^mmap_write_lock_nested$/, 'Write `mmap_write_lock(mm);`: the subclass is for lockdep only.'],
  [/^(?:mmap|vma|percpu|i_mmap|anon_vma)_\w*(?:lock|unlock|down|up)\w*$/, READER],
  [
    /^(?:raw_)?(?:read|write)_seq(?!begin$|retry$|lock(_irq|_excl)?$|unlock(_irq|_excl)?$|count$|count_(begin|end|retry|invalidate)$)\w*$/,
    SEQUENCE,
  ],
  [
    /^(?:lockdep_(?!assert_(?:held|held_write|held_read|not_held|irqs_disabled|irqs_enabled)$)|rcu_lockdep_)\w+$/,
    LOCKDEP,
  ],
  [/^(?:might_sleep_if|might_lock\w*|might_fault|cant_sleep)$/, LOCKDEP],
  [/^(?:srcu_read_lock_held|rcu_read_lock_\w+_held|debug_locks_off|RCU_LOCKDEP_WARN)$/, LOCKDEP],
  // RCU.
  [/^call_rcu_\w+$/, 'Write `call_rcu(&p->rcu, func);`.'],
  [/^s?rcu_dereference_(?:bh|sched)\w*$/, 'Write `rcu_dereference(p)`: it orders the same.'],
  [
    /^srcu_read_(?:un)?lock_(?:nmisafe|fast|lite|notrace|raw)$/,
    'Write `srcu_read_lock(&ss)` and `srcu_read_unlock(&ss, idx)`.',
  ],
  [/^srcu_dereference\w*$/, 'Write `rcu_dereference(p)`: it orders the same.'],
  [/^h?list_\w+$/, LIST],
  // Waiting.
  [
    /^schedule_timeout_(idle)$/,
    'Write `__set_current_state(TASK_…); schedule_timeout(t);`, which is what it is.',
  ],
  [
    /^(?:s?wait_event\w*|rcuwait_wait_event|wait_for_completion\w*|wait_on_bit)_timeout$/,
    'Write the loop that it is: `for (;;) { prepare_to_wait(&wq, &wait, state); if (condition || !left) break; left = schedule_timeout(left); } finish_wait(&wq, &wait);`.',
  ],
  [
    /^wait_event\w*_exclusive\w*$/,
    'Write `wait_event_interruptible_exclusive(wq, condition);` or `wait_event_killable_exclusive(wq, condition);`.',
  ],
  [
    /^(?:add_wait_queue\w*|remove_wait_queue|wait_woken|woken_wake_function)$/,
    'Write `prepare_to_wait(&wq, &wait, state);` before the condition is looked at, and `finish_wait(&wq, &wait);` at the end.',
  ],
  [
    /^signal_pending\w*$/,
    'No signal comes here: write `READ_ONCE(signalled)` with an `int signalled` that somebody sets before `wake_up_state(p, TASK_INTERRUPTIBLE);`.',
  ],
  [
    /^wait_on_bit_\w+$/,
    'Write `wait_on_bit(&word, bit, TASK_UNINTERRUPTIBLE);`, and take the bit with `test_and_set_bit_lock()`.',
  ],
  [
    /^smp_cond_load_(relaxed|acquire)_timeout$/,
    'Write `smp_cond_load_$1(&x, condition)`, and `either { … } or { … }` for giving up.',
  ],
  // Barriers that are gone, and other names of those that are there.
  [
    /^(?:smp_)?read_barrier_depends$/,
    'It is gone since 5.9: `READ_ONCE()` and `rcu_dereference()` order what depends on them. Leave it out.',
  ],
  [
    /^smp_mb__before_spinlock$/,
    'It is gone since 4.14: write `smp_mb__after_spinlock();` behind taking the lock.',
  ],
  [
    /^smp_mb__before_(?:clear_bit|atomic_(?:inc|dec))$/,
    'It is gone since 3.16: write `smp_mb__before_atomic();`.',
  ],
  [
    /^smp_mb__after_(?:clear_bit|atomic_(?:inc|dec))$/,
    'It is gone since 3.16: write `smp_mb__after_atomic();`.',
  ],
  [/^(?:lockless_dereference)$/, 'It is gone since 4.15: write `READ_ONCE(p)`.'],
  [/^ACCESS_ONCE$/, 'It is gone since 4.15: write `READ_ONCE(x)` or `WRITE_ONCE(x, value)`.'],
  [/^mmiowb$/, 'It is gone since 5.2: releasing a lock does it. Leave it out.'],
  [/^(?:__smp_|__|arch_|raw_)(mb|rmb|wmb)$/, 'Write `smp_$1()`, or `$1()` where devices are meant.'],
  [/^__smp_(mb|rmb|wmb|load_acquire|store_release|store_mb)$/, 'Write `smp_$1()`.'],
  [/^__(READ|WRITE)_ONCE$/, 'Write `$1_ONCE()`.'],
  [
    /^(?:arch|raw)_(x?cmpxchg\w*|xchg\w*|try_cmpxchg\w*|atomic_\w+|test_\w*bit\w*|set_bit|clear_bit\w*)$/,
    'Write `$1()`: it is the same operation, instrumented.',
  ],
  [/^(?:sync_)(cmpxchg|try_cmpxchg|set_bit|clear_bit|test_and_\w+)$/, 'Write `$1()`.'],
  [/^(xchg|cmpxchg|try_cmpxchg)64(\w*)$/, 'Write `$1$2()`: every number has one width here.'],
  [
    /^(?:try_)?cmpxchg(?:64|128|_double)\w*$/,
    'Only one word can be exchanged at a time here; put what changes together into one `int`, and write `cmpxchg()`.',
  ],
  [/^try_cmpxchg_local$/, 'Write `cmpxchg_local(&x, old, new) == old`.'],
  [
    /^xchg_tail$|^set_locked$|^clear_pending\w*$/,
    'It is a part of a lock; write the exchange that it is: `xchg_relaxed()`, `cmpxchg_acquire()`.',
  ],
  [/^atomic_(?:set_mask|or_mask)$/, 'Write `atomic_or(mask, &v);`.'],
  [/^atomic_clear_mask$/, 'Write `atomic_andnot(mask, &v);`.'],
  [
    /^atomic_dec_and_(?:raw_)?(?:lock|mutex_lock)\w*$/,
    'Write `if (!atomic_add_unless(&v, -1, 1)) { spin_lock(&l); if (atomic_dec_and_test(&v)) … else spin_unlock(&l); }`.',
  ],
  [
    /^refcount_dec_and_lock_irqsave$/,
    'Write `local_irq_save(flags);` and `refcount_dec_and_lock(&r, &l)`, and `local_irq_restore(flags);` where that is false.',
  ],
  [/^KREF_INIT$/, 'Write `{ .refcount = REFCOUNT_INIT(n) }`, which is what it is.'],
  [
    /^(?:get_page|folio_get|get_task_struct|get_file|mmgrab|mmget)$/,
    'Write what it does to its count: `atomic_inc(&refs);` or `refcount_inc(&refs);`.',
  ],
  [
    /^(?:folio_try_get|try_get_page|get_page_unless_zero|mmget_not_zero|page_ref_add_unless)$/,
    'Write what it does to its count: `atomic_add_unless(&refs, 1, 0)`.',
  ],
  [
    /^(?:put_page|folio_put|mmput|mmdrop|put_task_struct|fput|put_page_testzero|folio_put_testzero)$/,
    'Write what it does to its count: `if (atomic_dec_and_test(&refs)) …`.',
  ],
  [/^(set|clear)_(?:ti_|tsk_)?thread_flag$/, 'Write `$1_bit(flag, &thread_flags);`, which is what it is.'],
  [/^test_(?:ti_|tsk_)?thread_flag$/, 'Write `test_bit(flag, &thread_flags)`, which is what it is.'],
  [
    /^test_and_(set|clear)_(?:ti_|tsk_)?thread_flag$/,
    'Write `test_and_$1_bit(flag, &thread_flags)`, which is what it is.',
  ],
  // Allocation, per-CPU data, context.
  [
    /^(?:k[mzvc]?[mz]?alloc\w*|kvmalloc\w*|vmalloc|kmem_cache_\w+|k[vz]?free\w*|vfree|free_page\w*|__free_page\w*|alloc_page\w*|krealloc\w*)$/,
    MEMORY,
  ],
  [/^(?:__)?this_cpu_\w+$/, PER_CPU],
  [/^raw_cpu_\w+$/, PER_CPU],
  [/^(?:per_cpu|per_cpu_ptr|raw_cpu_ptr|get_cpu_var|put_cpu_var|get_cpu_ptr|put_cpu_ptr)$/, PER_CPU],
  [/^preempt_disable_notrace$/, 'Write `preempt_disable();`: tasks do not change CPUs here.'],
  [/^preempt_enable_\w+$/, 'Write `preempt_enable();`: tasks do not change CPUs here.'],
  [/^_local_bh_enable$|^local_bh_enable_ip$/, 'Write `local_bh_enable();`.'],
  [/^open_softirq$/, 'Declare what it runs: `on softirq NET_RX_SOFTIRQ { … }`.'],
  [/^(?:raise|wakeup)_softirqd?$|^napi_\w+$/, SOFTIRQ],
  [
    /^tasklet_\w+$/,
    'Of tasklets there are `tasklet_setup(&t, func);`, `tasklet_schedule(&t);`, `tasklet_disable(&t);`, `tasklet_enable(&t);`, `tasklet_kill(&t);`.',
  ],
  [
    /^(?:mod_timer_pending|timer_reduce|add_timer_(?:local|global))$/,
    'Write `mod_timer(&t, expires);`: when it expires does not count.',
  ],
  [
    /^(?:timer_shutdown(?:_sync)?|try_to_del_timer_sync)$/,
    'Write `timer_delete_sync(&t);`, and let a flag keep others from asking again.',
  ],
  [
    /^hrtimer_start_\w+$|^hrtimer_restart$/,
    'Write `hrtimer_start(&t, time, HRTIMER_MODE_REL);`: when it expires does not count.',
  ],
  [
    /^time_(?:after|before)(?:_eq)?(?:64)?$|^(?:get_)?jiffies\w*$/,
    'Time does not count here: say that it may be over by `either { … } or { … }`.',
  ],
  [
    /^(?:queue|cancel|flush)_rcu_work\w*$/,
    'Let a callback queue the work: `call_rcu(&p->rcu, func);`, and in its function `schedule_work(&w);`.',
  ],
  [/^flush_scheduled_work$/, 'Write `flush_work(&w);` of each work that may be there.'],
  [
    /^create_\w*workqueue$/,
    'Write `alloc_workqueue("name", 0, 0)`, or `alloc_ordered_workqueue("name", 0)` where its works run one at a time.',
  ],
  [
    /^(?:disable|enable)_work(?:_sync)?$/,
    'Write `cancel_work_sync(&w);`, and let a flag keep others from queueing it.',
  ],
  [
    /^(?:smp_send_reschedule|resched_curr|resched_cpu|kick_process|arch_send_\w+ipi\w*|stop_machine\w*|stop_one_cpu\w*)$/,
    'Declare a handler, `on irq NAME { … }`, and raise it: `raise(NAME, cpu);`; it says that it is done by `smp_store_release(&done, 1);`.',
  ],
  [
    /^smp_call_function_any$/,
    'Write `smp_call_function_single(cpu, func, info, wait);`, and `either { … } or { … }` for which CPU.',
  ],
  [/^on_each_cpu_cond\w*$/, 'Make the mask and write `on_each_cpu_mask(mask, func, info, wait);`.'],
  [
    /^(?:irqs_disabled\w*|local_save_flags)$/,
    'Whether interrupts are masked is known where code is written; write that, or assert it of a ghost.',
  ],
  [
    /^(?:in_atomic|preemptible|in_lock_functions)$/,
    'Of these there are `in_interrupt()`, `in_hardirq()`, `in_softirq()`, `in_task()`.',
  ],
  [
    /^(?:synchronize_irq|disable_irq|enable_irq|free_irq)\w*$/,
    'Mask by `local_irq_disable()` on the CPU that takes the interrupt, and wait for a flag that its handler releases: `while (smp_load_acquire(&running)) cpu_relax();`.',
  ],
  // Devices.
  [
    /^(?:read[bwlq]|ioread\d+)$/,
    'On arm64 it is `READ_ONCE(reg); dma_rmb();` of what a device writes; let the device be an `agent`.',
  ],
  [
    /^(?:write[bwlq]|iowrite\d+)$/,
    'On arm64 it is `dma_wmb(); WRITE_ONCE(reg, value);`; let the device be an `agent` that reads it.',
  ],
  [
    /^(?:__raw_)?(?:read[bwlq]_relaxed|__raw_read[bwlq])$/,
    'Write `READ_ONCE(reg)`; let the device be an `agent`.',
  ],
  [
    /^(?:write[bwlq]_relaxed|__raw_write[bwlq])$/,
    'Write `WRITE_ONCE(reg, value);`; let the device be an `agent`.',
  ],
  [
    /^dma_(map|unmap)_(?:page|sg|sgtable|resource)\w*$/,
    'Of one buffer write `dma_$1_single(dev, p, size, dir);`.',
  ],
  [
    /^dma_sync_(?:sg|sgtable|single_range)_for_(cpu|device)$/,
    'Of one buffer write `dma_sync_single_for_$1(dev, addr, size, dir);`.',
  ],
  [
    /^dma_(?:alloc|free)_\w+$/,
    'Both may touch coherent memory at any time: take a variable, or `kzalloc(…)` and `kfree(p)`; order what is read and written by `dma_wmb();` and `dma_rmb();`.',
  ],
  // Translations.
  [
    /^(?:pmd|pud|p4d|pgd)p?_\w+$|^set_(?:pmd|pud|p4d|pgd)\w*$/,
    'A `page` has one entry and no levels above it: let the level that matters be the `page`, and write of its entry `ptep_get(va)`, `set_pte(va, entry)`, `pte_present(e)`.',
  ],
  [/^ptep_get_lockless$/, 'Write `ptep_get(va)`: an entry is one word here.'],
  [
    /^pte_(?:lockptr|offset_map_(?:rw|ro)_nolock)$/,
    'Write `pte_offset_map_lock(mm, pmd, &va, &ptl)`: there is one lock of the page table.',
  ],
  [/^pte_offset_kernel$|^pte_alloc_\w+$/, 'The entry is `PTE(va)`: leave it out.'],
  [
    /^flush_tlb_(?:all|others|kernel_page|fix_spurious_fault)\w*$/,
    'Write `flush_tlb_page(&va);`, `flush_tlb_mm();` or, of the kernel’s own, `flush_tlb_kernel_range(&va);`.',
  ],
  [
    /^(?:tlb_(?:gather_mmu_fullmm|start_vma|end_vma|change_page_size|flush_\w+|remove_\w+)|arch_tlbbatch_\w+|inc_mm_tlb_gen|switch_mm\w*)$/,
    'Write what it does: entries first, then `flush_tlb_mm();`; a CPU that switches to the process sets its bit in a mask of yours, has a full barrier, and calls `load_cr3();` on x86.',
  ],
  // Assertions and what has no meaning here.
  [/^VM_(WARN|BUG)_ON(?:_ONCE)?_(?:PAGE|FOLIO|VMA|MM|PGFLAGS)$/, 'Write `VM_$1_ON(condition)`.'],
  [
    /^(?:WARN_RATELIMIT|WARN_TAINT|WARN_TAINT_ONCE|WARN_ON_SMP|DEBUG_LOCKS_WARN_ON|VM_WARN_ONCE|lockdep_WARN_ON|SCHED_WARN_ON)$/,
    'Write `WARN_ON(condition)`.',
  ],
  [
    /^(?:BUILD_BUG_ON\w*|static_assert|compiletime_assert\w*|ASSERT_EXCLUSIVE_\w+|kcsan_\w+|kasan_\w+|instrument_\w+)$/,
    NOTHING,
  ],
  [
    /^(?:udelay|ndelay|mdelay|msleep\w*|usleep_range|fsleep|cond_resched\w*|prefetchw?|touch_nmi_watchdog|nop|wfe|sev|yield)$/,
    `Time orders nothing. ${NOTHING}`,
  ],
  [/^dump_stack$/, 'It only says something: leave it out, or write `pr_info()`.'],
  [/^unreachable$|^__builtin_unreachable$/, 'Write `BUG();`.'],
];
