/** Directed tests for rules 2–10 of memory-model.md that the textbook's shapes (classics.test.ts) do not tell apart. */
import { expect, test } from 'vitest';
import { allows } from '../words/notation.ts';
import { verdictOf, type Case } from '../words/verdict.fixture.ts';

const SB = '0:r0=0 1:r0=0';

const SHAPES: readonly (readonly [rule: string, verdict: string, outcome: string, ...threads: string[]])[] = [
  [
    '2 an acquire takes no value from an atomic’s store whose load is pending',
    'forbidden',
    '0:r0=2 0:r2=0',
    'X x 1; R.acq x; R y',
    'W y 1; mb; W x 2',
  ],
  ['2 another load does', 'allowed', '0:r0=2 0:r2=0', 'X x 1; R x; R y', 'W y 1; mb; W x 2'],
  [
    '3 a store whose data rest on a guess waits for it',
    'forbidden',
    '0:r0=1 1:r0=1',
    'C x 1 2; W y =r0',
    'R y; ctrl r0; W x 1',
  ],
  [
    '2 a value comes early from the own store',
    'allowed',
    '0:r0=1 0:r1=0 1:r0=1 1:r1=0',
    'W x 1; R x; R y @r0',
    'W y 1; R y; R x @r0',
  ],
  [
    '3 a store waits for an older branch, also where loads behind it are guessed ahead',
    'forbidden',
    '0:r0=1 1:r0=1',
    'R x; ctrl r0; W y 1; R z',
    'R y; ctrl r0; W x 1; R z',
  ],
  [
    '3 a store waits for an older address',
    'forbidden',
    '0:r0=1 1:r0=1',
    'R x; R z @r0; W y 1',
    'R y; W x =r0',
  ],
  ['3 stores of one location stay in order', 'forbidden', 'x=1', 'W x 1; W x 2', 'R x'],
  ['4 DSB ST holds back a load', 'forbidden', SB, 'W x 1; dsbst; R y', 'W y 1; mb; R x'],
  ['4 DMB ST does not', 'allowed', SB, 'W x 1; wmb; R y', 'W y 1; mb; R x'],
  [
    '4 ISB waits for a branch that was guessed',
    'forbidden',
    '1:r0=1 1:r2=0',
    'W x 1; wmb; W y 1',
    'R y; ctrl r0; R z; isb; R x',
  ],
  ['4 ISB waits for an address', 'forbidden', '1:r0=1 1:r2=0', 'W x 1; wmb; W y 1', 'R y; R z @r0; isb; R x'],
  [
    '5 a load before an own store that turns out to be to its location',
    'forbidden',
    '0:r1=0 0:r0=1',
    'R y; W x 1 @r0; R x',
    'W y 1',
  ],
  [
    '5 a load whose address comes late does not read newer than a younger one of its location',
    'forbidden',
    '1:r1=1 1:r2=0',
    'W x 1',
    'R y; R x @r0; R x',
  ],
  ['6 a store-exclusive may succeed', 'allowed', '0:r0=0 0:r1=0 x=1', 'R.ex x; W.ex x 1'],
  ['6 or fail, and stores nothing', 'allowed', '0:r0=0 0:r1=1 x=0', 'R.ex x; W.ex x 1'],
  ['6 not both', 'forbidden', '0:r1=1 x=1', 'R.ex x; W.ex x 1'],
  ['6 without a load-exclusive it fails', 'forbidden', 'x=1', 'W.ex x 1', 'R x'],
  [
    '6 two that succeed have not both read the old value',
    'forbidden',
    '0:r0=0 0:r1=0 1:r0=0 1:r1=0',
    'R.ex x; W.ex x 1',
    'R.ex x; W.ex x 1',
  ],
  ['7 an acquiring swap orders', 'forbidden', 'x=3 0:r1=0', 'X.acq x 3; R y', 'W y 1; mb; W x 2'],
  ['7 not without a result', 'allowed', 'x=3 0:r0=0', 'Z.acq x 3; R y', 'W y 1; mb; W x 2'],
];

test.each(SHAPES)('%s: %s', (_, verdict, outcome, ...threads) => {
  expect(allows('arm', outcome, ...threads) ? 'allowed' : 'forbidden').toBe(verdict);
});

const X86_WEAK: Case = { arch: 'x86', model: 'arm' };

/** CPU 0's load of an atomic against its later load; CPU 1 stores the other way round. */
const atomicFirst = (atomic: string, barrier: string): string =>
  `int x, y; ghost int early; cpu 0 { ${atomic} ${barrier} int r = READ_ONCE(y); early = r == 0; } cpu 1 { WRITE_ONCE(y, 1); smp_mb(); WRITE_ONCE(x, 2); } final(!(early && x == 3), bad);`;

const VERDICTS: readonly (readonly [rule: string, verdict: string, how: Case, text: string])[] = [
  [
    '7 DMB LD waits for an atomic’s load',
    'holds',
    {},
    atomicFirst('int o = atomic_fetch_add_relaxed(1, &x);', 'smp_rmb();'),
  ],
  ['7 not where nobody wants its result', 'violated bad', {}, atomicFirst('atomic_inc(&x);', 'smp_rmb();')],
  [
    '9 x86: a locked instruction is a full barrier under every model',
    'holds',
    X86_WEAK,
    'int x, y; ghost int a, b; cpu 0 { atomic_inc(&x); int r = READ_ONCE(y); a = r == 0; } cpu 1 { atomic_inc(&y); int r = READ_ONCE(x); b = r == 0; } final(!(a && b), bad);',
  ],
  [
    '10 a wait takes only a value that ends it',
    'deadlock',
    {},
    'int x; cpu 0 { while (READ_ONCE(x) == 0) cpu_relax(); } cpu 1 { }',
  ],
  [
    '10 and goes on when there is one',
    'holds',
    {},
    'int x; cpu 0 { while (READ_ONCE(x) == 0) cpu_relax(); } cpu 1 { WRITE_ONCE(x, 1); }',
  ],
];

test.each(VERDICTS)('%s: %s', (_, verdict, how, text) => {
  expect(verdictOf(text, how)).toBe(verdict);
});
