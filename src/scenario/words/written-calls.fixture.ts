/** Calls that their signatures do not make: of macros, of loops, and of what needs more than one object. */
import type { Use } from './ordering.fixture.ts';

const ITEM = (kind: string) => `struct item { int v; struct ${kind} n; } x, y;`;
const LIST = `${ITEM('list_head')} LIST_HEAD(l);`;
const TWO = 'list_add(&x.n, &l);';
const HASH = `${ITEM('hlist_node')} struct hlist_head l;`;
const HASHED = 'hlist_add_head(&y.n, &l); hlist_add_head(&x.n, &l);';
const TABLE = `${ITEM('hlist_node')} DEFINE_HASHTABLE(tab, 1);`;
const LOCKLESS = `${ITEM('llist_node')} struct llist_head l;`;
const WITH_LOCK = `${ITEM('hlist_bl_node')} struct hlist_bl_head l;`;
const P = 'struct item *pos = &x;';
const N = `${P} struct item *nxt = &x;`;
const WORKS = 'void fn(struct work_struct *w) { barrier(); } struct work_struct job;';
const DELAYED = 'void fn(struct work_struct *w) { barrier(); } struct delayed_work job;';
const BUFFERS = 'struct sk_buff_head l, m; struct sk_buff s = { .users = 2 }, t = { .users = 2 };';
const QUEUE = 'skb_queue_head_init(&l); skb_queue_head_init(&m);';
const NAPI =
  'int fn(struct napi_struct *n, int budget) { return 0; } struct net_device d; struct napi_struct n;';
const ADDED = 'netif_napi_add(&d, &n, fn);';
const VMA = 'struct mm_struct mm; struct vm_area_struct vma = { .vm_mm = &mm, .vm_lock_seq = 5 };';
const ANON = 'struct anon_vma v = { .root = &v };';
const XAS = 'struct xarray x; struct xa_state s = { .xa = &x };';

const use = (head: string, first: string, code: string): Use => ({ head, first, code });

const loop = (head: string, first: string, loops: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(loops).map(([name, args]): [string, Use] => [
      name,
      use(head, first, `${name}(${args}) barrier();`),
    ]),
  );

const calls = (head: string, first: string, called: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(called).map(([name, args]): [string, Use] => [
      name,
      use(head, first, `${name}(${args});`),
    ]),
  );

