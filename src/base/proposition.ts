/** What can be said of numbered values: herd7's conditions, over what a final state shows. */
import { assertNever } from './assert.ts';

/** `equal` compares a value with a constant, `same` with another value. */
export type Proposition =
  | { readonly k: 'const'; readonly value: boolean }
  | { readonly k: 'not'; readonly a: Proposition }
  | { readonly k: 'and' | 'or'; readonly a: Proposition; readonly b: Proposition }
  | { readonly k: 'equal'; readonly observed: number; readonly word: number }
  | { readonly k: 'same'; readonly a: number; readonly b: number };

/** Whether the proposition holds of these values. */
export function holdsIn(said: Proposition, values: readonly number[]): boolean {
  switch (said.k) {
    case 'const':
      return said.value;
    case 'not':
      return !holdsIn(said.a, values);
    case 'and':
      return holdsIn(said.a, values) && holdsIn(said.b, values);
    case 'or':
      return holdsIn(said.a, values) || holdsIn(said.b, values);
    case 'equal':
      return values[said.observed] === said.word;
    case 'same':
      return values[said.a] === values[said.b];
    default:
      return assertNever(said);
  }
}
