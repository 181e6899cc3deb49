/** The kernel's locks: who gets them, what they keep together, and what is held against whoever misuses them. */
import { describe, expect, test } from 'vitest';
import { machineOf, verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';
import { explore } from '../../explore/index.ts';
import { compileScenario } from '../index.ts';

const RT = 'option PREEMPT_RT = on | off\n';
const ADD = 'int r = s->n; s->n = r + 1;';
const S = (type: string) => `struct s { ${type} lock; int n; }; static struct s s;`;
/** Two CPUs add 1 each, with `enter` and `leave` around it. */
const both = (type: string, enter: string, leave: string, init = '') =>
  `${S(type)} static void add(struct s *s) { unsigned long flags; ${enter} ${ADD} ${leave} }
cpu 0 { ${init} add(&s); } cpu 1 { add(&s); } final(s.n == 2, bad);`;

const CASES: readonly Case[] = [{ model: 'sc' }, { model: 'tso', arch: 'x86' }, { model: 'arm' }];

describe('a lock keeps a section together', () => {
  test.each([
    ['spinlock_t', 'spin_lock(&s->lock);', 'spin_unlock(&s->lock);'],
    ['spinlock_t', 'spin_lock_nested(&s->lock, 1);', 'spin_unlock(&s->lock);'],
    ['spinlock_t', 'spin_lock_irq(&s->lock);', 'spin_unlock_irq(&s->lock);'],
    [
      'raw_spinlock_t',
      'raw_spin_lock_irqsave(&s->lock, flags);',
      'raw_spin_unlock_irqrestore(&s->lock, flags);',
    ],
    ['spinlock_t', 'while (!spin_trylock(&s->lock)) cpu_relax();', 'spin_unlock(&s->lock);'],
    ['rwlock_t', 'write_lock(&s->lock);', 'write_unlock(&s->lock);'],
    ['rwlock_t', 'write_lock_irqsave(&s->lock, flags);', 'write_unlock_irqrestore(&s->lock, flags);'],
    ['struct mutex', 'mutex_lock(&s->lock);', 'mutex_unlock(&s->lock);'],
    ['struct mutex', 'mutex_lock_nested(&s->lock, 1);', 'mutex_unlock(&s->lock);'],
    ['struct rw_semaphore', 'down_write(&s->lock);', 'up_write(&s->lock);'],
    ['seqlock_t', 'write_seqlock(&s->lock);', 'write_sequnlock(&s->lock);'],
    ['seqlock_t', 'write_seqlock_irq(&s->lock);', 'write_sequnlock_irq(&s->lock);'],
    ['seqlock_t', 'read_seqlock_excl(&s->lock);', 'read_sequnlock_excl(&s->lock);'],
  ])('%s: %s', (type, enter, leave) => {
    for (const how of CASES) {
      expect(verdictOf(both(type, enter, leave), how)).toBe('holds');
      expect(verdictOf(both(type, '', ''), how)).toBe('violated bad');
    }
  });

  test('readers do not keep each other out, and writers do', () => {
    expect(verdictOf(both('rwlock_t', 'read_lock(&s->lock);', 'read_unlock(&s->lock);'))).toBe(
      'violated bad',
    );
    const text = (read: string) =>
      `rwlock_t l; int x, y; cpu 0 { write_lock(&l); x = 1; y = 1; write_unlock(&l); }
cpu 1 { ${read} int a = x; int b = y; read_unlock(&l); assert(a == b, bad); }`;
    expect(verdictOf(text('read_lock(&l);'))).toBe('holds');
    expect(verdictOf(text('if (!read_trylock(&l)) return;'))).toBe('holds');
    expect(verdictOf(text('read_lock(&l);').replaceAll(/write_\w+\(&l\);/g, ''))).toBe('violated bad');
  });

  test('a semaphore that is downgraded lets readers in and keeps writers out', () => {
    const text = (other: string) =>
      `struct rw_semaphore l; int x; cpu 0 { down_write(&l); x = 1; downgrade_write(&l); int r = x; up_read(&l); assert(r == 1, bad); }
cpu 1 { ${other} }`;
    expect(verdictOf(text('down_write(&l); x = 2; up_write(&l);'))).toBe('holds');
    expect(verdictOf(text('if (down_write_trylock(&l)) { x = 2; up_write(&l); }'))).toBe('holds');
    expect(verdictOf(text('if (down_read_trylock(&l)) { x = 2; up_read(&l); }'))).toBe('violated bad');
    expect(verdictOf(text('down_read_nested(&l, 1); x = 2; up_read(&l);'))).toBe('violated bad');
  });

  test('each of an array of locks is a lock of its own', () => {
    const text = (other: number) =>
      `spinlock_t l[2]; int x; static void add(spinlock_t *l) { spin_lock(l); int r = x; x = r + 1; spin_unlock(l); }
cpu 0 { add(&l[0]); } cpu 1 { add(&l[${other}]); } final(x == 2, bad);`;
    expect(verdictOf(text(0))).toBe('holds');
    expect(verdictOf(text(1))).toBe('violated bad');
  });

  test('DEFINE_SPINLOCK and its like make locks', () => {
    for (const [define, enter, leave] of [
      ['DEFINE_SPINLOCK(l);', 'spin_lock(&l);', 'spin_unlock(&l);'],
      ['static DEFINE_MUTEX(l);', 'mutex_lock(&l);', 'mutex_unlock(&l);'],
      ['DEFINE_RWLOCK(l);', 'write_lock(&l);', 'write_unlock(&l);'],
      ['static DECLARE_RWSEM(l);', 'down_write(&l);', 'up_write(&l);'],
      ['DEFINE_SEQLOCK(l);', 'write_seqlock(&l);', 'write_sequnlock(&l);'],
    ])
      expect(
        verdictOf(
          `${define} int x; static void add(void) { ${enter} x++; ${leave} } cpu 0 { add(); } cpu 1 { add(); } final(x == 2, bad);`,
        ),
      ).toBe('holds');
  });
});

describe('trying', () => {
  test('tells whether it got the lock, and gives interrupts back where it did not', () => {
    const text = (word: string) =>
      `spinlock_t l = 1; cpu 0 { unsigned long flags; int r = ${word}; lockdep_assert_irqs_enabled(); assert(!r, bad); }`;
    expect(verdictOf(text('spin_trylock_irqsave(&l, flags)'))).toBe('holds');
    expect(verdictOf(text('spin_trylock_irq(&l)'))).toBe('holds');
    expect(verdictOf(text('spin_trylock(&l)').replace('= 1', ''))).toBe('violated bad');
  });

  test('never waits', () => {
    expect(verdictOf('struct mutex m = 1; cpu 0 { if (mutex_trylock(&m)) assert(0, bad); }')).toBe('holds');
  });
});

describe('sequence counts', () => {
  const reader = (retry: string) =>
    `seqcount_t s; int x, y; cpu 0 { write_seqcount_begin(&s); x = 1; y = 1; write_seqcount_end(&s); }
cpu 1 { unsigned int seq; int a, b; do { seq = read_seqcount_begin(&s); a = x; b = y; } while (${retry}(&s, seq)); assert(a == b, bad); }`;

  test('a reader sees all of a writer or tries again', () => {
    for (const how of CASES) expect(verdictOf(reader('read_seqcount_retry'), how)).toBe('holds');
  });

  test('without smp_rmb() before the retry it does not on arm64, and does on x86', () => {
    expect(verdictOf(reader('__read_seqcount_retry'), { model: 'arm' })).toBe('violated bad');
    expect(verdictOf(reader('__read_seqcount_retry'), { model: 'tso', arch: 'x86' })).toBe('holds');
  });

  test('nor without the acquire of its beginning, nor without a smp_wmb() of the writer', () => {
    const loose = reader('read_seqcount_retry').replace('read_seqcount_begin(&s)', 'READ_ONCE(s) & ~1');
    expect(verdictOf(loose)).toBe('violated bad');
    const begin = reader('read_seqcount_retry').replace('write_seqcount_begin(&s);', 'WRITE_ONCE(s, 1);');
    expect(verdictOf(begin)).toBe('violated bad');
    const end = reader('read_seqcount_retry').replace('write_seqcount_end(&s);', 'WRITE_ONCE(s, 2);');
    expect(verdictOf(end)).toBe('violated bad');
  });

  test.each(['raw_read_seqcount_begin', '__read_seqcount_begin', 'raw_seqcount_begin'])('%s', (word) => {
    expect(verdictOf(reader('read_seqcount_retry').replace('read_seqcount_begin', word))).toBe('holds');
  });

  test('a count that is invalidated sends readers back, and one that is odd is given as it is', () => {
    const text =
      'seqcount_t s; cpu 0 { seqcount_init(&s); unsigned int q = raw_read_seqcount(&s); write_seqcount_invalidate(&s); int r = read_seqcount_retry(&s, q); assert(r, bad); raw_write_seqcount_begin(&s); q = raw_read_seqcount(&s); assert(q == 3, bad); raw_write_seqcount_end(&s); }';
    expect(verdictOf(text)).toBe('holds');
  });

  test('a seqlock is a count and a spinlock', () => {
    const text = (retry: string) =>
      `seqlock_t s; int x, y; static void set(int v) { write_seqlock(&s); x = v; y = v; write_sequnlock(&s); }
cpu 0 { seqlock_init(&s); set(1); } cpu 1 { unsigned int q = read_seqbegin(&s); int a = x; int b = y; int again = ${retry}; if (!again) assert(a == b, bad); }`;
    expect(verdictOf(text('read_seqretry(&s, q)'))).toBe('holds');
    expect(verdictOf(text('0'))).toBe('violated bad');
  });
});

describe('what is held against whoever misuses a lock', () => {
  const abba = `spinlock_t a, b; cpu 0 { spin_lock(&a); spin_lock(&b); spin_unlock(&b); spin_unlock(&a); }
cpu 1 { spin_lock(&b); spin_lock(&a); spin_unlock(&a); spin_unlock(&b); }`;

  test.each(CASES)('two locks taken in both orders: $model', (how) => {
    expect(verdictOf(abba, how)).toBe('deadlock');
  });

  test.each([
    ['given back twice', 'spin_lock(&l); spin_unlock(&l); spin_unlock(&l);', 'unlock-not-held'],
    ['never taken', 'spin_unlock(&l);', 'unlock-not-held'],
    ['taken twice', 'spin_lock(&l); spin_lock(&l);', 'self-deadlock'],
    ['taken twice in a loop', 'for (int i = 0; i < 2; i++) spin_lock(&l);', 'self-deadlock'],
    [
      'slept with',
      'struct mutex m; spin_lock(&l); mutex_lock(&m); mutex_unlock(&m); spin_unlock(&l);',
      'sleeping-in-atomic',
    ],
    [
      'slept with, as a reader',
      'rwlock_t r; read_lock(&r); might_sleep(); read_unlock(&r);',
      'sleeping-in-atomic',
    ],
    ['slept with interrupts off', 'local_irq_disable(); might_sleep();', 'sleeping-in-atomic'],
    ['slept without preemption', 'preempt_disable(); might_sleep(); preempt_enable();', 'sleeping-in-atomic'],
    [
      'slept in a local lock',
      'local_lock_t k; local_lock(&k); might_sleep(); local_unlock(&k);',
      'sleeping-in-atomic',
    ],
    ['not held where it should be', 'lockdep_assert_held(&l);', 'lockdep-assert'],
    [
      'held where it should not be',
      'spin_lock(&l); lockdep_assert_not_held(&l); spin_unlock(&l);',
      'lockdep-assert',
    ],
    ['interrupts on where they should be off', 'lockdep_assert_irqs_disabled();', 'lockdep-assert'],
    ['held by nobody', 'assert_spin_locked(&l);', 'bug-on'],
    [
      'read where it is to be written',
      'struct rw_semaphore m; down_read(&m); lockdep_assert_held_write(&m); up_read(&m);',
      'lockdep-assert',
    ],
    ['given back as a reader by nobody', 'rwlock_t m; read_unlock(&m);', 'unlock-not-held'],
  ])('%s', (_, code, rule) => {
    for (const how of CASES)
      expect(verdictOf(`spinlock_t l; cpu 0 { ${code} }`, how)).toMatch(`violated ${rule}`);
  });

  test.each([
    'spin_lock(&l); lockdep_assert_held(&l); spin_unlock(&l); lockdep_assert_not_held(&l); might_sleep();',
    'spin_lock_irq(&l); lockdep_assert_irqs_disabled(); spin_unlock_irq(&l); lockdep_assert_irqs_enabled(); might_sleep();',
    'raw_spinlock_t k; raw_spin_lock(&k); assert_raw_spin_locked(&k); raw_spin_unlock(&k); might_sleep();',
    'struct rw_semaphore m; down_read(&m); lockdep_assert_held(&m); lockdep_assert_held_read(&m); up_read(&m);',
    'struct rw_semaphore m; down_write(&m); downgrade_write(&m); lockdep_assert_held_read(&m); up_read(&m);',
    'if (spin_trylock(&l)) { lockdep_assert_held(&l); spin_unlock(&l); } might_sleep();',
    'for (int i = 0; i < 2; i++) { spin_lock(&l); spin_unlock(&l); } might_sleep();',
    'unsigned long flags; local_lock_t k; local_lock_irqsave(&k, flags); lockdep_assert_irqs_disabled(); local_unlock_irqrestore(&k, flags); might_sleep();',
    'local_lock_t k; local_lock_irq(&k); local_unlock_irq(&k); might_sleep();',
  ])('nothing is held against %s', (code) => {
    for (const how of CASES) expect(verdictOf(`spinlock_t l; cpu 0 { ${code} }`, how)).toBe('holds');
  });

  test('one CPU does not give back what another holds', () => {
    expect(verdictOf('spinlock_t l; cpu 0 { spin_lock(&l); } cpu 1 { spin_unlock(&l); }')).toBe(
      'violated unlock-not-held',
    );
  });

  test('a handler does not hold what the task holds that it interrupts', () => {
    const text = (code: string) =>
      `spinlock_t l; on irq tick { ${code} } cpu 0 { spin_lock(&l); spin_unlock(&l); } agent timer { raise(tick, 0); }`;
    expect(verdictOf(text('spin_unlock(&l);'))).toContain('unlock-not-held');
    expect(verdictOf(text('might_sleep();'))).toBe('violated sleeping-in-atomic');
  });

  test('a lock that a handler takes waits for ever for the task below, unless that has interrupts off', () => {
    const text = (lock: string) => `spinlock_t l; int x; on irq tick { spin_lock(&l); x++; spin_unlock(&l); }
cpu 0 { unsigned long flags; ${lock} } agent timer { raise(tick, 0); }`;
    for (const how of CASES) {
      expect(verdictOf(text('spin_lock(&l); x++; spin_unlock(&l);'), how)).toBe('deadlock');
      expect(
        verdictOf(text('spin_lock_irqsave(&l, flags); x++; spin_unlock_irqrestore(&l, flags);'), how),
      ).toBe('holds');
    }
  });

  test('under PREEMPT_RT a spinlock sleeps and leaves interrupts on, a raw one does neither', () => {
    const text = (code: string) => `${RT} spinlock_t l; raw_spinlock_t r; local_lock_t k; cpu 0 { ${code} }`;
    expect(
      verdictOf(
        text('spin_lock_irq(&l); lockdep_assert_irqs_enabled(); might_sleep(); spin_unlock_irq(&l);'),
      ),
    ).toBe('holds');
    expect(verdictOf(text('raw_spin_lock(&r); spin_lock(&l); spin_unlock(&l); raw_spin_unlock(&r);'))).toBe(
      'violated sleeping-in-atomic',
    );
    expect(
      verdictOf(text('raw_spin_lock_irq(&r); lockdep_assert_irqs_disabled(); raw_spin_unlock_irq(&r);')),
    ).toBe('holds');
    expect(verdictOf(text('local_lock(&k); might_sleep(); local_lock(&k);'))).toBe('violated self-deadlock');
    expect(verdictOf(text('local_lock(&k); local_unlock(&k);'))).toBe('holds');
  });

  test('the rules can be renamed', () => {
    expect(
      verdictOf(
        'property twice "Twice." rule self-deadlock\nspinlock_t l; cpu 0 { spin_lock(&l); spin_lock(&l); }',
      ),
    ).toBe('violated twice');
  });

  test('a lock whose pointer is read on the way is checked like any other', () => {
    const text = (
      last: string,
    ) => `struct s { spinlock_t lock; int n; }; static struct s s, t; struct s *p = &s;
cpu 0 { struct s *q = READ_ONCE(p); spin_lock(&q->lock); q->n++; ${last} } cpu 1 { WRITE_ONCE(p, &t); }`;
    for (const how of CASES) {
      expect(verdictOf(text('spin_unlock(&q->lock);'), how)).toBe('holds');
      expect(verdictOf(text('spin_lock(&q->lock);'), how)).toBe('violated self-deadlock');
      expect(verdictOf(text('spin_unlock(&READ_ONCE(p)->lock);'), how)).toBe('violated unlock-not-held');
    }
  });
});

test('two CPUs that take a lock have few states, and the weak model as many as the strong one', () => {
  const states = (how: Case) =>
    explore(machineOf(both('spinlock_t', 'spin_lock(&s->lock);', 'spin_unlock(&s->lock);'), how), {
      states: 100_000,
    }).states;
  expect(states({ model: 'sc' })).toBeLessThan(25);
  expect(states({ model: 'arm' })).toBeLessThan(50);
});

describe('mistakes', () => {
  const messages = (text: string) =>
    compileScenario(`scenario "m"\narch arm64\n${text}`, 'm').diagnostics.map(({ message }) => message);
  test.each([
    ['int x; cpu 0 { spin_lock(&x); }', /^Expected the address of a `spinlock_t`/],
    [
      'spinlock_t l; cpu 0 { mutex_lock(&l); }',
      /`&l` is the address of a `spinlock_t`: write `spin_lock\(&l\)`\./,
    ],
    ['lock l fair; cpu 0 { int r = spin_trylock(&l); }', /Declare it `spinlock_t l;`/],
    ['spinlock_t l; cpu 0 { spin_lock_irqsave(&l, f); }', /`f`|local/],
    ['spinlock_t l; cpu 0 { wakeup_softirqd(&l); }', /raise_softirq/],
  ])('%s', (text, message) => {
    const [first, ...more] = messages(text);
    expect(first).toMatch(message);
    expect(more).toEqual([]);
  });

  test('a lock that a handler takes and a task takes with interrupts on is warned of once, with what to write', () => {
    const text = (lock: string) =>
      `spinlock_t l; on irq tick { spin_lock(&l); spin_unlock(&l); }
cpu 0 { unsigned long flags; ${lock} } cpu 1 { spin_lock(&l); spin_unlock(&l); } agent timer { raise(tick, 0); }`;
    expect(messages(text('spin_lock(&l); spin_unlock(&l);'))).toEqual([
      expect.stringMatching(/^An interrupt handler takes `l` too; .*: `spin_lock_irqsave\(&l, flags\);`\.$/),
    ]);
    expect(messages(text('spin_lock_irqsave(&l, flags); spin_unlock_irqrestore(&l, flags);'))).toEqual([]);
    expect(
      messages(text('local_irq_disable(); spin_lock(&l); spin_unlock(&l); local_irq_enable();')),
    ).toEqual([]);
  });

  test('a scenario may have a lock and a function of its own', () => {
    const text =
      'typedef int spinlock_t; spinlock_t l; void spin_lock(int *p) { WRITE_ONCE(*p, 5); } cpu 0 { spin_lock(&l); int r = READ_ONCE(l); assert(r == 5, bad); }';
    expect(verdictOf(text)).toBe('holds');
  });
});
