/** All tables of a text at once, whatever became of its line breaks. */
import { searchTables } from './find-tables.ts';
import { flatTables } from './flat-text.ts';
import type { FoundText } from './found.ts';

/** All tables of a text, in order, with what the text says of itself. Never throws. */
export function findTables(text: string): FoundText {
  const search = searchTables(text);
  for (;;) {
    const step = search.next();
    if (step.done === true)
      return step.value.tables.length > 0 ? step.value : { ...step.value, tables: flatTables(text) };
  }
}
