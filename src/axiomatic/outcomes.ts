/**
 * What can come of a program under the Linux-kernel memory model: every final state, and what is wrong with the executions
 * that lead there (`Flag` in herd7's words).
 */
import { type Candidate, eachCandidate } from './candidates.ts';
import { type Combination, kernelCombinations, TooManyOrders } from './combinations.ts';
import { dataRaces } from './plain.ts';
import { type Execution, toExecution } from './execution.ts';
import { finish, type Pausing } from './pausing.ts';
import { possibleRuns } from './possible-runs.ts';
import { mayCircle, observe, type Shown, undeterminedEvents } from './observed.ts';
import type { KernelProgram } from './program.ts';
import { srcuSections } from './rcu.ts';
import type { Skeleton } from './skeleton.ts';
import { limit, type Relation, union, without } from './relation.ts';

export interface Outcomes {
  /** The shown values of every final state, without repetition, in the order of their values. */
  readonly finals: readonly (readonly number[])[];
  /** Names of herd7's flags, sorted. */
  readonly flags: readonly string[];
  /** An allowed execution with a data race, null where there is none. */
  readonly race: Execution | null;
  /** Properties that assertions violate, each with an execution that does; no final state is asked. */
  readonly violated: readonly { readonly property: number; readonly execution: Execution }[];
  /** Candidates that were looked at as a whole. */
  readonly candidates: number;
  /** Something was left out: a loop that goes on after the bound, or more than can be looked at. */
  readonly bounded: 'loop' | 'runs' | 'time' | null;
}

export interface OutcomeLimits {
  readonly ms: number;
}

export function outcomesOf(program: KernelProgram, shown: readonly Shown[], limits: OutcomeLimits): Outcomes {
  return finish(outcomesWork(program, shown, limits));
}

/** The same, with pauses. */
export function outcomesWork(
  program: KernelProgram,
  shown: readonly Shown[],
  limits: OutcomeLimits,
): Pausing<Outcomes> {
  return new OutcomeSearch(program, shown, limits).run();
}

class OutcomeSearch {
  private readonly program: KernelProgram;
  private readonly shown: readonly Shown[];
  private readonly limits: OutcomeLimits;
  private readonly finals = new Map<string, readonly number[]>();
  private readonly flags = new Set<string>();
  private race: Outcomes['race'] = null;
  private readonly violated = new Map<number, Execution>();
  private candidates = 0;
  private end = 0;
  private isLate = false;

  constructor(program: KernelProgram, shown: readonly Shown[], limits: OutcomeLimits) {
    this.program = program;
    this.shown = shown;
    this.limits = limits;
  }

  *run(): Pausing<Outcomes> {
    this.end = performance.now() + this.limits.ms;
    const threads = yield* possibleRuns(this.program);
    let bounded: Outcomes['bounded'] = threads.find(({ cut }) => cut !== null)?.cut ?? null;
    const cells = new Set(this.shown.flatMap((what) => (what.k === 'cell' ? [what.cell] : [])));
    try {
      for (const combination of kernelCombinations(this.program, threads).each()) {
        yield null;
        this.isLate ||= performance.now() > this.end;
        if (this.isLate) break;
        if (combination !== null) yield* this.combination(combination, cells);
      }
    } catch (error) {
      if (!(error instanceof TooManyOrders)) throw error;
      bounded = 'runs';
    }
    const { finals, race, candidates } = this;
    const violated = [...this.violated].map(([property, execution]) => ({ property, execution }));
    return {
      finals: [...finals.values()].sort(byValue),
      flags: [...this.flags].sort(),
      race,
      violated,
      candidates,
      bounded: this.isLate ? 'time' : bounded,
    };
  }

  private *combination(combination: Combination, cells: ReadonlySet<number>): Pausing<void> {
    const { threads } = combination;
    const hasPlain = threads.some(({ shape }) => shape.hasPlain);
    const local = localFlags(combination, hasPlain);
    const circles = hasPlain && mayCircle(combination.skeleton());
    const broken = new Set(threads.flatMap(({ run }) => run.violated));
    // Only what says something new is worth building: another final state, or the first race.
    const isNews = (values: readonly number[]): boolean =>
      circles ||
      [...broken].some((property) => !this.violated.has(property)) ||
      !this.finals.has(values.join()) ||
      (hasPlain && this.race === null) ||
      local.some((flag) => !this.flags.has(flag));
    const known = [...cells].filter((cell) => combination.orders.has(cell));
    const found = eachCandidate(combination, cells, {
      forbidden: false,
      wants: (orders) => {
        this.isLate ||= performance.now() > this.end;
        if (this.isLate) return false;
        return (
          known.some((cell) => !orders.has(cell)) ||
          isNews(observe(this.program, this.shown, threads, orders, null))
        );
      },
    });
    for (const candidate of found) {
      yield null;
      if (candidate !== null) this.take(candidate, local, broken);
    }
  }

  private take(candidate: Candidate, local: readonly string[], broken: ReadonlySet<number>): void {
    this.candidates += 1;
    const { skeleton, model, plain, orders } = candidate;
    const undetermined = undeterminedEvents(skeleton, model);
    const values = observe(this.program, this.shown, skeleton.threads, orders, undetermined);
    this.finals.set(values.join(), values);
    for (const flag of local) this.flags.add(flag);
    for (const property of broken)
      if (!this.violated.has(property))
        this.violated.set(property, toExecution(this.program, candidate, values));
    if (skeleton.hasSrcu) for (const flag of srcuFlags(candidate)) this.flags.add(flag);
    if (plain !== null && this.race === null && dataRaces(model(), plain).length > 0) {
      this.race = toExecution(this.program, candidate, values);
      this.flags.add('data-race');
    }
  }
}

/** Flags that program order alone decides. */
function localFlags({ threads, skeleton }: Combination, hasPlain: boolean): string[] {
  const flags: string[] = [];
  if (threads.some(({ shape }) => shape.unbalanced)) flags.push('unbalanced-rcu-lock');
  if (hasPlain && hasMixed(skeleton())) flags.push('mixed-accesses');
  return flags;
}

/** A plain write and a marked access to the same place with no compiler barrier between them. */
function hasMixed({ local, marked, plain, writes }: Skeleton): boolean {
  const plainWrites = plain.map((word, nth) => word & (writes[nth] ?? 0));
  const near: Relation = without(local['po-loc'], local.barrier);
  return !union(limit(plainWrites, near, marked), limit(marked, near, plainWrites)).isEmpty;
}

function srcuFlags({ skeleton, model }: Candidate): string[] {
  const sections = srcuSections(skeleton, { rf: model().rf, data: skeleton.local.data });
  const { points } = skeleton;
  const flags: string[] = [];
  const [locks, unlocks] = [
    new Set(sections.map(([lock]) => lock)),
    new Set(sections.map(([, unlock]) => unlock)),
  ];
  points.forEach(({ kind, domain }, nth) => {
    if (domain < 0) return;
    if (kind === 'lock' && !locks.has(nth)) flags.push('unbalanced-srcu-lock');
    if (kind === 'unlock' && !unlocks.has(nth)) flags.push('unbalanced-srcu-unlock');
  });
  if (unlocks.size < sections.length) flags.push('multiple-srcu-matches');
  return flags;
}

/** In the order of their values; what is undetermined comes last. */
export function byValue(a: readonly number[], b: readonly number[]): number {
  const nth = a.findIndex((value, at) => !Object.is(value, b[at]));
  const [one, other] = [a[nth] ?? 0, b[nth] ?? 0];
  return Number(Number.isNaN(one)) - Number(Number.isNaN(other)) || one - other;
}
