import { expect, test } from 'vitest';
import type { Row, Score } from '../../score/index.ts';
import { pairRows } from './aligned-rows.ts';

/** Rows by their results, `-` for none. */
function scoreOf(results: string): Score {
  const rows = ['', ...results.split(' ')].map(
    (result, step) => ({ step, result: result === '-' ? null : result, violation: null }) as Row,
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
