/**
 * Behind a wait that may never end, something that only a squash undoes, such as an atomic whose value is taken long before its store,
 * keeps a run from being one that only waits (components.ts of explore): it is void then, and what others do in it does not count.
 */
import type { CpuTable } from '../tables/cpu-table.ts';

/** Whether a step of the CPU from one part to another leaves it so. */
export function isHeldOn(table: CpuTable, before: number, after: number): boolean {
  const was = table.info(before);
  if (!was.part.queue.some(({ wait }) => wait)) return false;
  const is = table.info(after);
  return (
    (is.mayBeSquashed && !was.mayBeSquashed) ||
    (is.openGuess && !was.openGuess) ||
    is.reserves.length > was.reserves.length
  );
}
