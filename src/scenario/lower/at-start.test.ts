import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';
import { compileScenario } from '../index.ts';

const SC: Case = { arch: 'arm64', model: 'sc' };
const ARM: Case = { arch: 'arm64', model: 'arm' };
const X86: Case = { arch: 'x86', model: 'tso' };

const codes = (text: string) => compileScenario(text, 'start').diagnostics.map(({ code }) => code);

describe('a lock that is held at the start', () => {
  test.each([
    ['spinlock_t l;', 'spin_lock(&l)', 'spin_unlock(&l)', ''],
    ['struct { struct mutex l; } s;', 'mutex_lock(&s.l)', 'mutex_unlock(&s.l)', ''],
    ['struct rw_semaphore l;', 'down_write(&l)', 'up_read(&l)', ' shared'],
  ])('%s', (head, take, give, shared) => {
    const lock = take.replace(/.*&(.*)\)/, '$1');
    const text = `int x; ${head} at start { cpu 1 holds ${lock}${shared}; } cpu 0 { ${take}; int r = READ_ONCE(x); assert(r == 1, bad); } cpu 1 { WRITE_ONCE(x, 1); ${give}; }`;
    expect(verdictOf(text, ARM)).toBe('holds');
    // Nobody else may give it back, and who never does keeps the others waiting.
    expect(verdictOf(text.replace(`cpu 0 { ${take}`, `cpu 0 { ${give}`), SC)).toContain('unlock-not-held');
    expect(verdictOf(text.replace(` ${give};`, ''), SC)).toBe('deadlock');
  });

  test('two readers hold it', () => {
    const text =
      'struct rw_semaphore l; at start { cpu 0 holds l shared; cpu 1 holds l shared; } cpu 0 { up_read(&l); } cpu 1 { up_read(&l); down_write(&l); }';
    expect(verdictOf(text, SC)).toBe('holds');
  });

  test('keeps its holder from sleeping, and grace periods waiting', () => {
    const head = 'spinlock_t l; int x, gone; at start { cpu 1 holds l; }';
    expect(verdictOf(`${head} cpu 0 { } cpu 1 { might_sleep(); }`, SC)).toBe('violated sleeping-in-atomic');
    const text = `${head} cpu 0 { WRITE_ONCE(x, 1); synchronize_rcu(); WRITE_ONCE(gone, 1); } cpu 1 { int r = READ_ONCE(x); assert(r || !gone, bad); spin_unlock(&l); }`;
    expect(verdictOf(text, ARM)).toBe('holds');
    expect(
      verdictOf(text.replace('at start { cpu 1 holds l; }', '').replace('spin_unlock(&l);', ''), SC),
    ).toBe('violated bad');
  });
});

describe('a task that sleeps at the start', () => {
  const HEAD = 'int x; wait_queue_head_t wq;';

  test('goes on when it is woken', () => {
    const text = `${HEAD} at start { cpu 1 sleeps in TASK_UNINTERRUPTIBLE; } cpu 0 { WRITE_ONCE(x, 1); wake_up_process(cpu_task(1)); } cpu 1 { int r = READ_ONCE(x); assert(r == 1, bad); }`;
    expect(verdictOf(text, ARM)).toBe('holds');
    expect(verdictOf(text.replace('wake_up_process(cpu_task(1));', ''), SC)).toBe('deadlock');
    // Not in a state in which nobody looks for it.
    expect(verdictOf(text.replace('TASK_UNINTERRUPTIBLE', 'TASK_PARKED'), SC)).toBe('deadlock');
  });

  test('stands in a queue', () => {
    const text = `${HEAD} at start { cpu 1 sleeps in TASK_INTERRUPTIBLE on wq; } cpu 0 { WRITE_ONCE(x, 1); wake_up_interruptible(&wq); } cpu 1 { wait_event_interruptible(wq, READ_ONCE(x)); }`;
    expect(verdictOf(text, ARM)).toBe('holds');
    expect(verdictOf(text.replace(' on wq', ''), SC)).toBe('deadlock');
  });

  test('is parked, and goes on when it is not to be any more', () => {
    const text =
      'at start { cpu 1 sleeps in TASK_PARKED; } cpu 0 { kthread_unpark(cpu_task(1)); } cpu 1 { BUG_ON(kthread_should_park()); }';
    expect(verdictOf(text, ARM)).toBe('holds');
  });
});

