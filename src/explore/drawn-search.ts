/**
 * The run of a drawn interleaving: over states of the machine times how far the rows have come, the one that misses the
 * fewest rows, then breaks the fewest wishes, then is short. A row missed counts more than any number of wishes, so a
 * run that misses none is found if there is one.
 */
import {
  SQUASHED,
  successors,
  VIOLATED,
  type Machine,
  type ScheduleRow,
  type StepTrace,
} from '../machine/index.ts';
import type { Way } from './call-value.ts';
import { planRows, type DrawnPlan } from './drawn-rows.ts';
import { Progress } from './drawn-progress.ts';
import type { ExpectedEnd } from './expected-end.ts';
import { Exploration } from './exploration.ts';
import { Frontier } from './frontier.ts';
import { lawfulTrace } from './lawful-step.ts';
import { isVoid, stuckAt } from './player.ts';
import { completionOf } from './search.ts';

/** Steps tried before the search is given up. */
const DRAWN_EFFORT = 150_000;
/** Ends that are looked at closely. */
const DOUBTS = 24;
/** Of a run that is to get stuck, states that are asked whether it is. */
const STUCK_DOUBTS = 200;
const AHEAD = 20_000;

const COST = { missed: 1e9, broken: 1e5, undone: 4, step: 1 };

export interface DrawnNode {
  readonly state: Int32Array;
  readonly progress: Progress;
  readonly before: DrawnNode | null;
  readonly trace: StepTrace | null;
  readonly choice: number;
  readonly steps: number;
  /** Slugs violated so far. */
  readonly violated: readonly string[];
}

export interface DrawnGoal {
  readonly rows: readonly ScheduleRow[];
  readonly ends: ExpectedEnd | null;
  readonly toEnd: boolean;
  /** Behind the rows comes one that must be refused: what is guessed above it need not come true. */
  readonly isRefused?: boolean;
}

export interface Drawing {
  readonly plan: DrawnPlan;
  /** The best run found; null where there is none within the limit. */
  readonly best: DrawnNode | null;
  /** That run ends as it is to end. */
  readonly endsAsSaid: boolean;
  /** The limit was reached before it was certain. */
  readonly bounded: boolean;
}

export class DrawnSearch {
  private readonly machine: Machine;
  private readonly goal: DrawnGoal;
  private readonly plan: DrawnPlan;
  private readonly frontier = new Frontier<DrawnNode>();
  private readonly seen = new Set<string>();
  private readonly predicts: boolean;
  private effort: number;
  private doubts = DOUBTS;
  private stuckDoubts = STUCK_DOUBTS;
  private stopped = false;
  /** Where all rows are accounted for, though it does not end as is said. */
  private second: DrawnNode | null = null;
  private farthest: DrawnNode | null = null;
  private found: Drawing | null = null;

  constructor(machine: Machine, goal: DrawnGoal, effort = DRAWN_EFFORT) {
    this.machine = machine;
    this.goal = goal;
    this.effort = effort;
    this.plan = planRows(machine, goal.rows);
    this.predicts = goal.rows.some(({ kind }) => kind === 'predict');
    this.frontier.add(this.first(), 0);
  }

  /** Works until the clock reads `until` (performance.now); true when the result is there. */
  advance(until: number): boolean {
    while (!this.found) {
      this.turn();
      if (performance.now() > until) break;
    }
    return this.found !== null;
  }

  /** Stops the search; what is known so far is the result. */
  cancel(): void {
    this.effort = 0;
  }

  get result(): Drawing {
    return this.found ?? this.settleFor(true);
  }

