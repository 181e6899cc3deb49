/** Random small scenarios over objects that are counted and have timers and works in them, which two CPUs make, find, arm, and let go of. */
import fc from 'fast-check';

/** Statements with names of their own. */
const statement = (nth: number) => {
  const p = `p${nth}`;
  const publish = fc.constantFrom(`WRITE_ONCE(gp, ${p});`, `smp_store_release(&gp, ${p});`);
  const arm = fc.constantFrom(`schedule_work(&${p}->w);`, `mod_timer(&${p}->t, jiffies);`, '');
  const made = fc
    .tuple(
      publish,
      arm,
      fc.constantFrom('', `${p}->a = 2;`, `put(${p});`, `int r${nth} = ${p}->a; assert(r${nth} != 3, bad);`),
      fc.constantFrom(1, 2),
    )
    .map(
      ([publishes, arms, more, count]) =>
        `struct obj *${p} = kmalloc(sizeof(*${p}), GFP_KERNEL); ${p}->a = 1; refcount_set(&${p}->ref, ${count}); timer_setup(&${p}->t, expired, 0); INIT_WORK(&${p}->w, worked); ${publishes} ${arms} ${more}`,
    );
  const use = fc.constantFrom(
    `put(${p});`,
    `kfree(${p});`,
    `${p}->a = 3; put(${p});`,
    `schedule_work(&${p}->w);`,
    `mod_timer(&${p}->t, jiffies);`,
    `timer_delete_sync(&${p}->t);`,
    `cancel_work_sync(&${p}->w); kfree(${p});`,
    `timer_delete_sync(&${p}->t); cancel_work_sync(&${p}->w); put(${p});`,
    `if (refcount_inc_not_zero(&${p}->ref)) { int r${nth} = ${p}->a; assert(r${nth} != 2, bad); put(${p}); }`,
    `spin_lock(&l); ${p}->a++; spin_unlock(&l);`,
  );
  const found = fc
    .tuple(fc.constantFrom('READ_ONCE(gp)', 'smp_load_acquire(&gp)', 'xchg(&gp, NULL)'), use)
    .map(([how, uses]) => `struct obj *${p} = ${how}; if (${p}) { ${uses} }`);
  const other = fc.constantFrom(
    'WRITE_ONCE(x, 1);',
    `int r${nth} = READ_ONCE(x); assert(r${nth} != 2, worse);`,
    'smp_mb();',
    'seen += 1; assert(seen < 2, worse);',
    'spin_lock(&l); WRITE_ONCE(x, READ_ONCE(x) + 1); spin_unlock(&l);',
  );
  return fc.oneof(
    { weight: 3, arbitrary: made },
    { weight: 5, arbitrary: found },
    { weight: 2, arbitrary: other },
  );
};

/** Text of a scenario of two CPUs, the worker and the timers beside. */
export const randomMembers: fc.Arbitrary<string> = fc
  .tuple(
    ...[2, 2].map((most) =>
      fc
        .integer({ min: 1, max: most })
        .chain((length) => fc.tuple(...Array.from({ length }, (_, nth) => statement(nth)))),
    ),
  )
  .map((bodies) => {
    const cpus = bodies.map((body, cpu) => `cpu ${String(cpu)} { ${body.join(' ')} }`);
    return `scenario "members"
arch arm64
property bad "A member held what it must not."
property worse "A word did."
struct obj { int a; refcount_t ref; struct timer_list t; struct work_struct w; };
struct obj *gp;
int x;
ghost int seen = 0;
spinlock_t l;
static void put(struct obj *p) { if (refcount_dec_and_test(&p->ref)) kfree(p); }
static void worked(struct work_struct *w) { struct obj *p = container_of(w, struct obj, w); p->a = 3; WRITE_ONCE(x, 2); }
static void expired(struct timer_list *t) { struct obj *p = container_of(t, struct obj, t); schedule_work(&p->w); }
${cpus.join('\n')}
observe x;
`;
  });