describe('an interrupt that is pending at the start', () => {
  test.each(['irq', 'softirq', 'nmi'])('%s', (trigger) => {
    const text = (body: string) =>
      `int x; at start { ${trigger} kick pending on cpu 0; } on ${trigger} kick { WRITE_ONCE(x, 1); } cpu 0 { ${body} } final(x == 1, bad);`;
    expect(verdictOf(text(''), SC)).toBe('holds');
    expect(verdictOf(text('int r = READ_ONCE(x); assert(r == 0, bad);'), SC)).toBe('violated bad');
    expect(
      codes(
        `int x; at start { ${trigger} kick pending on cpu 0; } on ${trigger} kick { WRITE_ONCE(x, 1); } cpu 0 { int r = READ_ONCE(x); }`,
      ),
    ).toEqual([]);
  });
});

describe('a translation that a TLB holds at the start', () => {
  const text = (flush: string, more = '') => `page va = { ${more}none -> old: 7 };
at start { tlb of cpu 1 holds va -> old; } on fault { int3_emulate(0); }
cpu 0 { ${flush} } cpu 1 { int r = access(va); } observe cpu1.r; final(cpu1.r == 0, bad);`;

  test('is used until it is flushed', () => {
    expect(verdictOf(text(''), ARM)).toBe('violated bad');
    expect(verdictOf(text('').replace('at start { tlb of cpu 1 holds va -> old; }', ''), ARM)).toBe('holds');
    expect(verdictOf(text('').replace('cpu 1 { int', 'cpu 1 { local_flush_tlb_all(); int'), X86)).toBe(
      'holds',
    );
    expect(verdictOf(text(''), X86)).toBe('violated bad');
  });

  test('only that CPU has it', () => {
    expect(verdictOf(text('').replace('tlb of cpu 1', 'tlb of cpu 0'), ARM)).toBe('holds');
  });
});

describe('mistakes', () => {
  test.each([
    ['int x; at start { cpu 1 holds x; } cpu 0 { } cpu 1 { }', ['not-a-lock']],
    ['int x; at start { cpu 0 holds y; } cpu 0 { }', ['unknown-name']],
    ['spinlock_t l; at start { cpu 0 holds l shared; } cpu 0 { spin_lock(&l); }', ['not-a-lock']],
    [
      'spinlock_t l; at start { cpu 0 holds l; cpu 1 holds l; } cpu 0 { spin_unlock(&l); } cpu 1 { }',
      ['held-twice'],
    ],
    [
      'rwlock_t l; at start { cpu 0 holds l shared; cpu 1 holds l; } cpu 0 { read_unlock(&l); } cpu 1 { write_unlock(&l); }',
      ['held-twice'],
    ],
    [
      'rwlock_t l; at start { cpu 0 holds l shared; cpu 0 holds l shared; } cpu 0 { read_unlock(&l); }',
      ['held-twice'],
    ],
    ['spinlock_t l; at start { cpu 3 holds l; } cpu 0 { spin_lock(&l); }', ['unknown-cpu']],
    ['at start { cpu 0 sleeps in bed; } cpu 0 { schedule(); }', ['unknown-value']],
    ['at start { irq kick pending on cpu 0; } cpu 0 { }', ['unknown-irq']],
    [
      'page va = { f: 1 -> none }; int x; at start { tlb of cpu 0 holds va -> x; } cpu 0 { access(va); }',
      ['not-a-frame'],
    ],
    ['at start { cpu 0 owns l; } cpu 0 { }', ['syntax']],
  ])('%s', (text, expected) => {
    const errors = compileScenario(text, 'start').diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code }) => code)).toEqual(expected);
  });
});
