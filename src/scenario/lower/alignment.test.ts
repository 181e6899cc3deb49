/** Pointers whose low bits are marks, as kernel code has them. */
import { expect, test } from 'vitest';
import { verdictOf } from '../../machine/words/verdict.fixture.ts';

const LOCK = `struct task { int prio; int boosted; }; struct rt { struct task *owner; }; static struct rt lk; static struct task t[2];
#define HAS_WAITERS 1UL
static void mark(struct rt *lock) { unsigned long owner, *p = (unsigned long *)&lock->owner; do { owner = READ_ONCE(*p); } while (cmpxchg_relaxed(p, owner, owner | HAS_WAITERS) != owner); }
static struct task *owner(struct rt *lock) { return (struct task *)((unsigned long)READ_ONCE(lock->owner) & ~HAS_WAITERS); }`;

const CASES: readonly (readonly [what: string, verdict: string, text: string])[] = [
  [
    'a mark is set and taken off, whatever struct is meant',
    'holds',
    `${LOCK} cpu 0 { t[1].prio = 3; lk.owner = &t[1]; mark(&lk); struct task *o = owner(&lk); assert(o == &t[1] && o->prio == 3, bad); assert((unsigned long)lk.owner & 1, bad); lk.owner = (struct task *)((unsigned long)lk.owner & ~HAS_WAITERS); assert(lk.owner == o, bad); }`,
  ],
  [
    'who follows a pointer that is still marked is told so',
    'violated undefined',
    `${LOCK} cpu 0 { lk.owner = &t[1]; mark(&lk); int r = lk.owner->prio; }`,
  ],
  [
    'an owner with a mark is another one',
    'violated bad',
    `${LOCK} cpu 0 { lk.owner = &t[0]; mark(&lk); int r = cmpxchg(&lk.owner, &t[0], NULL) == &t[0]; assert(r, bad); }`,
  ],
  [
    'an entry that is a number is no pointer',
    'holds',
    'struct xarray xa; struct f { int v; } f[3]; cpu 0 { xa_store(&xa, 0, xa_mk_value(5), GFP_KERNEL); xa_store(&xa, 1, &f[1], GFP_KERNEL); void *e = xa_load(&xa, 0); void *p = xa_load(&xa, 1); assert(xa_is_value(e) && xa_to_value(e) == 5 && !xa_is_value(p), bad); }',
  ],
  [
    'a list whose head is its lock',
    'holds',
    'struct e { int k; struct hlist_bl_node node; } a = { 1 }, b = { .k = 2 }; struct hlist_bl_head h; int s; void add(struct e *e) { hlist_bl_lock(&h); hlist_bl_add_head(&e->node, &h); hlist_bl_unlock(&h); } cpu 0 { struct e *e; struct hlist_bl_node *n; add(&a); add(&b); hlist_bl_lock(&h); hlist_bl_for_each_entry(e, n, &h, node) s = s * 10 + e->k; hlist_bl_del(&b.node); hlist_bl_unlock(&h); int l = hlist_bl_is_locked(&h); int none = hlist_bl_empty(&h); assert(s == 21 && !l && !none, bad); }',
  ],
  [
    'an object that is led to by a marked pointer alone is not lost, and freed by it',
    'holds',
    'property lost "lost" rule leak struct o { int v; }; void *p; cpu 0 { struct o *o = kzalloc(sizeof(*o), GFP_KERNEL); p = (void *)((unsigned long)o | 2UL); } cpu 1 { unsigned long v = (unsigned long)READ_ONCE(p); if (v) { struct o *o = (struct o *)(v & ~3UL); p = NULL; kfree(o); } }',
  ],
];

test.each(CASES)('%s', (_, verdict, text) => {
  expect(verdictOf(text, { model: 'sc' })).toBe(verdict);
});
