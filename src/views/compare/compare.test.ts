import { expect, test } from 'vitest';
import type { Row, Score } from '../../score/index.ts';
import { pairRows } from './aligned-rows.ts';

/** Rows by their results, `-` for none; all of other texts unless these are given. */
function scoreOf(results: string, texts?: string): Score {
  const words = texts?.split(' ');
  const rows = ['', ...results.split(' ')].map(
    (result, step) =>
      ({
        step,
        part: 0,
        text: words?.[step - 1] ?? `${results} ${step}`,
        result: result === '-' ? null : result,
        violation: null,
      }) as Row,
  );
  return { rows, rowOfStep: rows.map((_, row) => row) } as unknown as Score;
}

test('rows are the same, differ in their value, or stand on one side alone', () => {
  const rows = [
    { a: 0, b: 0 },
    { a: 1, b: 1 },
    { a: 2, b: null },
    { a: null, b: 2 },
  ];
  const paired = pairRows({ common: 2, rows }, scoreOf('- 1 -'), scoreOf('- 0 -'));
  expect(paired.rows.map(({ relation }) => relation)).toEqual(['same', 'value', 'left', 'right']);
  expect(paired.first).toBe(1);
  expect(pairRows({ common: 1, rows: rows.slice(0, 1) }, scoreOf('-'), scoreOf('-')).first).toBe(1);
});

test('a statement that is done otherwise is one row', () => {
  const relations = (rows: readonly { a: number | null; b: number | null }[], a: string, b: string) =>
    pairRows({ common: 0, rows }, scoreOf('- -', a), scoreOf('- -', b)).rows.map(({ relation }) => relation);
  const crossed = [
    { a: 0, b: null },
    { a: null, b: 0 },
  ];
  expect(relations(crossed, 'execute x', 'execute y')).toEqual(['value']);
  expect(relations(crossed, 'execute x', 'other y')).toEqual(['left', 'right']);
  // Two on one side: which of them is meant cannot be told.
  const more = [
    { a: 0, b: null },
    { a: 1, b: null },
    { a: null, b: 0 },
  ];
  expect(relations(more, 'x execute', 'execute y')).toEqual(['left', 'left', 'right']);
});
