/** What calls of functions that nobody has the code of are about, by their names and arguments. */
import type { Expression } from '../../syntax/syntax.ts';
import { textOf } from './call-places.ts';
import { meaningOf, nounOf, wordsOf, type Deed } from './verbs.ts';

type Call = Expression & { readonly k: 'call' };

export interface Use {
  readonly column: number;
  readonly call: Call;
  readonly deeds: readonly Deed[];
  /** What it is about: of its name, else of its first argument. */
  readonly noun: string;
}

/** The deeds in a call's name, and the noun that they are done to. */
export function useOf(call: Call, column: number): Use {
  const meaning = meaningOf(call.callee.text);
  const [first] = call.args;
  const noun = meaning.noun !== '' ? meaning.noun : first ? nounOf(wordsOf(textOf(first))) : '';
  return { column, call, deeds: meaning.deeds, noun };
}
