/** Words of the kernel that functions from everywhere in it use: what they give and do, and what a weaker sibling would not do. */
import { describe, expect, test } from 'vitest';
import { measure } from './ordering.fixture.ts';
import { QUIET } from './quiet.ts';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';

const SC: Case = { model: 'sc' };
const WAITS =
  'for (;;) { set_current_state(TASK_UNINTERRUPTIBLE); if (READ_ONCE(go)) break; schedule(); } __set_current_state(TASK_RUNNING);';
const TIMER = (stop: string) =>
  `struct timer_list t; int off; void f(struct timer_list *t) { assert(!off, bad); } cpu 0 { timer_setup(&t, f, 0); mod_timer(&t, jiffies); ${stop}(&t); off = 1; mod_timer(&t, jiffies); } cpu 1 { }`;
const UPTODATE = (sets: string) =>
  `struct folio f; int data; cpu 0 { data = 1; ${sets} } cpu 1 { if (folio_test_uptodate(&f)) { int r = data; assert(r == 1, bad); } }`;
const SOCKET = (takes: string, gives: string) =>
  `struct sock sk; int x; void f(void) { ${takes}(&sk); int r = x; x = r + 1; ${gives}(&sk); } cpu 0 { f(); } cpu 1 { f(); } final(x == 2, bad);`;

