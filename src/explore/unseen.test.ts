/** Steps that nobody can see are tried alone: fewer states, the same answers. Random programs are in reduction.test.ts. */
import { describe, expect, test } from 'vitest';
import { createMachine } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { explore } from './exploration.ts';
import { Reduction } from './reduction.ts';

const HEAD = `scenario "unseen"
arch arm64
property bad "It is seen." property worse "A ghost is."
struct obj { int a, b; struct obj *next; struct rcu_head rcu; };
struct obj *gp;
int x, y;
ghost bool seen = false;
`;

function both(code: string) {
  const { scenario, diagnostics } = compileScenario(`${HEAD}${code}`, 'unseen');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const answer = (how: object) => {
    const result = explore(createMachine(program, 'arm'), { states: 100_000, paths: false, ...how });
    const ends = result.outcomes.map(({ kind, label }) => `${kind} ${label}`).sort();
    const violating = result.verdict === 'violated' ? (result.witness?.length ?? null) : null;
    return { states: result.states, ends, properties: result.properties, violating };
  };
  return {
    whole: answer({ whole: true }),
    few: answer({ shrinkFrom: 0 }),
    fewest: answer({ reduce: Reduction, shrinkFrom: 0 }),
  };
}

describe('a step that nobody can see', () => {
  const makes = (stores: string) =>
    both(`cpu 0 { struct obj *p = kmalloc(sizeof(*p), GFP_KERNEL); ${stores} smp_store_release(&gp, p); }
      cpu 1 { struct obj *p = smp_load_acquire(&gp); if (p) { int r = p->a; p->b = r; } }`).few.states;

  test('is a store to an object whose address nobody has yet: one state each', () => {
    expect(makes('p->a = 1; p->b = 2; p->next = p; p->a = 2;')).toBe(makes('p->a = 1;') + 3);
  });

  test('is what a work finds that is asked for behind it', () => {
    const { whole, few } = both(`int a, b, c;
      static void works(struct work_struct *w) { int r = READ_ONCE(a) + READ_ONCE(b) + READ_ONCE(c); WRITE_ONCE(x, r); }
      DECLARE_WORK(work, works);
      cpu 0 { WRITE_ONCE(a, 1); WRITE_ONCE(b, 1); WRITE_ONCE(c, 1); schedule_work(&work); }
      cpu 1 { WRITE_ONCE(y, 1); }`);
    expect(few.ends).toEqual(whole.ends);
    expect(few.states * 4).toBeLessThan(whole.states);
  });
});

describe('a softirq', () => {
  test('is called whenever stores before it become visible', () => {
    const { whole, few } = both(`int again = 1, go, work, a, b, c;
      on softirq S { WRITE_ONCE(a, 1); WRITE_ONCE(b, 2); WRITE_ONCE(c, 3); if (xchg(&again, 0)) raise_softirq(S); }
      cpu 0 { while (!smp_load_acquire(&go)) cpu_relax(); WRITE_ONCE(work, 1); raise_softirq(S); WRITE_ONCE(work, 2); }
      cpu 1 { int s = READ_ONCE(a) + READ_ONCE(b) + READ_ONCE(c); smp_store_release(&go, 1); int r = READ_ONCE(work); }`);
    expect(few.ends).toEqual(whole.ends);
    expect(few.states * 8).toBeLessThan(whole.states);
  });
});

