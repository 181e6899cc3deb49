import { expect, test } from 'vitest';
import { verdictOf } from '../../machine/words/verdict.fixture.ts';

/** Functions that CPU 0 calls; CPU 1 sets x. */
test.each([
  ['one way sets nothing', 'int r; if (READ_ONCE(x)) r = 1; return r;', 'violated undefined'],
  [
    'a loop that may have no round',
    'int r; for (int i = 0; i < READ_ONCE(x); i++) r = i; return r;',
    'violated undefined',
  ],
  [
    'a label reached before',
    'int r; if (READ_ONCE(x)) goto out; r = 1; out: return r;',
    'violated undefined',
  ],
  [
    'a sum that begins with nothing',
    'int r; if (READ_ONCE(x)) r = 0; r += 2; return 0;',
    'violated undefined',
  ],
  [
    'a case that is missing',
    'int r; switch (READ_ONCE(x)) { case 1: r = 3; break; } return r;',
    'violated undefined',
  ],
  ['all ways set it', 'int r; if (READ_ONCE(x)) { r = -5; goto out; } r = 0; out: return r;', 'holds'],
  [
    'it is read only where it was set',
    'int i, found = 0; if (READ_ONCE(x)) { found = 1; i = 2; } if (found && i > 1) return i; return 0;',
    'holds',
  ],
  ['a wait sets it', 'int r; while (!(r = READ_ONCE(x))) cpu_relax(); return r;', 'holds'],
  [
    'each round anew',
    'int n = 0; for (int i = 0; i < 2; i++) { int r; if (i == 0) r = 1; n += i == 0 ? r : 1; } return n;',
    'holds',
  ],
  [
    'a word that is given its address',
    'int r; if (READ_ONCE(x)) r = 0; else r = 1; try_cmpxchg(&y, &r, 2); return r;',
    'holds',
  ],
  [
    'flags of interrupts',
    'unsigned long f; int r = READ_ONCE(x); if (r) local_irq_save(f); if (r) local_irq_restore(f); return r;',
    'holds',
  ],
])('a local that is read: %s', (_, body, verdict) => {
  expect(verdictOf(`int x, y; int f(void) { ${body} } cpu 0 { int v = f(); } cpu 1 { WRITE_ONCE(x, 1); }`)).toBe(verdict); // prettier-ignore
});