const MEANINGS: readonly (readonly [what: string, verdict: string, text: string, how?: Case])[] = [
  // Masks.
  [
    'a mask is given by its address, as a variable, a struct or a parameter',
    'holds',
    'cpumask_t m = 2; struct cpumask s = { .bits = 1 }; int n; void f(cpumask_t *p) { for_each_cpu(c, p) n += c + 10; for_each_cpu_and(c, p, cpu_online_mask) n += 100; } cpu 0 { int k; f(&m); assert(n == 111, bad); n = 0; for_each_cpu(k, &s) n++; assert(n == 1, bad); } cpu 1 { }',
    SC,
  ],
  [
    'masks are computed with and asked',
    'holds',
    'static cpumask_var_t v; cpumask_t a = 1, b = 3, c; cpu 0 { if (!zalloc_cpumask_var(&v, GFP_KERNEL)) return; cpumask_or(v, &a, &b); int some = cpumask_and(&c, &a, &b); cpumask_andnot(&c, &b, &a); assert(some && cpumask_weight(v) == 2 && cpumask_first(&c) == 1 && cpumask_next(1, &c) >= nr_cpu_ids, bad); cpumask_copy(&c, cpu_possible_mask); assert(cpumask_equal(&c, &b) && cpumask_subset(&a, &c) && cpumask_intersects(&a, &b) && cpumask_full(&c), bad); assert(cpumask_any_but(&b, 0) == 1 && cpumask_last(&b) == 1 && cpumask_any_and(&a, &b) == 0 && cpumask_first_and(&b, &a) == 0 && cpumask_next_and(0, &b, &b) == 1 && cpumask_first_zero(&a) == 1 && cpumask_any(&b) == 0, bad); cpumask_xor(&c, &a, &b); __cpumask_set_cpu(0, &c); __cpumask_clear_cpu(1, &c); cpumask_complement(&c, &c); assert(cpumask_test_cpu(1, &c) && num_possible_cpus() == 2 && cpu_possible(1) && !cpu_is_offline(0), bad); free_cpumask_var(v); } cpu 1 { }',
    SC,
  ],
  // What each CPU has.
  [
    'each CPU has its own part of what alloc_percpu() gives',
    'holds',
    'struct st { int a; int b; }; struct ns { struct st __percpu *stats; } ns; int go; cpu 0 { ns.stats = alloc_percpu(struct st); per_cpu_ptr(ns.stats, 1)->b = 5; this_cpu_inc(ns.stats->b); smp_store_release(&go, 1); int r = this_cpu_read(ns.stats->b); assert(r == 1, bad); } cpu 1 { if (smp_load_acquire(&go)) { this_cpu_add(ns.stats->b, 2); int r = this_cpu_ptr(ns.stats)->b; assert(r == 7, bad); } }',
  ],
  [
    'a counter of this CPU',
    'holds',
    'local_t c; u64_stats_t s; cpu 0 { local_inc(&c); local_add(2, &c); long r = local_add_return(1, &c); long q = local_cmpxchg(&c, 4, 9); u64_stats_add(&s, 3); u64_stats_inc(&s); u64 n = u64_stats_read(&s); assert(r == 4 && q == 4 && local_read(&c) == 9 && n == 4, bad); }',
    SC,
  ],
  // Waits and wake-ups.
  [
    'who is noted for a wake-up is woken',
    'holds',
    `DEFINE_SPINLOCK(l); int go; cpu 0 { DEFINE_WAKE_Q(wq); spin_lock(&l); go = 1; wake_q_add(&wq, cpu_task(1)); spin_unlock(&l); wake_up_q(&wq); } cpu 1 { ${WAITS} }`,
  ],
  [
    'not before wake_up_q()',
    'deadlock',
    `int go; cpu 0 { DEFINE_WAKE_Q(wq); WRITE_ONCE(go, 1); wake_q_add(&wq, cpu_task(1)); } cpu 1 { ${WAITS} }`,
    SC,
  ],
  [
    'who is in a queue by add_wait_queue() stays there when woken',
    'holds',
    `wait_queue_head_t wq; int go; cpu 0 { wake_up(&wq); WRITE_ONCE(go, 1); wake_up(&wq); } cpu 1 { DECLARE_WAITQUEUE(wait, current); add_wait_queue(&wq, &wait); ${WAITS} remove_wait_queue(&wq, &wait); }`,
  ],
  [
    'a signal is pending where it may come',
    'violated bad',
    'option signals_come = on | off\ncpu 0 { int r = signal_pending(current); assert(!r, bad); }',
    SC,
  ],
  ['two tasks that take a socket exclude each other', 'holds', SOCKET('lock_sock', 'release_sock')],
  [
    'bh_lock_sock() does not keep out a task that owns it, so it asks',
    'violated bad',
    'struct sock sk; int x; cpu 0 { lock_sock(&sk); int r = x; x = r + 1; release_sock(&sk); } cpu 1 { bh_lock_sock(&sk); int r = x; x = r + 1; bh_unlock_sock(&sk); } final(x == 2, bad);',
    SC,
  ],
  [
    'and waits for its turn where it does',
    'holds',
    'struct sock sk; int x, y; cpu 0 { lock_sock(&sk); int r = x; x = r + 1; release_sock(&sk); } cpu 1 { bh_lock_sock(&sk); if (!sock_owned_by_user(&sk)) { int r = x; x = r + 1; y = 1; } bh_unlock_sock(&sk); } final(x == 1 + y, bad);',
    SC,
  ],
  // Timers, and time.
  ['a timer that is shut down is not queued any more', 'holds', TIMER('timer_shutdown_sync'), SC],
  ['one that is deleted is', 'violated bad', TIMER('timer_delete_sync'), SC],
  [
    'whether time is over either way is tried',
    'violated bad',
    'int n; cpu 0 { unsigned long t = jiffies + HZ; while (time_before(jiffies, t)) { if (READ_ONCE(n)) break; cpu_relax(); } int r = READ_ONCE(n); assert(r, bad); } cpu 1 { WRITE_ONCE(n, 1); }',
    SC,
  ],
  [
    'a register is polled until time is over',
    'holds',
    'u32 reg; cpu 0 { u32 v; int r = readl_poll_timeout(&reg, v, v & 1, 10, 100); assert(r == -ETIMEDOUT || v == 1, bad); } cpu 1 { writel(1, &reg); }',
    SC,
  ],
  // Pages.
  [
    'what was written before a page is up to date is read behind',
    'holds',
    UPTODATE('folio_mark_uptodate(&f);'),
  ],
  ['not where the bit alone is set', 'violated bad', UPTODATE('set_bit(PG_uptodate, &f.flags);')],
  // Counts.
  [
    'a reference of rcuref is not got behind the last one',
    'holds',
    'rcuref_t r = RCUREF_INIT(1); int dead; cpu 0 { if (rcuref_get(&r)) { assert(!dead, bad); if (rcuref_put(&r)) dead = 1; } } cpu 1 { if (rcuref_put(&r)) dead = 1; }',
  ],
  [
    'references that are counted in one place from the beginning',
    'holds',
    'struct percpu_ref ref; int rel; void release(struct percpu_ref *r) { rel++; } cpu 0 { percpu_ref_init(&ref, release, PERCPU_REF_INIT_ATOMIC, GFP_KERNEL); percpu_ref_get(&ref); percpu_ref_put(&ref); percpu_ref_kill(&ref); int z = percpu_ref_is_zero(&ref); assert(z && rel == 1, bad); }',
    SC,
  ],
  // Lists, tables and buffers.
  [
    'a hash table',
    'holds',
    'static DEFINE_HASHTABLE(tab, 2); struct o { int key; struct hlist_node n; } a = { .key = 5 }, b = { .key = 1 }, c = { .key = 2 }; int s; cpu 0 { struct o *p; hash_init(tab); hash_add(tab, &a.n, a.key); hash_add_rcu(tab, &b.n, b.key); hash_add(tab, &c.n, c.key); hash_for_each_possible_rcu(tab, p, n, 1) s = s * 10 + p->key; assert(s == 15, bad); hash_del(&a.n); s = 0; hash_for_each_possible(tab, p, n, 1) s += p->key; assert(s == 1, bad); }',
    SC,
  ],
  [
    'a bitmap is an array, as a member too',
    'holds',
    'struct d { DECLARE_BITMAP(flags, 3); int x; } d; DECLARE_BITMAP(m, 8); cpu 0 { set_bit(2, d.flags); set_bit(1, m); assert(test_bit(2, d.flags) && find_first_bit(m, 8) == 1 && d.x == 0, bad); }',
    SC,
  ],
  [
    'buffers from both ends, and loops over them',
    'holds',
    'struct sk_buff_head q; int n; cpu 0 { struct sk_buff *skb, *t; skb_queue_head_init(&q); struct sk_buff *a = alloc_skb(1, GFP_KERNEL); struct sk_buff *b = alloc_skb(1, GFP_KERNEL); skb_queue_tail(&q, a); skb_queue_head(&q, b); skb_queue_walk(&q, skb) n++; skb_queue_walk_safe(&q, skb, t) n += 10; assert(n == 22, bad); struct sk_buff *c = skb_dequeue_tail(&q); assert(c == a, bad); }',
    SC,
  ],
  [
    'nodes under RCU, one behind the other',
    'holds',
    'struct o { int v; struct list_head l; struct hlist_node h; } a = { .v = 1 }, b = { .v = 2 }; LIST_HEAD(head); HLIST_HEAD(hash); cpu 0 { list_add_tail_rcu(&a.l, &head); list_add_tail_rcu(&b.l, &head); hlist_add_head_rcu(&a.h, &hash); struct o *n = list_next_or_null_rcu(&head, &a.l, struct o, l); struct o *none = list_next_or_null_rcu(&head, &b.l, struct o, l); struct hlist_node *h = hlist_first_rcu(&hash); struct hlist_node *i = hlist_next_rcu(h); struct list_head *k = list_next_rcu(&a.l); assert(n == &b && !none && h == &a.h && !i && k == &b.l, bad); }',
    SC,
  ],
  [
    'other names of pointers, numbers of little-endian devices, what is freed for each CPU',
    'holds',
    'struct o { int v; } o = { .v = 3 }; struct o *p = RCU_INITIALIZER(&o); cpumask_t m = 2; cpu 0 { struct o *q = rcu_pointer_handoff(unrcu_pointer(p)); __le16 a = cpu_to_le16(1); __le32 b = cpu_to_le32(2); __le64 c = cpu_to_le64(3); assert(q->v == 3 && le16_to_cpu(a) == 1 && le32_to_cpu(b) == 2 && le64_to_cpu(c) == 3, bad); if (__builtin_expect(q != NULL, 1) && !__builtin_constant_p(a)) { int i = array_index_nospec(1, 2); unsigned int bits = mask_of(&m); assert(i == 1 && bits == 2, bad); } int *n = alloc_percpu_gfp(int, GFP_ATOMIC); this_cpu_inc(*n); free_percpu(n); } cpu 1 { }',
    SC,
  ],
  [
    'what each CPU has is gone when it is freed',
    'violated use-after-free',
    'cpu 0 { int *n = alloc_percpu(int); free_percpu(n); this_cpu_inc(*n); } cpu 1 { }',
    SC,
  ],
  [
    'further ways through lists',
    'holds',
    'struct o { int v; struct list_head l; struct hlist_node h; } a = { .v = 1 }, b = { .v = 2 }, c = { .v = 3 }; LIST_HEAD(head); static DEFINE_HASHTABLE(tab, 1); int s; cpu 0 { struct o *p, *t; struct hlist_node *k; struct list_head *pos; list_add_tail(&a.l, &head); list_add_tail(&b.l, &head); list_add_tail(&c.l, &head); list_for_each_prev(pos, &head) s = s * 10 + list_entry(pos, struct o, l)->v; assert(s == 321, bad); s = 0; p = &a; list_for_each_entry_safe_continue(p, t, &head, l) s = s * 10 + p->v; assert(s == 23, bad); s = 0; p = &b; list_for_each_entry_safe_from(p, t, &head, l) { s = s * 10 + p->v; list_del(&p->l); } assert(s == 23 && list_is_singular(&head), bad); hash_add(tab, &b.h, 0); hash_add(tab, &a.h, 0); s = 0; p = &a; hlist_for_each_entry_continue(p, h) s += p->v; p = &a; hlist_for_each_entry_continue_rcu(p, h) s += p->v; p = &a; hlist_for_each_entry_from(p, h) s += p->v; assert(s == 7, bad); hash_for_each_possible_safe(tab, p, k, h, 0) hash_del(&p->h); assert(hlist_empty(&tab[0]), bad); }',
    SC,
  ],
  // Users and numbers.
  [
    'memory of users',
    'holds',
    'int u = 4; struct s { int a; int b; } t, v = { .a = 1, .b = 2 }; cpu 0 { int x = 0; int r = get_user(x, &u); assert(x == 4 && r == 0, bad); put_user(x + 1, &u); if (copy_from_user(&t, &v, sizeof(t))) r = -EFAULT; assert(u == 5 && t.b == 2, bad); }',
    SC,
  ],
  [
    'arithmetic',
    'holds',
    'cpu 0 { assert(clamp_t(int, 9, 1, 4) == 4 && min3(3, 1, 2) == 1 && max3(3, 1, 2) == 3 && abs(-3) == 3 && div_u64(7, 2) == 3 && roundup(5, 4) == 8 && rounddown(5, 4) == 4, bad); assert(BIT_MASK(65) == 2 && BIT_WORD(65) == 1 && upper_32_bits(0x100000002UL) == 1 && is_power_of_2(8) && roundup_pow_of_two(5) == 8 && order_base_2(5) == 3 && CIRC_SPACE(1, 3, 4) == 1, bad); assert(clamp_val(9, 1, 4) == 4 && div64_u64(9, 2) == 4 && DIV_ROUND_CLOSEST(7, 4) == 2 && DIV_ROUND_UP_ULL(7, 4) == 2 && lower_32_bits(0x100000002UL) == 2 && BITS_TO_LONGS(65) == 2 && IS_ALIGNED(8, 4), bad); }',
    SC,
  ],
];

