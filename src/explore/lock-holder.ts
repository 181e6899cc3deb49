/** Who holds a lock in a state, as far as the registers of the tasks tell. */
import { valueName } from '../base/index.ts';
import type { CpuSnapshot, Machine } from '../machine/index.ts';

/** "waits for s.lock, held by CPU 1" for the word of a lock; null for any other cell. */
export function lockWaitedFor(
  { program }: Machine,
  cpus: readonly CpuSnapshot[],
  cells: readonly number[],
  cell: number,
): string | null {
  const lock = program.cells[cell];
  if (lock?.values?.[0] !== 'free') return null;
  const holder = program.cpus.findIndex(({ held }, cpu) =>
    held?.some(
      ({ word, r }) => word === cell >> 5 && ((cpus[cpu]?.frames[0]?.regs[r] ?? 0) >> (cell & 31)) & 1,
    ),
  );
  const value = cells[cell] ?? 0;
  if (holder >= 0) return `waits for ${lock.name}, held by CPU ${holder}`;
  return `waits for ${lock.name}, which is ${valueName(program.cells, value, cell)}`;
}
