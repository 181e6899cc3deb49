import { expect, test } from 'vitest';
import { contradicts, type Claim } from './contradiction.ts';
import type { BinaryOp } from '../../base/index.ts';
import type { Val } from './value.ts';

const x: Val = { ld: 0 };
const y: Val = { ld: 1 };
const is = (a: Val, o: BinaryOp, b: Val): Claim => ({ val: { o, a, b }, holds: true });
const not = ({ val, holds }: Claim): Claim => ({ val, holds: !holds });
const masked = (mask: number): Val => ({ o: '&', a: x, b: mask });

test.each<[says: string, contradicts: boolean, older: readonly Claim[], claim: Claim]>([
  ['x == 0, then x != 0', true, [is(x, '==', 0)], is(x, '!=', 0)],
  ['x, then !x', true, [{ val: x, holds: true }], { val: { u: '!', a: x }, holds: true }],
  ['x != 0, then x == 3', false, [is(x, '!=', 0)], is(x, '==', 3)],
  ['x == 1, then x == 3', true, [is(x, '==', 1)], is(x, '==', 3)],
  ['x != 1 and x != 0, then neither 0 nor 1 nor 2', false, [is(x, '!=', 1), is(x, '!=', 0)], is(x, '!=', 2)],
  ['x > 3, then x < 4', true, [is(x, '>', 3)], is(x, '<', 4)],
  ['x > 3, then x < 5', false, [is(x, '>', 3)], is(x, '<', 5)],
  [
    'x > 3 and x < 6, then neither 4 nor 5',
    true,
    [is(x, '>', 3), is(x, '<', 6), is(x, '!=', 4)],
    is(x, '!=', 5),
  ],
  ['3 < x, then x == 3', true, [is(3, '<', x)], is(x, '==', 3)],
  ['no bit but the first, then 16', true, [is(masked(~1), '==', 0)], is(x, '==', 16)],
  ['no bit but the first, then 1', false, [is(masked(~1), '==', 0)], is(x, '==', 1)],
  ['some bit but the first, then x & 1', false, [is(masked(~1), '!=', 0)], { val: masked(1), holds: true }],
  [
    'a bit, then another one only',
    true,
    [{ val: masked(4), holds: true }],
    is({ o: '|', a: x, b: 8 }, '==', 8),
  ],
  ['bits of a mask, then those with others', false, [is(masked(6), '==', 2)], is(x, '==', 2 + 64)],
  [
    'the same sum twice, once as false',
    true,
    [is({ o: '+', a: x, b: 1 }, '==', y)],
    not(is(y, '==', { o: '+', a: x, b: 1 })),
  ],
  ['sums are not computed', false, [is({ o: '+', a: x, b: 1 }, '==', 1)], is(x, '==', 7)],
  ['x == y, then x != y', true, [is(x, '==', y)], is(y, '!=', x)],
  ['x == y, then y == 2', false, [is(x, '==', y)], is(y, '==', 2)],
  ['some of the bits but the first, not all', false, [is(masked(~1), '!=', 0)], is(masked(~1), '!=', ~1)],
  ['of another load', false, [is(x, '==', 0)], is(y, '!=', 0)],
  ['masked and ordered is left open', false, [is(x, '<', 2)], is(masked(8), '==', 8)],
  ['a value under another guess', true, [is({ v: x, t: [2] }, '==', { c: 1, t: [3] })], is(x, '==', 0)],
])('%s: %s', (_, expected, older, claim) => {
  expect(contradicts(older, claim)).toBe(expected);
});