describe('a guess', () => {
  test('has two ways that are taken together', () => {
    const { whole, few } = both(`
      cpu 0 { int r = READ_ONCE(x); if (r == 1) { int q = READ_ONCE(y); if (q == 1) { int s = READ_ONCE(x); } } WRITE_ONCE(gp, NULL); }
      cpu 1 { WRITE_ONCE(y, 1); WRITE_ONCE(x, 1); WRITE_ONCE(y, 2); }`);
    expect(few.ends).toEqual(whole.ends);
    expect(few.states * 2).toBeLessThan(whole.states);
  });

  test('of a branch has nobody called behind it', () => {
    const { whole, few } = both(`static void works(struct work_struct *w) { int r = READ_ONCE(x); }
      DECLARE_WORK(work, works);
      cpu 0 { WRITE_ONCE(x, 1); if (READ_ONCE(y)) schedule_work(&work); int r = READ_ONCE(x); }
      cpu 1 { WRITE_ONCE(y, 1); if (READ_ONCE(x)) schedule_work(&work); int r = READ_ONCE(y); }`);
    expect(few.ends).toEqual(whole.ends);
    expect(few.states * 5).toBeLessThan(whole.states);
  });

  test('is left out where nothing is looked at behind it that others change', () => {
    const { whole, few } = both(`int state; int work;
      on softirq NET_RX { int w = xchg(&work, 0); clear_bit_unlock(0, &state); smp_mb__after_atomic();
        if (READ_ONCE(work) && !test_and_set_bit(0, &state)) raise_softirq(NET_RX); }
      cpu 0 { WRITE_ONCE(work, 1); if (!test_and_set_bit(0, &state)) raise_softirq(NET_RX); }
      cpu 1 { WRITE_ONCE(work, 1); }`);
    expect(few.ends).toEqual(whole.ends);
    expect(few.states * 2).toBeLessThan(whole.states);
  });
});

describe('what nobody can come to before', () => {
  const section = (lock: string, unlock: string, more = '') =>
    both(
      `${more} int c, d; static void add(void) { ${lock} c = c + 1; d = c; ${unlock} } cpu 0 { add(); } cpu 1 { add(); }`,
    );

  test.each([
    ['a lock that another CPU waits for', 'spin_lock(&l);', 'spin_unlock(&l);', 'spinlock_t l;'],
    ['a loop that tries again', 'spin_lock(&l);', 'spin_unlock(&l);', 'lock l unfair;'],
    ['a bit of a word', 'bit_spin_lock(3, &l);', 'bit_spin_unlock(3, &l);', 'int l;'],
    [
      'a swap of what was loaded',
      'int o; do { o = READ_ONCE(n); } while (cmpxchg(&n, o, o | 1) != o);',
      '',
      'int n;',
    ],
  ])('lies behind %s', (_, lock, unlock, more) => {
    const { whole, few } = section(lock, unlock, more);
    expect(few.ends).toEqual(whole.ends);
    expect(few.states).toBeLessThan(whole.states * 0.8);
  });

  test('lies behind a grace period: readers, and who waits for callbacks', () => {
    const { whole, few } = both(`static struct obj a, b;
      static void reclaim(struct rcu_head *h) { WRITE_ONCE(x, 1); }
      cpu 0 { call_rcu(&a.rcu, reclaim); rcu_barrier(); }
      cpu 1 { rcu_read_lock(); int r = READ_ONCE(a.a); rcu_read_unlock(); }`);
    expect(few.ends).toEqual(whole.ends);
    expect(few.states * 3).toBeLessThan(whole.states);
  });

  test('lies behind what the CPU itself frees last, whatever it asserts of it', () => {
    const { whole, few } = both(`struct dev { int x; struct work_struct w; };
      static void works(struct work_struct *w) { struct dev *d = container_of(w, struct dev, w); d->x = d->x + 1; }
      static struct dev *gd;
      cpu 0 { struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL); INIT_WORK(&d->w, works); smp_store_release(&gd, d); schedule_work(&d->w); }
      cpu 1 { struct dev *d = xchg(&gd, NULL); if (d) { cancel_work_sync(&d->w); kfree(d); } }`);
    expect(whole.ends).toContain('violated use-after-free');
    expect(few.ends).toEqual(whole.ends);
    expect(few.states * 2).toBeLessThan(whole.states);
  });

  test('lies beside ghosts that keep their order', () => {
    const { whole, few } = both(`ghost int done = 0; int state = 1;
      static void works(struct work_struct *w) { completes(); }
      static void completes(void) { if (cmpxchg(&state, 1, 2) == 1) { done += 1; assert(done < 2, bad); } }
      DECLARE_WORK(work, works);
      cpu 0 { WRITE_ONCE(x, 1); schedule_work(&work); } cpu 1 { WRITE_ONCE(y, 1); completes(); int r = READ_ONCE(x); }`);
    expect(few.ends).toEqual(whole.ends);
    expect(few.states * 2).toBeLessThan(whole.states);
  });

  test.each([
    [
      'is zapped, flushed and freed',
      'int freed; cpu 0 { spin_lock(&l); ptep_get_and_clear(va); flush_tlb_page(va); spin_unlock(&l); WRITE_ONCE(frame, 9); }',
    ],
    ['is made anew', 'cpu 0 { ptep_clear_flush(va); WRITE_ONCE(frame, 9); set_pte(va, frame); }'],
  ])('lies beside a page that %s', (_, code) => {
    const { whole, few } =
      both(`page va = { frame: 1 -> none }; spinlock_t l; on fault cpu 1 { int3_emulate(0); } ${code}
      cpu 1 { spin_lock(&l); WRITE_ONCE(x, READ_ONCE(x) + 1); spin_unlock(&l); int r = access(va); assert(r != 9, bad); }`);
    expect(few.ends).toEqual(whole.ends);
    expect(few.states * 1.5).toBeLessThan(whole.states);
  });

  test('is not what a loop stores that tries again, nor what is ordered by a swap that fails', () => {
    const { whole, few } =
      both(`int n; cpu 0 { int o; do { o = READ_ONCE(n); WRITE_ONCE(x, o); } while (cmpxchg(&n, o, o + 1) != o); }
      cpu 1 { int r = READ_ONCE(x); int o = cmpxchg_acquire(&n, 0, 5); int q = READ_ONCE(y); } cpu 2 { WRITE_ONCE(y, 1); } observe x, n, cpu1.r, cpu1.o, cpu1.q;`);
    expect(few.ends).toEqual(whole.ends);
  });
});

