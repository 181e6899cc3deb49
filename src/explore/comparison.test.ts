import { describe, expect, test } from 'vitest';
import { compareRuns } from './comparison.ts';
import { matrixCells, smallestSwitches, type MatrixAnswer } from './matrix.ts';

describe('two runs', () => {
  test.each([
    ['a b c', 'a b c', 3, 'aa bb cc'],
    ['a b c', 'a c b', 1, 'aa b- cc -b'],
    ['a x b', 'a b', 1, 'aa x- bb'],
    ['', 'a', 0, '-a'],
    ['a b', 'c d', 0, 'a- b- -c -d'],
  ])('%s against %s', (left, right, common, rows) => {
    const a = left.split(' ').filter(Boolean);
    const b = right.split(' ').filter(Boolean);
    const comparison = compareRuns(a, b);
    expect(comparison.common).toBe(common);
    const name = (run: string[], at: number | null) => (at === null ? '-' : (run[at] ?? '?'));
    expect(comparison.rows.map((row) => name(a, row.a) + name(b, row.b)).join(' ')).toBe(rows);
  });
});

describe('matrix', () => {
  const axes = [
    { name: 'mb', values: ['full', 'none'] },
    { name: 'rmb', values: ['on', 'off'] },
  ];
  const base = { settings: { mb: 'full', rmb: 'on' }, model: 'arm' as const };

  test('cells come nearest first', () => {
    const cells = matrixCells(axes, base, ['sc', 'tso', 'arm']).map(
      ({ settings, model }) => `${settings['mb'] ?? ''} ${settings['rmb'] ?? ''} ${model}`,
    );
    expect(cells).toHaveLength(12);
    expect(cells.slice(0, 4)).toEqual(['full on arm', 'full on sc', 'full on tso', 'full off arm']);
    expect(cells.at(-1)).toBe('none off tso');
  });

  test('the smallest changes that break it', () => {
    const answer = (mb: string, rmb: string, verdict: MatrixAnswer['verdict']): MatrixAnswer => ({
      settings: { mb, rmb },
      model: 'arm',
      verdict,
      properties: [],
      states: 1,
      ms: 1,
      witness: null,
    });
    const one = [
      answer('full', 'on', 'holds'),
      answer('full', 'off', 'violated'),
      answer('none', 'on', 'holds'),
      answer('none', 'off', 'violated'),
    ];
    expect(smallestSwitches(base.settings, one)).toEqual([
      { model: 'arm', changes: { rmb: 'off' }, from: 'holds', to: 'violated' },
    ]);
    const both = [
      answer('full', 'on', 'holds'),
      answer('full', 'off', 'holds'),
      answer('none', 'on', 'holds'),
      answer('none', 'off', 'deadlock'),
    ];
    expect(smallestSwitches(base.settings, both)).toEqual([
      { model: 'arm', changes: { mb: 'none', rmb: 'off' }, from: 'holds', to: 'deadlock' },
    ]);
  });
});
