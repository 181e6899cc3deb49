/**
 * Words of the prelude's further files, as far as those are there: what each does stands before it there, as
 * `//: what it does | arm64 | x86`, and the group that it belongs to as `//# title`.
 */
import { moreTexts } from '../prelude/more-whole.ts';
import { cost, word, type Word, type WordGroup } from './word.ts';

export function moreGroups(): readonly WordGroup[] {
  return moreTexts().flatMap((text) => {
    const title = /^\/\/# (.*)$/m.exec(text)?.[1];
    if (title === undefined) return [];
    const found = [...text.matchAll(/^\/\/: (.*)\n(.*)$/gm)];
    return [{ title, words: found.map(([, told = '', signature = '']) => wordOf(told, signature)) }];
  });
}

function wordOf(told: string, signature: string): Word {
  const [says = '', arm64, x86 = arm64] = told.split(' | ');
  return arm64 === undefined ? word(signature, says) : word(signature, says, cost(arm64), cost(x86 ?? ''));
}
