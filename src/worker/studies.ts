/**
 * What is asked beyond the verdict: coverage, matrix, reach, comparison, lattice, why and who.
 * Loaded when first asked for, so that stepping and searching start sooner.
 */
import { assertNever } from '../base/index.ts';
import {
  buildLattice,
  compareOutcomes,
  compareRuns,
  explain as explainStep,
  findCoverage,
  mapProgress,
  reach,
  replay,
  smallestSwitches,
  stateAfter,
  translate,
  whyNotAfter,
  VerdictSearch,
  writerOf,
  type Run,
  type Schedule,
} from '../explore/index.ts';
import {
  dependencyNeeds,
  finish as finishWork,
  namingBy,
  whyHolds,
  whyRefused,
  type Holding,
  type Placed,
} from '../advice/index.ts';
import type { Machine } from '../machine/index.ts';
import type { Replies, RunRequest } from '../protocol/index.ts';
import { explore, finish, startAt, type Signal, type Work } from './searches.ts';
import type { Session } from './session.ts';

export type LongStudy = Extract<
  RunRequest,
  { do: 'coverage' | 'cell' | 'reach' | 'compare' | 'lattice' | 'why-holds' | 'dependencies' }
>;
export type ShortStudy = Extract<
  RunRequest,
  { do: 'translate' | 'why-not' | 'who' | 'account' | 'align' | 'switches' }
>;

/** The work that a long question asks for. */
export function study(session: Session, body: LongStudy, signal: Signal): Work<Replies[keyof Replies]> {
  switch (body.do) {
    case 'coverage':
      return coverage(session, body, signal);
    case 'cell':
      return cell(session, body, signal);
    case 'reach':
      return reachGoal(session, body);
    case 'compare':
      return compare(session, body, signal);
    case 'lattice':
      return lattice(session, body, signal);
    case 'why-holds':
      return holding(session, body, signal);
    case 'dependencies':
      return depending(session, body, signal);
    default:
      return assertNever(body);
  }
}

/** The answer to a short question. */
export function answerStudy(session: Session, body: ShortStudy): Replies[keyof Replies] {
  switch (body.do) {
    case 'translate': {
      const old = body.of && session.load(body.of).machine;
      const told = old
        ? { machine: old, run: replay(old, body.keys, null) }
        : { machine: null, keys: body.keys };
      const loaded = session.load(body.instance);
      return translate(loaded.machine, told, session.fates(loaded), body.whole ?? false);
    }
    case 'why-not':
      return whyNotAfter(session.load(body.instance).machine, body.keys, body.key);
    case 'who': {
      const run = replay(session.load(body.instance).machine, body.keys, null);
      return writerOf(run, body.keys.length, body.cell);
    }
    case 'account': {
      const { machine } = session.load(body.instance);
      return explainStep(machine, lastRun(machine, body.keys), body.step);
    }
    case 'align':
      return compareRuns(body.a, body.b);
    case 'switches':
      return smallestSwitches(body.base, body.cells);
    default:
      return assertNever(body);
  }
}

/** The run of some keys. A reader who points at things asks about one run many times, so each machine's last is kept. */
function lastRun(machine: Machine, keys: readonly string[]): Run {
  const known = runs.get(machine);
  const isSame = known?.steps.length === keys.length && known.steps.every(({ key }, at) => key === keys[at]);
  const run = isSame ? known : replay(machine, keys, null);
  runs.set(machine, run);
  return run;
}

const runs = new WeakMap<Machine, Run>();

function* coverage(
  session: Session,
  { instance, limits }: Extract<LongStudy, { do: 'coverage' }>,
  signal: Signal,
): Work<Replies['coverage']> {
  yield* explore(session, instance, limits, signal);
  const { search } = session.explore(instance, limits);
  return yield* quietly(findCoverage(search.graph, search.flags));
}

