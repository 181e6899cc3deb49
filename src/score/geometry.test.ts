import { expect, test } from 'vitest';
import { engrave } from './engrave.ts';
import { sketch } from './fixture.ts';
import { layoutScore, markX, rowAt, rowCentre, type Metrics } from './geometry.ts';

const metrics: Metrics = {
  row: 24,
  note: 20,
  noteLine: 16,
  noteChar: 6.5,
  step: 44,
  fate: 24,
  lane: 72,
  tightLane: 20,
  value: 60,
  track: 12,
  gutter: 16,
  span: 5,
  copy: 10,
  part: 220,
  tightPart: 180,
  narrowWords: 480,
  copyWords: 400,
  char: 7.8,
};
const { program, replay } = sketch({ x: 0, y: 0 }, ['W x 1; R y', 'W y 1; R x']);
const score = engrave(program, replay(['0.1', '1.1', '0.0', '1.0'], { 2: 'both stores are still buffered' }));

test('every height leads back to its row', () => {
  const geometry = layoutScore(score, 900, metrics);
  score.rows.forEach((row) => expect(rowAt(geometry, rowCentre(geometry, row.index))).toBe(row.index));
  expect(rowAt(geometry, -50)).toBe(0);
  expect(rowAt(geometry, 1e6)).toBe(score.rows.length - 1);
});

test('columns fill the width without overlap', () => {
  const geometry = layoutScore(score, 900, metrics);
  expect(geometry.mode).toBe('wide');
  const edges = [geometry.step, ...geometry.parts, geometry.memory, geometry.fate];
  edges.slice(1).forEach((box, index) => {
    const before = edges[index];
    expect(box.x).toBeCloseTo((before?.x ?? 0) + (before?.width ?? 0));
  });
  expect(markX(geometry, 0, 0)).toBeLessThan(geometry.parts[1]?.x ?? 0);
});

test('lanes stand tight before the page gives up its columns', () => {
  const geometry = layoutScore(score, 560, metrics);
  expect([geometry.mode, geometry.tight]).toEqual(['wide', true]);
});

test('a phone sets the lanes as staves at the left and the words in one column', () => {
  const geometry = layoutScore(score, 360, metrics);
  expect(geometry.mode).toBe('narrow');
  expect(new Set(geometry.parts.map((part) => part.text.x)).size).toBe(1);
  expect(geometry.parts[0]?.text.width).toBeGreaterThan(200);
});
