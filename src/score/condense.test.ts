import { expect, test } from 'vitest';
import { condense } from './condense.ts';
import { engrave } from './engrave.ts';
import { sketch } from './fixture.ts';

const { program, replay } = sketch({ x: 0, y: 0 }, ['W x 1; MB; R y', 'W y 1; MB; R x']);
const score = engrave(program, replay(['0.0', '0.2', '1.0', '1.2']));

test('barriers that only one CPU notices go, what passes through memory stays', () => {
  expect(score.rows.map((row) => row.text)).toContain('smp_mb()');
  const short = condense(score);
  expect(short.rows.map((row) => row.text)).toEqual([
    'start',
    'WRITE_ONCE(x, 1)',
    'READ_ONCE(y)',
    'WRITE_ONCE(y, 1)',
    'READ_ONCE(x)',
  ]);
});

test('every position still has a row, links still meet theirs', () => {
  const short = condense(score);
  expect(short.rowOfStep).toEqual([0, 1, 2, 3, 4]);
  for (const link of short.links) expect(short.rows[link.row]?.part).toBe(link.part);
  expect(short.rows.map((row) => row.index)).toEqual(short.rows.map((_, index) => index));
});
