/** What the values of options are worth where code asks for them. */
import type { DeclarationOf } from '../syntax/syntax.ts';

/** Values by which an option alone, without a comparison, counts as off. */
const OFF: readonly string[] = ['off', 'no', 'none', 'false', '0'];

export function isOff(value: string): boolean {
  return OFF.includes(value);
}

/** Are an option's values all numbers? */
export function isNumeric(values: readonly string[]): boolean {
  return values.length > 0 && values.every((value) => /^\d+$/.test(value));
}

const numeric = new WeakMap<DeclarationOf<'option'>, boolean>();

/** The same of an option's declaration, which every comparison asks anew. */
export function hasNumbers(decl: DeclarationOf<'option'>): boolean {
  const known = numeric.get(decl) ?? isNumeric(decl.values.map((value) => value.name.text));
  numeric.set(decl, known);
  return known;
}

/** An option's value as a number: its own number, else 0 for off, no and none, 1 for anything else. */
export function optionValue(value: string): number {
  return /^\d+$/.test(value) ? Number(value) : Number(!isOff(value));
}