export const WRITTEN: Readonly<Record<string, Use>> = {
  ...loop(LIST, TWO + N, {
    list_for_each_entry: 'pos, &l, n',
    list_for_each_entry_safe: 'pos, nxt, &l, n',
    list_for_each_entry_reverse: 'pos, &l, n',
    list_for_each_entry_safe_reverse: 'pos, nxt, &l, n',
    list_for_each_entry_continue: 'pos, &l, n',
    list_for_each_entry_continue_reverse: 'pos, &l, n',
    list_for_each_entry_from: 'pos, &l, n',
    list_for_each_entry_safe_continue: 'pos, nxt, &l, n',
    list_for_each_entry_safe_from: 'pos, nxt, &l, n',
    list_for_each_entry_rcu: 'pos, &l, n',
    list_for_each_entry_lockless: 'pos, &l, n',
    list_for_each_entry_srcu: 'pos, &l, n, true',
    list_for_each_entry_continue_rcu: 'pos, &l, n',
    list_for_each_entry_from_rcu: 'pos, &l, n',
  }),
  ...loop(LIST, `${TWO} struct list_head *pos = &l; struct list_head *nxt = &l;`, {
    list_for_each: 'pos, &l',
    list_for_each_prev: 'pos, &l',
    list_for_each_safe: 'pos, nxt, &l',
    list_for_each_rcu: 'pos, &l',
  }),
  ...loop(HASH, HASHED + N, {
    hlist_for_each_entry: 'pos, &l, n',
    hlist_for_each_entry_rcu: 'pos, &l, n',
    hlist_for_each_entry_continue: 'pos, n',
    hlist_for_each_entry_continue_rcu: 'pos, n',
    hlist_for_each_entry_from: 'pos, n',
  }),
  ...loop(HASH, `${HASHED} ${P} struct hlist_node *nxt;`, { hlist_for_each_entry_safe: 'pos, nxt, &l, n' }),
  ...loop(TABLE, `hash_add(tab, &x.n, 0); ${P} struct hlist_node *nxt;`, {
    hash_for_each_possible: 'tab, pos, n, 0',
    hash_for_each_possible_rcu: 'tab, pos, n, 0',
    hash_for_each_possible_safe: 'tab, pos, nxt, n, 0',
  }),
  ...loop(LOCKLESS, `llist_add(&x.n, &l); struct llist_node *f = llist_del_all(&l); ${N}`, {
    llist_for_each_entry: 'pos, f, n',
    llist_for_each_entry_safe: 'pos, nxt, f, n',
  }),
  ...loop(
    LOCKLESS,
    'llist_add(&x.n, &l); struct llist_node *f = llist_del_all(&l); struct llist_node *pos; struct llist_node *nxt;',
    {
      llist_for_each: 'pos, f',
      llist_for_each_safe: 'pos, nxt, f',
    },
  ),
  ...loop(
    WITH_LOCK,
    `hlist_bl_add_head(&x.n, &l); ${P} struct hlist_bl_node *nxt; struct hlist_bl_node *beyond;`,
    {
      hlist_bl_for_each_entry: 'pos, nxt, &l, n',
      hlist_bl_for_each_entry_rcu: 'pos, nxt, &l, n',
      hlist_bl_for_each_entry_safe: 'pos, nxt, beyond, &l, n',
    },
  ),
  ...loop(BUFFERS, `${QUEUE} __skb_queue_tail(&l, &s); struct sk_buff *pos; struct sk_buff *nxt;`, {
    skb_queue_walk: '&l, pos',
    skb_queue_walk_safe: '&l, pos, nxt',
  }),
  ...calls(LIST, TWO + P, {
    list_count_nodes: '&l',
    list_next_entry: 'pos, n',
    list_prev_entry: 'pos, n',
    list_last_entry: '&l, struct item, n',
    list_first_or_null_rcu: '&l, struct item, n',
    list_next_or_null_rcu: '&l, &x.n, struct item, n',
  }),
  ...calls(`${ITEM('hlist_node')} struct hlist_head l; struct item z;`, HASHED, {
    hlist_add_before_rcu: '&z.n, &y.n',
    hlist_replace_rcu: '&y.n, &z.n',
  }),
  ...calls(TABLE, '', { hash_init: 'tab', hash_add_rcu: 'tab, &x.n, 0' }),
  ...calls(WORKS, 'INIT_WORK(&job, fn);', {
    queue_work_on: '0, system_wq, &job',
    queue_work: 'system_wq, &job',
    schedule_work: '&job',
    schedule_work_on: '0, &job',
    queue_it: '0, system_wq, &job',
  }),
  ...calls(DELAYED, 'INIT_DELAYED_WORK(&job, fn);', {
    queue_delayed_work_on: '0, system_wq, &job, 1',
    queue_delayed_work: 'system_wq, &job, 1',
    schedule_delayed_work: '&job, 1',
    schedule_delayed_work_on: '0, &job, 1',
    queue_it_later: '0, system_wq, &job, 1',
    mod_delayed_work_on: '0, system_wq, &job, 1',
    mod_delayed_work: 'system_wq, &job, 1',
    delayed_work_timer_fn: '&job.timer',
  }),
  ...calls(BUFFERS, QUEUE, {
    __skb_queue_tail: '&l, &s',
    skb_queue_tail: '&l, &s',
    __skb_queue_head: '&l, &s',
    skb_queue_head: '&l, &s',
  }),
  ...calls(BUFFERS, `${QUEUE} __skb_queue_tail(&l, &s); __skb_queue_tail(&l, &t);`, {
    __skb_unlink: '&s, &l',
    skb_unlink: '&s, &l',
    skb_queue_splice_init: '&l, &m',
    skb_queue_splice_tail_init: '&l, &m',
  }),
  ...calls(NAPI, ADDED, { napi_schedule: '&n', napi_schedule_irqoff: '&n' }),
  ...calls('struct napi_struct n = { .state = 1 };', '', {
    napi_complete_done: '&n, 0',
    napi_complete: '&n',
  }),
  ...calls('struct napi_struct n = { .state = 1 };', '', { napi_enable: '&n' }),
  ...calls(VMA, '', { vma_start_read: '&vma' }),
  ...calls(VMA, 'vma_start_read(&vma);', { vma_end_read: '&vma' }),
  ...calls(VMA, 'mmap_write_lock(&mm);', { vma_start_write: '&vma' }),
  ...calls(ANON, '', { anon_vma_lock_write: '&v', anon_vma_lock_read: '&v' }),
  ...calls(ANON, 'anon_vma_lock_write(&v);', { anon_vma_unlock_write: '&v' }),
  ...calls(ANON, 'anon_vma_lock_read(&v);', { anon_vma_unlock_read: '&v' }),
  ...calls(XAS, 'rcu_read_lock();', {
    xas_lock: '&s',
    xas_load: '&s',
    xas_reload: '&s',
    xas_store: '&s, &x',
  }),
  ...calls(XAS, 'xas_lock(&s);', { xas_unlock: '&s' }),
  ...calls(XAS, 'unsigned long flags;', {
    xas_lock_irq: '&s',
    xas_lock_bh: '&s',
    xas_lock_irqsave: '&s, flags',
  }),
  ...calls(XAS, 'xas_lock_irq(&s);', { xas_unlock_irq: '&s' }),
  ...calls(XAS, 'xas_lock_bh(&s);', { xas_unlock_bh: '&s' }),
  ...calls(XAS, 'unsigned long flags; xas_lock_irqsave(&s, flags);', { xas_unlock_irqrestore: '&s, flags' }),
  ...calls(
    'void fn(struct percpu_ref *r) { barrier(); } struct percpu_ref r;',
    'percpu_ref_init(&r, fn, PERCPU_REF_INIT_DEAD, GFP_KERNEL);',
    { percpu_ref_reinit: '&r' },
  ),
  ...calls('struct buffer_head h = { .b_state = 1 };', '', { mark_buffer_dirty: '&h' }),
  ...calls('struct inode i = { .i_count = 2 };', 'spin_lock(&i.i_lock);', { __iget: '&i' }),
  ...calls('struct inode i = { .i_state = 8 };', '', { unlock_new_inode: '&i' }),
  ...calls('struct dentry d = { .d_lockref.count = 2 };', 'spin_lock(&d.d_lockref.lock);', {
    dget_dlock: '&d',
  }),
  ...calls('struct dentry d; struct hlist_bl_head l;', 'hlist_bl_add_head(&d.d_hash, &l);', {
    __d_drop: '&d',
  }),
  ...calls('struct kvm_vcpu v = { .requests = 2, .mode = 1 };', '', {
    kvm_check_request: '1, &v',
    kvm_vcpu_exiting_guest_mode: '&v',
    kvm_arch_vcpu_should_kick: '&v',
  }),
  ...calls(
    'void fn(struct timer_list *t) { barrier(); } struct timer_list t; struct sock k = { .sk_refcnt = 2 };',
    'timer_setup(&t, fn, 0);',
    { sk_reset_timer: '&k, &t, 1' },
  ),
  ...calls('struct Qdisc d;', 'qdisc_run_begin(&d);', { qdisc_run_end: '&d' }),
  ...calls(VMA, 'mmap_write_lock(&mm);', { vm_flags_set: '&vma, 1', vm_flags_clear: '&vma, 1' }),
  ...calls('struct kvm k = { .mmu_invalidate_in_progress = 1 };', 'write_lock(&k.mmu_lock);', {
    kvm_mmu_invalidate_begin: '&k',
    kvm_mmu_invalidate_end: '&k',
  }),
  ...calls('struct device d = { .power.runtime_status = RPM_SUSPENDED };', '', {
    pm_runtime_resume: '&d',
    pm_runtime_get_sync: '&d',
    pm_runtime_resume_and_get: '&d',
  }),
  ...calls('struct device d;', '', { pm_runtime_suspend: '&d' }),
  ...calls('struct device d = { .power.disable_depth = 1 };', '', { pm_runtime_enable: '&d' }),
  ...calls('struct request_queue rq = { .quiesce_depth = 1 };', '', {
    blk_mq_unquiesce_queue: '&rq',
  }),
  ...calls('struct lockref l = { .count = 2 };', 'spin_lock(&l.lock);', { lockref_mark_dead: '&l' }),
  ...calls(
    'void fn(struct percpu_ref *r) { barrier(); } struct percpu_ref r;',
    'percpu_ref_init(&r, fn, PERCPU_REF_INIT_ATOMIC, GFP_KERNEL);',
    { percpu_ref_kill: '&r' },
  ),
  ...calls('int k;', 'static_branch_inc(&k);', { static_branch_dec: '&k' }),
  ...calls('', 'disable_irq(1);', { enable_irq: '1' }),
  ...calls('', 'rtnl_lock();', { ASSERT_RTNL: '' }),
  ...calls('spinlock_t l;', 'spin_lock(&l);', { cond_resched_lock: '&l' }),
  ...calls('struct kref k = { 2 }; void fn(struct kref *k) { barrier(); } struct mutex l;', '', {
    kref_put_mutex: '&k, fn, &l',
  }),
  ...calls('struct kref k = { 2 }; void fn(struct kref *k) { barrier(); } spinlock_t l;', '', {
    kref_put_lock: '&k, fn, &l',
  }),
  ...calls('int u; struct pair { int v; int w; } s, t;', 'int x = 0;', {
    get_user: 'x, &u',
    copy_from_user: '&s, &t, sizeof(s)',
    copy_to_user: '&s, &t, sizeof(s)',
    memmove: '&s, &t, sizeof(s)',
    memcpy: '&s, &t, sizeof(s)',
    memset: '&s, 0, sizeof(s)',
  }),
  ...calls('', '', { dsb: 'ish', dmb: 'ish' }),
  ...calls('cpumask_var_t m;', '', { zalloc_cpumask_var: '&m, GFP_KERNEL' }),
  ...calls('struct wake_q_head h;', '', { wake_q_add: '&h, cpu_task(1)' }),
  ...calls('call_single_data_t c; void fn(void *p) { barrier(); }', 'INIT_CSD(&c, fn, NULL);', {
    smp_call_function_single_async: '1, &c',
  }),
  ...calls('struct netdev_queue tx;', '__netif_tx_lock(&tx, 0);', { __netif_tx_unlock: '&tx' }),
  ...calls(
    'struct mm_struct mm; int va;',
    'spinlock_t *l; pte_t *e = pte_offset_map_lock(&mm, NULL, &va, &l);',
    { pte_unmap_unlock: 'e, l' },
  ),
  ...calls('on irq ping { barrier(); }', '', { raise: 'ping, 1', smp_cross_call: '2, ping' }),
  ...calls('on nmi ping { barrier(); }', '', { raise_nmi: 'ping, 1' }),
  ...calls('int v;', '', { tlbi: 'v', local_tlbi: 'v', invlpg: 'v' }),
  ...calls(
    'struct item { int v; struct rcu_head rcu; };',
    'struct item *it = kzalloc(sizeof(*it), GFP_KERNEL);',
    { kvfree_call_rcu: '&it->rcu, 1' },
  ),
  ...calls('struct folio f = { ._refcount = 2 };', '', { folio_ref_freeze: '&f, 2' }),
  ...calls('struct page f = { ._refcount = 2 };', '', { page_ref_freeze: '&f, 2' }),
  ...calls('seqlock_t s;', '', { need_seqretry: '&s, 0' }),
  ...calls('struct folio f = { .flags = 8 };', '', { folio_test_uptodate: '&f' }),
  ...calls('struct page f = { .flags = 8 };', '', { PageUptodate: '&f' }),
  ...calls('struct llist_head l; struct llist_node n;', 'llist_add(&n, &l);', {
    llist_del_first: '&l',
    llist_del_first_init: '&l',
  }),
  ...calls('', 'unsigned long flags; local_irq_save(flags);', { local_irq_restore: 'flags' }),
  ...calls('', 'unsigned long flags; raw_local_irq_save(flags);', { raw_local_irq_restore: 'flags' }),
  kmem_cache_zalloc: {
    head: 'struct kmem_cache *c; struct item { int v; };',
    first: 'c = kmem_cache_create("c", sizeof(struct item), 0, 0, NULL);',
    code: 'struct item *it = kmem_cache_zalloc(c, GFP_KERNEL);',
  },
  KMEM_CACHE: { head: 'struct kmem_cache *c; struct item { int v; };', code: 'c = KMEM_CACHE(item, 0);' },
  ...calls('text site = { old -> new };', '', { dc_cvau: 'site', ic_ivau: 'site' }),
  ...calls(
    `${WORKS} struct workqueue_struct own = { .flight = 0x100 }; void never(void) { alloc_workqueue("w", 0, 0); }`,
    'INIT_WORK(&job, fn); job.wq[0] = &own;',
    {
      enter_queue: '&own, &job',
      leave_queue: '&own, 0',
      leave_queue_unbegun: '&job',
    },
  ),
  ...calls(
    'struct mm_struct mm; page va = { old_page: 1 -> none };',
    'struct mmu_gather t; tlb_gather_mmu(&t, &mm); spinlock_t *l; pte_t *e = pte_offset_map_lock(&mm, NULL, &va, &l); tlb_remove_tlb_entry(&t, e, &va);',
    {
      tlb_flush_mmu_tlbonly: '&t',
      tlb_flush_mmu: '&t',
      tlb_finish_mmu: '&t',
    },
  ),
  ...calls('on softirq ping { barrier(); }', '', { raise_softirq: 'ping' }),
  ...calls(LIST, TWO, { list_del_init_careful: '&x.n' }),
  ...calls('', 'set_bit(KTHREAD_SHOULD_PARK, &to_kthread(cpu_task(1))->flags);', {
    kthread_unpark: 'cpu_task(1)',
  }),
  ...calls('void fn(struct timer_list *t) { barrier(); } struct timer_list t;', 'timer_setup(&t, fn, 0);', {
    add_timer_on: '&t, 0',
  }),
  ...calls('void fn(struct irq_work *t) { barrier(); } struct irq_work t;', 'init_irq_work(&t, fn);', {
    irq_work_queue_on: '&t, 0',
  }),
};
