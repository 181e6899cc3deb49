import { expect, test } from 'vitest';
import { compileScenario } from '../index.ts';

const SIZE = 190_000;

/** A text of one part over and over. */
function repeated(part: string, before = '', after = ''): string {
  return before + part.repeat(Math.floor(SIZE / part.length)) + after;
}

/** Each has a form of its own that once took minutes, or gigabytes. How long they take is in the bench. */
test.each([
  ['brackets of all kinds', repeated('([{'), 'too-deep'],
  ['blocks', repeated('cpu 0 { '), 'too-deep'],
  ['one operator', repeated('!', 'int x; cpu 0 { x = ', '1; }'), 'too-deep'],
  ['one sum', repeated('x+', 'int x; cpu 0 { x = ', '1; }'), 'too-deep'],
  ['a sum, line by line', repeated('x+\n', 'int x; cpu 0 { x = ', '1; }'), 'syntax'],
  ['statements that are bodies', repeated('if(x)', 'int x; cpu 0 { ', '; }'), 'too-deep'],
  ['else after else', repeated('if(x);else ', 'int x; cpu 0 { ', '; }'), 'syntax'],
  ['garbage', repeated('x y z '), 'syntax'],
  ['a comment that never ends', repeated('/* '), 'syntax'],
  ['a text that never ends', repeated('\\"', '"'), 'syntax'],
  ['sound declarations', repeated('int a;\n'), 'too-large'],
  ['strings', repeated('"a" ', 'scenario '), 'too-large'],
])('%s', (_, text, code) => {
  const { scenario, diagnostics } = compileScenario(text, 'hostile');
  expect(scenario).toBeNull();
  expect(diagnostics[0]?.code).toBe(code);
  expect(diagnostics.length).toBeLessThanOrEqual(50);
});

test('many declarations, one under the other, are no nesting', () => {
  const options = Array.from({ length: 150 }, (_, i) => `option o${i} = a | b | c\n`).join('');
  const { diagnostics } = compileScenario(`${options}cpu 0 { }`, 'options');
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test.each([
  ['cpu 99999999999 { }', 'number@4'],
  ['int x = 4294967296; cpu 0 { }', 'number@8'],
  ['int x = 3000000000; cpu 0 { }', 'number@8'],
  ['int x = 0689; cpu 0 { }', 'number@8'],
  ['int x = 3000000000u, y = -2147483648, z = 0xffffffff; cpu 0 { }', undefined],
])('numbers that are not what is written: %s', (text, expected) => {
  const [first] = compileScenario(text, 'numbers').diagnostics;
  expect(first && `${first.code}@${String(first.from)}`).toBe(expected);
});

test('a text that hides what it says is refused', () => {
  const [found] = compileScenario('int x; // \u202e\ncpu 0 { }', 'bidi').diagnostics;
  expect(found?.code).toBe('not-text');
  expect(found?.message).toContain('U+202E');
});
