/** The search behind an element: the verdict, the shortest run to show, and each step's fate, as far as a limit allows. */
import { Exploration, type ExploreResult, type FateMap } from '../explore/index.ts';
import type { Machine } from '../machine/index.ts';

/** An element is one of many things on its page. */
const LONGEST = 8_000;

export interface Searched {
  readonly result: ExploreResult;
  readonly fates: FateMap;
  /** To the worst end, else to the first. */
  readonly shortest: readonly string[];
}

/** The machine belongs to the search from then on. */
export function exploreOrStop(machine: Machine, states: number): Searched {
  const search = new Exploration(machine, { states, ms: LONGEST, paths: false });
  while (!search.advance(performance.now() + 1_000));
  const { result } = search;
  const shortest = result.witness ?? result.outcomes[0]?.witness ?? [];
  return { result, fates: search.fates, shortest };
}
