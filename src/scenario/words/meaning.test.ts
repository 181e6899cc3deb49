/** What words do besides ordering: what they give, write, wait for and violate; and what a use of them has to look like. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';
import { compileScenario, instantiate } from '../index.ts';
import { writtenOut } from '../prelude/templates.ts';
import { QUIET } from './quiet.ts';
import { DECLARING } from './declaring.ts';
import { wordGroups } from './table.ts';
import { USES } from './uses.fixture.ts';

const X86: Case = { arch: 'x86', model: 'tso' };
const cpu = (code: string, head = '') => `${head} int x, y; cpu 0 { ${code} }`;

/** An entry goes and its translation is dropped by `flush`; CPU 1 reads through it when that is done. */
const flushed = (flush: string) =>
  `page va = { f: 1 -> none }; int gone; cpu 0 { pte_clear(va); dsb(ish); ${flush}; dsb(ish); smp_store_release(&gone, 1); } cpu 1 { if (smp_load_acquire(&gone)) { int r = access(va); assert(r != 1, bad); } } on fault { int3_emulate(0); }`;

const MEANINGS: readonly (readonly [what: string, verdict: string, text: string, how?: Case])[] = [
  [
    'try_cmpxchg writes what it found where it fails',
    'holds',
    cpu('int old = 5; int ok = try_cmpxchg(&x, &old, 7); assert(!ok && old == 0, bad);'),
  ],
  [
    'and leaves what was expected where it does not',
    'holds',
    cpu(
      'int old = 0; int ok = try_cmpxchg(&x, &old, 7); assert(ok && old == 0, bad); int r = x; assert(r == 7, bad);',
    ),
  ],
  [
    'a loop of try_cmpxchg loses no update',
    'holds',
    'int x; void add(int n) { int old = READ_ONCE(x); while (!try_cmpxchg_relaxed(&x, &old, old + n)) ; } cpu 0 { add(1); } cpu 1 { add(2); } final(x == 3, bad);',
  ],
  [
    'a parameter may be written back to',
    'holds',
    'int x; int put(int old) { try_cmpxchg(&x, &old, 1); return old; } cpu 0 { int r = put(3); assert(r == 0, bad); }',
  ],
  [
    '__set_bit loses what another CPU does meanwhile',
    'violated bad',
    'int x; cpu 0 { __set_bit(0, &x); } cpu 1 { set_bit(1, &x); } final(x == 3, bad);',
  ],
  [
    'set_bit does not',
    'holds',
    'int x; cpu 0 { set_bit(0, &x); } cpu 1 { set_bit(1, &x); } final(x == 3, bad);',
  ],
  [
    'the same on x86',
    'violated bad',
    'int x; cpu 0 { __test_and_set_bit(0, &x); } cpu 1 { set_bit(1, &x); } final(x == 3, bad);',
    X86,
  ],
  [
    'cmpxchg_local is no atomic towards other CPUs',
    'violated bad',
    'int x; cpu 0 { cmpxchg_local(&x, 0, 1); } cpu 1 { atomic_add(2, &x); } final(x != 1, bad);',
  ],
  [
    'but towards the interrupts of its own',
    'holds',
    'int x; on irq kick { atomic_add(2, &x); } cpu 0 { raise(kick, 0); cmpxchg_local(&x, 0, 1); } final(x != 1, bad);',
  ],
  ['atomic_add_unless', 'holds', cpu('int a = atomic_add_unless(&x, 2, 0); int b = atomic_add_unless(&x, 2, 1); assert(!a && b, bad); assert(x == 2, bad);'), X86], // prettier-ignore
  ['atomic_dec_if_positive gives the new value', 'holds', cpu('int a = atomic_dec_if_positive(&x); assert(a == -1 && x == 0, bad);')], // prettier-ignore
  [
    'atomic_inc_not_zero revives nothing',
    'holds',
    cpu('int a = atomic_inc_not_zero(&x); assert(!a && x == 0, bad);', ''),
  ],
  ['atomic_andnot', 'holds', 'int x = 7; cpu 0 { atomic_andnot(2, &x); int r = atomic_fetch_andnot(1, &x); assert(r == 5, bad); } final(x == 4, bad);'], // prettier-ignore
  [
    'change_bit',
    'holds',
    `${cpu('change_bit(1, &x); int r = test_and_change_bit(1, &x); assert(r, bad);')} final(x == 0, bad);`,
  ],

  [
    'a bit lock excludes',
    'holds',
    'int l, x; void f(void) { bit_spin_lock(0, &l); int r = x; x = r + 1; bit_spin_unlock(0, &l); } cpu 0 { f(); } cpu 1 { f(); } final(x == 2, bad);',
  ],
  [
    'one that is released too weakly does not',
    'violated bad',
    'int l, x; void f(void) { bit_spin_lock(0, &l); int r = x; x = r + 1; clear_bit(0, &l); } cpu 0 { f(); } cpu 1 { f(); } final(x == 2, bad);',
  ],
  [
    'bit_spin_trylock gives up',
    'holds',
    'int l = 1; cpu 0 { int r = bit_spin_trylock(0, &l); assert(!r, bad); }',
  ],

  [
    'the last put sees what was done before the others',
    'holds',
    'int refs = 2, x; cpu 0 { x = 1; refcount_dec_and_test(&refs); } cpu 1 { if (refcount_dec_and_test(&refs)) { int r = x; assert(r == 1, bad); } }',
  ],
  [
    'not where it does not release',
    'violated bad',
    'int refs = 2, x; cpu 0 { x = 1; atomic_fetch_dec_relaxed(&refs); } cpu 1 { if (refcount_dec_and_test(&refs)) { int r = x; assert(r == 1, bad); } }',
  ],
  [
    'nor where the last one does not acquire',
    'violated bad',
    'int refs = 2, x; cpu 0 { x = 1; refcount_dec_and_test(&refs); } cpu 1 { if (atomic_fetch_sub_release(1, &refs) == 1) { int r = x; assert(r == 1, bad); } }',
  ],
  [
    'a store behind a successful refcount_inc_not_zero() comes after it',
    'holds',
    'int refs, x; cpu 0 { if (refcount_inc_not_zero(&refs)) WRITE_ONCE(x, 1); } cpu 1 { int r = READ_ONCE(x); smp_mb(); refcount_set(&refs, 1); assert(r == 0, bad); }',
  ],
  [
    'a load does not',
    'violated bad',
    'int refs, x; cpu 0 { if (refcount_inc_not_zero(&refs)) { int r = READ_ONCE(x); assert(r == 1, bad); } } cpu 1 { WRITE_ONCE(x, 1); smp_mb(); refcount_set(&refs, 1); }',
  ],
  ['refcount_inc from 0', 'violated refcount-saturated', cpu('refcount_inc(&x);')],
  ['refcount_inc from 1', 'holds', cpu('x = 1; refcount_inc(&x);')],
  ['refcount_add beyond the limit', 'violated refcount-saturated', 'int x = INT_MAX; cpu 0 { refcount_add(1, &x); }'], // prettier-ignore
  ['a saturated count', 'violated refcount-saturated', 'int x = REFCOUNT_SATURATED; cpu 0 { int r = refcount_inc_not_zero(&x); }'], // prettier-ignore
  ['refcount_inc_not_zero from 0', 'holds', cpu('int r = refcount_inc_not_zero(&x); assert(!r, bad);')],
  ['refcount_dec to 0', 'violated refcount-saturated', 'int x = 1; cpu 0 { refcount_dec(&x); }'],
  ['one put too many', 'violated refcount-saturated', cpu('refcount_dec_and_test(&x);')],
  [
    'refcount_dec_not_one and refcount_dec_if_one',
    'holds',
    'int x = 2; cpu 0 { int a = refcount_dec_not_one(&x); int b = refcount_dec_not_one(&x); int c = refcount_dec_if_one(&x); assert(a && !b && c, bad); } final(x == 0, bad);',
  ],
  [
    'refcount_dec_and_lock takes the lock for the last one only',
    'holds',
    'int x = 2; lock l fair; cpu 0 { int a = refcount_dec_and_lock(&x, &l); assert(!a, bad); int b = refcount_dec_and_lock(&x, &l); assert(b, bad); spin_unlock(&l); } final(x == 0, bad);',
  ],
  [
    'kref_put calls what releases, once',
    'holds',
    'struct obj { int v; struct kref k; }; struct obj o; int gone; void release(struct kref *kref) { struct obj *p = container_of(kref, struct obj, k); gone++; assert(p == &o, bad); } cpu 0 { kref_init(&o.k); kref_get(&o.k); smp_store_release(&o.v, 1); kref_put(&o.k, release); } cpu 1 { smp_cond_load_acquire(&o.v, VAL); kref_put(&o.k, release); } final(gone == 1, bad);',
  ],
  [
    'kref_get of what is gone',
    'violated refcount-saturated',
    'struct kref k; cpu 0 { kref_init(&k); int r = kref_read(&k); kref_put(&k, release); kref_get(&k); } void release(struct kref *kref) { barrier(); }',
  ],

  [
    'smp_cond_load_acquire waits, and gives what ended it',
    'holds',
    'int x, y; cpu 0 { y = 1; smp_store_release(&x, 3); } cpu 1 { int r = smp_cond_load_acquire(&x, VAL != 0); assert(r == 3, bad); int q = y; assert(q == 1, bad); }',
  ],
  [
    'relaxed it lets later loads pass',
    'violated bad',
    'int x, y; cpu 0 { y = 1; smp_store_release(&x, 3); } cpu 1 { int r = smp_cond_load_relaxed(&x, VAL != 0); int q = y; assert(q == 1, bad); }',
  ],
  [
    'behind it smp_acquire__after_ctrl_dep makes up for that',
    'holds',
    'int x, y; cpu 0 { y = 1; smp_store_release(&x, 3); } cpu 1 { int r = smp_cond_load_relaxed(&x, VAL != 0); smp_acquire__after_ctrl_dep(); int q = y; assert(q == 1, bad); }',
  ],
  ['nobody ends the wait', 'deadlock', cpu('int r = atomic_cond_read_relaxed(&x, VAL > 0);')],

  ['WARN_ON', 'violated warn-on', 'int x; cpu 0 { WARN_ON(x == 1); } cpu 1 { x = 1; }'],
  ['BUG_ON', 'violated bug-on', 'int x; cpu 0 { BUG_ON(READ_ONCE(x)); } cpu 1 { x = 1; }'],
  ['WARN_ON of what is never so', 'holds', 'int x; cpu 0 { WARN_ON_ONCE(x == 2); VM_WARN_ON(x > 1); VM_BUG_ON(x < 0); } cpu 1 { x = 1; }'], // prettier-ignore
  ['WARN_ON gives its condition', 'holds', cpu('int r = 2; if (WARN_ON(x)) r = 1; assert(r == 2, bad);')],
  ['BUG', 'violated bug-on', cpu('if (x == 0) BUG();')],
  ['a condition is not looked at behind the branch that guards it', 'holds', cpu('if (x) WARN_ON(1);')],
  ['a rule may have a name of the scenario’s', 'violated mine', `property mine "It is warned." rule warn-on ${cpu('WARN_ON(x == 0);')}`], // prettier-ignore
  ['messages do nothing', 'holds', cpu('pr_info(x); printk(x, 1); trace_sched_switch(x); pr_warn_once(x);')],
  ['but evaluate', 'holds', `${cpu('pr_err(atomic_inc_return(&x));')} final(x == 1, bad);`],
  ['pr_debug does not', 'holds', cpu('pr_debug(atomic_inc_return(&x)); assert(x == 0, bad);')],
  ['IS_ENABLED of an option', 'violated bad', cpu('if (IS_ENABLED(CONFIG_A)) assert(false, bad);', 'option CONFIG_A = on | off')], // prettier-ignore
  ['IS_ENABLED of none', 'holds', cpu('if (IS_ENABLED(CONFIG_B)) assert(false, bad);')],

  [
    'rcu_assign_pointer of NULL orders nothing',
    'violated bad',
    'int o, x; int *p = &o; cpu 0 { x = 1; rcu_assign_pointer(p, NULL); } cpu 1 { int *q = smp_load_acquire(&p); int r = x; assert(q != NULL || r == 1, bad); }',
  ],
  [
    'rcu_dereference orders what is reached through it',
    'holds',
    'int o; int *p; cpu 0 { o = 1; rcu_assign_pointer(p, &o); } cpu 1 { int *q = rcu_dereference(p); if (q != NULL) { int r = *q; assert(r == 1, bad); } }',
  ],
  [
    'where it was published weakly that is not enough',
    'violated bad',
    'int o; int *p; cpu 0 { o = 1; RCU_INIT_POINTER(p, &o); } cpu 1 { int *q = rcu_dereference(p); if (q != NULL) { int r = *q; assert(r == 1, bad); } }',
  ],
  [
    'rcu_replace_pointer is no exchange',
    'violated bad',
    'int o; int *p = &o; int *a; int *b; cpu 0 { a = rcu_replace_pointer(p, NULL, true); } cpu 1 { b = rcu_replace_pointer(p, NULL, true); } final(!(a == &o && b == &o), bad);',
  ],
  ['data_race is its expression', 'holds', cpu('int r = data_race(x + 1); assert(r == 1, bad);')],
  [
    'smp_call_function_single waits for one',
    'holds',
    'int x; void set(void *info) { int *p = info; WRITE_ONCE(*p, this_cpu + 1); } cpu 0 { smp_call_function_single(1, set, &x, 1); int r = x; assert(r == 2, bad); } cpu 1 { }',
  ],
  [
    'not where it is not asked to',
    'violated bad',
    'int x; void set(void *info) { WRITE_ONCE(x, 1); } cpu 0 { smp_call_function_single(1, set, NULL, 0); int r = x; assert(r == 1, bad); } cpu 1 { }',
  ],
  [
    'and calls here at once',
    'holds',
    'int x; void set(void *info) { WRITE_ONCE(x, 1); } cpu 0 { smp_call_function_single(0, set, NULL, 0); int r = x; assert(r == 1, bad); } cpu 1 { }',
  ],
  [
    'two may call each other',
    'holds',
    'atomic_t x; void add(void *info) { atomic_inc(&x); } cpu 0 { smp_call_function_single(1, add, NULL, 1); } cpu 1 { smp_call_function_single(0, add, NULL, 1); } final(x == 2, bad);',
  ],
  [
    'on_each_cpu_mask calls here too',
    'holds',
    'atomic_t x; void add(void *info) { atomic_inc(&x); } cpu 0 { on_each_cpu_mask(3, add, NULL, true); } cpu 1 { } final(x == 2, bad);',
  ],
  [
    'a full barrier behind a lock',
    'holds',
    'lock l fair; lock m fair; int x, y; cpu 0 { spin_lock(&l); smp_mb__after_spinlock(); x = 1; smp_mb(); int r = y; spin_unlock(&l); } cpu 1 { y = 1; spin_lock(&m); smp_mb__after_spinlock(); int r = x; spin_unlock(&m); } final(!(cpu0.r == 0 && cpu1.r == 0), bad);',
  ],
  [
    'without it what stood before may come after',
    'violated bad',
    'lock l fair; lock m fair; int x, y; cpu 0 { spin_lock(&l); smp_mb__after_spinlock(); x = 1; smp_mb(); int r = y; spin_unlock(&l); } cpu 1 { y = 1; spin_lock(&m); int r = x; spin_unlock(&m); } final(!(cpu0.r == 0 && cpu1.r == 0), bad);',
  ],
  [
    'container_of leads from a member to its struct',
    'holds',
    'struct node { int n; }; struct item { int v; struct node node; }; struct item i = { .v = 3 }; cpu 0 { struct item *p = container_of(&i.node, struct item, node); struct item *q = list_entry(&i.node, struct item, node); int r = p->v; assert(r == 3 && p == q, bad); int s = sizeof(struct item); assert(s == 8, bad); }',
  ],
  [
    'each CPU has its own copy',
    'holds',
    'DEFINE_PER_CPU(int, n); void f(int v) { int *p = this_cpu_ptr(&n); int *q = raw_cpu_ptr(&n); WRITE_ONCE(*p, v); int r = *q; assert(r == v, bad); } cpu 0 { f(1); } cpu 1 { f(2); int *p = per_cpu_ptr(&n, 1); int r = *p; assert(r == 2, bad); }',
  ],
  [
    'a register is read before memory',
    'holds',
    'int done, data; cpu 0 { data = 1; smp_wmb(); writel_relaxed(1, &done); } cpu 1 { int r = readl(&done); int d = data; assert(!r || d, bad); }',
  ],
  [
    'readl_relaxed() orders nothing',
    'violated bad',
    'int done, data; cpu 0 { data = 1; writel(1, &done); } cpu 1 { int r = readl_relaxed(&done); int d = data; assert(!r || d, bad); }',
  ],
  [
    'a register is written behind memory',
    'holds',
    'int bell, data; cpu 0 { data = 1; writel(1, &bell); } cpu 1 { int r = readl(&bell); int d = data; assert(!r || d, bad); }',
  ],
  ['a message may have words', 'holds', cpu('pr_info("x is %d\\n", x); WARN_ONCE(x, "x is set");')],
  ['cpuid drains stores', 'holds', 'int x, y; cpu 0 { x = 1; cpuid(); int r = y; } cpu 1 { y = 1; wrmsr(); int r = x; } final(!(cpu0.r == 0 && cpu1.r == 0), bad);', X86], // prettier-ignore
  ['WARN_ONCE', 'violated warn-on', cpu('WARN_ONCE(x == 0, 1);')],
  ['likely and unlikely are their values', 'holds', cpu('int a = likely(x == 0); int b = unlikely(x == 1); assert(a && !b, bad);')], // prettier-ignore
  ['cpumask_of and the number of this CPU', 'holds', 'int x; cpu 0 { } cpu 1 { int m = cpumask_of(raw_smp_processor_id()); assert(m == 2, bad); }'], // prettier-ignore
  [
    'no interrupt comes while they are masked',
    'holds',
    'int x; on irq kick { x = 1; } cpu 0 { raw_local_irq_disable(); raise(kick, 0); int r = x; raw_local_irq_enable(); assert(r == 0, bad); }',
  ],
  [
    'one comes where they are not',
    'violated bad',
    'int x; on irq kick { x = 1; } cpu 0 { raise(kick, 0); int r = x; raw_local_irq_enable(); assert(r == 0, bad); }',
  ],
  ['where a CPU is changes nothing else', 'holds', cpu('enter_guest(); x = 1; enter_idle(); int r = x; assert(r == 1, bad);')], // prettier-ignore
  ['values of entries', 'holds', 'page va = { f: 1 -> g: 2 }; cpu 0 { int a = pte_write(pte_wrprotect(pte(f))); int b = pte_dirty(pte_mkclean(pte(f))); int c = pte_young(pte_mkold(pte(f))); int d = pte_present(pte_invalid(f)); assert(!a && !b && !c && !d, bad); }'], // prettier-ignore
  [
    'pte_pfn is the frame',
    'holds',
    'page va = { f: 1 -> g: 2 }; cpu 0 { int r = pte_pfn(pte(f)); assert(r == &f, bad); }',
  ],
  ['local_tlbi reaches this CPU only', 'violated bad', flushed('local_tlbi(va)')],
  ['tlbi reaches every CPU', 'holds', flushed('tlbi(va)')],
];

