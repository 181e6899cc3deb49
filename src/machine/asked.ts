/** What a litmus test asks about the final states of its program. */
import type { Proposition } from '../base/index.ts';

/** Over the observed values. Final states that `filter` rejects do not count; those that `wanted` holds of are what the
 *  question is about, and end a run as a violation of `property` would; the first `keyLength` values tell final states
 *  apart. */
export interface Asked {
  readonly property: number;
  readonly wanted: Proposition;
  readonly filter: Proposition | null;
  readonly keyLength: number;
}
