/** A progress map's cells as a handful of paths: what share of each cell's states is clear, open, doomed. */
import type { MapLayout } from './map-layout.ts';
import { shapeOf } from './marks.ts';

export type MapLook = 'clear' | 'open' | 'doomed';

const ORDER: readonly MapLook[] = ['clear', 'open', 'doomed'];
/** However few states a fate has in a cell, its part can be seen. */
const LEAST = 0.18;

/** Each fate's parts of all cells: clear on top, doomed at the bottom. */
export function sharePaths({ cells, columns, rows }: MapLayout): ReadonlyMap<MapLook, string> {
  const paths = new Map<MapLook, string>();
  for (const cell of cells) {
    const total = cell.open + cell.clear + cell.doomed;
    if (total === 0) continue;
    const [left = 0, right = 0] = columns.slice(cell.x, cell.x + 2);
    const [top = 0, bottom = 0] = rows.slice(cell.y, cell.y + 2);
    const shares = ORDER.map((look) => (cell[look] === 0 ? 0 : Math.max(LEAST, cell[look] / total)));
    const all = shares.reduce((sum, share) => sum + share, 0);
    let y = top + 0.5;
    for (const [nth, look] of ORDER.entries()) {
      const share = shares[nth] ?? 0;
      if (share === 0) continue;
      const high = (share / all) * (bottom - top - 1);
      const rect = `M${left + 0.5} ${y.toFixed(1)}h${right - left - 1}v${high.toFixed(1)}h${left - right + 1}Z`;
      paths.set(look, (paths.get(look) ?? '') + rect);
      y += high;
    }
  }
  return paths;
}

/** Where runs fail, and where it becomes inevitable; a failure is shown before a point of no return. */
export function signPaths({
  cells,
  columns,
  rows,
}: MapLayout): ReadonlyMap<'broken' | 'turn' | 'finished', string> {
  const paths = new Map<'broken' | 'turn' | 'finished', string>();
  const scale = Math.min((columns[1] ?? 9) - 1, (rows[1] ?? 9) - 1) / 16;
  for (const { x, y, broken, turns, finished } of cells) {
    const look = broken > 0 ? 'broken' : turns > 0 ? 'turn' : finished > 0 ? 'finished' : null;
    if (!look) continue;
    const [px, py] = middle({ columns, rows }, x, y);
    paths.set(look, (paths.get(look) ?? '') + shapeOf(look, Math.min(1, scale + 0.3))(px, py));
  }
  return paths;
}

/** The middle of a cell. */
export function middle(
  { columns, rows }: Pick<MapLayout, 'columns' | 'rows'>,
  x: number,
  y: number,
): readonly [number, number] {
  return [((columns[x] ?? 0) + (columns[x + 1] ?? 0)) / 2, ((rows[y] ?? 0) + (rows[y + 1] ?? 0)) / 2];
}

/** The line through a run's cells. */
export function trailThrough(layout: MapLayout, places: readonly (readonly [number, number])[]): string {
  const [wide, high] = layout.size;
  return places
    .map(([x, y], nth) => {
      const [px, py] = middle(layout, Math.floor(x / wide), Math.floor(y / high));
      return `${nth === 0 ? 'M' : 'L'}${px} ${py}`;
    })
    .join('');
}
