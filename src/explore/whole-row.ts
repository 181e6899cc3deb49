/**
 * Rows of a written interleaving that mean all that a call or a statement does, or what it gives: done once its CPU is
 * behind it and nothing of it is in flight. When it has begun it is carried through on the straight way, its own accesses
 * as soon as they can; what stands before it in flight is completed only where it must be.
 */
import {
  SQUASHED,
  type ChoiceInfo,
  type CpuSnapshot,
  type Machine,
  type ScheduleRow,
  type StepTrace,
} from '../machine/index.ts';
import type { Way as Gone } from './call-value.ts';
import { isAccess, type DrawnPlan, type DrawnRow, type Instance } from './drawn-rows.ts';
import { wayTo } from './drawn-search.ts';
import { COMPLETIONS, type Effort, type Way } from './fill.ts';
import { lawfulTrace } from './lawful-step.ts';
import { givenBy } from './row-value.ts';

/** Of the ways through a call, which differ only in what is guessed, so many are tried. */
const WAYS = 8;
const LONGEST = 400;

/** An instruction that has issued. */
interface Issued {
  readonly cpu: number;
  readonly pc: number;
}

/** What has come of a row's call: `begun` as long as it is not over, else what it gives where the row asks for that. */
export type Outcome = 'begun' | 'done' | { readonly gives: string };

export class WholeRow {
  private readonly machine: Machine;
  private readonly plan: DrawnPlan;
  private readonly index: number;
  /** What has issued before the first step. */
  private readonly before: readonly number[];

  constructor(machine: Machine, plan: DrawnPlan, index: number) {
    this.machine = machine;
    this.plan = plan;
    this.index = index;
    const state = new Int32Array(machine.width);
    machine.initial(state, 0);
    const cpu = plan.rows[index]?.cpu ?? -1;
    this.before = wayTo(machine, cpu, machine.decode(state, 0).cpus[cpu]?.frames.at(-1)?.pc ?? null);
  }

  /** An earlier row has named its begin. */
  get isAgain(): boolean {
    return (this.plan.rows[this.index]?.again ?? null) !== null;
  }

  /** It is to come out as the row says. */
  get asks(): boolean {
    const row = this.plan.rows[this.index];
    return row !== undefined && (row.checks || row.row.outcome !== undefined);
  }

  /** The call that one of these issues began, the earliest. */
  instance(issued: readonly Issued[]): Instance | null {
    const row = this.plan.rows[this.index];
    const first = row && issued.find(({ cpu, pc }) => cpu === row.cpu && row.pcs.has(pc));
    return first ? this.plan.instanceAround(row, first.pc) : null;
  }

  /** `traces`: all steps up to the state. */
  outcome(instance: Instance, state: Int32Array, traces: readonly StepTrace[]): Outcome {
    const row = this.plan.rows[this.index];
    const now = row && this.machine.decode(state, 0).cpus[row.cpu];
    if (!row || !now || !this.isLeft(instance, now) || isInFlight(instance, now)) return 'begun';
    const ways = this.way(row, traces);
    const { outcome } = row.row;
    const range = outcome?.ranges.find(({ from }) => from >= instance.from && from <= instance.to);
    if (outcome && range) {
      const last = ways.issued.findLastIndex((pc) => pc >= range.from && pc < range.then);
      const next = ways.issued[last + 1] ?? now.frames.at(-1)?.pc;
      const holds = next === range.then;
      return holds === outcome.holds
        ? 'done'
        : { gives: holds ? 'the condition holds' : 'the condition does not hold' };
    }
    if (!row.checks) return 'done';
    const got = givenBy(this.machine, row, instance, () => ways);
    return got === true ? 'done' : got === null ? 'begun' : { gives: got };
  }

