/**
 * Where the states of a lattice stand. Two CPUs: time of one to the right, time of the other downwards, as in a progress
 * graph; every run is a staircase. States with the same two times share a cell and lie along its
 * anti-diagonal, on the side they came from. Any other number of CPUs: layers by depth, neighbours kept close.
 *
 *        ──── CPU 0 ───►
 *      │  ○──○──○
 *   CPU 1 │  │  ◆
 *      ▼  ○──○──□
 */
import type { Lattice } from '../../state/index.ts';

export interface LatticeLayout {
  readonly kind: 'two' | 'layers';
  /** The CPUs that move; for `two` the first, the one with more steps, is the horizontal one. */
  readonly movers: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly width: number;
  readonly height: number;
  /** Cells of a progress graph: left and top edges of columns and rows, with one more for the end. */
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  /** Column and row of each state, layer and place in it for layers. */
  readonly column: readonly number[];
  readonly row: readonly number[];
}

export function layoutLattice(
  lattice: Lattice,
  room: { readonly width: number; readonly height: number },
): LatticeLayout {
  const movers = [...new Set(lattice.moves.map((move) => move.cpu))].sort((a, b) => a - b);
  return movers.length === 2 ? progressGraph(lattice, movers, room) : layers(lattice, movers, room);
}

/** Spacing of states that lets `units` of them fit into `room`, within what is readable. */
function spacing(units: number, room: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, room / Math.max(1, units)));
}

function progressGraph(
  lattice: Lattice,
  movers: readonly number[],
  room: { readonly width: number; readonly height: number },
): LatticeLayout {
  const { nodes, edges, moves } = lattice;
  const times: readonly [number[], number[]] = [nodes.map(() => 0), nodes.map(() => 0)];
  const before: number[][] = nodes.map(() => []);
  for (const { from, to, move } of edges) {
    const first = before[to]?.length === 0 && to > 0 && from < to;
    before[to]?.push(from);
    if (!first) continue;
    const mover = movers.indexOf(moves[move]?.cpu ?? 0);
    for (const [cpu, time] of times.entries()) time[to] = (time[from] ?? 0) + (cpu === mover ? 1 : 0);
  }
  // A page is wider than high.
  const turned = Math.max(...times[1]) > Math.max(...times[0]);
  const [column, row] = turned ? [times[1], times[0]] : times;
  const cells = new Map<string, number[]>();
  for (const at of nodes.keys()) {
    const key = `${column[at]} ${row[at]}`;
    const cell = cells.get(key);
    if (cell) cell.push(at);
    else cells.set(key, [at]);
  }
  const sides = (of: readonly number[]) => {
    const most: number[] = Array.from({ length: Math.max(...of) + 1 }, () => 1);
    for (const cell of cells.values()) {
      const index = of[cell[0] ?? 0] ?? 0;
      most[index] = Math.max(most[index] ?? 1, Math.ceil(Math.sqrt(cell.length)));
    }
    return most;
  };
  const wide = sides(column);
  const high = sides(row);
  const GAP = 1.2;
  const units = (of: readonly number[]) => of.reduce((sum, one) => sum + one + GAP, 0);
  const across = spacing(units(wide), room.width, 9, 64);
  const down = spacing(units(high), room.height, 9, 26);
  const edgesOf = (of: readonly number[], unit: number) =>
    of.reduce<number[]>((all, one) => [...all, (all.at(-1) ?? 0) + (one + GAP) * unit], [0]);
  const columns = edgesOf(wide, across);
  const rows = edgesOf(high, down);

  const x: number[] = nodes.map(() => 0);
  const y: number[] = nodes.map(() => 0);
  const inOrder = [...cells.values()].sort(
    ([a = 0], [b = 0]) => (column[a] ?? 0) + (row[a] ?? 0) - (column[b] ?? 0) - (row[b] ?? 0),
  );
  for (const cell of inOrder) {
    const [first = 0] = cell;
    const middle = (of: readonly number[], index: number) => ((of[index] ?? 0) + (of[index + 1] ?? 0)) / 2;
    const [mx, my] = [middle(columns, column[first] ?? 0), middle(rows, row[first] ?? 0)];
    // Who came from the left lies below on the left, who came from above lies above on the right.
    const side = (at: number) => {
      const from = (before[at] ?? []).filter((one) => one < at);
      return from.reduce((sum, one) => sum + (x[one] ?? 0) - (y[one] ?? 0), 0) / Math.max(1, from.length);
    };
    const sorted = cell.map((at) => ({ at, side: side(at) })).sort((a, b) => a.side - b.side || a.at - b.at);
    for (const [nth, { at }] of sorted.entries()) {
      const place = placeInCell(sorted.length)[nth] ?? [0, 0];
      x[at] = mx + place[0] * across;
      y[at] = my + place[1] * down;
    }
  }
  return {
    kind: 'two',
    movers: turned ? [...movers].reverse() : movers,
    x,
    y,
    width: columns.at(-1) ?? 0,
    height: rows.at(-1) ?? 0,
    columns,
    rows,
    column,
    row,
  };
}

