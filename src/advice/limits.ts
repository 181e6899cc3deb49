/** What a reader rules out of a menu: a word such as `smp_mb`, or all of a CPU's or a function's code. */
import type { Menu, Strengthening } from '../scenario/index.ts';

/** The menu without what goes by one of these names. */
export function within({ orderings, others }: Menu, without: readonly string[]): Menu {
  const isLeft = (one: Strengthening) => !namesOf(one).some((name) => without.includes(name));
  return { orderings: orderings.filter(isLeft), others: others.filter(isLeft) };
}

/** By which names a change can be ruled out: its word, or what it does where it has none, and whose code it is in. */
export function namesOf({ says, inside }: Strengthening): readonly [word: string, place: string] {
  return [/^\w+/.exec(says)?.[0] ?? says, inside];
}
