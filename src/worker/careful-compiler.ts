/** The compiler for any text, with checks, lint and words for mistakes: a chunk of the thread that compiles. */
import { compileScenario, instantiate, loadMoreFor, programOf } from '../scenario/index.ts';
import { Texts } from './texts.ts';

const texts = new Texts({ compile: compileScenario, instantiate, programOf });

/** What compiles a text, once all is there that it needs of the prelude; rejects where that does not come. */
export async function carefulTexts(text: string): Promise<Texts> {
  await loadMoreFor(text);
  return texts;
}
