/** What an assert reads: code that loads, or a look at memory in the instant in which it stands. */
import { expect, test } from 'vitest';
import { compileText } from '../index.ts';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';

const ARM: Case = {};
const WRITER = 'int x, y; ghost bool seen; cpu 0 { WRITE_ONCE(x, 1); smp_wmb(); WRITE_ONCE(y, 1); }';

test.each([
  // A load may take its value before an older one.
  [
    'loads where it calls an access',
    'violated bad',
    'int f = READ_ONCE(y); assert(!f || READ_ONCE(x), bad);',
  ],
  ['loads behind a branch', 'violated bad', 'if (READ_ONCE(y)) assert(READ_ONCE(x) == 1, bad);'],
  ['orders where the access does', 'holds', 'int f = smp_load_acquire(&y); assert(!f || READ_ONCE(x), bad);'],
  ['looks where it names the variable', 'holds', 'int f = READ_ONCE(y); assert(!f || x, bad);'],
  [
    'looks where it looks at a ghost too',
    'holds',
    'int f = READ_ONCE(y); assert(seen || !f || READ_ONCE(x), bad);',
  ],
])('%s: %s', (_, verdict, reader) => {
  expect(verdictOf(`${WRITER} cpu 1 { ${reader} }`, ARM)).toBe(verdict);
});

test('that READ_ONCE is no load beside a ghost is said', () => {
  const text = `scenario "s" arch arm64 property bad "bad" ${WRITER} cpu 1 { assert(seen || READ_ONCE(x) == 0, bad); }`;
  expect(compileText(text, 's').diagnostics.map(({ code }) => code)).toContain('looked-at');
});