describe('nothing is lost', () => {
  test.each([
    // Behind an open guess both would happen in one step.
    [
      'where a ghost comes and goes behind a guess',
      'lock k unfair; cpu 0 { assert(!seen, worse); } cpu 1 { spin_lock(&k); seen = true; seen = false; spin_unlock(&k); }',
    ],
    // The store that frees may be late: the object is still there for what is younger.
    [
      'where the CPU itself looks at what the step changes',
      'struct obj o; cpu 0 { struct obj *p = &o; kfree(p); p->a = 1; kfree(p); } cpu 1 { }',
    ],
    [
      'where an unordered store publishes',
      'cpu 0 { struct obj *p = kmalloc(sizeof(*p), GFP_KERNEL); p->a = 1; WRITE_ONCE(gp, p); } cpu 1 { struct obj *p = READ_ONCE(gp); if (p) { int r = p->a; assert(r == 1, bad); } }',
    ],
    [
      'where an object that is still private leads to one',
      'cpu 0 { struct obj *p = kmalloc(sizeof(*p), GFP_KERNEL), *q = kmalloc(sizeof(*q), GFP_KERNEL); p->a = 1; smp_store_release(&gp, q); q->next = p; } cpu 1 { struct obj *p = READ_ONCE(gp); if (p) { p = READ_ONCE(p->next); if (p > 4096) { int r = p->a; assert(r == 1, bad); } } }',
    ],
    // What is last of the two says when the section ends.
    [
      'where a section ends with the last of several accesses',
      'int v; cpu 0 { rcu_read_lock(); WRITE_ONCE(v, 1); WRITE_ONCE(x, 1); rcu_read_unlock(); } cpu 1 { int r = READ_ONCE(x); synchronize_rcu(); WRITE_ONCE(y, r + 1); }',
    ],
    // With the value that is wrong the store would end the run, before another CPU sees it.
    [
      'where a value makes the next step of its CPU end the run',
      `spinlock_t l; cpu 0 { int r = xchg(&x, 3); int q = READ_ONCE(x); assert(q != 3, worse); }
       cpu 1 { if (spin_trylock(&l)) { int r = READ_ONCE(x); assert(r != 3, bad); spin_unlock(&l); } while (READ_ONCE(y) != 3) cpu_relax(); }`,
    ],
    // Whatever makes an assert fail at once would keep others from seeing what came before.
    [
      'where an assert waits for one value more, and a swap is seen',
      'cpu 0 { int a = READ_ONCE(y); int b = xchg_relaxed(&x, 1); assert(a != b, worse); } cpu 1 { int q = READ_ONCE(y); int r = READ_ONCE(x); assert(r != 1, bad); }',
    ],
    [
      'where an assert waits for one value more, and a ghost is seen',
      'cpu 0 { int a = READ_ONCE(y); int b = READ_ONCE(x) @ seen = true; assert(a != b, worse); } cpu 1 { int q = READ_ONCE(y); WRITE_ONCE(x, 0); assert(!seen, bad); }',
    ],
    [
      'where an assert waits for one value more, and a lock is seen',
      'spinlock_t l; cpu 0 { int a = READ_ONCE(y); spin_lock(&l); assert(a != 0, worse); spin_unlock(&l); } cpu 1 { int q = READ_ONCE(y); int ok = spin_trylock(&l); assert(ok, bad); if (ok) spin_unlock(&l); }',
    ],
    // Issued early, the assert would look at the ghost as soon as it has its value.
    [
      'where an assert looks at a ghost that an access of its CPU changes later',
      'cpu 0 { WRITE_ONCE(x, 1); } cpu 1 { int r = READ_ONCE(x); int q = READ_ONCE(x) @ seen = true; assert(r == q, worse); assert(!seen || r == 0, bad); }',
    ],
    // A machine that waits for ever takes such an atomic's value back.
    [
      'where an atomic behind a wait that never ends could take its value',
      'cpu 0 { while (READ_ONCE(y) == 0) cpu_relax(); int r = xchg(&x, 1); } cpu 1 { int r = READ_ONCE(x); assert(r != 0, bad); }',
    ],
    // A handler that has to run before its CPU goes on sees what comes before that.
    [
      'where a softirq is asked for while it runs',
      `int work; on softirq S { WRITE_ONCE(x, READ_ONCE(work)); if (READ_ONCE(work) == 1) { WRITE_ONCE(work, 2); raise_softirq(S); } }
       cpu 0 { WRITE_ONCE(work, 1); raise_softirq(S); WRITE_ONCE(y, 1); } cpu 1 { int r = READ_ONCE(y); int q = READ_ONCE(x); assert(r != 1 || q != 2, bad); }`,
    ],
    // Pending by then, it runs as bottom halves are turned on; called behind that, it may run later.
    [
      'where a wait says whether a softirq is called before bottom halves are turned on',
      'on softirq S { WRITE_ONCE(y, 1); } cpu 0 { WRITE_ONCE(y, 1); } cpu 1 { while (READ_ONCE(y) == 0) cpu_relax(); local_bh_disable(); raise_softirq(S); local_bh_enable(); smp_store_release(&y, 2); } observe y;',
    ],
    [
      'where a branch does',
      'on softirq S { WRITE_ONCE(y, 1); } cpu 0 { WRITE_ONCE(x, 1); } cpu 1 { if (READ_ONCE(x)) { local_bh_disable(); raise_softirq(S); local_bh_enable(); WRITE_ONCE(y, 2); } } observe y;',
    ],
    // A load behind a guess sets it before the guess is one no more.
    [
      'where a ghost comes with a load behind a guess',
      'int z; cpu 0 { if (READ_ONCE(x)) { int q = READ_ONCE(z) @ seen = true; } } cpu 1 { assert(!seen, bad); WRITE_ONCE(x, 1); }',
    ],
    [
      'where a ghost comes with a barrier behind a guess',
      'int z; cpu 0 { if (READ_ONCE(x)) { smp_wmb() @ seen = true; } } cpu 1 { assert(!seen, bad); WRITE_ONCE(x, 1); }',
    ],
    // Loads behind a guess that others store to.
    [
      'where a guess lets a load go first',
      'cpu 0 { int r = READ_ONCE(x); if (r == 1) { int q = READ_ONCE(y); assert(q != 0, bad); } } cpu 1 { WRITE_ONCE(y, 1); smp_wmb(); WRITE_ONCE(x, 1); }',
    ],
    // What is walked for early may still be what was there before.
    [
      'where an invalidation is not waited for',
      'page va = { f: 1 -> g: 2 }; cpu 0 { pte_clear(va); tlbi(va); set_pte(va, g); } cpu 1 { int r = READ_ONCE(x); int q = access(va); assert(q != 2 || r == 0, bad); } cpu 2 { WRITE_ONCE(x, 1); } on fault cpu 1 { int3_emulate(0); }',
    ],
    [
      'where the CPU itself changes the entry that it walks',
      'page va = { f: 1 -> g: 2 }; cpu 0 { int r = READ_ONCE(x); pte_clear(va); dsb(ish); tlbi(va); dsb(ish); set_pte(va, g); WRITE_ONCE(va, 3); int q = READ_ONCE(g); } cpu 1 { WRITE_ONCE(x, 1); int q = READ_ONCE(g); assert(q != 3, bad); }',
    ],
    // A walk that began before the CPU's own flush goes on with what it found.
    [
      'where a guess lets a walk begin before the CPU itself flushes',
      'page va = { f: 1 -> none }; cpu 0 { ptep_clear_flush(va); pte_t e = ptep_get(va); if (pte_present(e)) WRITE_ONCE(x, 2); WRITE_ONCE(va, 3); } cpu 1 { WRITE_ONCE(y, 1); }',
    ],
    // Nobody waits for ever but who has begun to wait.
    [
      'where a fault waits for an entry that does not come',
      'page va = { f: 1 -> none }; on fault cpu 0 { while (!pte_present(ptep_get(va))) cpu_relax(); } cpu 0 { dsb(ish); tlbi(va); dsb(ish); int r = READ_ONCE(va); } cpu 1 { int r = READ_ONCE(va); set_pte(va, x); }',
    ],
    // A frame is reached by its own name and through the page.
    [
      'where a frame has two names',
      'page va = { f: 1 -> g: 2 }; cpu 0 { int r = READ_ONCE(va); WRITE_ONCE(va, 3); int q = READ_ONCE(f); } cpu 1 { WRITE_ONCE(f, 5); int r = READ_ONCE(f); assert(r != 3, bad); }',
    ],
    // A timer of the CPU's own may come before what it issues next.
    [
      'where what is in flight calls a handler of the same CPU',
      `static void ticks(struct timer_list *t) { WRITE_ONCE(y, 3); schedule_work(&work); }
       static void works(struct work_struct *w) { WRITE_ONCE(x, READ_ONCE(y)); }
       DEFINE_TIMER(tick, ticks); DECLARE_WORK(work, works);
       cpu 0 { struct obj *p = kmalloc(sizeof(*p), GFP_KERNEL); p->a = 1; WRITE_ONCE(gp, p); smp_mb(); mod_timer(&tick, jiffies); WRITE_ONCE(y, 2); }
       cpu 1 { struct obj *p = kmalloc(sizeof(*p), GFP_KERNEL); p->a = 1; WRITE_ONCE(gp, p); }`,
    ],
  ])('%s', (_, code) => {
    const { whole, few, fewest } = both(code);
    expect(few.properties).toEqual(whole.properties);
    expect(few.ends).toEqual(whole.ends);
    // What was found is looked for once more among all runs, so that the run shown is a shortest one.
    expect(few.violating).toBe(whole.violating);
    expect(fewest.ends).toEqual(whole.ends);
  });
});
