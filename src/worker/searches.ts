/**
 * Requests that take long, as generators: each yields whenever it may be paused, with progress or a part of the answer
 * to pass on, and returns its reply. `signal.cancelled` asks it to end with what it has.
 */
import { assertNever } from '../base/index.ts';
import {
  buildLattice,
  compareOutcomes,
  Exploration,
  matrixCells,
  reach,
  smallestSwitches,
  stateAfter,
  type ExploreLimits,
  type ExploreResult,
  type MatrixAnswer,
  type Progress,
} from '../explore/index.ts';
import type { Instance, Replies, Request } from '../protocol/index.ts';
import { Unusable, type Session } from './session.ts';

/** Long enough to be efficient, short enough that stepping through a run stays smooth while a search goes on. */
export const SLICE_MS = 25;

export type LongRequest = Extract<
  Request,
  { do: 'explore' | 'coverage' | 'matrix' | 'reach' | 'compare' | 'lattice' }
>;

export interface Signal {
  readonly cancelled: boolean;
}

export interface News {
  readonly progress?: Progress;
  readonly part?: MatrixAnswer;
}

type Work<T> = Generator<News, T>;

export function isLong(body: Request): body is LongRequest {
  return ['explore', 'coverage', 'matrix', 'reach', 'compare', 'lattice'].includes(body.do);
}

/** The work that a request asks for. */
export function begin(session: Session, body: LongRequest, signal: Signal): Work<Replies[keyof Replies]> {
  switch (body.do) {
    case 'explore':
      return body.from && body.from.length > 0
        ? exploreFrom(session, body.instance, body.limits, body.from, signal)
        : explore(session, body.instance, body.limits, signal);
    case 'coverage':
      return coverage(session, body.instance, body.limits, signal);
    case 'matrix':
      return matrix(session, body, signal);
    case 'reach':
      return reachGoal(session, body);
    case 'compare':
      return compare(session, body, signal);
    case 'lattice':
      return lattice(session, body, signal);
    default:
      return assertNever(body);
  }
}

function* explore(
  session: Session,
  instance: Instance,
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
  instance: Instance,
  limits: ExploreLimits,
  from: readonly string[],
  signal: Signal,
): Work<ExploreResult> {
  const { machine } = session.load(instance);
  const search = new Exploration(machine, limits, startAt(stateAfter(machine, from)));
  yield* finish(search, signal);
  return search.result;
}

function* finish(search: Exploration, signal: Signal): Work<void> {
  for (;;) {
    if (signal.cancelled) search.cancel();
    if (search.advance(performance.now() + SLICE_MS)) return;
    yield { progress: search.progress() };
  }
}

function* coverage(
  session: Session,
  instance: Instance,
  limits: ExploreLimits,
  signal: Signal,
): Work<Replies['coverage']> {
  yield* explore(session, instance, limits, signal);
  return yield* quietly(session.explore(instance, limits).search.coverage());
}

function* reachGoal(
  session: Session,
  { instance, from, goal, limits }: Extract<LongRequest, { do: 'reach' }>,
): Work<Replies['reach']> {
  const { machine } = session.load(instance);
  const start = from.length > 0 ? startAt(stateAfter(machine, from)) : null;
  return yield* quietly(reach(machine, goal, limits, start));
}

function* compare(
  session: Session,
  { a, b, limits }: Extract<LongRequest, { do: 'compare' }>,
  signal: Signal,
): Work<Replies['compare']> {
  const first = yield* explore(session, a, limits, signal);
  const second = yield* explore(session, b, limits, signal);
  return compareOutcomes(first, second);
}

function* lattice(
  session: Session,
  { instance, limits, nodes }: Extract<LongRequest, { do: 'lattice' }>,
  signal: Signal,
): Work<Replies['lattice']> {
  const { states, limit } = yield* explore(session, instance, limits, signal);
  if (states > nodes || limit !== null) return { states, lattice: null };
  const { search } = session.explore(instance, limits);
  return { states, lattice: yield* quietly(buildLattice(search.graph, search.fates)) };
}

function* matrix(
  session: Session,
  { instance, options, models, limits }: Extract<LongRequest, { do: 'matrix' }>,
  signal: Signal,
): Work<Replies['matrix']> {
  const { scenario } = session.load(instance);
  const axes = scenario.options.filter(({ name }) => options.includes(name));
  const initial = Object.fromEntries(axes.map((axis) => [axis.name, axis.initial]));
  const base = { settings: { ...initial, ...instance.settings }, model: instance.model };
  const all = matrixCells(axes, base, models);
  const cells: MatrixAnswer[] = [];
  for (const { settings, model } of all) {
    if (signal.cancelled) break;
    const { machine } = session.prepare({ ...instance, settings, model });
    const search = new Exploration(machine, { ...limits, paths: false });
    yield* finish(search, signal);
    const { verdict, properties, states, ms, witness, limit } = search.result;
    if (limit === 'cancelled') break;
    const part = { settings, model, verdict, properties, states, ms, witness };
    cells.push(part);
    yield { part };
  }
  return { cells, total: all.length, switches: smallestSwitches(base.settings, cells) };
}

function startAt(state: Int32Array | null): Int32Array {
  if (!state) throw new Unusable('The steps up to here cannot be played.');
  return state;
}

function* quietly<T>(work: Generator<void, T>): Work<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    yield {};
  }
}
