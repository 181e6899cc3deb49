/**
 * Each word orders what the table says of it, under the weak model of arm64 and under x86's: no less, and no more. That
 * a shape tells is shown by the words that order nothing, of which every one has the bad outcome.
 */
import { describe, expect, test } from 'vitest';
import { APART } from './claims.fixture.ts';
import { ARCHES, expected, measure } from './ordering.fixture.ts';
import { wordGroups } from './table.ts';
import { EARLIER_PUTS, FAILING, USES } from './uses.fixture.ts';

const words = wordGroups().flatMap((group) => group.words);
const measured = words.filter(
  ({ name, arm64, x86 }) => (arm64.orders !== null || x86.orders !== null) && !(name in APART),
);

test('every word that says what it orders is measured, and so is every failure', () => {
  expect(Object.keys(USES).sort()).toEqual(measured.map(({ name }) => name).sort());
  expect(Object.keys(FAILING).sort()).toEqual(
    words.flatMap(({ name, fails }) => (fails ? [name] : [])).sort(),
  );
  expect(Object.keys(EARLIER_PUTS).sort()).toEqual(
    words.flatMap(({ name, arm64 }) => (arm64.orders === 'put' ? [name] : [])).sort(),
  );
});

describe.each(ARCHES)('%s', (arch) => {
  test.each(measured)('$name', ({ name, ...word }) => {
    const use = USES[name] ?? { code: '' };
    expect(measure(use, arch)).toEqual(expected(word[arch].orders ?? 'nothing', use, arch));
  });

  test.each(words.filter(({ fails }) => fails))('$name where it changes nothing', ({ name, fails }) => {
    const use = FAILING[name] ?? { code: '' };
    expect(measure(use, arch)).toEqual(expected(fails?.[arch] ?? 'full', use, arch));
  });

  test.each(Object.entries(EARLIER_PUTS))('%s before the last one', (_, use) => {
    const told = expected(arch === 'arm64' ? 'release' : 'full', use, arch);
    // It releases, and a branch hangs on whether it was the last (refcount-vs-atomic.rst, case 5).
    expect(measure(use, arch)).toEqual(arch === 'arm64' ? { ...told, after: '01' } : told);
  });
});
