import { expect, test } from 'vitest';
import { engrave } from './engrave.ts';
import { sketch } from './fixture.ts';
import { fateStretches, overviewOf } from './overview.ts';

const { program, replay } = sketch({ data: 0, flags: 0 }, ['W data 1; MB; R flags', 'W flags 1; R data']);
const score = engrave(program, replay(['1.1', '0.0', '0.2', '1.0']));

test('a tick for each step in the lane of whoever moves, none for rows that are not counted', () => {
  const { steps, ticks } = overviewOf(score);
  expect(steps).toBe(4);
  expect(ticks.map(({ step, part }) => `${step}:${part}`)).toEqual(['1:1', '2:0', '3:0', '4:1']);
});

test('a row is shown for the gravest of its reasons', () => {
  const last = score.rows.length - 1;
  const rows = score.rows.map((row, index) =>
    index === last ? { ...row, stale: true, mark: 'irq' as const, violation: 'lost' } : row,
  );
  expect(overviewOf({ ...score, rows, noReturn: 3 }).signs).toEqual([
    { step: 3, kind: 'no-return' },
    { step: 4, kind: 'violation' },
  ]);
});

test('steps that share a fate make one stretch', () => {
  expect(fateStretches(['open', 'open', 'doomed', 'doomed', 'open'])).toEqual([
    { fate: 'open', from: 0, to: 1 },
    { fate: 'doomed', from: 2, to: 3 },
    { fate: 'open', from: 4, to: 4 },
  ]);
});
