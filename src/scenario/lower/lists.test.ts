/** Lists as the kernel's macros and the prelude's functions make them, and what readers under RCU see of them. */
import { expect, test } from 'vitest';
import { verdictOf } from '../../machine/words/verdict.fixture.ts';

const LIST =
  'struct item { int v; struct list_head node; }; LIST_HEAD(head); struct item a = { .v = 1 }, b = { .v = 2 };';
const SUM =
  'int sum(void) { struct item *p; int s = 0; list_for_each_entry(p, &head, node) s = s * 10 + p->v; return s; }';
const HASH =
  'struct item { int v; struct hlist_node node; }; struct hlist_head head; struct item a = { .v = 1 }, b = { .v = 2 };';

const HOLDS: readonly (readonly [what: string, text: string])[] = [
  [
    'entries are put first and last',
    `${LIST + SUM} cpu 0 { list_add(&a.node, &head); list_add_tail(&b.node, &head); int r = sum(); assert(r == 12, bad); }`,
  ],
  [
    'one is taken out',
    `${LIST + SUM} cpu 0 { list_add(&a.node, &head); list_add(&b.node, &head); list_del(&b.node); int r = sum(); int e = list_empty(&head); assert(r == 1 && !e, bad); list_del_init(&a.node); int f = list_empty(&head); int g = list_empty(&a.node); assert(f && g, bad); }`,
  ],
  [
    'the first of a list',
    `${LIST} cpu 0 { struct item *p = list_first_entry_or_null(&head, struct item, node); assert(p == NULL, bad); INIT_LIST_HEAD(&head); list_add_rcu(&a.node, &head); list_add_tail_rcu(&b.node, &head); p = list_first_entry_or_null(&head, struct item, node); assert(p == &a, bad); }`,
  ],
  [
    'one in the place of another',
    `${LIST + SUM} cpu 0 { list_add(&a.node, &head); list_replace_rcu(&a.node, &b.node); int r = sum(); assert(r == 2, bad); }`,
  ],
  [
    'all are taken out on the way',
    `${LIST} cpu 0 { struct item *p, *n; list_add(&a.node, &head); list_add(&b.node, &head); list_for_each_entry_safe(p, n, &head, node) list_del(&p->node); int e = list_empty(&head); assert(e, bad); }`,
  ],
  [
    'entries are moved',
    `${LIST + SUM} cpu 0 { list_add(&a.node, &head); list_add_tail(&b.node, &head); list_move(&b.node, &head); int r = sum(); assert(r == 21, bad); list_move_tail(&b.node, &head); int q = sum(); int one = list_is_singular(&head); assert(q == 12 && !one, bad); list_del(&a.node); int now = list_is_singular(&head); assert(now, bad); }`,
  ],
  [
    'lists are spliced',
    `${LIST + SUM} LIST_HEAD(more); struct item c = { .v = 3 }; cpu 0 { list_add(&a.node, &head); list_add(&b.node, &more); list_splice_init(&more, &head); int r = sum(); int e = list_empty(&more); assert(r == 21 && e, bad); list_add(&c.node, &more); list_splice_tail_init(&more, &head); int q = sum(); assert(q == 213, bad); list_splice(&more, &head); list_splice_tail(&more, &head); int s = sum(); assert(s == 213, bad); }`,
  ],
  [
    'hash lists are emptied on the way',
    `${HASH} cpu 0 { struct item *p; struct hlist_node *n; hlist_add_head(&a.node, &head); hlist_add_head(&b.node, &head); hlist_for_each_entry_safe(p, n, &head, node) hlist_del(&p->node); int e = hlist_empty(&head); assert(e, bad); }`,
  ],
  [
    'hash lists',
    `${HASH} cpu 0 { struct item *p; int s = 0; INIT_HLIST_NODE(&a.node); int u = hlist_unhashed(&a.node); hlist_add_head(&a.node, &head); hlist_add_head_rcu(&b.node, &head); hlist_for_each_entry_rcu(p, &head, node) s = s * 10 + p->v; assert(s == 21 && u, bad); hlist_del(&b.node); hlist_del_rcu(&a.node); int e = hlist_empty(&head); struct item *q = hlist_entry(&a.node, struct item, node); assert(e && q == &a, bad); }`,
  ],
  [
    'backwards, from an entry on, and behind it',
    `${LIST} int o[4]; cpu 0 { struct item *p; list_add(&a.node, &head); list_add_tail(&b.node, &head); list_for_each_entry_reverse(p, &head, node) o[0] = o[0] * 10 + p->v; p = &b; list_for_each_entry_from(p, &head, node) o[1] = o[1] * 10 + p->v; p = &a; list_for_each_entry_continue(p, &head, node) o[2] = o[2] * 10 + p->v; list_for_each_entry_rcu(p, &head, node, true) o[3] = o[3] * 10 + p->v; } final(o[0] == 21 && o[1] == 2 && o[2] == 2 && o[3] == 12, bad);`,
  ],
  [
    'over the nodes themselves',
    `${LIST} cpu 0 { struct list_head *pos, *n; int s = 0; list_add(&a.node, &head); list_add_tail(&b.node, &head); list_for_each(pos, &head) s = s * 10 + list_entry(pos, struct item, node)->v; list_for_each_safe(pos, n, &head) list_del(pos); int e = list_empty(&head); assert(s == 12 && e, bad); }`,
  ],
];

test.each(HOLDS)('%s', (_, text) => {
  expect(verdictOf(text, { model: 'sc' })).toBe('holds');
});

const published = (add: string) =>
  `${LIST} cpu 0 { a.v = 7; ${add}(&a.node, &head); } cpu 1 { struct item *p; rcu_read_lock(); list_for_each_entry_rcu(p, &head, node) { int r = p->v; assert(r == 7, bad); } rcu_read_unlock(); }`;

test('a reader sees all of what was published, and not of what was only put in', () => {
  expect(verdictOf(published('list_add_rcu'))).toBe('holds');
  expect(verdictOf(published('list_add'))).toMatch(/bad/);
});

const removed = (del: string, wait: string) =>
  `struct item { int v; struct list_head node; }; struct item a; struct list_head head = { &a.node, &a.node }; 
   cpu 0 { a.node.next = &head; a.node.prev = &head; smp_store_release(&go, 1); ${del}(&a.node); ${wait} kfree(&a); }
   cpu 1 { if (smp_load_acquire(&go)) { struct item *p; rcu_read_lock(); list_for_each_entry_rcu(p, &head, node) { int r = p->v; } rcu_read_unlock(); } } int go;`;

test('an entry is freed a grace period after it was taken out, and leads on until then', () => {
  expect(verdictOf(removed('list_del_rcu', 'synchronize_rcu();'))).toBe('holds');
  expect(verdictOf(removed('list_del_rcu', ''))).toBe('violated use-after-free');
  expect(verdictOf(removed('list_del', 'synchronize_rcu();'))).toBe('violated wild-access');
});