describe('words of functions from everywhere', () => {
  for (const [what, verdict, text, how] of MEANINGS)
    test(`${what}: ${verdict}`, () => {
      expect(verdictOf(text, how)).toBe(verdict);
    });
});

test('a word that orders less than its sibling is not taken for it', () => {
  const mp = (publish: string, how: Case = {}) =>
    verdictOf(
      `struct inode n; int data; cpu 0 { data = 1; ${publish} } cpu 1 { if (i_size_read(&n) == 1) { int r = data; assert(r == 1, bad); } }`,
      how,
    );
  expect([mp('i_size_write(&n, 1);'), mp('WRITE_ONCE(n.i_size, 1);')]).toEqual(['holds', 'violated bad']);
});

test('what ends in a full barrier by accident in one machine does not in the kernel: a timer that is deleted, a page that is locked', () => {
  const sb = (between: string, head: string) =>
    verdictOf(
      `${head} int a, b; cpu 0 { WRITE_ONCE(a, 1); ${between} int r = READ_ONCE(b); } cpu 1 { WRITE_ONCE(b, 1); smp_mb(); int r = READ_ONCE(a); } final(!(cpu0.r == 0 && cpu1.r == 0), bad);`,
    );
  expect(sb('timer_delete_sync(&t);', 'struct timer_list t;')).toBe('violated bad');
  expect(sb('lock_page(&p);', 'struct page p;')).toBe('violated bad');
  expect(sb('tasklet_kill(&t);', 'struct tasklet_struct t;')).toBe('holds');
});

test.each(QUIET.words)('$name is known, whatever it is given, and orders nothing', ({ name, signature }) => {
  const given = /\((.*)\)$/.exec(signature)?.[1] ?? '';
  const args = /^(?:void|\.\.\.)$/.test(given) ? '' : given.replace(/[^,]+/g, 'w');
  // A family is any of its names.
  expect(measure({ code: `${name.replace('*', 'foo')}(${args});` }, 'arm64').across).toBe('0000');
});
