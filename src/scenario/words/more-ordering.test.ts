/**
 * What words of the prelude's further files order under the weak model of arm64, measured by the smallest races that turn on it, as
 * ordering.test.ts does with the words that say it: store-store, load-load, load-store and store-load across the word; a store and
 * a load before what it stores; a load and a store behind what it has seen. 1 is ordered.
 */
import { describe, expect, test } from 'vitest';
import { measure, type Use } from './ordering.fixture.ts';

const folio = (code: string, flags: number, rest: Partial<Use>): Use => ({
  code,
  head: `struct folio f = { .flags = ${String(flags)} };`,
  place: 'f.flags',
  ...rest,
});
const counted = (code: string, head: string, place: string, rest: Partial<Use>): Use => ({
  code,
  head,
  place,
  ...rest,
});

type Row = readonly [word: string, across: string, before: string, after: string, use: Use];

const FULL: readonly Row[] = [
  ['msleep', '1111', '', '', { code: 'msleep(1);' }],
  ['virtio_mb', '1111', '', '', { code: 'virtio_mb(true);' }],
  ['smp_mb__after_srcu_read_unlock', '1111', '', '', { code: 'smp_mb__after_srcu_read_unlock();' }],
  [
    'llist_add',
    '1111',
    '',
    '',
    { code: 'llist_add(&n, &l);', head: 'struct llist_node n; struct llist_head l;' },
  ],
  ['llist_del_all', '1111', '', '', { code: 'llist_del_all(&l);', head: 'struct llist_head l;' }],
  ['wake_q_add', '1111', '', '', { code: 'wake_q_add(&h, cpu_task(1));', head: 'struct wake_q_head h;' }],
  [
    'set_mask_bits',
    '1111',
    '11',
    '',
    { code: 'set_mask_bits(&w, 1, 2);', type: 'unsigned long', stored: 'v == 2' },
  ],
  [
    'fetch_or',
    '1111',
    '11',
    '11',
    { code: 'int r = fetch_or(&w, 2);', type: 'unsigned long', stored: 'v == 2', seen: [5, 'r == 5'] },
  ],
  [
    'atomic_dec_and_wake_up',
    '1111',
    '11',
    '',
    { code: 'atomic_dec_and_wake_up(&w);', init: 2, stored: 'v == 1' },
  ],
  ['store_release_wake_up', '1111', '11', '', { code: 'store_release_wake_up(&w, 1);', stored: 'v == 1' }],
  [
    'test_and_clear_wake_up_bit',
    '1111',
    '11',
    '',
    { code: 'test_and_clear_wake_up_bit(0, &w);', type: 'unsigned long', init: 1, stored: 'v == 0' },
  ],
  [
    'folio_test_set_dirty',
    '1111',
    '11',
    '11',
    folio('int r = folio_test_set_dirty(&f);', 0, { stored: 'v == 16', seen: [16, 'r == 1'] }),
  ],
  [
    'folio_put',
    '1111',
    '11',
    '',
    counted('folio_put(&f);', 'struct folio f = { ._refcount = 2 };', 'f._refcount', { stored: 'v == 1' }),
  ],
  [
    'fput',
    '1111',
    '11',
    '',
    counted('fput(&f);', 'struct file f = { .f_count = 2 };', 'f.f_count', { stored: 'v == 1' }),
  ],
  [
    'napi_schedule_prep',
    '1111',
    '11',
    '',
    counted('napi_schedule_prep(&n);', 'struct napi_struct n;', 'n.state', { stored: 'v == 1' }),
  ],
  [
    'netif_tx_wake_queue',
    '1111',
    '',
    '',
    { code: 'netif_tx_wake_queue(&t);', head: 'struct netdev_queue t;' },
  ],
];

const ACQUIRE: readonly Row[] = [
  [
    'i_size_read',
    '0000',
    '',
    '11',
    counted('int r = i_size_read(&n);', 'struct inode n;', 'n.i_size', { seen: [1, 'r == 1'] }),
  ],
  [
    'folio_test_uptodate',
    '0000',
    '',
    '11',
    folio('int r = folio_test_uptodate(&f);', 0, { seen: [8, 'r == 1'] }),
  ],
  ['folio_lock', '0000', '00', '', folio('folio_lock(&f);', 0, { stored: 'v == 1' })],
  [
    'wait_on_bit_lock',
    '0000',
    '00',
    '',
    { code: 'wait_on_bit_lock(&w, 0, TASK_UNINTERRUPTIBLE);', type: 'unsigned long', stored: 'v == 1' },
  ],
  ['ioread32', '0110', '', '11', { code: 'int r = ioread32(&w);', seen: [1, 'r == 1'] }],
  ['virtio_rmb', '0110', '', '', { code: 'virtio_rmb(true);' }],
  [
    'raw_read_seqcount_latch_retry',
    '0110',
    '',
    '',
    { code: 'raw_read_seqcount_latch_retry(&s, 0);', head: 'seqcount_latch_t s;' },
  ],
];

