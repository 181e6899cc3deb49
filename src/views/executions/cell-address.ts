/**
 * A cell of the matrix whose execution is shown, as a word of the address: `?execution=cell/order=once,ways=2` before the
 * fragment that opens the scenario is that of these options' values under the kernel's model. `matrix/linked-cell.ts` reads it.
 */
import { useEffect } from 'react';
import type { Settings } from '../../state/index.ts';
import { writeWord } from './execution-address.ts';

/** Keeps the address true to the cell that is open, by the options of the matrix. */
export function useCellAddress(options: readonly string[], settings: Settings): void {
  const word = `cell/${options.map((name) => `${name}=${settings[name] ?? ''}`).join(',')}`;
  useEffect(() => {
    writeWord(word);
    return () => writeWord(null);
  }, [word]);
}
