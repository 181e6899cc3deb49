/** What the editor asks of the kernel's words and of the prelude: loaded with the first question, for its tables are large. */
import { loadAllMore, preludeText, wordGroups, type Word } from '../../scenario/index.ts';

export { tellCost, tellFailure, wordOf, type Word } from '../../scenario/index.ts';

/** Once all of the prelude is there. */
export function ready(): Promise<void> {
  return loadAllMore();
}

export function allWords(): readonly Word[] {
  return wordGroups().flatMap(({ words }) => words);
}

export function textOfPrelude(): string {
  return preludeText();
}

/** Where the prelude defines a function; null where it does not. */
export function preludePlace(name: string): number | null {
  const found = new RegExp(`^(?:[a-z_]\\w*[ *]+)+(${name})\\(`, 'm').exec(preludeText());
  return found ? found.index + found[0].length - 1 - name.length : null;
}
