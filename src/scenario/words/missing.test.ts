import { describe, expect, test } from 'vitest';
import { primitiveOf } from '../lower/primitives.ts';
import { compileScenario } from '../index.ts';
import { ADVICE } from './advice.ts';
import { adviceOn, misspelt, unknownWordMessage } from './missing.ts';
import { wordNames, wordOf } from './table.ts';

const told = (call: string, head = '') =>
  compileScenario(`int x; ${head} cpu 0 { ${call}; }`, 'test').diagnostics.map(({ message, fix }) => ({
    message,
    insert: fix?.insert,
  }));

describe('a word that is missing is answered with how to write it', () => {
  test.each([
    ['open_softirq', /on softirq NET_RX_SOFTIRQ/],
    ['rb_insert_color', /let the entries be a list/],
    ['kthread_run', /`cpu N "thread" \{ … \}` call its function/],
    ['poll_state_synchronize_rcu', /waits for readers that began later, too/],
    ['rcu_read_lock_trace', /srcu_read_lock\(&ss\)/],
    ['rq_lock_irqsave', /paste it, with the `struct rq`/],
    ['request_threaded_irq', /schedule_work\(&w\)/],
    ['ktime_get_ns', /by `either/],
    ['tasklet_init', /tasklet_setup\(&t, func\);/],
    ['lock_vma_under_rcu', /vma_start_read\(vma\)/],
    ['tlb_flush_pte_range', /entries first, then `flush_tlb_mm\(\);`/],
    ['queue_rcu_work', /call_rcu\(&p->rcu, func\)/],
    ['flush_scheduled_work', /flush_work\(&w\)/],
    ['create_freezable_workqueue', /alloc_workqueue\(/],
    ['wait_event_exclusive_cmd', /wait_event_interruptible_exclusive\(/],
    ['pmd_clear', /one entry and no levels/],
    ['smp_mb__before_clear_bit', /`smp_mb__before_atomic\(\);`/],
    ['pm_runtime_put_autosuspend', /pm_runtime_put_noidle\(dev\).*queue_work/],
    ['percpu_ref_resurrect', /percpu_ref_reinit/],
    ['kvm_make_all_cpus_request', /kvm_make_request\(req, vcpu\); kvm_vcpu_kick/],
    ['blk_mq_complete_request', /agent/],
    ['blocking_notifier_call_chain', /down_read/],
    ['fget', /file_ref_get\(&f->f_ref\)/],
    ['filemap_get_folio', /folio_try_get\(folio\)/],
    ['d_lookup', /lockref_get_not_dead/],
    ['bit_waitqueue', /wake_up_bit/],
    ['kfifo_put', /ptr_ring_produce/],
    ['mmu_notifier_invalidate_range_start', /kvm_mmu_invalidate_begin/],
    ['dma_fence_signal', /set_bit\(DMA_FENCE_FLAG_SIGNALED_BIT/],
    ['skb_clone', /skb_queue_tail/],
    ['of_node_put', /refcount_dec_and_test\(&p->refs\)/],
    ['hci_conn_drop_put', /refcount_dec_and_test/],
    ['usb_get_dev', /refcount_inc/],
    ['usb_autopm_get', /refcount_inc/],
    ['put_driver', /refcount_dec_and_test/],
    ['kmem_cache_alloc_bulk', /kfree\(p\)/],
    ['this_cpu_try_cmpxchg', /this_cpu_add\(x, n\)/],
  ])('%s', (name, advice) => {
    expect(unknownWordMessage(name)).toMatch(advice);
    expect(unknownWordMessage(name)).not.toMatch(/Did you mean/);
    expect(told(`${name}(&x)`)[0]?.message).toBe(unknownWordMessage(name));
  });

  test('a word that is known gets none, and every pattern is about whole names', () => {
    for (const name of wordNames()) expect([name, adviceOn(name)]).toEqual([name, null]);
    for (const [names] of ADVICE) expect(names.source).toMatch(/^\^.*\$$/);
  });

  test('what it says to write is known', () => {
    for (const [, advice] of ADVICE)
      for (const [, name = ''] of advice.matchAll(/\b([a-zA-Z_]+\w*)\(/g))
        if (
          !/^(?:if|while|for|assert|release|PTE|REFCOUNT_INIT)$/.test(name) &&
          !advice.includes(`$1${name}`) &&
          !name.startsWith('_')
        )
          expect([name, wordOf(name) !== null || primitiveOf(name) !== null]).toEqual([name, true]);
  });
});

test('a word with too many arguments is answered with how it is called here', () => {
  expect(told('flush_tlb_page(NULL, &x)').map(({ message }) => message)).toEqual([
    '`flush_tlb_page` takes 1 argument; found 2. Here it is `void flush_tlb_page(int *addr)`.',
  ]);
  expect(told('own(1)', 'void own(void) { x = 1; }').map(({ message }) => message)).toEqual([
    '`own` takes 0 arguments; found 1.',
  ]);
});

describe('only a slip of the pen is taken for another word', () => {
  test.each([
    ['smp_mbb', 'smp_mb'],
    ['READ_ONEC', 'READ_ONCE'],
    ['atomic_fetch_add_aquire', 'atomic_fetch_add_acquire'],
    ['spinlock', 'spin_lock'],
    ['spin__lock', 'spin_lock'],
    ['raw_spinlock', 'raw_spin_lock'],
    ['smpmb', 'smp_mb'],
    ['atomic64_fetch_ad', 'atomic_fetch_add'],
    ['rcu_derefrence', 'rcu_dereference'],
    ['KREF_SET', null],
    ['BUG_on', null],
    ['smp_cond_load', null],
    ['pmd_present', null],
    ['kref_set', null],
    ['set_bits', null],
    ['test_bits', null],
    ['frob_lock_bh', null],
    ['rq_lock', null],
    ['wake_up_q', 'wake_up_q'],
    ['frob_the_widget', null],
  ])('%s', (name, meant) => {
    expect(misspelt(name, wordNames())).toBe(meant);
  });

  test('a function of the scenario is meant before a word', () => {
    expect(told('hlep()', 'void help(void) { x = 1; }')).toEqual([
      { message: '`hlep()` is not known here. Did you mean `help`?', insert: 'help' },
    ]);
  });

  test('before what is advised on words that are spelt alike, too', () => {
    expect(told('my_objct_get()', 'void my_object_get(void) { x = 1; }')[0]?.insert).toBe('my_object_get');
    expect(told('sbitmap_get()')[0]?.message).toMatch(/where that is a count/);
  });

  test('anything else is the scenario’s to define', () => {
    expect(told('frob_the_widget()')).toEqual([
      {
        message:
          '`frob_the_widget()` is neither a function of this scenario nor a word of the kernel that is known here; define a function of that name: `void frob_the_widget(…) { … }`.',
        insert: undefined,
      },
    ]);
  });
});
