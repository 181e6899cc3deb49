/** No word that says what it orders is left out of what is measured: `words --json` prints these and no others. */
import { expect, test } from 'vitest';
import { claimedAcross, claimOf } from './claim.fixture.ts';
import { APART, CLAIMING, WORDS } from './claims.fixture.ts';
import { USES } from './uses.fixture.ts';

test('every word that prices an ordering is called to be measured, says in words what it orders, or stands apart with why', () => {
  const left = WORDS.filter(
    (word) =>
      (word.arm64.orders !== null ||
        word.x86.orders !== null ||
        word.arm64.instruction + word.x86.instruction !== '') &&
      !(word.name in USES) &&
      claimOf(word) === null &&
      !(word.name in APART),
  );
  expect(left.map(({ name }) => name)).toEqual([]);
  const known = new Set(WORDS.map(({ name }) => name));
  expect(Object.keys(APART).filter((name) => !known.has(name))).toEqual([]);
  expect(Object.keys(APART).filter((name) => name in USES)).toEqual([]);
});

test.each([
  ['LDR; CASAL', '1111'],
  ['LDADDL; DMB ISHLD', '0000'],
  ['LDR; DMB ISHLD', '0110'],
  ['DMB ISHST; STSET', '1000'],
  ['DSB ISHST; MSR ICC_SGI1R_EL1', '1001'],
  ['a lock', '0000'],
  ['a lock; a lock', '1111'],
  ['STLR', '0000'],
  ['smp_rmb(), then whether the count is another by now', '0110'],
])('%s claims %s', (claim, across) => {
  expect(claimedAcross(claim)).toBe(across);
});

test('of each of these there are many, none of them taken for what says nothing', () => {
  const across = CLAIMING.map((word) => claimedAcross(claimOf(word) ?? ''));
  const count = (what: string) => across.filter((one) => one === what).length;
  expect([count('1111') > 100, count('0110') > 10, count('1000') > 10, count('0000') > 400]).toEqual([
    true,
    true,
    true,
    true,
  ]);
});
