/** Every word of the kernel that the compiler knows: its primitives and the functions of its prelude, in groups. */
import { canonicalName } from '../lower/primitives.ts';
import { moreWordNames, partsThere } from '../prelude/more-whole.ts';
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
import { moreGroups } from './more.ts';
import { ALLOCATION, OBJECTS } from './objects.ts';
import { PRELUDE } from './prelude.ts';
import { GRACE_PERIODS } from './rcu.ts';
import { SPARE } from './quiet.ts';
import { REFCOUNTS } from './refcounts.ts';
import type { Word, WordGroup } from './word.ts';

const FIRST: readonly WordGroup[] = [
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
];

const LAST: readonly WordGroup[] = [...SPARE, COMPUTING, DECLARING, LOOPS];

interface Table {
  readonly parts: number;
  readonly groups: readonly WordGroup[];
  readonly byName: ReadonlyMap<string, Word>;
}

let known: Table | null = null;

/** What is known anew when another of the prelude's files has come. */
function table(): Table {
  const parts = partsThere();
  if (known?.parts === parts) return known;
  const groups = [...FIRST, ...moreGroups(), ...LAST];
  const all = groups.flatMap(({ words }) => words.map((word) => [word.name, word] as const));
  known = { parts, groups, byName: new Map(all) };
  return known;
}

/** All groups, those of the prelude's further files as far as they are there. */
export function wordGroups(): readonly WordGroup[] {
  return table().groups;
}

/** The word of that name; `atomic64_inc` is what `atomic_inc` is. Null where it is not known, or is in a file that is not there. */
export function wordOf(name: string): Word | null {
  return table().byName.get(canonicalName(name)) ?? null;
}

/** Words of the other groups ask for arguments of their own types, which a drawing seldom has. */
const IN_DRAWINGS: ReadonlySet<Word> = new Set(FIRST.flatMap(({ words }) => words));

/** References to objects: which is the first and which the last, a drawing says beside the call. */
const COUNTS =
  /(?:^|_)(?:get|tryget|put|hold|grab|drop|free|release)(?:_|$)|^mm(?:get|put|grab|drop)|^i?(?:get|put)/;

/** The word by which a drawing in a mail is read; what else is called there is read by its name. */
export function drawnWordOf(name: string): Word | null {
  const word = wordOf(name);
  return word && !IN_DRAWINGS.has(word) && COUNTS.test(name) ? null : word;
}

/** Of all words, there or not. */
export function wordNames(): readonly string[] {
  return [...new Set([...table().byName.keys(), ...moreWordNames()])];
}
