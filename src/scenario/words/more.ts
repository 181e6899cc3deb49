/**
 * Words of the prelude's files that come with a text of the reader's own: what each does stands before it there, as
 * `//: what it does | arm64 | x86`, and the group that it belongs to as `//# title`.
 */
import { MORE_FILES } from '../prelude/more-files.ts';
import { cost, word, type Word, type WordGroup } from './word.ts';

export const MORE: readonly WordGroup[] = MORE_FILES.map((text) => {
  const title = /^\/\/# (.*)$/m.exec(text)?.[1] ?? '';
  return {
    title,
    words: [...text.matchAll(/^\/\/: (.*)\n(.*)$/gm)].map(([, told = '', signature = '']) =>
      wordOf(told, signature),
    ),
  };
});

function wordOf(told: string, signature: string): Word {
  const [says = '', arm64, x86 = arm64] = told.split(' | ');
  return arm64 === undefined ? word(signature, says) : word(signature, says, cost(arm64), cost(x86 ?? ''));
}
