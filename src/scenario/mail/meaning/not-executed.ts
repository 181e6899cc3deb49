/** Rows that are code and that the scenario is without: whatever the machine says, it says without them. */
import type { ReadCell, Reading } from './reading.ts';

/** The rows, in their order. */
export function notExecuted({ cells }: Pick<Reading, 'cells'>): readonly ReadCell[] {
  return cells.filter(({ isUnknown }) => isUnknown);
}

/** "without line 7, which is not understood"; null where there is no such row. */
export function withoutWords(cells: readonly ReadCell[]): string | null {
  const lines = [...new Set(notExecuted({ cells }).map(({ line }) => String(line)))];
  const last = lines.at(-1);
  if (last === undefined) return null;
  if (lines.length === 1) return `without line ${last}, which is not understood`;
  return `without lines ${lines.slice(0, -1).join(', ')} and ${last}, which are not understood`;
}
