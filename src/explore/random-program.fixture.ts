/** Random small scenarios, as text: two or three CPUs that race over two words and two locks, wait, branch, assert and interrupt. */
import fc from 'fast-check';

const WORDS = ['x', 'y'];

const statement = (cpu: number, nth: number) => {
  const word = fc.constantFrom(...WORDS);
  const value = fc.integer({ min: 1, max: 2 });
  const local = `r${nth}`;
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(word, value).map(([x, v]) => `WRITE_ONCE(${x}, ${v});`) },
    { weight: 4, arbitrary: word.map((x) => `int ${local} = READ_ONCE(${x});`) },
    { weight: 1, arbitrary: fc.constantFrom('smp_mb();', 'smp_wmb();', 'smp_rmb();') },
    { weight: 1, arbitrary: fc.tuple(word, value).map(([x, v]) => `smp_store_release(&${x}, ${v});`) },
    { weight: 1, arbitrary: word.map((x) => `int ${local} = smp_load_acquire(&${x});`) },
    {
      weight: 1,
      arbitrary: fc.tuple(word, word).map(([x, y]) => `if (READ_ONCE(${x}) == 1) WRITE_ONCE(${y}, 2);`),
    },
    { weight: 1, arbitrary: word.map((x) => `while (READ_ONCE(${x}) == 0) cpu_relax();`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(word, value)
        .map(([x, v]) => `int ${local} = READ_ONCE(${x}); assert(${local} != ${v}, bad);`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(word, value)
        .map(([x, v]) => `int ${local} = xchg(&${x}, ${v}); assert(${local} != 2, worse);`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('l', 'm'), word, value)
        .map(([l, x, v]) => `spin_lock(&${l}); WRITE_ONCE(${x}, ${v}); spin_unlock(&${l});`),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'if (spin_trylock(&l)) { WRITE_ONCE(x, 1); spin_unlock(&l); }',
        'spin_lock(&l); spin_lock(&m); WRITE_ONCE(x, 2); spin_unlock(&m); spin_unlock(&l);',
        'spin_lock(&m); spin_lock(&l); WRITE_ONCE(y, 1); spin_unlock(&l); spin_unlock(&m);',
      ),
    },
    { weight: cpu === 0 ? 1 : 0, arbitrary: fc.constant('either { WRITE_ONCE(x, 2); } or { }') },
    { weight: cpu === 0 ? 1 : 0, arbitrary: fc.constant('raise(kick, 1);') },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'raise_softirq(soft);',
        'local_bh_disable(); raise_softirq(soft); WRITE_ONCE(x, 1); local_bh_enable();',
        'spin_lock_bh(&l); WRITE_ONCE(y, 1); spin_unlock_bh(&l);',
        'mod_timer(&tick, jiffies);',
        'timer_delete(&tick);',
        'timer_delete_sync(&tick);',
        'schedule_work(&work);',
        'cancel_work_sync(&work);',
      ),
    },
    { weight: cpu === 1 ? 1 : 0, arbitrary: fc.constantFrom('local_irq_disable();', 'local_irq_enable();') },
  );
};

/** Text of a scenario that compiles. */
export const randomScenario: fc.Arbitrary<string> = fc
  .integer({ min: 2, max: 3 })
  .chain((cpus) =>
    fc.tuple(
      ...Array.from({ length: cpus }, (_, cpu) =>
        fc
          .integer({ min: 1, max: cpus === 2 ? 4 : 2 })
          .chain((length) => fc.tuple(...Array.from({ length }, (_, nth) => statement(cpu, nth)))),
      ),
    ),
  )
  .map((bodies) => {
    const cpus = bodies.map((body, cpu) => `cpu ${cpu} { ${body.join(' ')} }`);
    const handler = bodies[0]?.some((line) => line.startsWith('raise'))
      ? `on irq kick cpu 1 { ${bodies[0].length > 2 ? 'spin_lock(&l); WRITE_ONCE(y, 2); spin_unlock(&l);' : 'WRITE_ONCE(y, 2);'} }\n`
      : '';
    const softirq = `on softirq soft { ${bodies.length > 2 ? 'spin_lock(&l); WRITE_ONCE(x, 2); spin_unlock(&l);' : 'WRITE_ONCE(y, 1);'} }\n`;
    const timer = `static void ticks(struct timer_list *t) { int r = READ_ONCE(x); WRITE_ONCE(y, 1); if (r == 1) mod_timer(t, jiffies); }\nDEFINE_TIMER(tick, ticks);\n`;
    const work = `static void works(struct work_struct *w) { int r = READ_ONCE(y); WRITE_ONCE(x, 1); if (r == 1) schedule_work(w); }\nDECLARE_WORK(work, works);\n`;
    const properties = 'property bad "A read gave what it must not."\nproperty worse "An exchange did."';
    return `scenario "random"\narch arm64 | x86\n${properties}\nint x, y;\nspinlock_t l, m;\n${timer}${work}${handler}${softirq}${cpus.join('\n')}\n`;
  });

const access = (nth: number, cpu: number) => {
  const word = fc.constantFrom('x', 'y', 'z');
  const value = cpu * 10 + nth + 1;
  return fc.oneof(
    { weight: 5, arbitrary: word.map((x) => `WRITE_ONCE(${x}, ${value});`) },
    { weight: 6, arbitrary: word.map((x) => `r${nth} = READ_ONCE(${x});`) },
    { weight: 1, arbitrary: word.map((x) => `r${nth} = xchg_relaxed(&${x}, ${value});`) },
    { weight: 1, arbitrary: fc.constantFrom('smp_mb();', 'smp_wmb();', 'smp_rmb();') },
    { weight: 1, arbitrary: fc.constantFrom('local_irq_disable();', 'local_irq_enable();') },
    { weight: cpu === 0 ? 1 : 0, arbitrary: fc.constant('raise(kick, 1);') },
  );
};

