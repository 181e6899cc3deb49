import { expect, test } from 'vitest';
import { columnWidths } from './mail-columns.ts';

/** Lines that texts of so many characters take. */
const linesOf = (lengths: readonly (readonly number[])[]) => (column: number, width: number) =>
  (lengths[column] ?? []).reduce((sum, length) => sum + Math.ceil(length / width), 0);

test('columns are alike where nothing is wrapped', () => {
  expect(columnWidths(2, 70, linesOf([[10], [20]]))).toEqual([35, 35]);
  expect(columnWidths(1, 72, linesOf([[100]]))).toEqual([72]);
});

test('who says little leaves its room to who says much', () => {
  const long = Array.from({ length: 30 }, () => 44);
  const [little = 0, much = 0] = columnWidths(2, 70, linesOf([[8], long]));
  expect(much).toBe(44);
  expect(little + much).toBe(70);
});

test('however many there are they fill the line', () => {
  for (const count of [2, 3, 4, 5, 6]) {
    const widths = columnWidths(count, 72, linesOf([[90, 90], [5]]));
    expect(widths).toHaveLength(count);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(72);
  }
});