test.each(MEANINGS.map(([what, verdict, text, how]) => ({ what, verdict, text, how })))(
  '$what: $verdict',
  ({ verdict, text, how }) => {
    expect(verdictOf(text, how)).toBe(verdict);
  },
);

describe('mistakes in using them', () => {
  test.each([
    ['a shared variable to write back to', 'int old; cpu 0 { try_cmpxchg(&x, &old, 1); }', 'not-local'],
    ['a value to write back to', 'cpu 0 { int old; try_cmpxchg(&x, old, 1); }', 'not-local'],
    ['VAL elsewhere', 'cpu 0 { int r = VAL; }', 'unknown-name'],
    ['a function that is none', 'cpu 0 { kref_put(&x, nobody); }', 'unknown-name'],
    ['a configuration that is no name', 'cpu 0 { if (IS_ENABLED(3)) x = 1; }', 'arguments'],
    ['no condition', 'cpu 0 { WARN(); }', 'arguments'],
  ])('%s', (_, text, code) => {
    const { diagnostics } = compileScenario(`int x; ${text}`, 'test');
    expect(diagnostics.filter(({ severity }) => severity === 'error').map((found) => found.code)).toEqual([
      code,
    ]);
  });
});

test('the sentence of a violated assertion has the conditions', () => {
  const text = 'int x; cpu 0 { WARN_ON(x == 1); BUG_ON(x == 2); if (WARN_ON_ONCE(x > 3)) x = 4; }';
  const { scenario } = compileScenario(text, 'test');
  const properties = scenario ? instantiate(scenario, {}).program?.properties : [];
  const said = (slug: string) => properties?.find((property) => property.slug === slug)?.text;
  expect(said('warn-on')).toBe('The condition is true: WARN_ON(x == 1), or WARN_ON_ONCE(x > 3).');
  expect(said('bug-on')).toBe('The condition is true: BUG_ON(x == 2).');
  expect(scenario?.rules).toContainEqual({ slug: 'bug-on', text: 'The condition is true: BUG_ON(x == 2).' });
});

test('a word whose ordering is not measured stands in a test or in a scenario', () => {
  const root = join(import.meta.dirname, '../../..');
  const read = (folder: string, ending: RegExp) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => ending.test(file))
      .map((file) => writtenOut(readFileSync(join(root, folder, file), 'utf8')));
  const used = [...read('src', /\.(?:test|fixture)\.ts$|\.smp$/), ...read('scenarios', /\.smp$/)].join('\n');
  const found = new Set(used.match(/\w+/g));
  const unused = wordGroups()
    .filter((group) => group !== DECLARING && group !== QUIET)
    .flatMap(({ words }) => words)
    .map(({ name }) => name)
    .filter(
      (name) => !found.has(name) && !(name in USES) && !/^(?:trace|dev)_\*$/.test(name) && !/^pr_/.test(name),
    );
  expect(unused).toEqual([]);
});
