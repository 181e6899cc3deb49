import { describe, expect, test } from 'vitest';
import type { ProgressMap, RunNode, Scenario } from '../../state/index.ts';
import { flipsOf, tellingFlip } from './beside.ts';
import { extentOf, keysTo, layoutMap, neighbour } from './map-layout.ts';
import { sharePaths, signPaths, trailThrough } from './map-marks.ts';
import { holeWords, mapSummary, totalsOf } from './map-wording.ts';

type Cell = ProgressMap['cells'][number];

/** Cells by place and numbers of states: `0,1:3o2d` is three open and two doomed states at column 0, row 1. */
function mapOf(text: string): ProgressMap {
  const count = (fates: string, fate: string) => Number(new RegExp(`(\\d+)${fate}`).exec(fates)?.[1] ?? 0);
  const cells = text.split(' ').map((cell, way): Cell => {
    const [place = '', fates = ''] = cell.split(':');
    const [x = 0, y = 0] = place.split(',').map(Number);
    const [turns, broken, finished] = [count(fates, 't'), count(fates, 'b'), count(fates, 'f')];
    const [open, clear, doomed] = [count(fates, 'o'), count(fates, 'c'), count(fates, 'd')];
    return { x, y, open, clear, doomed, turns, broken, finished, way };
  });
  const ways = { parents: [-1, 0, 1, 1], choices: [-1, 0, 1, 0], keys: ['a', 'b'] };
  return { movers: [0, 1], axes: [0, 1], cells, ways };
}

const room = { width: 400, height: 200 };

describe('a map’s layout', () => {
  test('maps beside each other have one extent', () => {
    const [small, large] = [mapOf('0,0:1o 1,0:1o'), mapOf('0,0:1o 3,2:1c')];
    const extent = extentOf([small, large]);
    expect(extent).toEqual({ across: 4, down: 3 });
    expect(layoutMap(small, extent, room).columns).toEqual(layoutMap(large, extent, room).columns);
  });

  test('many times share a column, and are counted together', () => {
    const cells = Array.from({ length: 100 }, (_, x) => `${x},0:1o${x % 2}d`).join(' ');
    const map = mapOf(cells);
    const layout = layoutMap(map, extentOf([map]), room);
    expect(layout.size).toEqual([2, 1]);
    expect(layout.cells).toHaveLength(50);
    // Of the two the one with a doomed state is gone to.
    expect(layout.cells[3]).toMatchObject({ x: 3, open: 2, doomed: 1, way: 7 });
  });

  test('an arrow key goes over what holds no states', () => {
    const map = mapOf('0,0:1o 3,0:1c 0,2:1c');
    const layout = layoutMap(map, extentOf([map]), room);
    const [start] = layout.cells;
    if (!start) throw new Error('no cell');
    expect(neighbour(layout, start, 'ArrowRight')).toMatchObject({ x: 3, y: 0 });
    expect(neighbour(layout, start, 'ArrowDown')).toMatchObject({ x: 0, y: 2 });
    expect(neighbour(layout, start, 'ArrowLeft')).toBeNull();
  });

  test('a way is the keys from the start', () => {
    const { ways } = mapOf('0,0:1o');
    expect(keysTo(ways, 0)).toEqual([]);
    expect(keysTo(ways, 2)).toEqual(['a', 'b']);
    expect(keysTo(ways, 3)).toEqual(['a', 'a']);
  });
});

describe('a map’s marks', () => {
  const map = mapOf('0,0:99c1d 1,0:1d1b 1,1:1d1t');
  const layout = layoutMap(map, extentOf([map]), room);

  test('the smallest share can be seen; a cell of one fate is filled by it', () => {
    const high = (path = '') => [...path.matchAll(/v([\d.]+)h/g)].map((found) => Number(found[1]));
    const cell = (layout.rows[1] ?? 0) - 1;
    const [few = 0, whole] = high(sharePaths(layout).get('doomed'));
    expect(few).toBeGreaterThan(cell / 10);
    expect(whole).toBe(cell);
    expect(high(sharePaths(layout).get('clear'))).toHaveLength(1);
  });

  test('signs where runs fail and where it becomes inevitable', () => {
    expect([...signPaths(layout).keys()]).toEqual(['broken', 'turn']);
  });

  test('a run passes through the middles of its cells', () => {
    const [wide = 0, high = 0] = [layout.columns[1], layout.rows[1]];
    expect(
      trailThrough(layout, [
        [0, 0],
        [1, 0],
      ]),
    ).toBe(`M${wide / 2} ${high / 2}L${wide * 1.5} ${high / 2}`);
  });
});

test('in words: what is doomed, and what closes the hole', () => {
  const [holed, whole] = [mapOf('0,0:9o2d1t 1,0:1200c'), mapOf('0,0:8c')];
  expect(mapSummary(holed)).toBe('1,211 states, 2 doomed; one is a point of no return.');
  expect(mapSummary(whole)).toBe('8 states, none of them doomed: no interleaving fails.');
  expect(holeWords(totalsOf(whole), 'mb = on', totalsOf(holed), 'mb = off')).toBe(
    'With mb = off 2 of 1,211 states are doomed; with mb = on the hole is closed, none of 8 states is.',
  );
});

describe('what to lay beside', () => {
  const scenario = {
    options: [{ name: 'mb', values: ['on', 'off'], initial: 'on' }],
    variants: [
      { id: 'on', settings: {}, model: 'tso', expect: 'holds' },
      { id: 'sc', settings: { mb: 'off' }, model: 'sc', expect: 'holds' },
      { id: 'off', settings: { mb: 'off' }, model: 'tso', expect: 'violated' },
    ],
  } as unknown as Scenario;
  const node = (mb: string, model: string) => ({ settings: { mb }, model }) as unknown as RunNode;

  test('every single change', () => {
    expect(flipsOf(scenario, node('on', 'tso')).map(({ title, own }) => [title, own])).toEqual([
      ['mb = off', 'mb = on'],
      ['model sc', 'model tso'],
      ['model arm', 'model tso'],
    ]);
  });

  test.each([
    ['on', 'tso', 'mb = off'],
    ['off', 'tso', 'mb = on'],
    ['off', 'sc', 'model tso'],
    // No variant says what to expect here.
    ['on', 'arm', undefined],
  ])('begins with what turns the verdict: mb = %s, %s', (mb, model, title) => {
    const here = node(mb, model);
    expect(tellingFlip(scenario, here, flipsOf(scenario, here))?.title).toBe(title);
  });
});
