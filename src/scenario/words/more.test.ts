/** Words of the prelude's further files: what they give and do, and what the orderings in them are needed for. */
import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';

const SC: Case = { model: 'sc' };

const MEANINGS: readonly (readonly [what: string, verdict: string, text: string, how?: Case])[] = [
  // Numbers, copies and errors.
  [
    'the less and the greater, as C compares',
    'holds',
    'u32 u = 4000000000; int x = 3; cpu 0 { int a = min(x, 2 + 3); u32 b = max(u, 1); int c = min_t(int, u, 1); int d = clamp(x, 4, 9); assert(a == 3 && b == u && c < 0 && d == 4, bad); int p = 1, q = 2; swap(p, q); assert(p == 2 && q == 1, bad); swap(x, u); assert(u == 3, bad); }',
    SC,
  ],
  [
    'bits and roundings',
    'holds',
    'unsigned long m = 0x14; int a[3]; cpu 0 { int f = find_first_bit(&m, 8); int n = find_next_bit(&m, 8, 3); int z = find_first_zero_bit(&m, 8); int e = find_next_bit(&m, 8, 5); assert(f == 2 && n == 4 && z == 0 && e == 8, bad); assert(ffs(8) == 4 && fls(0) == 0 && ilog2(32) == 5 && hweight32(0x14) == 2, bad); assert(GENMASK(4, 2) == 0x1c && DIV_ROUND_UP(7, 2) == 4 && round_up(5, 4) == 8 && round_down(7, 4) == 4 && ARRAY_SIZE(a) == 3, bad); BUILD_BUG_ON(sizeof(a) != 12); }',
    SC,
  ],
  [
    'memory is cleared and copied',
    'holds',
    'struct s { int a; int b; } x = { .a = 1, .b = 2 }, y; cpu 0 { memcpy(&y, &x, sizeof(y)); memset(&x, 0, sizeof(x)); assert(y.a == 1 && y.b == 2 && x.b == 0, bad); int o = offsetof(struct s, b); assert(o == 4, bad); }',
    SC,
  ],
  [
    'an error is a pointer',
    'holds',
    'int x; void *get(int fails) { if (fails) return ERR_PTR(-ENOMEM); return &x; } cpu 0 { int *p = get(1); int *q = get(0); assert(IS_ERR(p) && PTR_ERR(p) == -12 && !IS_ERR(q) && IS_ERR_OR_NULL(NULL) && PTR_ERR_OR_ZERO(q) == 0, bad); }',
    SC,
  ],
  // Lists.
  [
    'what was added is taken in the order in which it came',
    'holds',
    'struct n { int v; struct llist_node node; } a = { .v = 1 }, b = { .v = 2 }; LLIST_HEAD(l); cpu 0 { struct n *p, *t; int s = 0; int first = llist_add(&a.node, &l); int more = llist_add(&b.node, &l); struct llist_node *all = llist_reverse_order(llist_del_all(&l)); llist_for_each_entry_safe(p, t, all, node) s = s * 10 + p->v; int e = llist_empty(&l); assert(first && !more && s == 12 && e, bad); }',
    SC,
  ],
  [
    'who takes it sees what was written before it was added',
    'holds',
    'struct n { int v; struct llist_node node; } a; struct llist_head l; cpu 0 { a.v = 1; llist_add(&a.node, &l); } cpu 1 { struct llist_node *n = llist_del_all(&l); if (n) { int r = llist_entry(n, struct n, node)->v; assert(r == 1, bad); } }',
  ],
  [
    'not where it is added too weakly',
    'violated bad',
    'struct n { int v; struct llist_node node; } a; struct llist_head l; cpu 0 { a.v = 1; a.node.next = NULL; WRITE_ONCE(l.first, &a.node); } cpu 1 { struct llist_node *n = llist_del_all(&l); if (n) { int r = llist_entry(n, struct n, node)->v; assert(r == 1, bad); } }',
  ],
  [
    'the ends of a list and their neighbours',
    'holds',
    'struct item { int v; struct list_head node; } a = { .v = 1 }, b = { .v = 2 }; LIST_HEAD(head); cpu 0 { struct item *p; list_add(&a.node, &head); list_add_tail(&b.node, &head); p = list_last_entry(&head, struct item, node); assert(p == &b, bad); p = list_prev_entry(p, node); assert(p == &a && list_next_entry(p, node) == &b, bad); list_del_init_careful(&a.node); int e = list_empty_careful(&a.node); assert(e, bad); }',
    SC,
  ],
  [
    'what is around a node, and more of arithmetic',
    'holds',
    'struct o { int v; struct timer_list timer; struct tasklet_struct t; struct work_struct w; struct hlist_node h; struct list_head l; } o = { .v = 3 }; LIST_HEAD(head); cpu 0 { struct o *p, *q = NULL; p = from_timer(p, &o.timer, timer); assert(p->v == 3 && timer_container_of(p, &o.timer, timer) == p && from_tasklet(p, &o.t, t) == p && from_work(p, &o.w, w) == p && container_of_const(&o.w, struct o, w) == p, bad); assert(hlist_entry_safe(&o.h, struct o, h) == p && !hlist_entry_safe(q, struct o, h) && list_entry_rcu(&o.l, struct o, l) == p && !list_first_or_null_rcu(&head, struct o, l) && !list_entry_is_head(p, &head, l), bad); assert(max_t(long, 2, 3) == 3 && GENMASK_ULL(1, 0) == 3 && ALIGN(3, 2) == 4 && ALIGN_DOWN(3, 2) == 2, bad); static_assert(1 == 1, "always"); dev_err(NULL, "said"); }',
    SC,
  ],
  [
    'hash lists with a lock, and their entries',
    'holds',
    'struct e { int k; struct hlist_bl_node node; } a = { .k = 1 }; struct hlist_bl_head h; int s; cpu 0 { struct e *e; struct hlist_bl_node *n, *t; INIT_HLIST_BL_HEAD(&h); INIT_HLIST_BL_NODE(&a.node); hlist_bl_lock(&h); hlist_bl_add_head_rcu(&a.node, &h); hlist_bl_unlock(&h); hlist_bl_for_each_entry_rcu(e, n, &h, node) s += e->k; assert(hlist_bl_entry(hlist_bl_first(&h), struct e, node) == &a, bad); hlist_bl_lock(&h); hlist_bl_for_each_entry_safe(e, n, t, &h, node) hlist_bl_del_init(&e->node); hlist_bl_unlock(&h); int gone = hlist_bl_unhashed(&a.node); assert(s == 1 && gone, bad); }',
    SC,
  ],
  [
    'loops over CPUs of masks, and the ways through a list',
    'holds',
    'struct item { int v; struct list_head node; struct hlist_node h; struct llist_node l; } a = { .v = 1 }, b = { .v = 2 }; LIST_HEAD(head); HLIST_HEAD(hash); LLIST_HEAD(ll); cpumask_t m = 3; int n; cpu 0 { struct item *p, *t; struct list_head *pos; struct llist_node *q, *r, *k; for_each_present_cpu(c) n++; for_each_active_cpu(c) n++; for_each_cpu_and(c, &m, cpu_online_mask) n++; for_each_cpu_or(c, &m, &m) n++; for_each_cpu_andnot(c, &m, &m) n++; assert(n == 8, bad); list_add_rcu(&a.node, &head); list_add_tail_rcu(&b.node, &head); n = 0; list_for_each_rcu(pos, &head) n++; list_for_each_entry_lockless(p, &head, node) n++; list_for_each_entry_srcu(p, &head, node, true) n++; p = &a; list_for_each_entry_continue_rcu(p, &head, node) n += p->v; p = &b; list_for_each_entry_from_rcu(p, &head, node) n += p->v; p = &b; list_for_each_entry_continue_reverse(p, &head, node) n += p->v; assert(n == 11, bad); list_for_each_entry_safe_reverse(p, t, &head, node) list_del(&p->node); hlist_add_head(&a.h, &hash); hlist_for_each_entry(p, &hash, h) n += p->v; llist_add(&a.l, &ll); q = llist_del_all(&ll); llist_for_each(r, q) n++; llist_for_each_entry(p, q, l) n += p->v; llist_for_each_safe(r, k, q) n++; assert(n == 15 && list_empty(&head), bad); } cpu 1 { }',
    SC,
  ],
  // Counts.
  [
    'the last put takes the lock, others do not',
    'holds',
    'atomic_t v = 2; DEFINE_SPINLOCK(l); int last; void put(void) { if (atomic_dec_and_lock(&v, &l)) { last++; spin_unlock(&l); } } cpu 0 { put(); } cpu 1 { put(); } final(last == 1, bad);',
    SC,
  ],
  [
    'so with a mutex and a release',
    'holds',
    'struct o { struct kref ref; int x; }; struct o o; struct mutex m; int gone; void drop(struct kref *k) { gone++; mutex_unlock(&m); } cpu 0 { kref_init(&o.ref); kref_get(&o.ref); kref_put_mutex(&o.ref, drop, &m); int before = gone; kref_put_mutex(&o.ref, drop, &m); assert(before == 0 && gone == 1, bad); }',
    SC,
  ],
  [
    'a folio that is gone is not revived',
    'holds',
    'struct folio f; int freed; void __folio_put(struct folio *folio) { freed = 1; } cpu 0 { atomic_set(&f._refcount, 1); folio_get(&f); int frozen = folio_ref_freeze(&f, 1); folio_put(&f); folio_put(&f); int got = folio_try_get(&f); assert(!frozen && freed == 1 && !got, bad); }',
    SC,
  ],
  [
    'a count with a lock',
    'holds',
    'struct lockref r = { .count = 1 }; cpu 0 { int left = lockref_put_return(&r); int none = lockref_get_not_zero(&r); int alive = lockref_get_not_dead(&r); assert(left == 0 && !none && alive, bad); spin_lock(&r.lock); lockref_mark_dead(&r); spin_unlock(&r.lock); int dead = lockref_get_not_dead(&r); assert(!dead, bad); }',
    SC,
  ],
  [
    'references that were counted apart are added up, and the last one releases',
    'holds',
    'struct percpu_ref ref; int released, live; void release(struct percpu_ref *r) { released++; } cpu 0 { percpu_ref_init(&ref, release, 0, GFP_KERNEL); smp_store_release(&live, 1); if (percpu_ref_tryget_live(&ref)) percpu_ref_put(&ref); percpu_ref_kill(&ref); } cpu 1 { if (smp_load_acquire(&live) && percpu_ref_tryget_live(&ref)) { assert(!released, bad); percpu_ref_put(&ref); } } final(released == 1, bad);',
    SC,
  ],
  // Locks that sleep, and waits.
  [
    'a semaphore counts',
    'holds',
    'DEFINE_SEMAPHORE(s, 1); int x; void f(void) { down(&s); int r = x; x = r + 1; up(&s); } cpu 0 { f(); int t = down_trylock(&s); if (t == 0) up(&s); } cpu 1 { f(); } final(x == 2, bad);',
  ],
  [
    'readers of CPUs keep writers out',
    'holds',
    'int x; cpu 0 { cpus_read_lock(); int a = x; int b = x; cpus_read_unlock(); assert(a == b, bad); } cpu 1 { cpus_write_lock(); x = 1; cpus_write_unlock(); }',
  ],
  [
    'sleeping for a bit, and for a variable',
    'holds',
    'unsigned long w; int x, v; void f(void) { wait_on_bit_lock(&w, 0, TASK_UNINTERRUPTIBLE); int r = x; x = r + 1; clear_bit_unlock(0, &w); } cpu 0 { f(); WRITE_ONCE(v, 1); smp_mb(); wake_up_var(&v); } cpu 1 { f(); wait_var_event(&v, READ_ONCE(v)); } final(x == 2, bad);',
    SC,
  ],
  [
    'who waits for a variable is missed without the barrier',
    'deadlock',
    'int v; cpu 0 { WRITE_ONCE(v, 1); wake_up_var(&v); } cpu 1 { wait_var_event(&v, READ_ONCE(v)); }',
    { arch: 'x86', model: 'tso' },
  ],
  // Statistics and latches.
  [
    'what each CPU counts is added up',
    'holds',
    'struct percpu_counter c; cpu 0 { percpu_counter_inc(&c); } cpu 1 { percpu_counter_add(&c, 2); s64 s = percpu_counter_sum(&c); assert(s == 2 || s == 3, bad); }',
    SC,
  ],
  [
    'of two copies readers take one that is whole',
    'holds',
    'seqcount_latch_t seq; struct d { int a; int b; } d[2]; cpu 0 { raw_write_seqcount_latch(&seq); WRITE_ONCE(d[0].a, 1); WRITE_ONCE(d[0].b, 1); raw_write_seqcount_latch(&seq); } cpu 1 { unsigned int s = raw_read_seqcount_latch(&seq); int a = READ_ONCE(d[s & 1].a); int b = READ_ONCE(d[s & 1].b); if (!raw_read_seqcount_latch_retry(&seq, s)) assert(a == b, bad); }',
  ],
  [
    'not where the writer leaves out the latch',
    'violated bad',
    'seqcount_latch_t seq; struct d { int a; int b; } d[2]; cpu 0 { WRITE_ONCE(d[0].a, 1); WRITE_ONCE(d[0].b, 1); raw_write_seqcount_latch(&seq); } cpu 1 { unsigned int s = raw_read_seqcount_latch(&seq); int a = READ_ONCE(d[s & 1].a); int b = READ_ONCE(d[s & 1].b); if (!raw_read_seqcount_latch_retry(&seq, s)) assert(a == b, bad); }',
  ],
  [
    'a branch that was turned on is taken',
    'holds',
    'DEFINE_STATIC_KEY_FALSE(key); DEFINE_STATIC_KEY_TRUE(on); cpu 0 { int a = static_branch_unlikely(&key); static_branch_enable(&key); int b = static_branch_unlikely(&key); int c = static_branch_likely(&on); static_branch_inc(&on); static_branch_dec(&on); assert(!a && b && c, bad); }',
    SC,
  ],
  [
    'a seqlock that is read with the lock the second time',
    'holds',
    'seqlock_t l; int a, b; cpu 0 { write_seqlock_bh(&l); a = 1; b = 1; write_sequnlock_bh(&l); } cpu 1 { int seq = 1; int x, y; read_seqbegin_or_lock(&l, &seq); x = a; y = b; done_seqretry(&l, seq); assert(x == y && !need_seqretry(&l, seq), bad); }',
    SC,
  ],
  // Arrays by index.
  [
    'entries come and go',
    'holds',
    'DEFINE_XARRAY(xa); int x; cpu 0 { void *old = xa_store(&xa, 1, &x, GFP_KERNEL); int *p = xa_load(&xa, 1); int busy = xa_insert(&xa, 1, &x, GFP_KERNEL); int *q = xa_erase(&xa, 1); int e = xa_empty(&xa); assert(!old && p == &x && busy == -EBUSY && q == &x && e, bad); }',
    SC,
  ],
  [
    'a reader sees all of what was stored',
    'holds',
    'struct xarray xa; int x; cpu 0 { x = 1; xa_store(&xa, 0, &x, GFP_KERNEL); } cpu 1 { int *p = xa_load(&xa, 0); if (p) { int r = *p; assert(r == 1, bad); } }',
  ],
  // Interrupts by number.
  [
    'a number that is disabled is kept until it is enabled',
    'holds',
    'int n, off; irqreturn_t h(int irq, void *d) { assert(!off, bad); n++; return IRQ_HANDLED; } cpu 0 { request_irq(1, h, 0, "dev", NULL); disable_irq(1); off = 1; raise_irq(1, 0); off = 0; enable_irq(1); } final(n == 1, bad);',
    SC,
  ],
  [
    'free_irq() waits for the handler, which may use what it was given until then',
    'holds',
    'struct d { int x; }; irqreturn_t h(int irq, void *data) { struct d *d = data; d->x++; return IRQ_HANDLED; } int go; cpu 0 { struct d *d = kzalloc(sizeof(*d), GFP_KERNEL); if (d) { request_irq(0, h, IRQF_SHARED, "dev", d); smp_store_release(&go, 1); free_irq(0, d); kfree(d); } } cpu 1 { if (smp_load_acquire(&go)) raise_irq(0, 1); }',
    SC,
  ],
  [
    'disable_irq_nosync() does not',
    'violated use-after-free',
    'struct d { int x; }; irqreturn_t h(int irq, void *data) { struct d *d = data; d->x++; return IRQ_HANDLED; } int go; cpu 0 { struct d *d = kzalloc(sizeof(*d), GFP_KERNEL); if (d) { request_irq(0, h, IRQF_SHARED, "dev", d); smp_store_release(&go, 1); disable_irq_nosync(0); kfree(d); } } cpu 1 { if (smp_load_acquire(&go)) raise_irq(0, 1); }',
    SC,
  ],
  [
    'a page of its own',
    'holds',
    'cpu 0 { struct page *p = alloc_page(GFP_KERNEL); if (p) { int n = page_count(p); __free_page(p); assert(n == 1 && cpu_online(0) && cpu_active(0) && !cpu_online(7), bad); } smp_mb__after_srcu_read_unlock(); }',
    SC,
  ],
  // Polling.
  [
    'one that is scheduled is polled once, and not behind napi_disable()',
    'holds',
    'struct napi_struct napi; int polls, off; int poll(struct napi_struct *n, int budget) { assert(!off, bad); polls++; napi_complete_done(n, 0); return 0; } cpu 0 { netif_napi_add(NULL, &napi, poll); napi_enable(&napi); napi_schedule(&napi); napi_disable(&napi); off = 1; int again = napi_schedule(&napi); assert(!again, bad); } final(polls == 1, bad);',
    SC,
  ],
  [
    'one that is scheduled while it is polled is polled again',
    'holds',
    'struct napi_struct napi; int polls, work, left; int poll(struct napi_struct *n, int budget) { polls++; left = READ_ONCE(work); napi_complete_done(n, 0); return 0; } cpu 0 { netif_napi_add(NULL, &napi, poll); napi_enable(&napi); smp_store_release(&work, 1); napi_schedule(&napi); WRITE_ONCE(work, 2); napi_schedule(&napi); } final(left == 2, bad);',
    SC,
  ],
  [
    'a queue of buffers',
    'holds',
    'struct sk_buff_head q; cpu 0 { skb_queue_head_init(&q); struct sk_buff *a = alloc_skb(1, GFP_KERNEL); if (a) { skb_queue_tail(&q, a); int n = skb_queue_len(&q); struct sk_buff *b = skb_dequeue(&q); struct sk_buff *none = skb_dequeue(&q); assert(n == 1 && b == a && !none, bad); kfree_skb(b); } }',
    SC,
  ],
  [
    'the queue of a device that is woken without a barrier stays stopped',
    'violated bad',
    'struct netdev_queue q; int room; cpu 0 { netif_tx_stop_queue(&q); if (READ_ONCE(room)) netif_tx_start_queue(&q); } cpu 1 { WRITE_ONCE(room, 1); smp_mb(); if (netif_tx_queue_stopped(&q)) netif_tx_wake_queue(&q); } final(!(q.state & 1), bad);',
  ],
  [
    'a work that is disabled is not queued',
    'holds',
    'struct work_struct w; int n; void f(struct work_struct *w) { n++; } cpu 0 { INIT_WORK(&w, f); disable_work_sync(&w); int queued = schedule_work(&w); enable_work(&w); assert(!queued, bad); int cpu = get_cpu(); put_cpu(); assert(cpu == 0, bad); } final(n == 0, bad);',
    SC,
  ],
];

describe('more words', () => {
  for (const [what, verdict, text, how] of MEANINGS)
    test(`${what}: ${verdict}`, () => {
      expect(verdictOf(text, how)).toBe(verdict);
    });
});
