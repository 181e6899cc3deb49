import { array, assert, constantFrom, integer, property } from 'fast-check';
import { expect, it } from 'vitest';
import { decode, encode, hexadecimal, lineOf, relativeDistance } from './words.ts';
import { wordRows } from './word-table.ts';

const nowhere = { from: 0, to: 0 };
const word = (text: string): number | null => encode(lineOf(text, nowhere), relativeDistance);

/** Words and texts as a disassembler has them. */
it.each([
  ['NOP', 0xd503201f],
  ['ISB', 0xd5033fdf],
  ['DMB ISH', 0xd5033bbf],
  ['DSB ISHST', 0xd5033a9f],
  ['RET', 0xd65f03c0],
  ['RET X1', 0xd65f0020],
  ['BR X2', 0xd61f0040],
  ['BLR X5', 0xd63f00a0],
  ['ERET', 0xd69f03e0],
  ['B .+4', 0x14000001],
  ['B .-8', 0x17fffffe],
  ['BL .+20', 0x94000005],
  ['B.NE .+12', 0x54000061],
  ['CBZ W0,.+8', 0x34000040],
  ['CBNZ X3,.-4', 0xb5ffffe3],
  ['TBNZ W1,#3,.+8', 0x37180041],
  ['MOV W9,#2', 0x52800049],
  ['MOV X9,#2', 0xd2800049],
  ['MOVZ W0,#20,LSL #16', 0x52a00280],
  ['MOVK X1,#57005,LSL #32', 0xf2dbd5a1],
  ['MOVN W0,#0', 0x12800000],
  ['MOV W2,W1', 0x2a0103e2],
  ['ADD W2,W2,#1', 0x11000442],
  ['ADD X1,X2,W3,SXTW', 0x8b23c041],
  ['SUBS W0,W0,#1', 0x71000400],
  ['CMP W0,#1', 0x7100041f],
  ['EOR W2,W0,W0', 0x4a000002],
  ['AND X1,X2,X3,LSR #4', 0x8a431041],
  ['LSL W1,W2,#3', 0x531d7041],
  ['LSR X3,X2,#12', 0xd34cfc43],
  ['CSEL W6,WZR,WZR,EQ', 0x1a9f03e6],
  ['CSET W0,GT', 0x1a9fd7e0],
  ['LDR W0,[X1]', 0xb9400020],
  ['LDR X0,[X1,#8]', 0xf9400420],
  ['STR W0,[X1]', 0xb9000020],
  ['STR W0,[X1],#4', 0xb8004420],
  ['LDR W4,[X1,W2,SXTW]', 0xb862c824],
  ['LDAR W0,[X1]', 0x88dffc20],
  ['STLR X0,[X1]', 0xc89ffc20],
  ['LDXR W4,[X3]', 0x885f7c64],
  ['STXR W5,W7,[X3]', 0x88057c67],
  ['SWPAL W4,W3,[X1]', 0xb8e48023],
  ['CAS W4,W0,[X1]', 0x88a47c20],
  ['LDADD W0,W2,[X1]', 0xb8200022],
  ['STADD W0,[X1]', 0xb820003f],
  ['DC CVAU,X1', 0xd50b7b21],
  ['IC IVAU,X1', 0xd50b7521],
  ['TLBI VAAE1IS,X9', 0xd5088369],
])('%s', (text, expected) => {
  expect(hexadecimal(word(text) ?? 0)).toBe(hexadecimal(expected));
  expect(decode(expected)).toBe(text);
});

it.each([
  ['movz w9 , #0x2', 'MOV W9,#2'],
  ['MOV W9,2', 'MOV W9,#2'],
  ['BEQ .+8', 'B.EQ .+8'],
  ['b.hs .+8', 'B.CS .+8'],
  ['LDR W0,[X1,#0]', 'LDR W0,[X1]'],
  ['RET X30', 'RET'],
])('%s is another way to write %s', (other, text) => {
  expect(decode(word(other) ?? 0)).toBe(text);
});

it.each([
  'FROB W0',
  'LDR W0,[SP]',
  'LDR W0,[X1,#2]',
  'MOV W0,#65536',
  'ADD W0,W1,#4096',
  'B .+2',
  'B nowhere',
  'LDRB W0,[X1]',
])('has no word for %s', (text) => {
  expect(word(text)).toBeNull();
});

it.each([0, 1, 42, 0xffffffff, 0xd4200000])('has no instruction for %d', (number) => {
  expect(decode(number)).toBeNull();
});

it('reads every word that it knows as text that stands for the same word', () => {
  const row = constantFrom(...wordRows);
  const bits = array(integer({ min: 0, max: 1 }), { minLength: 32, maxLength: 32 });
  const known = new Set<string>();
  assert(
    property(row, bits, ({ bits: form, text: shape }, random) => {
      const number = Number.parseInt(
        Array.from(form)
          .map((bit, nth) => (/[01]/.test(bit) ? bit : random[nth]))
          .join(''),
        2,
      );
      const text = decode(number);
      if (text === null) return;
      known.add(shape);
      expect(hexadecimal(word(text) ?? 0)).toBe(hexadecimal(number));
    }),
    { numRuns: 20_000 },
  );
  expect(known.size).toBeGreaterThan(wordRows.length * 0.9);
});
