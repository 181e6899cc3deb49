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
  [/^(raw_spin_lock|down_\w+)_nest_lock$/, 'Write `$1(&l);`: the outer lock is for lockdep only.'],
  [/^spin_unlock_wait$/, 'It is gone since 4.14; the kernel writes `spin_lock(&l); spin_unlock(&l);`.'],
  [/^(?:lock_vma_under_rcu|vma_start_read_locked\w*|vma_mark_detached)$/, AREA],
  [/^mmap_write_lock_nested$/, 'Write `mmap_write_lock(mm);`: the subclass is for lockdep only.'],
  [/^(?:mmap|vma|percpu)_\w*(?:lock|unlock|down|up)\w*$/, READER],
  [
    /^(?:raw_)?(?:read|write)_seq(?!begin$|retry$|lock(_irq|_excl)?$|unlock(_irq|_excl)?$|count$|count_(begin|end|retry|invalidate)$)\w*$/,
    SEQUENCE,
  ],
  [/^(?:srcu_read_lock_held|rcu_read_lock_\w+_held|debug_locks_off)$/, LOCKDEP],
  // RCU.
  [/^call_rcu_\w+$/, 'Write `call_rcu(&p->rcu, func);`.'],
  [
    /^srcu_read_(?:un)?lock_(?:nmisafe|fast|lite|notrace|raw)$/,
    'Write `srcu_read_lock(&ss)` and `srcu_read_unlock(&ss, idx)`.',
  ],
  [/^h?list_\w+$/, LIST],
  // Waiting.
  [
    /^(?:s?wait_event\w*|rcuwait_wait_event|wait_for_completion\w*|wait_on_bit)_timeout$/,
    'Write the loop that it is: `for (;;) { prepare_to_wait(&wq, &wait, state); if (condition || !left) break; left = schedule_timeout(left); } finish_wait(&wq, &wait);`.',
  ],
  [
    /^wait_event\w*_exclusive\w*$/,
    'Write `wait_event_interruptible_exclusive(wq, condition);` or `wait_event_killable_exclusive(wq, condition);`.',
  ],
  [
    /^(?:add_wait_queue_\w+|wait_woken|woken_wake_function)$/,
    'Write `prepare_to_wait(&wq, &wait, state);` before the condition is looked at, and `finish_wait(&wq, &wait);` at the end.',
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
    /^smp_mb__(before|after)_(?:clear_bit|atomic_(?:inc|dec))$/,
    'It is gone since 3.16: write `smp_mb__$1_atomic();`.',
  ],
  [/^synchronize_(?:sched|rcu_bh)$/, 'It is gone since 4.20: write `synchronize_rcu();`.'],
  [/^lockless_dereference$/, 'It is gone since 4.15: write `READ_ONCE(p)`.'],
  [
    /^(?:(?:smp_)?read_barrier_depends|mmiowb)$/,
    'It is gone since 5.9: it was an instruction on neither arm64 nor x86. Leave it out.',
  ],
  [/^ACCESS_ONCE$/, 'It is gone since 4.15: write `READ_ONCE(x)` or `WRITE_ONCE(x, value)`.'],
  [/^(?:__smp_|__|arch_|raw_)(mb|rmb|wmb)$/, 'Write `smp_$1()`, or `$1()` where devices are meant.'],
  [/^__smp_(mb|rmb|wmb|load_acquire|store_release|store_mb)$/, 'Write `smp_$1()`.'],
  [/^__(READ|WRITE)_ONCE$/, 'Write `$1_ONCE()`.'],
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
    /^atomic_dec_and_raw_lock_irqsave$/,
    'Write `if (!atomic_add_unless(&v, -1, 1)) { spin_lock(&l); if (atomic_dec_and_test(&v)) … else spin_unlock(&l); }`.',
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
    /^time_(?:after|before)(?:_eq)?64$|^time_in_range\w*$|^(?:get_)?jiffies\w*$|^(?:ktime_get\w*|ktime_compare|(?:sched|local|cpu)_clock\w*)$/,
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
    /^(?:smp_send_reschedule|resched_curr|resched_cpu|kick_process|arch_send_\w+ipi\w*|stop_machine\w*|stop_one_cpu\w*)$/,
    'Declare a handler, `on irq NAME { … }`, and raise it: `raise(NAME, cpu);`; it says that it is done by `smp_store_release(&done, 1);`.',
  ],
  [
    /^smp_call_function_any$/,
    'Write `smp_call_function_single(cpu, func, info, wait);`, and `either { … } or { … }` for which CPU.',
  ],
  [
    /^(?:irqs_disabled\w*|local_save_flags)$/,
    'Whether interrupts are masked is known where code is written; write that, or assert it of a ghost.',
  ],
  [
    /^(?:in_atomic|preemptible|in_lock_functions)$/,
    'Of these there are `in_interrupt()`, `in_hardirq()`, `in_softirq()`, `in_task()`.',
  ],
  // Devices.
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
  [/^VM_(WARN|BUG)_ON(?:_ONCE)?_(?:FOLIO|VMA|MM|PGFLAGS)$/, 'Write `VM_$1_ON(condition)`.'],
  [
    /^(?:WARN_RATELIMIT|WARN_TAINT|WARN_TAINT_ONCE|WARN_ON_SMP|VM_WARN_ONCE|lockdep_WARN_ON)$/,
    'Write `WARN_ON(condition)`.',
  ],
  [
    /^(?:BUILD_BUG_ON\w*|static_assert|compiletime_assert\w*|ASSERT_EXCLUSIVE_\w+|kcsan_\w+|kasan_\w+|instrument_\w+)$/,
    NOTHING,
  ],
  [/^(?:msleep_\w+|cond_resched_\w+|nop|wfe|sev|yield)$/, `Time orders nothing. ${NOTHING}`],
  [/^unreachable$|^__builtin_unreachable$/, 'Write `BUG();`.'],
  [
    /^pm_runtime_(?:get|put|put_autosuspend|idle|request_\w+|schedule_suspend)$/,
    'It asks and does not wait: count by `pm_runtime_get_noresume(dev);` or `pm_runtime_put_noidle(dev);`, and let a work of yours call `pm_runtime_resume(dev);` or `pm_runtime_suspend(dev);`: `queue_work(system_wq, &w);`.',
  ],
  [
    /^(?:__)?percpu_ref_(?:resurrect|kill_and_confirm|switch_to_\w+)$/,
    'Of these there are `percpu_ref_kill(&ref);` and, once nobody has it, `percpu_ref_reinit(&ref);`.',
  ],
  [
    /^kvm_make_all_cpus_request\w*$/,
    'Write of each virtual CPU `kvm_make_request(req, vcpu); kvm_vcpu_kick(vcpu);`, and wait until `READ_ONCE(vcpu->mode)` is no longer EXITING_GUEST_MODE where the request waits.',
  ],
  [
    /^(?:blk_mq_(?:run|start|stop|delay|requeue|end|complete|get_tag|put_tag|free)\w*|submit_(?:bio|bh)\w*|bio_endio|usb_\w*(?:urb|anchor)\w*|i2c_\w+|spi_\w+|scsi_done)$/,
    'What a device does with it is the device’s: let that be an `agent`, who finds it by `smp_load_acquire(&p)`, and let what completes it be called by `on irq NAME { … }`, raised by `raise(NAME, cpu);`.',
  ],
  [
    /^(?:blocking_|atomic_|raw_|srcu_)?notifier_c\w+$/,
    'Write the calls that it makes under the lock that it takes: `down_read(&sem);`, the function of each, `up_read(&sem);`; of an atomic chain `rcu_read_lock();` and `rcu_read_unlock();`.',
  ],
  [
    /^(?:fget\w*|fdget\w*|__fget\w*|files_lookup_fd\w*|fd_install|get_file_rcu|get_file_active)$/,
    'Let the table be an array of pointers: `rcu_read_lock(); f = rcu_dereference(fdt[fd]); if (f && !file_ref_get(&f->f_ref)) f = NULL; rcu_read_unlock();`, and look whether it is still there; what installs is `rcu_assign_pointer(fdt[fd], f);`.',
  ],
  [
    /^(?:__)?(?:find_(?:get|lock)_page\w*|filemap_(?:get|lock)_folio\w*)$/,
    'Write `rcu_read_lock(); folio = xa_load(&pages, index); if (folio && !folio_try_get(folio)) folio = NULL; rcu_read_unlock();`, and look by `xa_load(&pages, index)` whether it is still there.',
  ],
  [
    /^(?:iget\w*|ilookup\w*|__?d_lookup\w*|d_(?:lookup|hash_and_lookup|alloc\w*|find\w*|add|instantiate|splice_alias|rehash))$/,
    'How it is found is no race: let a list or an array lead to it, and write what takes the reference: `igrab(inode)`, or of an entry `lockref_get_not_dead(&dentry->d_lockref)` under `rcu_read_lock();`.',
  ],
  [
    /^(?:bit|__var)_waitqueue$/,
    'Write `wait_on_bit(&word, bit, TASK_UNINTERRUPTIBLE);` and `wake_up_bit(&word, bit);`, or `wait_var_event(&x, condition);` and `wake_up_var(&x);`.',
  ],
  [
    /^(?:kfifo|ring_buffer)_\w+$/,
    'Of rings there are `ptr_ring_produce(&r, p)` and `ptr_ring_consume(&r)`, or an array with `CIRC_SPACE(head, tail, size)` and `smp_store_release(&head, n)`.',
  ],
  [
    /^(?:mmu_notifier_\w+|mmu_interval_\w+)$/,
    'Call what the notifier would call where it is called, before the entry is cleared and behind; the count by which a fault tries again is `kvm_mmu_invalidate_begin(kvm);`, `kvm_mmu_invalidate_end(kvm);`, `mmu_invalidate_retry(kvm, seq)`.',
  ],
  [
    /^dma_fence_(?:signal\w*|wait\w*|add_callback|init)$/,
    'Write what it does: `spin_lock(&l); set_bit(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags); wake_up_all(&wq); spin_unlock(&l);`, and `wait_event(wq, dma_fence_is_signaled(fence));`.',
  ],
  [
    /^(?:skb_(?:put|push|pull|reserve|trim|copy\w*|clone|cloned|dst\w*|set_owner_\w+|orphan)|napi_gro_receive|netif_r\w+|dev_queue_xmit)$/,
    'What is in a buffer and where it goes is no race: keep what matters in a member of yours, and hand the buffer on by `skb_queue_tail(&list, skb);`.',
  ],
  [
    /^(?:i(?:put|grab|hold)|(?:f?d|f)(?:get|put)\w*|\w+_(?:get|put|hold|tryget)(?:_sync|_dev|_intf)?|(?:get|put)_(?:device|net|pid|cred|bh|driver|disk|ctx)|try_module_get)$/,
    'Write what it does; where that is a count, `refcount_inc(&p->refs);`, and `if (refcount_dec_and_test(&p->refs)) kfree(p);`.',
  ],
  // What people paste most besides.
  [
    /^(?:rb_\w+|RB_\w+|interval_tree_\w+|plist_\w+|radix_tree_\w+|idr_\w+|ida_\w+|mas_\w+|mt_\w+|mtree_\w+|rhashtable_\w+|klist_\w+)$/,
    'How it finds an entry is no race: let the entries be a list, `list_for_each_entry(p, &head, node)`, or an array, changed where the tree is, under the same lock; with RCU write `rcu_assign_pointer()` and `rcu_dereference()`.',
  ],
  [
    /^kthread_(?:run|create)\w*$/,
    'Threads are there from the beginning: let `cpu N "thread" { … }` call its function; `cpu_task(N)` is what this gives.',
  ],
  [
    /^(?:kthread_(?:init_|queue_|flush_|cancel_)(?:delayed_)?work\w*|task_work_\w+|init_task_work)$/,
    'Write it as a work: `INIT_WORK(&w, func);`, `queue_work(wq, &w);`, `cancel_work_sync(&w);`, with `wq = alloc_ordered_workqueue("name", 0)` for a thread of its own.',
  ],
  [
    /^(?:get_state|start_poll|poll_state|cond)_synchronize_\w*rcu\w*$/,
    'A grace period is waited for here: where its end is asked for write `synchronize_rcu();`, which waits for readers that began later, too.',
  ],
  [
    /^(?:synchronize_rcu_tasks\w*|rcu_read_(?:un)?lock_trace|call_rcu_tasks\w*)$/,
    'Its readers are a domain of their own: `struct srcu_struct ss;`, `idx = srcu_read_lock(&ss);`, `srcu_read_unlock(&ss, idx);`, `synchronize_srcu(&ss);`.',
  ],
  [
    /^ww_mutex_\w+$|^ww_acquire_\w+$/,
    'Write `mutex_lock(&m);`, and `mutex_trylock(&m)` with giving back where the order of locks is decided by trying.',
  ],
  [
    /^(?:(?:task_)?rq_(?:un)?lock\w*|double_rq_(?:un)?lock|raw_spin_rq_(?:un)?lock\w*|this_rq\w*|cpu_rq|task_rq\w*)$/,
    'It is of kernel/sched/sched.h: paste it, with the `struct rq` that it needs; at bottom it is `raw_spin_lock(&rq->__lock);`.',
  ],
  [
    /^preempt_count\w*$/,
    'Whether a task may be preempted is known where code is written; write `preempt_disable();` and `preempt_enable();`, and keep flags in a variable.',
  ],
  [
    /^(?:request_threaded_irq|devm_request_threaded_irq|irq_wake_thread)$/,
    'Write `request_irq(irq, handler, flags, "name", dev);`, and let the handler queue what its thread does: `schedule_work(&w);`.',
  ],
];
