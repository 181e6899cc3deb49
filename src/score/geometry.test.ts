import { expect, test } from 'vitest';
import emulate from '../../scenarios/static-calls/emulate.smp?raw';
import { engrave } from './engrave.ts';
import { sketch } from './fixture.ts';
import { copyX, layoutScore, markX, noteBox, rowAt, rowCentre, type Metrics } from './geometry.ts';
import { scoreOf } from './scenario.fixture.ts';

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

test('lanes of copies have room before words are cut, and go before they are', () => {
  const patching = scoreOf(emulate, '003.i.posted');
  const shown = (width: number) => {
    const geometry = layoutScore(patching, width, metrics);
    const lanes = patching.copies.map((_, index) => copyX(patching, geometry, index));
    expect(new Set(lanes.map((x) => x === null)).size).toBe(1);
    return [geometry.mode, lanes[0] !== null];
  };
  expect(shown(1400)).toEqual(['wide', true]);
  expect(shown(720)).toEqual(['narrow', true]);
  expect(shown(600)).toEqual(['narrow', false]);
  expect(shown(360)).toEqual(['narrow', false]);
  for (const width of [720, 1400]) {
    const geometry = layoutScore(patching, width, metrics);
    patching.copies.forEach(({ part }, index) => {
      const box = geometry.parts[part];
      const x = copyX(patching, geometry, index) ?? 0;
      expect(x).toBeGreaterThan(box?.x ?? 0);
      expect(x).toBeLessThan(box?.span ?? 0);
      expect(box?.span).toBeLessThan(box?.mark ?? 0);
    });
  }
});

test('a note has as many lines as it needs, each within its room, and its row grows with them', () => {
  const note = 'Both stores are still buffered, so each load takes the old value. '.repeat(4).trim();
  const noted = engrave(program, replay(['0.1', '1.1'], { 2: note }));
  const row = noted.rows.find((one) => one.note)?.index ?? 0;
  const heights = [360, 900].map((width) => {
    const geometry = layoutScore(noted, width, metrics);
    const lines = geometry.notes.get(row) ?? [];
    expect(lines.join(' ')).toBe(note);
    const room = noteBox(geometry, noted.rows[row]?.part ?? null).width;
    for (const line of lines) expect(line.length * metrics.noteChar).toBeLessThanOrEqual(room);
    const height = (geometry.tops[row + 1] ?? 0) - (geometry.tops[row] ?? 0);
    expect(height).toBe(metrics.row + metrics.note + (lines.length - 1) * metrics.noteLine);
    return height;
  });
  expect(heights[0]).toBeGreaterThan(heights[1] ?? 0);
});
