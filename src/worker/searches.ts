/**
 * Requests that take long, as generators: each yields whenever it may be paused, with its progress where there is
 * some to pass on, and returns its reply. `signal.cancelled` asks it to end with what it has.
 */
import {
  Exploration,
  stateAfter,
  type ExploreLimits,
  type ExploreResult,
  type Progress,
} from '../explore/index.ts';
import type { Loadable, RunRequest } from '../protocol/index.ts';
import { Unusable } from './failure.ts';
import type { Session } from './session.ts';

/** Long enough to be efficient, short enough that stepping through a run stays smooth while a search goes on. */
export const SLICE_MS = 25;

export interface Signal {
  readonly cancelled: boolean;
}

export interface News {
  readonly progress?: Progress;
}

export type Work<T> = Generator<News, T>;

/** The search that a request asks for. */
export function search(
  session: Session,
  { instance, limits, from }: Extract<RunRequest, { do: 'explore' }>,
  signal: Signal,
): Work<ExploreResult> {
  return from && from.length > 0
    ? exploreFrom(session, instance, limits, from, signal)
    : explore(session, instance, limits, signal);
}

export function* explore(
  session: Session,
  instance: Loadable,
  limits: ExploreLimits,
  signal: Signal,
): Work<ExploreResult> {
  const known = session.explore(instance, limits);
  yield* finish(known.search, signal);
  known.done = true;
  return known.search.result;
}

function* exploreFrom(
  session: Session,
  instance: Loadable,
  limits: ExploreLimits,
  from: readonly string[],
  signal: Signal,
): Work<ExploreResult> {
  const { machine } = session.load(instance);
  const search = new Exploration(machine, limits, startAt(stateAfter(machine, from)));
  yield* finish(search, signal);
  return search.result;
}

/** What can be searched in slices: `Exploration`, `VerdictSearch`. */
type Sliced = Pick<Exploration, 'advance' | 'cancel' | 'progress'>;

export function* finish(search: Sliced, signal: Signal): Work<void> {
  for (;;) {
    if (signal.cancelled) search.cancel();
    if (search.advance(performance.now() + SLICE_MS)) return;
    yield { progress: search.progress() };
  }
}

/** The state to search from; the user's keys may lead nowhere. */
export function startAt(state: Int32Array | null): Int32Array {
  if (!state) throw new Unusable('The steps up to here cannot be played.');
  return state;
}
