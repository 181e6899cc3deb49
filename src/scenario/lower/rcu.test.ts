/**
 * The law of RCU, by shapes that Documentation/RCU/Design/Requirements and tools/memory-model ask about: what the kernel's
 * memory model forbids is not seen under any of the machine's models; and what readers may do, since they have no barriers, is.
 */
import { expect, test } from 'vitest';
import { machineOf, verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';
import { explore, Reduction } from '../../explore/index.ts';

const MODELS: readonly Case[] = [
  { arch: 'arm64', model: 'arm' },
  { arch: 'x86', model: 'tso' },
  { arch: 'arm64', model: 'sc' },
];

const W = (x: string) => `WRITE_ONCE(${x}, 1);`;
const R = (r: string, x: string) => `int ${r} = READ_ONCE(${x});`;
const reader = (code: string) => `rcu_read_lock(); ${code} rcu_read_unlock();`;
const GP = 'synchronize_rcu();';
/** CPUs with these bodies; `never` is what must not be true at the end. */
const shape = (never: string, ...bodies: readonly string[]) =>
  `int x, y, z, w; ${bodies.map((body, n) => `cpu ${String(n)} { ${body} }`).join(' ')} final(!(${never}), bad);`;

const FORBIDDEN: readonly (readonly [what: string, text: string])[] = [
  [
    'MP: a grace period, a reader',
    shape('cpu1.a == 1 && cpu1.b == 0', W('x') + GP + W('y'), reader(R('a', 'y') + R('b', 'x'))),
  ],
  [
    'MP, the other way round: the reader’s accesses in any order',
    shape('cpu1.b == 1 && cpu1.a == 0', W('x') + GP + W('y'), reader(R('a', 'x') + R('b', 'y'))),
  ],
  ['SB', shape('cpu0.a == 0 && cpu1.b == 0', W('x') + GP + R('a', 'y'), reader(W('y') + R('b', 'x')))],
  ['LB', shape('cpu0.a == 1 && cpu1.b == 1', R('a', 'x') + GP + W('y'), reader(R('b', 'y') + W('x')))],
  [
    'what a reader does is over when it is freed',
    shape('cpu1.b == 2 && cpu1.a == 0', `${W('x') + GP}WRITE_ONCE(y, 2);`, reader(R('a', 'x') + R('b', 'y'))),
  ],
  [
    'what comes before the section counts with it',
    shape('cpu1.a == 1 && cpu1.b == 0', W('x') + GP + W('y'), R('a', 'y') + reader(R('b', 'x'))),
  ],
  [
    'what comes after it too',
    shape('cpu1.a == 1 && cpu1.b == 0', W('x') + GP + W('y'), reader(R('a', 'y')) + R('b', 'x')),
  ],
  [
    'what stands before and after it',
    shape('cpu1.a == 1 && cpu1.b == 0', W('x') + GP + W('y'), R('a', 'y') + reader('') + R('b', 'x')),
  ],
  [
    'a branch before the section',
    shape(
      'cpu1.a == 1 && cpu1.b == 0',
      W('x') + GP + W('y'),
      `${R('a', 'y')} int b = 1; if (a) { ${reader('b = READ_ONCE(x);')} }`,
    ),
  ],
  [
    'a wait before the section',
    shape(
      'cpu1.b == 0',
      W('x') + GP + W('y'),
      `while (READ_ONCE(y) == 0) cpu_relax(); ${reader(R('b', 'x'))}`,
    ),
  ],
  [
    'nested sections are one',
    shape('cpu1.a == 1 && cpu1.b == 0', W('x') + GP + W('y'), reader(reader(R('a', 'y')) + R('b', 'x'))),
  ],
  [
    'expedited',
    shape(
      'cpu1.a == 1 && cpu1.b == 0',
      `${W('x')} synchronize_rcu_expedited(); ${W('y')}`,
      reader(R('a', 'y') + R('b', 'x')),
    ),
  ],
  [
    'two grace periods, two readers',
    shape(
      'cpu0.a == 0 && cpu1.b == 0 && cpu2.c == 0 && cpu3.d == 0',
      W('x') + GP + R('a', 'y'),
      W('y') + GP + R('b', 'z'),
      reader(W('z') + R('c', 'w')),
      reader(W('w') + R('d', 'x')),
    ),
  ],
  [
    'a grace period between two',
    shape(
      'cpu0.a == 0 && cpu1.b == 0 && cpu2.c == 0',
      W('x') + GP + R('a', 'y'),
      W('y') + GP + R('b', 'z'),
      reader(W('z') + R('c', 'x')),
    ),
  ],
  [
    'two grace periods are fully ordered',
    shape('cpu0.a == 0 && cpu1.b == 0', W('x') + GP + R('a', 'y'), W('y') + GP + R('b', 'x')),
  ],
  [
    'a spinlock is a section',
    shape(
      'cpu1.a == 1 && cpu1.b == 0',
      W('x') + GP + W('y'),
      `spin_lock(&l); ${R('a', 'y') + R('b', 'x')} spin_unlock(&l);`,
    ) + ' DEFINE_SPINLOCK(l);',
  ],
  [
    'so is one without preemption',
    shape(
      'cpu1.a == 1 && cpu1.b == 0',
      W('x') + GP + W('y'),
      `preempt_disable(); ${R('a', 'y') + R('b', 'x')} preempt_enable();`,
    ),
  ],
  [
    'and one with interrupts masked',
    shape(
      'cpu1.a == 1 && cpu1.b == 0',
      W('x') + GP + W('y'),
      `local_irq_disable(); ${R('a', 'y') + R('b', 'x')} local_irq_enable();`,
    ),
  ],
  [
    'and the kinds of old',
    shape(
      'cpu1.a == 1 && cpu1.b == 0',
      W('x') + GP + W('y'),
      `rcu_read_lock_bh(); rcu_read_lock_sched(); ${R('a', 'y')} rcu_read_unlock_sched(); ${R('b', 'x')} rcu_read_unlock_bh();`,
    ),
  ],
  [
    'SRCU',
    shape(
      'cpu1.a == 1 && cpu1.b == 0',
      `${W('x')} synchronize_srcu(&ss); ${W('y')}`,
      `int i = srcu_read_lock(&ss); ${R('a', 'y') + R('b', 'x')} srcu_read_unlock(&ss, i);`,
    ) + ' struct srcu_struct ss;',
  ],
];

const ALLOWED: readonly (readonly [what: string, text: string])[] = [
  [
    'readers have no barriers',
    shape('cpu1.a == 1 && cpu1.b == 0', `${W('x')} smp_mb(); ${W('y')}`, reader(R('a', 'y') + R('b', 'x'))) +
      ' void never(void) { synchronize_rcu(); }',
  ],
  [
    'nor at their ends',
    shape(
      'cpu0.a == 0 && cpu1.b == 0',
      `${W('x')} smp_mb(); ${R('a', 'y')}`,
      W('y') + reader('') + R('b', 'x'),
    ) + ' void never(void) { synchronize_rcu(); }',
  ],
  [
    'one grace period, two readers',
    shape(
      'cpu0.a == 0 && cpu1.b == 0 && cpu2.c == 0',
      W('x') + GP + R('a', 'y'),
      reader(W('y') + R('b', 'z')),
      reader(W('z') + R('c', 'x')),
    ),
  ],
  [
    'a reader of RCU is none of SRCU',
    shape(
      'cpu1.a == 1 && cpu1.b == 0',
      `${W('x')} synchronize_srcu(&ss); ${W('y')}`,
      reader(R('a', 'y') + R('b', 'x')),
    ) + ' struct srcu_struct ss;',
  ],
  [
    'another domain',
    shape(
      'cpu1.a == 1 && cpu1.b == 0',
      `${W('x')} synchronize_srcu(&s2); ${W('y')}`,
      `int i = srcu_read_lock(&ss); ${R('a', 'y') + R('b', 'x')} srcu_read_unlock(&ss, i);`,
    ) + ' struct srcu_struct ss, s2;',
  ],
  ['without a section', shape('cpu1.a == 1 && cpu1.b == 0', W('x') + GP + W('y'), R('a', 'y') + R('b', 'x'))],
];

test.each(FORBIDDEN.flatMap(([what, text]) => MODELS.map((how) => ({ what, text, how, model: how.model }))))(
  '$what: never under $model',
  ({ text, how }) => {
    expect(verdictOf(text, how)).toBe('holds');
  },
);

test.each(ALLOWED.map(([what, text]) => ({ what, text })))('$what: seen under arm', ({ text }) => {
  expect(verdictOf(text)).toBe('violated bad');
});

const free = (wait: string) =>
  `struct foo { int a; }; struct foo *gp; void reader(void) { struct foo *p; rcu_read_lock(); p = rcu_dereference(gp); if (p) { int r = READ_ONCE(p->a); } rcu_read_unlock(); }
   cpu 0 { struct foo *p = kzalloc(sizeof(*p), GFP_KERNEL); rcu_assign_pointer(gp, p); RCU_INIT_POINTER(gp, NULL); ${wait} kfree(p); } cpu 1 { reader(); }`;

test('what is freed after a grace period is in use by nobody', () => {
  for (const how of MODELS) {
    expect(verdictOf(free(GP), how)).toBe('holds');
    expect(verdictOf(free(''), how)).toBe('violated use-after-free');
  }
});

// "Requirements", Grace-Period Guarantee: with more readers than grace periods the circle is no contradiction.
test('nobody waits for a section that begins while an older one of another CPU is waited for', () => {
  const circle = (wait: string, begin: string, end: string) =>
    shape(
      'cpu0.a == 1 && cpu1.b == 1 && cpu2.c == 1',
      `${begin} ${W('y')} ${R('a', 'x')} ${end}`,
      `${R('b', 'y')} ${wait} ${W('z')}`,
      `${begin} ${W('x')} ${R('c', 'z')} ${end}`,
    );
  const ways = [
    circle(GP, 'rcu_read_lock();', 'rcu_read_unlock();'),
    `struct srcu_struct ss; ${circle('synchronize_srcu(&ss);', 'int i = srcu_read_lock(&ss);', 'srcu_read_unlock(&ss, i);')}`,
  ];
  for (const text of ways)
    for (const how of MODELS) expect(verdictOf(text, how), how.model).toBe('violated bad');
});

test('a section may begin and end as often as it likes', () => {
  expect(
    verdictOf(
      shape(
        'cpu1.b == 1 && cpu1.a == 0 && cpu1.c == 0',
        W('x') + GP + W('y'),
        reader(R('a', 'x')) + reader(R('b', 'y')) + reader(R('c', 'x')),
      ),
    ),
  ).toBe('holds');
});

test('a grace period inside a section is one that sleeps where it must not', () => {
  expect(verdictOf(`int x; cpu 0 { ${reader(GP)} }`)).toBe('violated sleeping-in-atomic');
  expect(
    verdictOf(
      'struct srcu_struct ss; cpu 0 { int i = srcu_read_lock(&ss); synchronize_srcu(&ss); srcu_read_unlock(&ss, i); }',
    ),
  ).toBe('deadlock');
});

test('a section that waits for the one who waits for it', () => {
  const text = `int x; cpu 0 { ${GP} ${W('x')} } cpu 1 { ${reader('while (!READ_ONCE(x)) cpu_relax();')} }`;
  for (const how of MODELS) expect(verdictOf(text, how)).toBe('deadlock');
});

test('a section begun too early, behind a wait, is taken back', () => {
  const text = `int x; cpu 0 { ${GP} ${W('x')} } cpu 1 { while (!READ_ONCE(x)) cpu_relax(); ${reader('')} }`;
  for (const how of MODELS) expect(verdictOf(text, how)).toBe('holds');
  expect(
    verdictOf(
      `DEFINE_MUTEX(m); cpu 0 { mutex_lock(&m); ${GP} mutex_unlock(&m); } cpu 1 { mutex_lock(&m); ${reader('')} mutex_unlock(&m); }`,
    ),
  ).toBe('holds');
});

test('whoever begins nothing ends nothing', () => {
  expect(verdictOf('int x; cpu 0 { rcu_read_unlock(); }')).toBe('violated unlock-not-held');
  expect(
    verdictOf(
      'int x; cpu 0 { rcu_read_lock(); int a = rcu_read_lock_held(); rcu_read_unlock(); int b = rcu_read_lock_held(); assert(a && !b, bad); }',
    ),
  ).toBe('holds');
});

test('an interrupt’s handler is a section', () => {
  const text = `${shape('y == 2', `${W('x')} ${GP} int a = READ_ONCE(z); if (a == 1) WRITE_ONCE(y, 2);`, 'raise(kick, 1);')} on irq kick { int b = READ_ONCE(x); if (b == 0) { WRITE_ONCE(z, 1); WRITE_ONCE(z, 0); } }`;
  expect(verdictOf(text)).toBe('holds');
});

test('where nobody waits a section costs nothing', () => {
  const states = (text: string) => explore(machineOf(text), { states: 10_000 }).states;
  const with_ = (before: string, after: string) =>
    shape('cpu1.a == 2', W('x') + W('y'), `${before} ${R('a', 'y')} ${after} ${R('b', 'x')}`);
  expect(states(with_('rcu_read_lock();', 'rcu_read_unlock();'))).toBe(states(with_('', '')));
});

const OBSERVED = [
  'int x, y; cpu 0 { x = 1; synchronize_rcu(); y = 1; } cpu 1 { rcu_read_lock(); int a = y; int b = x; rcu_read_unlock(); } observe cpu1.a, cpu1.b;',
  'int x, y; cpu 0 { x = 1; synchronize_rcu(); int a = y; } cpu 1 { rcu_read_lock(); y = 1; int b = x; rcu_read_unlock(); rcu_read_lock(); int c = x; rcu_read_unlock(); } observe cpu0.a, cpu1.b, cpu1.c;',
  'int x, y; cpu 0 { synchronize_rcu(); x = 1; } cpu 1 { while (!x) cpu_relax(); rcu_read_lock(); int a = y; rcu_read_unlock(); } cpu 2 { y = 1; } observe cpu1.a;',
];

test('a search that leaves states out finds the same', () => {
  for (const text of OBSERVED) {
    for (const how of MODELS) {
      const found = [{}, { reduce: Reduction }].map((more) => {
        const options = { states: 300_000, paths: false, ...more };
        const { verdict, outcomes } = explore(machineOf(text, how), options);
        return { verdict, outcomes: outcomes.map(({ kind, label }) => `${kind} ${label}`) };
      });
      expect(found[1]).toEqual(found[0]);
    }
  }
});

test('an agent may wait for readers, which keep it from what they still use', () => {
  const text = (wait: string) =>
    `struct foo { int a; }; struct foo o; struct foo *gp = &o; int queued; cpu 0 { rcu_read_lock(); struct foo *p = rcu_dereference(gp); if (p) { int r = READ_ONCE(p->a); } rcu_read_unlock(); }
     cpu 1 { RCU_INIT_POINTER(gp, NULL); smp_store_release(&queued, 1); } agent rcu { if (smp_load_acquire(&queued)) { ${wait} kfree(&o); } }`;
  expect(verdictOf(text(GP))).toBe('holds');
  expect(verdictOf(text(''))).toBe('violated use-after-free');
});

test('who reads a domain of SRCU is no outcome', () => {
  const text =
    'struct srcu_struct ss; int x; cpu 0 { int i = srcu_read_lock(&ss); WRITE_ONCE(x, 1); srcu_read_unlock(&ss, i); } cpu 1 { synchronize_srcu(&ss); }';
  const { outcomes } = explore(machineOf(text, { model: 'sc' }), { states: 1000 });
  expect(outcomes.map(({ label }) => label)).toEqual(['x=1']);
});