function* reachGoal(
  session: Session,
  { instance, from, goal, limits }: Extract<LongStudy, { do: 'reach' }>,
): Work<Replies['reach']> {
  const { machine } = session.load(instance);
  const start = from.length > 0 ? startAt(stateAfter(machine, from)) : null;
  return yield* quietly(reach(machine, goal, limits, start));
}

function* compare(
  session: Session,
  { a, b, limits }: Extract<LongStudy, { do: 'compare' }>,
  signal: Signal,
): Work<Replies['compare']> {
  const first = yield* explore(session, a, limits, signal);
  const second = yield* explore(session, b, limits, signal);
  return compareOutcomes(first, second);
}

function* lattice(
  session: Session,
  { instance, limits, nodes, mapped, axes }: Extract<LongStudy, { do: 'lattice' }>,
  signal: Signal,
): Work<Replies['lattice']> {
  const { states, limit } = yield* explore(session, instance, limits, signal);
  if (states > mapped || limit !== null) return { states, lattice: null, map: null };
  const { search } = session.explore(instance, limits);
  return {
    states,
    lattice: states > nodes ? null : yield* quietly(buildLattice(search.graph, search.fates)),
    map: yield* quietly(mapProgress(search.graph, search.flags, axes)),
  };
}

function* cell(
  session: Session,
  { instance, limits }: Extract<LongStudy, { do: 'cell' }>,
  signal: Signal,
): Work<Replies['cell']> {
  const machine = session.machine(instance);
  const search = new VerdictSearch(machine, limits);
  yield* finish(search, signal);
  const { verdict, properties, states, ms, witness, limit } = search.result;
  if (limit === 'cancelled') return null;
  return { settings: instance.settings, model: instance.model, verdict, properties, states, ms, witness };
}

function* holding(
  session: Session,
  { instance, unwanted, limits, starts, table }: Extract<LongStudy, { do: 'why-holds' }>,
  signal: Signal,
): Work<Replies['why-holds']> {
  const { program, model } = session.machine(instance);
  const work = whyHolds(program, model, unwanted, limits, namingBy(program, starts, table));
  for (;;) {
    const { done, value } = work.next();
    if (done) return toldHolding(value);
    if (signal.cancelled) return { k: 'unknown', short: '', chain: [], run: null, circle: [] };
    yield {};
  }
}

function* depending(
  session: Session,
  { instance, text, limits }: Extract<LongStudy, { do: 'dependencies' }>,
  signal: Signal,
): Work<Replies['dependencies']> {
  const work = dependencyNeeds(session.machine(instance).program, text, limits);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (signal.cancelled) return { needs: [], together: [] };
    yield {};
  }
}

function toldHolding({ never, short, chain, circle, brief }: Holding): Replies['why-holds'] {
  const run = never.k === 'ordered' || never.k === 'happens' ? never.run : null;
  const point = ({ of: { cpu, pc, read, write }, side }: Placed) => ({
    cpu,
    pc,
    side,
    step: (side === 'read' ? read : write)?.at ?? 0,
  });
  return {
    k: never.k,
    short,
    chain,
    run,
    circle: circle.map(({ from, to, because }, nth) => ({
      from: point(from),
      to: point(to),
      kept: because.k === 'kept',
      word: brief[nth] ?? '',
    })),
  };
}

/** The chain of orderings that forbids the rows of an interleaving, else the rule; empty where neither is known. */
export function refusalOf({ program, model }: Machine, schedule: Schedule): readonly string[] {
  const { never, short, chain, rule } = finishWork(whyRefused(program, model, schedule, undefined, AT_ONCE));
  if (rule !== null) return [rule];
  return never.k === 'ordered' ? [`${short}.`, ...chain] : [];
}

/** A reader waits for the run meanwhile. */
const AT_ONCE = { ms: 800, effort: 10_000 };

function* quietly<T>(work: Generator<void, T>): Work<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    yield {};
  }
}
