/** The cell of a matrix whose execution the address asks for (`executions/cell-address.ts` writes it there). */
import type { Settings } from '../../state/index.ts';

const CELL = 'cell/';

/** By the options that the matrix has; null where the address asks for none. */
export function linkedCell(): Settings | null {
  const word = new URLSearchParams(window.location.search).get('execution');
  if (word?.startsWith(CELL) !== true) return null;
  const pairs = word.slice(CELL.length).split(',');
  return Object.fromEntries(pairs.map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']));
}