const RELEASE: readonly Row[] = [
  [
    'i_size_write',
    '0000',
    '11',
    '',
    counted('i_size_write(&n, 1);', 'struct inode n;', 'n.i_size', { stored: 'v == 1' }),
  ],
  ['folio_end_writeback', '0000', '11', '', folio('folio_end_writeback(&f);', 256, { stored: 'v == 0' })],
  ['folio_mark_uptodate', '1000', '10', '', folio('folio_mark_uptodate(&f);', 0, { stored: 'v == 8' })],
  ['up', '0000', '11', '', counted('up(&s);', 'struct semaphore s;', 's.count', { stored: 'v == 1' })],
  [
    'rcuref_put',
    '0000',
    '11',
    '',
    counted('rcuref_put(&c);', 'rcuref_t c = { .refcnt = 1 };', 'c.refcnt', { stored: 'v == 0' }),
  ],
  [
    'skb_unref',
    '0000',
    '11',
    '',
    counted('skb_unref(&k);', 'struct sk_buff k = { .users = 2 };', 'k.users', { stored: 'v == 1' }),
  ],
  ['iowrite32', '1000', '10', '', { code: 'iowrite32(1, &w);', stored: 'v == 1' }],
  ['virtio_wmb', '1000', '', '', { code: 'virtio_wmb(false);' }],
  [
    'do_raw_write_seqcount_begin',
    '1000',
    '00',
    '',
    { code: 'do_raw_write_seqcount_begin(&w);', type: 'seqcount_t', stored: 'v == 1' },
  ],
  [
    'do_raw_write_seqcount_end',
    '1000',
    '10',
    '',
    { code: 'do_raw_write_seqcount_end(&w);', type: 'seqcount_t', stored: 'v == 1' },
  ],
  [
    'raw_write_seqcount_latch',
    '1000',
    '10',
    '',
    counted('raw_write_seqcount_latch(&s);', 'seqcount_latch_t s;', 's.seqcount', { stored: 'v == 1' }),
  ],
];

/** What is a section under a lock orders as one does: nothing across it. */
const SECTIONS: readonly Row[] = [
  [
    'down',
    '0000',
    '11',
    '',
    counted('down(&s);', 'struct semaphore s = { 1 };', 's.count', { stored: 'v == 0' }),
  ],
  ['lock_sock', '0000', '', '', { code: 'lock_sock(&k);', head: 'struct sock k;' }],
  ['rtnl_lock', '0000', '', '', { code: 'rtnl_lock();' }],
  ['rt_mutex_lock', '0000', '', '', { code: 'rt_mutex_lock(&m);', head: 'struct rt_mutex m;' }],
  ['inode_lock', '0000', '', '', { code: 'inode_lock(&n);', head: 'struct inode n;' }],
  [
    'percpu_down_read',
    '0000',
    '',
    '',
    { code: 'percpu_down_read(&s);', head: 'struct percpu_rw_semaphore s;' },
  ],
  ['timer_delete_sync', '0000', '', '', { code: 'timer_delete_sync(&t);', head: 'struct timer_list t;' }],
  ['timer_shutdown_sync', '0000', '', '', { code: 'timer_shutdown_sync(&t);', head: 'struct timer_list t;' }],
  ['hrtimer_cancel', '0000', '', '', { code: 'hrtimer_cancel(&t);', head: 'struct hrtimer t;' }],
  [
    'lockref_get_not_zero',
    '0000',
    '',
    '',
    { code: 'lockref_get_not_zero(&l);', head: 'struct lockref l = { .count = 1 };' },
  ],
];