  /** Ways on from a state in which it has begun to one in which it is over: one, or one for each way of guessing. Where there
   *  is none, the longest way to where its CPU has to wait for others. */
  ways(instance: Instance, from: Int32Array, before: readonly StepTrace[], effort: Effort): readonly Way[] {
    const { machine } = this;
    const cpu = this.plan.rows[this.index]?.cpu ?? -1;
    const found: Way[] = [];
    const todo: Way[] = [{ state: from, steps: [], guesses: '' }];
    let waits: Way | null = null;
    for (let way = todo.pop(); way && found.length < WAYS && effort.steps > 0; way = todo.pop()) {
      const now = machine.decode(way.state, 0).cpus[cpu];
      if (!now || way.steps.length > LONGEST) continue;
      const traces = [...before, ...way.steps.map(({ trace }) => trace)];
      if (this.outcome(instance, way.state, traces) !== 'begun') {
        found.push(way);
        continue;
      }
      // What it gives may only show behind its last access.
      const goesOn = !this.isLeft(instance, now) || !isInFlight(instance, now);
      const next = this.next(instance, cpu, way.state, goesOn);
      if (next.length === 0 && (!waits || way.steps.length > waits.steps.length)) waits = way;
      for (const { choice, kind } of next.reverse()) {
        effort.steps--;
        const state = new Int32Array(machine.width);
        const trace = lawfulTrace(machine, way.state, choice, state);
        if (trace.status === SQUASHED) continue;
        const guesses = kind === 'predict' ? `${way.guesses} ${trace.info.key}` : way.guesses;
        todo.push({ state, steps: [...way.steps, { choice, trace }], guesses });
      }
    }
    return found.length === 0 && waits ? [waits] : found;
  }

  /** What is done next: its own accesses before it goes on, what is older only where it must. */
  private next(instance: Instance, cpu: number, state: Int32Array, goesOn: boolean): ChoiceInfo[] {
    const { machine } = this;
    const count = machine.enabled(state, 0);
    const all = Array.from(machine.choices.subarray(0, count)).filter(
      (choice) => !machine.isNeedless(state, 0, choice),
    );
    machine.enabled(state, 0);
    const own = all.map((choice) => machine.choiceInfo(state, 0, choice)).filter((one) => one.cpu === cpu);
    const completes = own.filter(({ kind }) => COMPLETIONS.has(kind));
    const [first] = completes.filter(({ pc }) => isWithin(instance, pc));
    if (first) return completes.filter(({ kind, pc }) => kind === first.kind && pc === first.pc);
    const issues = own.filter(({ kind }) => kind === 'issue' || kind === 'predict' || kind === 'fetch');
    if (goesOn && issues.length > 0) return issues;
    const [older] = completes;
    return older ? completes.filter(({ kind, pc }) => kind === older.kind && pc === older.pc) : [];
  }

  /** No access of the call is ahead of its CPU. */
  private isLeft(instance: Instance, { frames }: CpuSnapshot): boolean {
    const { program } = this.machine;
    return !frames.some(
      ({ pc }) => isWithin(instance, pc) && (instance.more.has(pc) || isAccess(program, pc)),
    );
  }

  /** What its CPU has done in the routine of the row. */
  private way(row: DrawnRow, traces: readonly StepTrace[]): Gone {
    const { plan } = this;
    const { cpu } = row;
    const routine = plan.routineOfRow(row);
    const reads = new Map<number, number[]>();
    for (const one of traces.flatMap((trace) => trace.reads))
      if (one.cpu === cpu) reads.set(one.pc, [...(reads.get(one.pc) ?? []), one.value]);
    const issued = [
      ...this.before,
      ...traces.flatMap((trace) => trace.issued.flatMap((one) => (one.cpu === cpu ? one.pc : []))),
    ];
    return { issued: issued.filter((pc) => routine < 0 || plan.routineOf(pc) === routine), reads };
  }
}

function isWithin({ from, to }: Instance, pc: number | null): boolean {
  return pc !== null && pc >= from && pc <= to;
}

function isInFlight(instance: Instance, { queue }: CpuSnapshot): boolean {
  return queue.some(({ pc, done, kind }) => !done && kind !== 'guess' && isWithin(instance, pc));
}

/** Whether a row in the order of effects means the whole of what it names. */
export function meansWhole(plan: DrawnPlan, index: number): boolean {
  const row = plan.rows[index];
  if (!row || row.row.keys.length === 0 || row.does !== 'effect') return false;
  // The next row of its column names a step on the way.
  const next = plan.rows.find((one) => one.index > index && one.cpu === row.cpu);
  if (next && next.row.unsaid !== true && [...next.pcs].some((pc) => row.pcs.has(pc))) return false;
  return row.row.whole === true || row.row.outcome !== undefined || row.checks;
}

/** The same row, as it begins. */
export function beginOf({ what: _, number: _n, results: _r, outcome: _o, ...row }: ScheduleRow): ScheduleRow {
  return { ...row, kind: 'issue' };
}
