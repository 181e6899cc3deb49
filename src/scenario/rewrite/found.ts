/** The doors for texts: they are read first. What a text that does not compile could be has no use. */
import { readText } from '../checked.ts';
import { bare } from './bare.ts';
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

/** The same in the words that the Linux-kernel memory model has, with plain accesses that could be marked, all of one variable
 *  or member together: of a data race that is what is missing. */
export function findKernelStrengthenings(text: string): Menu {
  const { file } = readText(text);
  const { orderings, others } = strengtheningsOf(file, ['arm64', 'x86']);
  return { orderings: [...marksOf(file), ...orderings.filter(isKernelWord)], others };
}

/** Barriers of one architecture, and those for devices, are none. */
function isKernelWord({ says }: Strengthening): boolean {
  return !/^(dsb|dmb|isb|mb|instr_sync|sync_core)\b/.test(says);
}

/** The text without what does not run, every place where it was. */
export function bareText(text: string): string {
  return bare(readText(text).file);
}
