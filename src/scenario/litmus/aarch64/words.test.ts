import { expect, it } from 'vitest';
import { encode, lineOf, relativeDistance } from './words.ts';

it.each([
  ['NOP', 0xd503201f],
  ['ISB', 0xd5033fdf],
  ['RET', 0xd65f03c0],
  ['B .+4', 0x14000001],
  ['B .-8', 0x17fffffe],
  ['BL .+20', 0x94000005],
  ['MOV W9,#2', 0x52800049],
  ['MOV X9,#2', 0xd2800049],
])('%s is the architecture’s word', (text, word) => {
  expect(encode(lineOf(text, { from: 0, to: 0 }), relativeDistance)).toBe(word | 0);
});

it('has no word for other instructions', () => {
  expect(encode(lineOf('LDR W0,[X1]', { from: 0, to: 0 }), relativeDistance)).toBeNull();
});
