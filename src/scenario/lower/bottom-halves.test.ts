import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../machine/words/verdict.fixture.ts';
import { compileScenario } from '../index.ts';

const warnings = (text: string) => compileScenario(text, 'softirqs').diagnostics.map(({ code }) => code);

describe('a softirq', () => {
  const RAISED = 'int x, y; on softirq RX { WRITE_ONCE(x, 1); }';

  test.each([
    // Between any two statements of who raised it: an interrupt may come, and it runs on its way out.
    ['cpu 0 { raise_softirq(RX); int r = READ_ONCE(x); assert(r == 0, bad); }', 'violated bad'],
    ['cpu 0 { raise_softirq(RX); int r = READ_ONCE(x); assert(r == 1, bad); }', 'violated bad'],
    // At the end it has run.
    ['cpu 0 { raise_softirq(RX); } final(x == 1, bad);', 'holds'],
    // Not while bottom halves are off, however often they were, and before they are on again.
    [
      'cpu 0 { local_bh_disable(); raise_softirq(RX); int r = READ_ONCE(x); local_bh_enable(); assert(r == 0, bad); }',
      'holds',
    ],
    [
      'cpu 0 { local_bh_disable(); raise_softirq(RX); local_bh_enable(); int r = READ_ONCE(x); assert(r == 1, bad); }',
      'holds',
    ],
    [
      'cpu 0 { local_bh_disable(); local_bh_disable(); raise_softirq(RX); local_bh_enable(); int r = READ_ONCE(x); local_bh_enable(); assert(r == 0, bad); }',
      'holds',
    ],
    // Not with interrupts off.
    [
      'cpu 0 { local_irq_disable(); raise_softirq_irqoff(RX); int r = READ_ONCE(x); local_irq_enable(); assert(r == 0, bad); }',
      'holds',
    ],
  ])('%s: %s', (body, verdict) => {
    expect(verdictOf(`${RAISED} ${body}`, { arch: 'arm64', model: 'sc' })).toBe(verdict);
    expect(verdictOf(`${RAISED} ${body}`, { arch: 'x86', model: 'tso' })).toBe(verdict);
  });

  test('that an interrupt raises runs as its handler returns, before what was interrupted goes on', () => {
    const text = (done: string) => `int x, y;
on softirq RX { WRITE_ONCE(x, 1); }
on irq dev { __raise_softirq_irqoff(RX); assert(x == 0, bad); ${done} }
cpu 0 { int r = READ_ONCE(y); int q = READ_ONCE(x); assert(!(r && !q), bad); }
cpu 1 { raise(dev, 0); }`;
    expect(verdictOf(text('WRITE_ONCE(y, 1);'), { arch: 'arm64', model: 'sc' })).toBe('holds');
  });

  test('does not run inside another, nor inside itself', () => {
    const text = `int inside;
on softirq RX { WRITE_ONCE(inside, inside + 1); assert(inside == 1, bad); WRITE_ONCE(inside, inside - 1); }
on softirq TX { WRITE_ONCE(inside, inside + 1); assert(inside == 1, bad); WRITE_ONCE(inside, inside - 1); }
on irq dev { raise_softirq_irqoff(RX); }
cpu 0 { raise_softirq(RX); raise_softirq(TX); }
cpu 1 { raise(dev, 0); }`;
    expect(verdictOf(text, { arch: 'arm64', model: 'sc' })).toBe('holds');
  });

  test('is interrupted', () => {
    const text = `int x; on softirq RX { int r = READ_ONCE(x); int q = READ_ONCE(x); assert(r == q, bad); }
on irq dev { WRITE_ONCE(x, 1); } cpu 0 { raise_softirq(RX); } cpu 1 { raise(dev, 0); }`;
    expect(verdictOf(text, { arch: 'arm64', model: 'sc' })).toBe('violated bad');
  });

  test('is raised without order', () => {
    const text = `int x, y; on softirq RX { }
cpu 0 { WRITE_ONCE(x, 1); raise_softirq(RX); int r = READ_ONCE(y); }
cpu 1 { WRITE_ONCE(y, 1); smp_mb(); int q = READ_ONCE(x); }
final(cpu0.r || cpu1.q, bad);`;
    expect(verdictOf(text, { arch: 'x86', model: 'tso' })).toBe('violated bad');
    expect(verdictOf(text, { arch: 'arm64', model: 'arm' })).toBe('violated bad');
  });
});

