import { expect, test } from 'vitest';
import { foreignAt, safeJson, safeLine, safeText } from './index.ts';

const HOSTILE = [
  ['escape', '\u001b[2J\u001b]0;title\u0007', '␛[2J␛]0;title␇'],
  ['NUL', 'a\u0000b', 'a␀b'],
  ['carriage return', 'safe\roops', 'safe␍oops'],
  ['C1: CSI in one character', '\u009b31m', '\ufffd31m'],
  ['delete', 'a\u007fb', 'a␡b'],
  ['bidirectional override', 'a\u202eb\u2066c', 'a\ufffdb\ufffdc'],
  ['line separator', 'a\u2028b', 'a\ufffdb'],
  ['lone surrogates', '\ud800a\udc00', '\ufffda\ufffd'],
] as const;

test.each(HOSTILE)('%s becomes visible', (_, text, safe) => {
  expect(safeText(text)).toBe(safe);
  expect(JSON.parse(safeJson(text))).toBe(text);
  expect(safeText(safeJson(text))).toBe(safeJson(text));
});

test('what is text stays as it is', () => {
  const text = 'tab\tline\n“quotes” — naïve, 日本, עברית, 😀';
  expect(safeText(text)).toBe(text);
  expect(foreignAt(text)).toBe(-1);
});

test('a line stays one line', () => {
  expect(safeLine('a\nb\r\nc\td\u001b')).toBe('a b c d␛');
});

test('a source text may have line ends of any kind, and nothing that hides what it says', () => {
  expect(foreignAt('int x;\r\nint y;\f\u00a0\ufeff')).toBe(-1);
  expect(foreignAt('int x; // \u202e')).toBe(10);
  expect(foreignAt('ab\u001b')).toBe(2);
});