/** Text of a race of two or three CPUs, one of them perhaps interrupted, in which every value read is observed. */
export const randomRace: fc.Arbitrary<string> = fc
  .integer({ min: 2, max: 3 })
  .chain((cpus) =>
    fc.tuple(
      ...Array.from({ length: cpus }, (_, cpu) =>
        fc
          .integer({ min: 2, max: cpus === 2 ? 5 : 4 })
          .chain((length) => fc.tuple(...Array.from({ length }, (_, nth) => access(nth, cpu)))),
      ),
    ),
  )
  .map((bodies) => {
    const reads = bodies.map((body) => body.flatMap((line) => /^(r\d)/.exec(line)?.[1] ?? []));
    const cpus = bodies.map((body, cpu) => {
      const locals = (reads[cpu] ?? []).map((r) => `int ${r}; `).join('');
      return `cpu ${cpu} { ${locals}${body.join(' ')} }`;
    });
    const handler = bodies[0]?.includes('raise(kick, 1);')
      ? 'on irq kick cpu 1 { WRITE_ONCE(w, READ_ONCE(x) + 100); }\n'
      : '';
    const observed = [
      ...reads.flatMap((names, cpu) => names.map((r) => `cpu${cpu}.${r}`)),
      'x',
      'y',
      'z',
      'w',
    ];
    const observe = `observe ${observed.join(', ')};`;
    return `scenario "race"\narch arm64 | x86\nint x, y, z, w;\n${handler}${cpus.join('\n')}\n${observe}\n`;
  });

/** What is done to objects that come and go, and to what hangs on them; each statement has names of its own. */
const objectStatement = (nth: number) => {
  const p = `p${nth}`;
  const r = `r${nth}`;
  const slot = fc.constantFrom('gp', 'gq');
  const publish = fc.constantFrom(
    (to: string) => `WRITE_ONCE(${to}, ${p});`,
    (to: string) => `smp_store_release(&${to}, ${p});`,
    (to: string) => `smp_wmb(); WRITE_ONCE(${to}, ${p});`,
    (to: string) => `rcu_assign_pointer(${to}, ${p});`,
  );
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(slot, publish, fc.constantFrom('', `${p}->next = READ_ONCE(gp);`, `${p}->b = ${p}->a + 1;`))
        .map(
          ([to, how, more]) =>
            `struct obj *${p} = kmalloc(sizeof(*${p}), GFP_KERNEL); ${p}->a = 1; ${more} ${how(to)}`,
        ),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(slot, fc.constantFrom('a', 'b'))
        .map(
          ([from, member]) =>
            `struct obj *${p} = READ_ONCE(${from}); if (${p}) { int ${r} = ${p}->${member}; assert(${r} != 2, bad); }`,
        ),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          slot,
          fc.constantFrom(
            `kfree(${p});`,
            `${p}->a = 2; kfree(${p});`,
            `kfree_rcu(${p}, rcu);`,
            `${p}->b = 2;`,
          ),
        )
        .map(([from, what]) => `struct obj *${p} = xchg(&${from}, NULL); if (${p}) { ${what} }`),
    },
    {
      weight: 1,
      arbitrary: slot.map(
        (from) =>
          `struct obj *${p}; rcu_read_lock(); ${p} = rcu_dereference(${from}); if (${p}) { int ${r} = ${p}->a; assert(${r} != 2, bad); } rcu_read_unlock();`,
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(slot, publish)
        .map(([to, how]) => `struct obj o${nth}; struct obj *${p} = &o${nth}; ${p}->a = 3; ${how(to)}`),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'WRITE_ONCE(x, 1) @ seen = true;',
        `int ${r} = READ_ONCE(x) @ assert(!seen, worse);`,
        'spin_lock(&l); WRITE_ONCE(x, READ_ONCE(x) + 1); spin_unlock(&l);',
        'WRITE_ONCE(y, 1); schedule_work(&work);',
        'mod_timer(&tick, jiffies); WRITE_ONCE(y, 2);',
        `int ${r} = READ_ONCE(y); assert(${r} != 3, worse);`,
        'while (READ_ONCE(y) == 0) cpu_relax();',
        'smp_mb();',
      ),
    },
  );
};

/** Text of a scenario whose CPUs make, publish, follow and free objects, and call what runs later. */
export const randomObjects: fc.Arbitrary<string> = fc
  .integer({ min: 2, max: 3 })
  .chain((cpus) =>
    fc.tuple(
      ...Array.from({ length: cpus }, () =>
        fc
          .integer({ min: 1, max: cpus === 2 ? 3 : 2 })
          .chain((length) => fc.tuple(...Array.from({ length }, (_, nth) => objectStatement(nth)))),
      ),
    ),
  )
  .map((bodies) => {
    const cpus = bodies.map((body, cpu) => `cpu ${cpu} { ${body.join(' ')} }`);
    return `scenario "objects"
arch arm64
property bad "A member held what it must not."
property worse "A ghost or a word did."
struct obj { int a, b; struct obj *next; struct rcu_head rcu; };
struct obj *gp, *gq;
int x, y;
ghost bool seen = false;
spinlock_t l;
static void ticks(struct timer_list *t) { WRITE_ONCE(y, 3); schedule_work(&work); }
static void works(struct work_struct *w) { struct obj *p = READ_ONCE(gp); WRITE_ONCE(x, READ_ONCE(y)); if (p) p->b = 2; }
DEFINE_TIMER(tick, ticks);
DECLARE_WORK(work, works);
${cpus.join('\n')}
`;
  });
