import { describe, expect, test } from 'vitest';
import type { Lattice } from '../../state/index.ts';
import { moveCursor } from './cursor.ts';
import { layoutLattice, placeInCell } from './layout.ts';
import { doomedCells, nearestState, stateLooks, stepLook } from './marks.ts';
import { followRun, leavingOf, wayTo } from './way.ts';

const ROOM = { width: 400, height: 300 };

/**
 * `0 a> 1` is a step of CPU 0 by the key a, `0 b! 2` one of CPU 1. Fates by letter: open, doomed, clear; capitals end.
 */
function latticeOf(fates: string, steps: string): Lattice {
  const fate = { o: 'open', d: 'doomed', c: 'clear' } as const;
  const edges = steps.split(',').map((step) => {
    const [, from = '', key = '', who = '', to = ''] = /^\s*(\d+) (\w)([>!]) (\d+)$/.exec(step) ?? [];
    return { from: Number(from), to: Number(to), key, cpu: who === '>' ? 0 : 1 };
  });
  const keys = [...new Set(edges.map(({ key }) => key))];
  const depths = [0];
  for (const { from, to } of edges) depths[to] ??= (depths[from] ?? 0) + 1;
  return {
    nodes: Array.from(fates, (letter, at) => ({
      fate: fate[letter.toLowerCase() as 'o' | 'd' | 'c'],
      end: letter === 'D' ? 'violated' : letter === 'C' ? 'finished' : null,
      property: null,
      depth: depths[at] ?? 0,
    })),
    edges: edges.map(({ from, to, key }) => ({ from, to, move: keys.indexOf(key), reports: false })),
    moves: keys.map((key) => ({
      key,
      cpu: edges.find((edge) => edge.key === key)?.cpu ?? 0,
      kind: 'value',
      pc: null,
      words: key,
      hardware: false,
    })),
  };
}

/** Two CPUs with a step each; CPU 0 first is well, CPU 1 first is not. */
const square = latticeOf('ocdCD', '0 a> 1, 0 b! 2, 1 b! 3, 2 a> 4');

describe('the layout', () => {
  test('of two CPUs is their times', () => {
    const layout = layoutLattice(square, ROOM);
    expect(layout.kind).toBe('two');
    expect(layout.column).toEqual([0, 1, 0, 1, 1]);
    expect(layout.row).toEqual([0, 0, 1, 1, 1]);
    // In the shared cell, who came along the top lies above on the right.
    expect(layout.x[3]).toBeGreaterThan(layout.x[4] ?? 0);
    expect(layout.y[3]).toBeLessThan(layout.y[4] ?? 0);
    expect(layout.width).toBeLessThanOrEqual(ROOM.width);
  });

  test('of one CPU is layers by depth', () => {
    const layout = layoutLattice(latticeOf('occC', '0 a> 1, 0 b> 2, 1 c> 3, 2 c> 3'), ROOM);
    expect(layout.kind).toBe('layers');
    expect(layout.column).toEqual([0, 1, 1, 2]);
    expect(new Set([layout.row[1], layout.row[2]])).toEqual(new Set([0, 1]));
  });

  test.each([1, 2, 3, 4, 7, 9])('%i states of one moment get places of their own', (count) => {
    const places = placeInCell(count).map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`);
    expect(new Set(places).size).toBe(count);
  });
});

describe('the looks', () => {
  test('a step into doom turns, what is behind it is doomed', () => {
    expect(square.edges.map((edge) => stepLook(square, edge))).toEqual(['clear', 'turn', 'clear', 'doomed']);
    expect(stateLooks(square)).toEqual(['open', 'clear', 'turn', 'finished', 'broken']);
    expect(doomedCells(square, layoutLattice(square, ROOM))).toEqual([[0, 1]]);
  });

  test('the nearest state is found within reach', () => {
    const layout = layoutLattice(square, ROOM);
    expect(nearestState(layout, (layout.x[2] ?? 0) + 3, layout.y[2] ?? 0, 14)).toBe(2);
    expect(nearestState(layout, -100, -100, 14)).toBeNull();
  });
});

describe('ways', () => {
  // 0 ─a─ 1 ─c─ 3 ─d─ 4, and 1 ─b─ 2 ─e─ 4
  const lattice = latticeOf('ooccC', '0 a> 1, 1 b! 2, 1 c> 3, 3 d> 4, 2 e> 4');
  const leaving = leavingOf(lattice);
  const run = followRun(leaving, ['a', 'c', 'd']);

  test('a run is followed as far as it stays', () => {
    expect(run.nodes).toEqual([0, 1, 3, 4]);
    expect(followRun(leaving, ['a', 'x', 'c']).nodes).toEqual([0, 1]);
    expect(followRun(leaving, ['a', 'x', 'c'], true)).toMatchObject({ nodes: [0, 1, 3], keys: ['a', 'c'] });
  });

  test('a way stays with the run as long as it can', () => {
    expect(wayTo(leaving, run, 3)).toEqual({
      nodes: [0, 1, 3],
      keys: ['a', 'c'],
      shared: 2,
    });
    expect(wayTo(leaving, run, 2)).toEqual({
      nodes: [0, 1, 2],
      keys: ['a', 'b'],
      shared: 1,
    });
  });
});

describe('the cursor', () => {
  const layout = layoutLattice(square, ROOM);
  test.each([
    ['ArrowRight', 0, 1],
    ['ArrowDown', 0, 2],
    ['ArrowDown', 1, 3],
    ['ArrowLeft', 4, 2],
    ['ArrowUp', 3, 1],
    ['ArrowUp', 0, null],
    ['.', 3, 4],
    ['Home', 4, 0],
    ['x', 0, null],
  ])('%s from %i leads to %s', (key, from, to) => {
    expect(moveCursor(square, layout, [0, 1, 3], from, key)).toBe(to);
  });
});