  private turn(): void {
    const node = this.effort > 0 ? this.frontier.next() : undefined;
    if (!node) {
      this.exhausted();
      return;
    }
    const key = `${node.progress.key()}|${node.state.join()}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.keepFarthest(node);
    const { progress } = node;
    if (progress.isComplete) {
      // What misses fewer rows is better, however it ends.
      if (this.second && this.second.progress.missed.length < progress.missed.length) {
        this.found = this.settleFor(false);
        return;
      }
      if (this.isGoal(node)) {
        this.found = { plan: this.plan, best: node, endsAsSaid: true, bounded: false };
        return;
      }
    } else if (this.isFailure(node) && this.isReal(node)) {
      this.found = { plan: this.plan, best: node, endsAsSaid: true, bounded: false };
      return;
    }
    if (progress.isComplete && !this.goesOn) return;
    this.expand(node);
  }

  /** Nothing is left to try. Who spins for ever has no step that leads anywhere, either. */
  private exhausted(): void {
    const { farthest, machine } = this;
    const isStuck =
      this.effort > 0 &&
      !this.second &&
      farthest &&
      !this.stopped &&
      stuckAt(machine, farthest.state) !== null;
    this.stopped = true;
    if (isStuck) this.add({ ...farthest, progress: farthest.progress.give(farthest.steps, farthest.state) });
    else this.found = this.settleFor(this.effort <= 0);
  }

  private settleFor(bounded: boolean): Drawing {
    return { plan: this.plan, best: this.second ?? this.farthest, endsAsSaid: false, bounded };
  }

  private keepFarthest(node: DrawnNode): void {
    const done = ({ progress }: DrawnNode) => -progress.undone - progress.missed.length;
    if (!this.farthest || done(node) > done(this.farthest)) this.farthest = node;
  }

  /** Behind the last row the run goes on until it ends as is said. */
  private get goesOn(): boolean {
    const end = this.goal.ends?.end;
    return this.goal.toEnd || (end !== undefined && end !== 'open' && end !== 'doomed');
  }

  private first(): DrawnNode {
    const { machine, plan } = this;
    const state = new Int32Array(machine.width);
    machine.initial(state, 0);
    const progress = new Progress(machine, plan);
    machine.decode(state, 0).cpus.forEach(({ frames }, cpu) => {
      for (const pc of wayTo(machine, cpu, frames.at(-1)?.pc ?? null)) progress.issue(cpu, pc, 0);
    });
    return { state, progress, before: null, trace: null, choice: -1, steps: 0, violated: [] };
  }

  private expand(node: DrawnNode): void {
    const { machine } = this;
    const count = machine.enabled(node.state, 0);
    const choices = [...machine.choices.subarray(0, count)];
    let moves = 0;
    for (const choice of choices) {
      if (!this.predicts && machine.isNeedless(node.state, 0, choice)) continue;
      this.effort--;
      const state = new Int32Array(machine.width);
      const trace = lawfulTrace(machine, node.state, choice, state);
      if (trace.status === SQUASHED) continue;
      moves++;
      const steps = node.steps + 1;
      const way = (cpu: number, pc: number) => this.way(node, trace, cpu, pc);
      const progress = node.progress.after(trace, state, steps, way);
      const hurt = [trace.status === VIOLATED ? (trace.violated ?? []) : [], trace.reports].flat();
      const slugs = hurt.map((number) => machine.program.properties[number]?.slug ?? '');
      const violated = slugs.length > 0 ? [...new Set([...node.violated, ...slugs])] : node.violated;
      this.add({ state, progress, before: node, trace, choice, steps, violated });
    }
    // Nothing moves any more, so the rows that are left never come.
    if (moves === 0 && !node.progress.isComplete)
      this.add({ ...node, progress: node.progress.give(node.steps, node.state) });
  }

  private add(node: DrawnNode): void {
    const { progress, steps } = node;
    const { missed, broken, undone } = COST;
    this.frontier.add(
      node,
      missed * progress.missed.length +
        broken * progress.broken.length +
        undone * progress.undone +
        COST.step * steps,
    );
  }

  /** What a CPU did in the routine of an instruction. */
  private way(node: DrawnNode, trace: StepTrace, cpu: number, pc: number): Way {
    const { machine, plan } = this;
    const routine = plan.routineOf(pc);
    const traces: StepTrace[] = [trace];
    for (let at: DrawnNode | null = node; at; at = at.before) if (at.trace) traces.push(at.trace);
    traces.reverse();
    const state = new Int32Array(machine.width);
    machine.initial(state, 0);
    const start = machine.decode(state, 0).cpus[cpu]?.frames.at(-1)?.pc ?? null;
    const issued = [
      ...wayTo(machine, cpu, start),
      ...traces.flatMap((one) => one.issued.flatMap((step) => (step.cpu === cpu ? step.pc : []))),
    ];
    const reads = new Map<number, number[]>();
    for (const one of traces.flatMap((each) => each.reads))
      if (one.cpu === cpu) reads.set(one.pc, [...(reads.get(one.pc) ?? []), one.value]);
    return { issued: issued.filter((one) => plan.routineOf(one) === routine), reads };
  }

  /** A run that has failed before its last rows, where that is what is asked for. */
  private isFailure(node: DrawnNode): boolean {
    const { ends } = this.goal;
    if (!this.machine.isEnded(node.state, 0)) return false;
    if (ends && ends.end !== 'violated' && ends.end !== 'doomed') return false;
    return !ends?.property || node.violated.includes(ends.property);
  }

  /** The run exists; false as well where too many were asked about. */
  private isReal({ state }: DrawnNode): boolean {
    if (this.goal.isRefused === true) return true;
    if (this.machine.isEnded(state, 0)) return true;
    const kind = completionOf(this.machine).judge(state);
    return kind === null ? this.doubts-- > 0 && !isVoid(this.machine, state) : kind === 'real';
  }

  private isGoal(node: DrawnNode): boolean {
    if (!this.second && this.isReal(node)) this.second = node;
    return this.endsWell(node) && this.isReal(node);
  }

  private endsWell(node: DrawnNode): boolean {
    const { machine } = this;
    const { ends, toEnd } = this.goal;
    const isOver = machine.isEnded(node.state, 0) || machine.isFinished(node.state, 0);
    const stuck = () => (isOver || this.stuckDoubts-- <= 0 ? null : stuckAt(machine, node.state));
    if (toEnd && !ends) return isOver || stuck() !== null;
    switch (ends?.end) {
      case undefined:
        return true;
      case 'violated':
        return node.violated.length > 0 && (!ends.property || node.violated.includes(ends.property));
      case 'finished':
        return machine.isFinished(node.state, 0) && node.violated.length === 0;
      case 'deadlock':
      case 'livelock':
        return stuck() === ends.end;
      case 'open':
        return !isOver && stuck() === null;
      case 'doomed':
        return this.isDoomed(node, ends.property);
    }
  }

  private isDoomed({ state, violated }: DrawnNode, property: string | null): boolean {
    if (this.machine.isEnded(state, 0)) return property === null || violated.includes(property);
    const ahead = new Exploration(this.machine, { states: AHEAD, paths: false }, state);
    ahead.advance(Number.POSITIVE_INFINITY);
    const { limit, outcomes } = ahead.result;
    return limit === null && outcomes.every((one) => one.bad && (!property || one.property === property));
  }
}

/** What a CPU has issued before the first step: the shortest way from its entry to where it stands. */
export function wayTo({ program }: Machine, cpu: number, to: number | null): readonly number[] {
  const entry = program.cpus[cpu]?.entry;
  if (entry === undefined || entry === to) return [];
  const isThere = (pc: number) => (to === null ? program.code[pc]?.op === 'halt' : pc === to);
  const ways = [[entry]];
  const seen = new Set([entry]);
  for (const way of ways) {
    const pc = way[way.length - 1] ?? entry;
    if (isThere(pc)) return to === null ? way : way.slice(0, -1);
    const instr = program.code[pc];
    for (const next of instr ? successors(instr, pc) : [])
      if (!seen.has(next)) {
        seen.add(next);
        ways.push([...way, next]);
      }
  }
  return [];
}
