/**
 * What becomes of a state that a complete search left out: behind a guess that it could do without, or before a step that
 * nobody sees, lie a few states, and then those that it knows. It is judged as if the search had come there, with what is known of those.
 *
 *     known ─► known ─► known          a reader guessed where no search does:
 *       └guess► · ─► · ─┘              good, bad or on no run, as the known states are that can be reached
 */
import type { Machine } from '../machine/index.ts';
import { BAD, componentsOf, GOOD, VOID } from './components.ts';
import { Search } from './search.ts';

/** States looked at before it is left open. */
const STATES = 1500;

/** How the complete search went about: `shrunk`, steps that nobody sees were tried alone but where asserts are known to fail (Unseen.spare). */
export interface Searched {
  readonly shrunk: boolean;
  readonly failing: ReadonlySet<string>;
}

/** Flags (components.ts) of a state in the first `machine.width` words; `known`: those of a state that was searched, null of any other.
 *  `everyRound`: rounds of loops that the search left out are tried (src/machine/unseen/rounds.ts). */
export function flagsBeyond(
  machine: Machine,
  state: Int32Array,
  known: (state: Int32Array) => number | null,
  { shrunk, failing }: Searched,
  everyRound: boolean,
): number {
  let ends = 0;
  const ahead = new Search(machine, { states: STATES }, state, null, 0, false, shrunk, (words) => {
    const flags = known(words);
    if (flags !== null && (flags & VOID) === 0) ends |= flags & (GOOD | BAD);
    // Nothing can be added; what was reported on the way leaves no good end.
    if (ends === (GOOD | BAD) && ahead.reports.length === 0) ahead.cancel();
    return flags;
  });
  ahead.spare(failing);
  if (everyRound) ahead.tryRounds();
  ahead.advance(Number.POSITIVE_INFINITY);
  const found = componentsOf(ahead).flags[0] as number;
  return ends === (GOOD | BAD) && ahead.reports.length === 0 ? found | ends : found;
}
