/** Random small scenarios out of what kernel code waits with and frees by: locks of all kinds, loops that try again, callbacks, counts. */
import fc from 'fast-check';

/** Statements with names of their own; `rare` ones have many states, so that few are drawn. */
const statement = (nth: number) => {
  const p = `p${nth}`;
  const r = `r${nth}`;
  const word = fc.constantFrom('x', 'y', 'o.a', 'o.b');
  const value = fc.integer({ min: 1, max: 3 });
  const inside = fc.oneof(
    fc.tuple(word, value).map(([x, v]) => `WRITE_ONCE(${x}, ${v});`),
    word.map((x) => `WRITE_ONCE(${x}, READ_ONCE(${x}) + 1);`),
    word.map((x) => `int ${r} = READ_ONCE(${x}); assert(${r} != 3, bad);`),
  );
  const section = fc.constantFrom(
    (code: string) => `spin_lock(&l); ${code} spin_unlock(&l);`,
    (code: string) => `spin_lock(&l); ${code} spin_unlock(&l);`,
    (code: string) => `mutex_lock(&m); ${code} mutex_unlock(&m);`,
    (code: string) => `spin_lock(&u); ${code} spin_unlock(&u);`,
    (code: string) => `spin_lock(&f); ${code} spin_unlock(&f);`,
    (code: string) => `bit_spin_lock(0, &bits); ${code} bit_spin_unlock(0, &bits);`,
    (code: string) => `rcu_read_lock(); ${code} rcu_read_unlock();`,
    (code: string) => `read_lock(&rw); ${code} read_unlock(&rw);`,
    (code: string) => `write_lock(&rw); ${code} write_unlock(&rw);`,
    (code: string) => `if (spin_trylock(&l)) { ${code} spin_unlock(&l); }`,
    (code: string) => `write_seqlock(&s); ${code} write_sequnlock(&s);`,
    (code: string) => `local_irq_disable(); ${code} local_irq_enable();`,
  );
  return fc.oneof(
    { weight: 8, arbitrary: fc.tuple(section, inside).map(([within, code]) => within(code)) },
    { weight: 4, arbitrary: inside },
    {
      weight: 3,
      arbitrary: fc.tuple(word, value).map(([x, v]) => `while (READ_ONCE(${x}) != ${v}) cpu_relax();`),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(word, fc.constantFrom('', '_relaxed', '_acquire'), value)
        .map(
          ([x, order, v]) =>
            `int ${r}; do { ${r} = READ_ONCE(${x}); } while (cmpxchg${order}(&${x}, ${r}, ${r} | ${v}) != ${r});`,
        ),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(word, word, value)
        .chain(([x, y, v]) =>
          fc.constantFrom(
            `if (READ_ONCE(${x})) { int ${r} = READ_ONCE(${y}) @ seen = true; }`,
            `if (READ_ONCE(${x}) != ${v}) { smp_wmb() @ seen = true; WRITE_ONCE(${y}, ${v}); }`,
            `if (READ_ONCE(${x})) { count += 1; assert(count < 2, worse); int ${r} = READ_ONCE(${y}); }`,
            `assert(!seen, bad); WRITE_ONCE(${x}, ${v});`,
            `if (READ_ONCE(${x})) { local_bh_disable(); raise_softirq(soft); local_bh_enable(); WRITE_ONCE(${y}, ${v}); }`,
            `spin_lock_bh(&l); raise_softirq(soft); spin_unlock_bh(&l); smp_store_release(&${y}, ${v});`,
          ),
        ),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          word,
          word,
          fc.constantFrom(
            (y: string) => `xchg_relaxed(&${y}, 1)`,
            (y: string) => `READ_ONCE(${y}) @ seen = true`,
          ),
        )
        .map(
          ([x, y, how]) =>
            `int ${r} = READ_ONCE(${x}); int ${p} = ${how(y)}; assert(${r} == ${p}, worse); assert(!seen || ${r} == 0, bad);`,
        ),
    },
    { weight: 1, arbitrary: fc.constantFrom('smp_mb();', 'smp_wmb();', 'smp_rmb();') },
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        `struct obj *${p} = kmalloc(sizeof(*${p}), GFP_KERNEL); ${p}->a = 1; rcu_assign_pointer(gp, ${p});`,
        `struct obj *${p} = xchg(&gp, NULL); if (${p}) call_rcu(&${p}->rcu, reclaim);`,
        `struct obj *${p} = xchg(&gp, NULL); if (${p}) { synchronize_rcu(); kfree(${p}); }`,
        `struct obj *${p} = xchg(&gp, NULL); if (${p}) kfree(${p});`,
        `rcu_read_lock(); struct obj *${p} = rcu_dereference(gp); if (${p}) { int ${r} = ${p}->a; assert(${r} != 2, bad); } rcu_read_unlock();`,
        `rcu_read_lock(); struct obj *${p} = rcu_dereference(gp); if (${p}) ${p}->b = 1; rcu_read_unlock();`,
        'call_rcu(&o.rcu, counts);',
        'call_rcu(&o.rcu, counts); rcu_barrier();',
        'rcu_barrier();',
        'synchronize_rcu();',
        `int ${r} = srcu_read_lock(&ss); WRITE_ONCE(x, READ_ONCE(y)); srcu_read_unlock(&ss, ${r});`,
        'synchronize_srcu(&ss);',
      ),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'if (refcount_dec_and_test(&ref)) WRITE_ONCE(y, 3);',
        'if (refcount_inc_not_zero(&ref)) { WRITE_ONCE(x, 2); if (refcount_dec_and_test(&ref)) WRITE_ONCE(y, 3); }',
        'WRITE_ONCE(x, 1); wake_up(&wq);',
        'wait_event(wq, READ_ONCE(x) != 0);',
        'complete(&done);',
        'wait_for_completion(&done);',
        'schedule_work(&work);',
        'flush_work(&work);',
        'cancel_work_sync(&work);',
        'mod_timer(&tick, jiffies);',
        'timer_delete_sync(&tick);',
        `unsigned ${r}; int ${p}; do { ${r} = read_seqbegin(&s); ${p} = READ_ONCE(x); } while (read_seqretry(&s, ${r})); assert(${p} != 3, worse);`,
      ),
    },
  );
};