/** Offsets of `count` states in a cell, in units, from below on the left to above on the right. */
export function placeInCell(count: number): readonly (readonly [number, number])[] {
  const side = Math.ceil(Math.sqrt(count));
  const middle = (side - 1) / 2;
  // A handful lies along the anti-diagonal alone.
  if (count <= 3)
    return Array.from({ length: count }, (_, nth) => {
      const off = ((nth - (count - 1) / 2) * Math.max(1, side)) / Math.max(1, count - 1 || 1);
      return [off * 0.9, -off * 0.9] as const;
    });
  const places: (readonly [number, number])[] = [];
  for (let i = 0; i < side; i++) for (let j = 0; j < side; j++) places.push([i - middle, j - middle]);
  return places
    .sort((a, b) => Math.abs(a[0] + a[1]) - Math.abs(b[0] + b[1]))
    .slice(0, count)
    .sort((a, b) => a[0] - a[1] - (b[0] - b[1]) || a[0] - b[0]);
}

const SWEEPS = 6;

function layers(
  lattice: Lattice,
  movers: readonly number[],
  room: { readonly width: number; readonly height: number },
): LatticeLayout {
  const { nodes, edges } = lattice;
  const levels: number[][] = [];
  for (const [at, { depth }] of nodes.entries()) (levels[depth] ??= []).push(at);
  const before: number[][] = nodes.map(() => []);
  const after: number[][] = nodes.map(() => []);
  for (const { from, to } of edges) {
    if ((nodes[from]?.depth ?? 0) >= (nodes[to]?.depth ?? 0)) continue;
    before[to]?.push(from);
    after[from]?.push(to);
  }
  const place: number[] = nodes.map(() => 0);
  const settle = (level: readonly number[]) => {
    for (const [nth, at] of level.entries()) place[at] = nth - (level.length - 1) / 2;
  };
  for (const level of levels) settle(level);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    for (const level of down ? levels : [...levels].reverse()) {
      const wish = new Map(
        level.map((at) => {
          const near = (down ? before : after)[at] ?? [];
          const sum = near.reduce((all, one) => all + (place[one] ?? 0), 0);
          return [at, near.length > 0 ? sum / near.length : (place[at] ?? 0)] as const;
        }),
      );
      level.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0) || a - b);
      settle(level);
    }
  }
  const most = Math.max(...levels.map((level) => level.length));
  const across = spacing(levels.length, room.width - 16, 18, 88);
  const unit = spacing(most, room.height - 16, 5, 24);
  const height = Math.max(room.height, most * unit + 16);
  const row = nodes.map(() => 0);
  for (const level of levels) for (const [nth, at] of level.entries()) row[at] = nth;
  return {
    kind: 'layers',
    movers,
    x: nodes.map(({ depth }) => 12 + depth * across),
    y: place.map((one) => height / 2 + one * unit),
    width: 24 + (levels.length - 1) * across,
    height,
    columns: [],
    rows: [],
    column: nodes.map(({ depth }) => depth),
    row,
  };
}
