/**
 * The fate of states: what can still come. `open`: good and bad ends; `doomed`: only bad; `clear`: no bad;
 * `unknown`: not explored, or from here the unexplored could change the answer. States whose every run is squashed
 * have none of these; they are `void` and reported as unknown.
 */
import type { ExploreResult, Fate } from './api.ts';
import { BAD, FRONTIER, GOOD, VOID } from './components.ts';

/** The fate that a state's flags (components.ts) amount to. */
export function fateOf(flags: number): Fate {
  if ((flags & VOID) !== 0) return 'unknown';
  const good = (flags & GOOD) !== 0;
  const bad = (flags & BAD) !== 0;
  if (good && bad) return 'open';
  if ((flags & FRONTIER) !== 0) return 'unknown';
  return bad ? 'doomed' : 'clear';
}

/** How many states have which fate. */
export function countFates(flags: Uint8Array): NonNullable<ExploreResult['fates']> {
  const counts = { open: 0, doomed: 0, clear: 0, unknown: 0 };
  for (const flag of flags) {
    if ((flag & VOID) === 0) counts[fateOf(flag)]++;
  }
  return { open: counts.open, doomed: counts.doomed, clear: counts.clear };
}