/** Text of a scenario of two or three CPUs, an interrupt in some. */
export const randomKernel: fc.Arbitrary<string> = fc
  .tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 0, max: 4 }))
  .chain(([cpus, kind]) =>
    fc.tuple(
      fc.constant(kind),
      fc.tuple(
        ...Array.from({ length: cpus }, () =>
          fc
            .integer({ min: 1, max: cpus === 2 ? 3 : 2 })
            .chain((length) => fc.tuple(...Array.from({ length }, (_, nth) => statement(nth)))),
        ),
      ),
    ),
  )
  .map(([kind, bodies]) => {
    const cpus = bodies.map((body, cpu) => `cpu ${cpu} { ${body.join(' ')} }`);
    const softirq = cpus.some((code) => code.includes('soft'))
      ? 'on softirq soft { WRITE_ONCE(y, READ_ONCE(x) + 1); }\n'
      : '';
    const handler =
      kind === 0
        ? 'on irq kick cpu 1 { spin_lock(&l); WRITE_ONCE(x, 2); spin_unlock(&l); }\nagent device { raise(kick, 1); }\n'
        : '';
    return `scenario "kernel"
arch arm64 | x86
property bad "A word held what it must not."
property worse "A section did."
struct obj { int a, b; struct rcu_head rcu; };
static struct obj o;
struct obj *gp;
int x, y, bits;
ghost bool seen = false;
ghost int count = 0;
spinlock_t l;
struct mutex m;
rwlock_t rw;
seqlock_t s;
lock u unfair;
lock f fair;
refcount_t ref = REFCOUNT_INIT(2);
DECLARE_WAIT_QUEUE_HEAD(wq);
DECLARE_COMPLETION(done);
DEFINE_SRCU(ss);
static void reclaim(struct rcu_head *h) { kfree(container_of(h, struct obj, rcu)); }
static void counts(struct rcu_head *h) { WRITE_ONCE(y, READ_ONCE(x)); }
static void works(struct work_struct *w) { spin_lock(&l); WRITE_ONCE(x, 1); spin_unlock(&l); }
static void ticks(struct timer_list *t) { int r = READ_ONCE(x); WRITE_ONCE(y, 1); if (r == 1) schedule_work(&work); }
DECLARE_WORK(work, works);
DEFINE_TIMER(tick, ticks);
${softirq}${handler}${cpus.join('\n')}
observe x, y, o.a, o.b;
`;
  });
