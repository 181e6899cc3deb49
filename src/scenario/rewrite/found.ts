/** The doors for texts: they are read first. What a text that does not compile could be has no use. */
import { readText } from '../checked.ts';
import { marksOf } from './marks.ts';
import { orderingsOf, type Ordering } from './orderings.ts';
import { strengtheningsOf, type Menu, type Strengthening } from './strengthenings.ts';

/** The places of a text that order something, its own first, then those of the prelude that it reaches. */
export function findOrderings(text: string): readonly Ordering[] {
  return orderingsOf(readText(text).file);
}

/** What may be added to a text, or moved in it. `arches`: what it is for, as far as that is settled. */
export function findStrengthenings(text: string, arches: readonly string[]): Menu {
  return strengtheningsOf(readText(text).file, arches);
}

/** Plain accesses that could be marked, all of one variable or member together. */
export function findMarks(text: string): readonly Strengthening[] {
  return marksOf(readText(text).file);
}