const NOTHING: readonly Row[] = [
  ['udelay', '0000', '', '', { code: 'udelay(1);' }],
  ['folio_set_dirty', '0000', '00', '', folio('folio_set_dirty(&f);', 0, { stored: 'v == 16' })],
  ['folio_test_dirty', '0000', '', '00', folio('int r = folio_test_dirty(&f);', 0, { seen: [16, 'r == 1'] })],
  [
    'folio_ref_add',
    '0000',
    '00',
    '',
    counted('folio_ref_add(&f, 1);', 'struct folio f;', 'f._refcount', { stored: 'v == 1' }),
  ],
  [
    'get_file',
    '0000',
    '00',
    '',
    counted('get_file(&f);', 'struct file f = { .f_count = 1 };', 'f.f_count', { stored: 'v == 2' }),
  ],
  [
    'rcuref_get',
    '0000',
    '00',
    '00',
    counted('int r = rcuref_get(&c);', 'rcuref_t c;', 'c.refcnt', { stored: 'v == 1', seen: [5, 'r == 1'] }),
  ],
  [
    'percpu_ref_get',
    '0000',
    '00',
    '',
    counted(
      'percpu_ref_get(&r);',
      'struct percpu_ref r = { .percpu_count_ptr = 1, .count = 1 };',
      'r.count',
      { stored: 'v == 2' },
    ),
  ],
  [
    'netif_tx_stop_queue',
    '0000',
    '00',
    '',
    counted('netif_tx_stop_queue(&t);', 'struct netdev_queue t;', 't.state', { stored: 'v == 1' }),
  ],
  [
    'skb_get',
    '0000',
    '00',
    '',
    counted('skb_get(&k);', 'struct sk_buff k = { .users = 1 };', 'k.users', { stored: 'v == 2' }),
  ],
  [
    'u64_stats_add',
    '0000',
    '00',
    '',
    { code: 'u64_stats_add(&w, 1);', type: 'u64_stats_t', stored: 'v == 1' },
  ],
  [
    'cpumask_copy',
    '0000',
    '00',
    '',
    { code: 'cpumask_copy(&w, cpu_online_mask);', type: 'cpumask_t', stored: 'v == 3' },
  ],
  ['__raw_readl', '0000', '', '00', { code: 'int r = __raw_readl(&w);', seen: [1, 'r == 1'] }],
  ['writeq_relaxed', '0000', '00', '', { code: 'writeq_relaxed(1, &w);', stored: 'v == 1' }],
  [
    'xa_load',
    '0000',
    '',
    '00',
    counted('void *r = xa_load(&x, 0);', 'struct xarray x;', 'x.slots[0]', { seen: [1, 'r == 1'] }),
  ],
];

/** Of tasks, and words that are gone. */
const FAMILIES: readonly Row[] = [
  [
    'get_task_struct',
    '0000',
    '00',
    '',
    counted('get_task_struct(&t);', 'struct task_struct t = { .usage = 1 };', 't.usage', {
      stored: 'v == 2',
    }),
  ],
  [
    'put_task_struct',
    '0000',
    '11',
    '',
    counted('put_task_struct(&t);', 'struct task_struct t = { .usage = 2 };', 't.usage', {
      stored: 'v == 1',
    }),
  ],
  ['smp_mb__before_spinlock', '1111', '', '', { code: 'smp_mb__before_spinlock();' }],
];

describe('arm64', () => {
  test.each([...FULL, ...ACQUIRE, ...RELEASE, ...SECTIONS, ...NOTHING, ...FAMILIES])(
    '%s',
    (_, across, before, after, use) => {
      expect(measure(use, 'arm64')).toEqual({ across, before, after });
    },
  );
});

describe('what other words publish, or wait for, is seen', () => {
  const N = 'struct item { int v; struct hlist_node n; } item; struct hlist_head head;';
  const READ =
    'cpu 1 { struct item *p; rcu_read_lock(); hlist_for_each_entry_rcu(p, &head, n) { int r = READ_ONCE(p->v); assert(r == 1, bad); } rcu_read_unlock(); }';
  test.each([
    ['hlist_add_tail_rcu(&item.n, &head);', 'holds'],
    ['hlist_add_head(&item.n, &head);', 'violated bad'],
  ])('%s', async (adds, verdict) => {
    const { verdictOf } = await import('../../machine/words/verdict.fixture.ts');
    expect(verdictOf(`${N} cpu 0 { WRITE_ONCE(item.v, 1); ${adds} } ${READ}`)).toBe(verdict);
  });
});
