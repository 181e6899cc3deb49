/** Every word of the kernel that the compiler knows: its primitives and the functions of its prelude, in groups. */
import { canonicalName } from '../lower/primitives.ts';
import { ACCESSES, POINTERS } from './accesses.ts';
import { ASSERTIONS, VALUES } from './assertions.ts';
import { ATOMICS } from './atomics.ts';
import { BARRIERS, WAITS } from './barriers.ts';
import { BITS } from './bits.ts';
import { CONTEXT, DMA, ENTRIES, TEXT, TRANSLATIONS } from './hardware.ts';
import { LATER } from './later.ts';
import { COMPUTING } from './computing.ts';
import { DECLARING, LOOPS } from './declaring.ts';
import { LOCKS } from './locks.ts';
import { MORE } from './more.ts';
import { ALLOCATION, OBJECTS } from './objects.ts';
import { PRELUDE } from './prelude.ts';
import { GRACE_PERIODS } from './rcu.ts';
import { SPARE } from './quiet.ts';
import { REFCOUNTS } from './refcounts.ts';
import type { Word, WordGroup } from './word.ts';

export const WORD_GROUPS: readonly WordGroup[] = [
  ACCESSES,
  POINTERS,
  GRACE_PERIODS,
  ATOMICS,
  BITS,
  REFCOUNTS,
  BARRIERS,
  WAITS,
  LOCKS,
  OBJECTS,
  ALLOCATION,
  ASSERTIONS,
  VALUES,
  CONTEXT,
  LATER,
  DMA,
  TEXT,
  TRANSLATIONS,
  ENTRIES,
  ...PRELUDE,
  ...MORE,
  ...SPARE,
  COMPUTING,
  DECLARING,
  LOOPS,
];

const BY_NAME: ReadonlyMap<string, Word> = new Map(
  WORD_GROUPS.flatMap(({ words }) => words.map((word) => [word.name, word] as const)),
);

/** The word of that name; `atomic64_inc` is what `atomic_inc` is. Null where it is not known. */
export function wordOf(name: string): Word | null {
  return BY_NAME.get(canonicalName(name)) ?? null;
}

/** Groups whose words ask for arguments of their own types, which a drawing seldom has. */
const TYPED: readonly WordGroup[] = [...MORE, ...SPARE, COMPUTING, DECLARING, LOOPS];
const OF_TYPES: ReadonlySet<Word> = new Set(TYPED.flatMap(({ words }) => words));

/** References to objects: which is the first and which the last, a drawing says beside the call. */
const COUNTS =
  /(?:^|_)(?:get|tryget|put|hold|grab|drop|free|release)(?:_|$)|^mm(?:get|put|grab|drop)|^i?(?:get|put)/;

/** The word by which a drawing in a mail is read; what else is called there is read by its name. */
export function drawnWordOf(name: string): Word | null {
  const word = wordOf(name);
  return word && OF_TYPES.has(word) && COUNTS.test(name) ? null : word;
}

export function wordNames(): readonly string[] {
  return [...BY_NAME.keys()];
}
