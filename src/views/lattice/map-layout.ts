/** Where the cells of a progress map stand. Maps beside each other have one extent, so that their cells compare. */
import type { ProgressMap } from '../../state/index.ts';

type Cell = ProgressMap['cells'][number];

export interface Extent {
  /** How many times there are to the right and downwards, the start included. */
  readonly across: number;
  readonly down: number;
}

export interface MapLayout {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  /** How many times share a column, a row. */
  readonly size: readonly [number, number];
  /** Cells by column and row; times that share one are counted together. */
  readonly cells: readonly Cell[];
  readonly at: ReadonlyMap<string, Cell>;
}

const MOST = { across: 72, down: 48 };

export function extentOf(maps: readonly ProgressMap[]): Extent {
  const cells = maps.flatMap((map) => map.cells);
  return {
    across: cells.reduce((most, { x }) => Math.max(most, x), 0) + 1,
    down: cells.reduce((most, { y }) => Math.max(most, y), 0) + 1,
  };
}

export function layoutMap(
  { cells }: ProgressMap,
  extent: Extent,
  room: { readonly width: number; readonly height: number },
): MapLayout {
  const size = [Math.ceil(extent.across / MOST.across), Math.ceil(extent.down / MOST.down)] as const;
  const [across, down] = [Math.ceil(extent.across / size[0]), Math.ceil(extent.down / size[1])];
  const wide = Math.max(7, Math.min(56, Math.floor(room.width / across)));
  const high = Math.max(9, Math.min(26, Math.floor(room.height / down)));
  const at = new Map<string, Cell>();
  for (const cell of cells) {
    const [x, y] = [Math.floor(cell.x / size[0]), Math.floor(cell.y / size[1])];
    const key = keyOf(x, y);
    const there = at.get(key);
    at.set(key, there ? together(there, cell) : { ...cell, x, y });
  }
  return {
    columns: Array.from({ length: across + 1 }, (_, nth) => nth * wide),
    rows: Array.from({ length: down + 1 }, (_, nth) => nth * high),
    size,
    cells: [...at.values()],
    at,
  };
}

export function keyOf(x: number, y: number): string {
  return `${x} ${y}`;
}

function together(a: Cell, b: Cell): Cell {
  const rank = ({ turns, broken, doomed }: Cell) => (turns > 0 ? 3 : broken > 0 ? 2 : doomed > 0 ? 1 : 0);
  return {
    x: a.x,
    y: a.y,
    open: a.open + b.open,
    clear: a.clear + b.clear,
    doomed: a.doomed + b.doomed,
    turns: a.turns + b.turns,
    broken: a.broken + b.broken,
    finished: a.finished + b.finished,
    way: rank(b) > rank(a) ? b.way : a.way,
  };
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** The cell that an arrow key leads to: the nearest in its direction that holds states. */
export function neighbour({ at, columns, rows }: MapLayout, from: Cell, key: string): Cell | null {
  const [dx, dy] = ARROWS[key] ?? [0, 0];
  for (let far = 1; far < columns.length + rows.length; far++) {
    const found = at.get(keyOf(from.x + far * dx, from.y + far * dy));
    if (found && found !== from) return found;
  }
  return null;
}

/** Choice keys to a node of a map's ways. */
export function keysTo({ parents, choices, keys }: ProgressMap['ways'], node: number): readonly string[] {
  const way: string[] = [];
  for (let at = node; at > 0; at = parents[at] ?? 0) way.push(keys[choices[at] ?? 0] ?? '');
  return way.reverse();
}
