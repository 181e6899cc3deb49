import { expect, test } from 'vitest';
import { binaryOn, unaryOn, type BinaryOp } from './operators.ts';
import { valueName } from './value-name.ts';
import { valueOf, wordOf } from './wide.ts';

test('a value that fits is its own word, any other comes back from its word', () => {
  for (const value of [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]) expect(wordOf(value)).toBe(value);
  // Those of the window are values, too.
  for (const value of [2 ** 31, 2 ** 32, -(2 ** 63), 2 ** 40 + 1, -0x5b00_0000, -0x5afe_cafe]) {
    const word = wordOf(value);
    expect(word).toBe(word | 0);
    expect(valueOf(word)).toBe(value);
    expect(wordOf(value)).toBe(word);
  }
  expect(valueOf(wordOf(NaN))).toBeNaN();
});

test.each<[number, BinaryOp, number, number]>([
  [2 ** 31 - 1, '+', 1, -(2 ** 31)],
  [2 ** 31 - 1, '+l', 1, 2 ** 31],
  [2 ** 62, '+l', 2 ** 62, -(2 ** 63)],
  [0, '-l', 1, -1],
  [2 ** 32, '*l', 2 ** 31, -(2 ** 63)],
  [2 ** 32, '*l', 2 ** 32, 0],
  [1, '<<l', 40, 2 ** 40],
  [1, '<<l', 63, -(2 ** 63)],
  [-(2 ** 63), '>>ul', 63, 1],
  [-(2 ** 63), '>>l', 63, -1],
  [-1, '/ul', 2 ** 32, 2 ** 32 - 1],
  [-7, '/l', 2, -3],
  [-1, '%ul', 10, 5],
  [2 ** 40 + 5, '&l', 2 ** 40 + 1, 2 ** 40 + 1],
  [2 ** 40, '|l', 1, 2 ** 40 + 1],
  [2 ** 40, '^l', 2 ** 40, 0],
  [-1, '<ul', 1, 0],
  [1, '<ul', -1, 1],
  [-1, '>=ul', -1, 1],
  [-2, '/u', 2, 2 ** 31 - 1],
  [-1, '%u', 10, 5],
  [-(2 ** 31), '>>u', 31, 1],
])('%d %s %d is %d', (a, op, b, expected) => {
  expect(binaryOn(op, a, b)).toBe(expected);
});

test('64 bits with more than 53 digits are no number, and nothing is equal to it', () => {
  const most = binaryOn('>>ul', -1, 1);
  expect(most).toBeNaN();
  expect(binaryOn('==', most, most)).toBe(0);
  expect(binaryOn('+l', most, 1)).toBeNaN();
  expect(unaryOn('~l', most)).toBeNaN();
  expect([unaryOn('~l', 2 ** 40), unaryOn('-l', -(2 ** 31))]).toEqual([-(2 ** 40) - 1, 2 ** 31]);
  expect([most, -(2 ** 63), 2 ** 40].map((value) => valueName([], value))).toEqual([
    'too wide',
    '0x8000000000000000',
    '1099511627776',
  ]);
});
