/**
 * Where only the verdict, the properties and a witness are asked for: small spaces are searched whole, since looking for
 * what can be left out would cost more than it saves; in large ones states are left out. A run that the reduced graph has
 * need not be shortest, so where something is wrong the whole graph is searched for that; its tables are warm by then.
 */
import type { Machine } from '../machine/index.ts';
import type { ExploreLimits, ExploreResult, Progress } from './api.ts';
import { Exploration } from './exploration.ts';
import { Reduction } from './reduction.ts';

const REDUCE_FROM = 20_000;

/** A search in slices, as `Exploration` is. */
export class VerdictSearch {
  private readonly machine: Machine;
  private readonly limits: ExploreLimits;
  private current: Exploration;
  private reduced: ExploreResult | null = null;

  constructor(machine: Machine, limits: ExploreLimits) {
    this.machine = machine;
    this.limits = limits;
    const options = { ...limits, paths: false, reduce: Reduction, reduceFrom: REDUCE_FROM };
    this.current = new Exploration(machine, options);
  }

  /** Works until the clock reads `until` (performance.now); true when the result is there. */
  advance(until: number): boolean {
    if (!this.current.advance(until)) return false;
    const { result } = this.current;
    if (!result.reduced || result.witness === null || result.limit !== null) return true;
    this.reduced = result;
    this.current = new Exploration(this.machine, { ...this.limits, paths: false });
    return this.advance(until);
  }

  /** Stops the search; `advance` still gives a result of what is known so far. */
  cancel(): void {
    this.current.cancel();
  }

  progress(): Progress {
    return this.current.progress();
  }

  /** Of the whole graph, unless a limit kept that from being whole. */
  get result(): ExploreResult {
    const { current, reduced } = this;
    const { result } = current;
    if (!reduced) return result;
    return { ...(result.limit === null ? result : reduced), ms: reduced.ms + result.ms };
  }
}

/** To the end at once; for the command line. */
export function exploreVerdict(machine: Machine, limits: ExploreLimits): ExploreResult {
  const search = new VerdictSearch(machine, limits);
  search.advance(Number.POSITIVE_INFINITY);
  return search.result;
}
