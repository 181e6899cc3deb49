/** The lattice by keyboard: where a key leads from a state. */
import type { Lattice } from '../../state/index.ts';
import type { LatticeLayout } from './layout.ts';

/** The state that `key` leads to, null where it leads nowhere. On the run's own edges where there is a choice. */
export function moveCursor(
  { edges, moves }: Lattice,
  layout: LatticeLayout,
  run: readonly number[],
  at: number,
  key: string,
): number | null {
  const passed = new Set(run);
  const pick = (candidates: readonly number[]): number | null =>
    candidates.find((one) => passed.has(one) && one !== at) ?? candidates.find((one) => one !== at) ?? null;
  const along = (cpu: number | undefined) => (move: number) => cpu === undefined || moves[move]?.cpu === cpu;
  const next = (cpu?: number) =>
    pick(edges.filter(({ from, move }) => from === at && along(cpu)(move)).map(({ to }) => to));
  const last = (cpu?: number) =>
    pick(edges.filter(({ to, move }) => to === at && along(cpu)(move)).map(({ from }) => from));
  const beside = (steps: 1 | -1): number | null => {
    const row = layout.row[at] ?? 0;
    const found = layout.column.findIndex(
      (column, one) => column === layout.column[at] && layout.row[one] === row + steps,
    );
    return found < 0 ? null : found;
  };
  const two = layout.kind === 'two';
  const [first, second] = layout.movers;
  switch (key) {
    case 'ArrowRight':
      return next(two ? first : undefined);
    case 'ArrowLeft':
      return last(two ? first : undefined);
    case 'ArrowDown':
      return two ? next(second) : beside(1);
    case 'ArrowUp':
      return two ? last(second) : beside(-1);
    case 'Home':
      return 0;
    case 'End':
      return run.at(-1) ?? null;
    case '.':
    case ',':
      return sibling(layout, at, key === '.' ? 1 : -1);
    default:
      return null;
  }
}

/** The next state in the same cell, round and round. */
function sibling({ kind, x, y, column, row }: LatticeLayout, at: number, steps: 1 | -1): number | null {
  if (kind !== 'two') return null;
  const cell = [...column.keys()]
    .filter((one) => column[one] === column[at] && row[one] === row[at])
    .sort((a, b) => (x[a] ?? 0) - (y[a] ?? 0) - (x[b] ?? 0) + (y[b] ?? 0));
  return cell[(cell.indexOf(at) + steps + cell.length) % cell.length] ?? null;
}
