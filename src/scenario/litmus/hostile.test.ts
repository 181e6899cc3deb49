import { expect, test } from 'vitest';
import { compileLitmus } from './compile.ts';

const SIZE = 190_000;

/** A text of one part over and over. */
function repeated(part: string, before = '', after = ''): string {
  return before + part.repeat(Math.floor(SIZE / part.length)) + after;
}

function test64(condition: string, init = '0:X1=x;', code = ' P0 ;\n LDR W0,[X1] ;'): string {
  return `AArch64 t\n{ ${init} }\n${code}\n${condition}\n`;
}

function testC(body: string): string {
  return `C t\n{ }\nP0(int *x) { ${body} }\nexists (x=1)\n`;
}

/** Each has a form of its own that once overflowed the stack, or took seconds and gigabytes. How long they take is in
 *  the bench. */
test.each([
  ['comments before the header', repeated('(**) '), 'not-litmus'],
  ['parentheses', test64(repeated('(', 'exists ')), 'too-deep'],
  ['implications', test64(repeated('x=1 => ', 'exists (', 'x=1)')), 'too-deep'],
  ['conjunctions', test64(repeated('x=1 /\\ ', 'exists (', 'x=1)')), 'too-large'],
  ['arrays', test64('exists (x=1)', repeated('int a[1000]; ')), 'too-large'],
  ['columns', test64('exists (x=1)', '', `${repeated(' P0 |')} P0 ;`), 'too-large'],
  ['parentheses in C', testC(`*x = ${repeated('(')}`), 'too-deep'],
  ['operators in C', testC(`*x = ${repeated('!')}1;`), 'too-deep'],
  ['a sum in C', testC(`*x = ${repeated('1+')}1;`), 'too-deep'],
  ['blocks in C', testC(repeated('{')), 'too-deep'],
  ['bodies in C', testC(`${repeated('if (1) ')};`), 'too-deep'],
  ['else after else in C', testC(`${repeated('if (1) ; else ')};`), 'too-deep'],
  ['a comment in C that never ends', testC(repeated('/* ')), 'syntax'],
])('%s', (_, text, code) => {
  const compiled = compileLitmus(text, 'arm');
  expect(compiled.kind === 'test' ? 'test' : compiled.diagnostic.code).toBe(code);
});

test('an even number of negations is none', () => {
  const negated = compileLitmus(test64(repeated('~~', 'exists ', 'x=1')), 'arm');
  const plain = compileLitmus(test64('exists x=1'), 'arm');
  expect(negated).toEqual(plain);
});
