/** What a text of the reader's is called on their disk. */
import { endingOf } from '../base/index.ts';

/** The last part of a name, with the ending of what the text is. */
export function fileName(name: string, text: string): string {
  return `${name.replace(/^.*\//, '')}.${endingOf(text)}`;
}
