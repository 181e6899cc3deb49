/** What the editor asks of the kernel's words and of the prelude: loaded with the first question, for its tables are large. */
import { loadAllMore, preludeText, tellCost, tellFailure, wordGroups, wordOf } from '../../scenario/index.ts';

export const KERNEL_WORDS = {
  /** Comes back once all of the prelude is there. */
  ready: loadAllMore,
  all: () => wordGroups().flatMap(({ words }) => words),
  wordOf,
  tellCost,
  tellFailure,
  prelude: preludeText,
  /** Where the prelude defines a function; null where it does not. */
  preludePlace(name: string): number | null {
    const found = new RegExp(`^(?:[a-z_]\\w*[ *]+)+(${name})\\(`, 'm').exec(preludeText());
    return found ? found.index + found[0].length - 1 - name.length : null;
  },
};