describe('the lock that a softirq takes', () => {
  const text = (take: string, give: string) => `spinlock_t l; int x;
on softirq RX { spin_lock(&l); x++; spin_unlock(&l); }
cpu 0 { raise_softirq(RX); ${take}(&l); x++; ${give}(&l); }`;

  test('deadlocks where it is taken with softirqs possible, and a warning tells before', () => {
    const unsafe = text('spin_lock', 'spin_unlock');
    expect(verdictOf(unsafe, { arch: 'arm64', model: 'sc' })).toBe('deadlock');
    expect(warnings(unsafe)).toEqual(['softirq-unsafe-lock']);
    const safe = text('spin_lock_bh', 'spin_unlock_bh');
    expect(verdictOf(safe, { arch: 'arm64', model: 'arm' })).toBe('holds');
    expect(warnings(safe)).toEqual([]);
  });

  test('may not be taken with interrupts possible where a handler of one takes it too', () => {
    const unsafe = `spinlock_t l; int x; on softirq RX { spin_lock(&l); x++; spin_unlock(&l); }
on irq dev { spin_lock(&l); x++; spin_unlock(&l); } cpu 0 { raise_softirq(RX); } cpu 1 { raise(dev, 0); }`;
    expect(verdictOf(unsafe, { arch: 'arm64', model: 'sc' })).toBe('deadlock');
    expect(warnings(unsafe)).toEqual(['irq-unsafe-lock']);
  });
});

describe('where bottom halves are off', () => {
  test.each([
    ['local_bh_disable(); might_sleep(); local_bh_enable();', 'violated sleeping-in-atomic'],
    ['local_bh_enable();', 'violated unlock-not-held'],
    [
      'spin_lock_irq(&l); spin_lock_bh(&m); spin_unlock_bh(&m); spin_unlock_irq(&l);',
      'violated lockdep-assert',
    ],
    [
      'spin_lock_bh(&l); BUG_ON(!(in_softirq() && in_interrupt() && in_task() && !in_serving_softirq())); spin_unlock_bh(&l);',
      'holds',
    ],
    ['BUG_ON(!(!in_softirq() && !in_hardirq() && in_task()));', 'holds'],
    ['if (spin_trylock_bh(&l)) { raise_softirq(RX); assert(x == 0, bad); spin_unlock_bh(&l); }', 'holds'],
  ])('%s: %s', (body, verdict) => {
    const text = `int x; spinlock_t l, m; on softirq RX { WRITE_ONCE(x, 1); BUG_ON(!(in_softirq() && in_serving_softirq() && in_interrupt() && !in_task() && !in_hardirq() && !in_irq() && !in_nmi())); } cpu 0 { ${body} }`;
    expect(verdictOf(text, { arch: 'arm64', model: 'sc' })).toBe(verdict);
  });

  test('a grace period waits', () => {
    const text = (begin: string, end: string) => `int x, gone; on softirq RX { }
cpu 0 { ${begin}; int r = READ_ONCE(x); assert(!(r == 0 && gone), bad); ${end}; }
cpu 1 { WRITE_ONCE(x, 1); synchronize_rcu(); WRITE_ONCE(gone, 1); }`;
    expect(verdictOf(text('local_bh_disable()', 'local_bh_enable()'), { arch: 'arm64', model: 'arm' })).toBe(
      'holds',
    );
    expect(
      verdictOf(text('rcu_read_lock_bh()', 'rcu_read_unlock_bh()'), { arch: 'arm64', model: 'arm' }),
    ).toBe('holds');
    expect(verdictOf(text('barrier()', 'barrier()'), { arch: 'arm64', model: 'sc' })).toBe('violated bad');
  });
});
