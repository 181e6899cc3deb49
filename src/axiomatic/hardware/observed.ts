/** What a final state of a machine's program shows. */
import type { Program } from '../../machine/index.ts';
import { placeOf } from '../combinations.ts';
import type { LocationOrder } from '../location-orders.ts';
import type { OrderedHardware } from './skeleton.ts';

/** Cells whose last write is shown. */
export function cellsShown({ observed }: Program): ReadonlySet<number> {
  return new Set(observed.flatMap((what) => (what.k === 'cell' ? [what.cell] : [])));
}

/** Final values of registers, and of cells by their last write; what faulted is nothing here. */
export function hardwareValues(
  { observed, cells }: Program,
  threads: readonly OrderedHardware[],
  orders: ReadonlyMap<number, LocationOrder>,
): number[] {
  return observed.map((what) => {
    if (what.k === 'reg') return threads[what.cpu]?.run.registers[what.r] ?? 0;
    if (what.k === 'fault') return 0;
    const last = orders.get(what.cell)?.writes.at(-1);
    if (last === undefined) return cells[what.cell]?.init ?? 0;
    const { thread, position } = placeOf(last);
    return threads[thread]?.run.events[position]?.value ?? 0;
  });
}
