/** On x86 every read-modify-write is a locked instruction: under the weak model it is what `mb; …; mb` makes of it on arm64. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classic, outcomesOf } from '../words/notation.ts';

// `v` is reached through a page, whose translation a locked access has to fetch first.
const location = fc.constantFrom('x', 'y', 'v');
const plain = fc.oneof(
  fc.tuple(fc.constantFrom('W', 'W.rel'), location, fc.constantFrom('1', '2')).map((t) => t.join(' ')),
  fc.tuple(fc.constantFrom('R', 'R', 'R.acqpc'), location).map((t) => t.join(' ')),
);
const locked = fc.oneof(
  fc.tuple(fc.constantFrom('X', 'A', 'A.acq'), location, fc.constantFrom('1', '2')).map((t) => t.join(' ')),
  fc.tuple(fc.constant('C'), location, fc.constant('0'), fc.constant('2')).map((t) => t.join(' ')),
);
const thread = fc
  .tuple(fc.array(plain, { maxLength: 2 }), locked, fc.array(plain, { maxLength: 2 }))
  .map(([before, one, after]) => [...before, one, ...after]);
const other = fc.array(fc.oneof(plain, fc.constant('mb'), locked), { minLength: 1, maxLength: 3 });

const fenced = (threads: readonly (readonly string[])[]): string[] =>
  threads.map((t) =>
    t.map((s) => (/^[XAC]/.test(s) ? `mb; ${s.replace(/^(.)\S*/, '$1.full')}; mb` : s)).join('; '),
  );

test('a locked instruction orders everything, as barriers around it would', { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(thread, other, (a, b) => {
      const x86 = { ...classic(a.join('; '), b.join('; ')), arch: 'x86' as const };
      expect(outcomesOf(x86, 'arm')).toEqual(outcomesOf(classic(...fenced([a, b])), 'arm'));
    }),
    { numRuns: 200 },
  );
});
