import { expect, test } from 'vitest';
import { engrave } from '../score/index.ts';
import { sketch } from '../score/fixture.ts';
import type { RunNode } from './run-tree.ts';
import { nextStop, stepOfCpu } from './stops.ts';

const { program, replay } = sketch({ x: 0, y: 0 }, ['W x 1; R y', 'W y 1; R x']);
const run = replay(['0.1', '1.1', '0.0', '1.0']);
const node: RunNode = {
  id: 0,
  parent: null,
  fork: 0,
  source: { kind: 'hand', title: '' },
  settings: {},
  model: 'tso',
  program,
  run,
  score: engrave(program, run),
};

test('a watch stops at every access to its location, in both directions', () => {
  const stops = [{ kind: 'cell', cell: 0, name: 'x' }] as const;
  expect(nextStop(node, 0, 1, stops)).toBe(2);
  expect(nextStop(node, 2, 1, stops)).toBe(3);
  expect(nextStop(node, 3, 1, stops)).toBeNull();
  expect(nextStop(node, 4, -1, stops)).toBe(3);
});

test('stepping one CPU passes over the others’ steps', () => {
  expect(stepOfCpu(node, 0, 1, 'into', 1)).toBe(2);
  expect(stepOfCpu(node, 4, 0, 'into', -1)).toBe(2);
});
