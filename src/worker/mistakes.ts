/** Words for mistakes: a chunk of the thread that compiles, loaded when a text is the reader's own or cannot be read. */
import type { TextRequest } from '../protocol/index.ts';
import { compileScenario, explained, type Compiled } from '../scenario/index.ts';

/** A text with syntax errors, in words; one of the reader's own with what in it means nothing, too. */
export function explain(
  compiled: Compiled,
  { id, text, own }: Extract<TextRequest, { do: 'compile' }>,
): Compiled {
  return own === true ? compileScenario(text, id) : explained(compiled, text);
}
