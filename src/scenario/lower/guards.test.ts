/** Locks that their block gives back. */
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../machine/words/verdict.fixture.ts';
import { compileScenario } from '../index.ts';

const HEAD = 'DEFINE_MUTEX(m); DEFINE_SPINLOCK(l); DECLARE_RWSEM(sem); struct srcu_struct ss; int x, y;';
const CASES: readonly (readonly [what: string, verdict: string, text: string])[] = [
  [
    'the end of the block gives it back, and so does a return, behind its value',
    'holds',
    'int f(int early) { guard(mutex)(&m); if (early) return x; x++; return x + 10; } cpu 0 { int a = f(0); int b = f(1); int free = mutex_trylock(&m); assert(a == 11 && b == 1 && free, bad); mutex_unlock(&m); }',
  ],
  [
    'two exclude each other',
    'holds',
    'void f(void) { guard(spinlock)(&l); int r = x; x = r + 1; } cpu 0 { f(); } cpu 1 { f(); } final(x == 2, bad);',
  ],
  [
    'a loop that is left gives back what was taken in it',
    'holds',
    'cpu 0 { int n = 0; while (1) { guard(spinlock_irqsave)(&l); n++; if (n == 1) continue; if (n == 2) break; } for (int i = 0; i < 2; i++) { guard(rwsem_read)(&sem); y++; } might_sleep(); int w = down_write_trylock(&sem); assert(w && y == 2 && n == 2, bad); up_write(&sem); }',
  ],
  [
    'one statement alone, and the last is given back first',
    'holds',
    'cpu 0 { scoped_guard(mutex, &m) { guard(rcu)(); x = 1; } scoped_guard(spinlock_bh, &l) y = 1; scoped_guard(srcu, &ss) { x = 2; } synchronize_rcu(); might_sleep(); int free = mutex_trylock(&m); assert(free, bad); mutex_unlock(&m); }',
  ],
  [
    'who sleeps inside is told so',
    'violated sleeping-in-atomic',
    'cpu 0 { guard(preempt)(); might_sleep(); }',
  ],
  [
    'what a scenario defines is a class, too',
    'holds',
    'void foo_lock(int *p) { x++; } void foo_unlock(int *p) { y++; } cpu 0 { { guard(foo)(&x); assert(x == 1 && y == 0, bad); } assert(y == 1, bad); }',
  ],
];

describe('guards', () => {
  test.each(CASES)('%s', (_, verdict, text) => {
    expect(verdictOf(`${HEAD} ${text}`, { model: 'sc' })).toBe(verdict);
  });

  test.each([
    ['cpu 0 { guard(bar)(&x); }', /^No guard `bar` is known here; define `bar_lock/],
    ['cpu 0 { guard(mutex)(&m); goto out; out: x = 1; }', /^A `goto` may not leave/],
  ])('%s', (text, message) => {
    const { diagnostics } = compileScenario(`${HEAD} ${text}`, 'test');
    expect(diagnostics.map((found) => found.message)).toEqual([expect.stringMatching(message)]);
  });
});
