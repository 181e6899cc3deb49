/**
 * Plays a written interleaving (rows of a mail's table) against the machine: plans which steps do the rows, filling in
 * what the author left out (fill.ts), then plays them. Where a branch was to be predicted and the rows so far do not
 * tell which way, the plan tries one way and goes back to the other when a later row cannot be played.
 */
import type { Machine, ScheduleRow } from '../machine/index.ts';
import type { Run, RunProblem } from './api.ts';
import { playDrawn, refusedRow } from './drawn.ts';
import type { ExpectedEnd } from './expected-end.ts';
import type { FateMap } from './exploration.ts';
import { pcOf } from './cpu-code.ts';
import { planRows, type Instance } from './drawn-rows.ts';
import { findWays, stagesOf, strictStage, type Effort, type Goal, type Way } from './fill.ts';
import { goOnToEnd } from './onward.ts';
import { isVoid, Player } from './player.ts';
import { doesRow, isComputed, namesStatement } from './row-match.ts';
import { behind, closed, emptyPlan, extend, issuedAlong, opened, type Plan } from './schedule-plan.ts';
import { whyNotPlayed, whyRefused } from './refusal.ts';
import { beginOf, meansWhole, WholeRow } from './whole-row.ts';
import { whyRowNot } from './why-not.ts';

export interface Schedule {
  readonly rows: readonly ScheduleRow[];
  /** Index of the row that the machine must refuse, null where all must be possible. */
  readonly impossibleAt: number | null;
  /** How the rows are meant; `effects` where it is missing. */
  readonly reading?: 'effects' | 'drawn';
  readonly ends?: ExpectedEnd | null;
  /** Behind the last row it goes on to the end. */
  readonly toEnd?: boolean;
}

const EFFORT = 400_000;

/** Plays the rows. The run ends after the last one; `problem` names the row that cannot be played as written. `effort`: steps
 *  that the search for a drawn one may try. */
export function playSchedule(
  machine: Machine,
  schedule: Schedule,
  fates: FateMap | null,
  effort?: number,
): Run {
  if (schedule.reading === 'drawn' && schedule.impossibleAt === null) {
    const { rows, ends = null, toEnd = false } = schedule;
    return playDrawn(machine, { rows, ends, toEnd }, fates, effort);
  }
  const first = emptyPlan(machine);
  const planner = new Planner(machine, schedule, fates);
  let from = first;
  if (schedule.reading === 'drawn' && schedule.impossibleAt !== null) {
    // What is drawn above the row that must be refused.
    const rows = schedule.rows.slice(0, schedule.impossibleAt);
    const above = playDrawn(machine, { rows, ends: null, toEnd: false, isRefused: true }, fates, effort);
    if (above.problem) return above;
    from = behind(machine, first, above, rows.length);
  }
  const plan = planner.complete(from);
  const player = new Player(machine, fates);
  for (const { choice, note } of plan.steps) player.take(choice, note);
  const { named } = plan;
  const isOver = plan.refused || schedule.impossibleAt !== null;
  if (plan.problem === null && schedule.toEnd && !isOver) goOnToEnd(player, schedule.ends ?? null);
  if (plan.problem === null) return { ...player.run(), named };
  const row = schedule.rows[plan.row];
  const done =
    plan.refused || !row ? -1 : player.steps.findLastIndex(({ trace }) => doesRow(machine, row, trace));
  const problem: RunProblem = {
    step: plan.steps.length,
    row: plan.row,
    message: done < 0 ? plan.problem : `${plan.problem} Step ${done + 1} did this.`,
    refused: refusedRow(machine, row),
  };
  return { ...player.run(problem, plan.refused ? 'impossible' : null), named };
}

class Planner {
  private readonly machine: Machine;
  private readonly schedule: Schedule;
  private readonly fates: FateMap | null;
  private readonly effort: Effort = { steps: EFFORT };
  /** By row: where all of a call is meant. */
  private readonly wholes: readonly (WholeRow | null)[];

  constructor(machine: Machine, schedule: Schedule, fates: FateMap | null) {
    this.machine = machine;
    this.schedule = schedule;
    this.fates = fates;
    const plan = planRows(machine, schedule.rows);
    this.wholes = schedule.rows.map((_, row) =>
      meansWhole(plan, row) ? new WholeRow(machine, plan, row) : null,
    );
  }

  /** The plan carried through all rows, or the one that got farthest, with its problem. */
  complete(plan: Plan): Plan {
    const row = this.schedule.rows[plan.row];
    if (!row) {
      if (!this.isVoid(plan.state)) return plan;
      return {
        ...plan,
        row: plan.row - 1,
        problem: 'This run contradicts a branch that was predicted before.',
      };
    }
    if (plan.row === this.schedule.impossibleAt) return this.refuse(plan, row);
    const whole = this.wholes[plan.row];
    if (whole) return this.computed(plan, row) ?? this.carry(plan, row, whole);
    const along = issuedAlong(this.machine, plan, row);
    if (along) return this.complete(along);
    return this.fill(plan, row) ?? this.filledIn(plan, row) ?? this.spin(plan, row) ?? this.missed(plan, row);
  }

  private missed(plan: Plan, row: ScheduleRow): Plan {
    const message =
      this.effort.steps > 0
        ? whyNotPlayed(this.machine, plan.state, row, this.effort)
        : 'There are too many ways to fill in what is between the rows; name more of them.';
    return { ...plan, problem: message };
  }

  /** The row done and the rest played as far as it goes; null where the row cannot be done. */
  private fill(plan: Plan, row: ScheduleRow, goal?: Goal): Plan | null {
    let best: Plan | null = null;
    for (const stage of stagesOf(row)) {
      const groups = findWays(this.machine, plan.state, row, stage, this.effort, goal);
      for (const ways of groups.values()) {
        const next = this.follow(plan, row, ways);
        if (next.problem === null || next.refused) return next;
        if (!best || next.row > best.row) best = next;
      }
    }
    return best;
  }

  /** What a row gives may be clear as its only access takes its value; where it never gives that, the word that it reads may
   *  be meant. */
  private computed(plan: Plan, row: ScheduleRow): Plan | null {
    const whole = this.wholes[plan.row];
    if (!whole || row.kind !== 'value') return null;
    const { results: _, ...word } = row;
    const isDone = (next: Plan | null) =>
      next !== null && (next.problem === null || next.refused || next.row > plan.row);
    // Not where rows that are written below would have to come first.
    const isInOrder = (next: Plan | null) => next?.problem === null && next.early === plan.early;
    const taken = this.fill(plan, row);
    if (isInOrder(taken) || (isDone(taken) && !isComputed(row))) return taken;
    const carried = this.carry(plan, row, whole);
    if (isInOrder(carried) || (isDone(carried) && !isComputed(row))) return carried;
    if (!isComputed(row)) return taken ?? this.filledIn(plan, row) ?? this.missed(plan, row);
    const read = this.fill(plan, word);
    if (isInOrder(read)) return read;
    return [taken, carried, read].find(isDone) ?? this.filledIn(plan, row) ?? carried;
  }

  /** A row that means all of a call: that begins where it has not, and is carried through. */
  private carry(plan: Plan, row: ScheduleRow, whole: WholeRow): Plan {
    const { machine, effort } = this;
    const isAgain = whole.isAgain;
    const issued = isAgain ? plan.steps.flatMap(({ trace }) => trace.issued) : plan.issued;
    const begun = whole.instance(issued);
    if (begun) return this.carryOn(plan, row, whole, begun);
    let best: Plan | null = null;
    for (const stage of stagesOf(row)) {
      const groups = findWays(machine, plan.state, beginOf(row), stage, effort);
      for (const ways of groups.values()) {
        const [way, several] = this.onlyWay(plan, ways);
        const open = way && opened(plan, way);
        const instance = open && whole.instance(open.issued);
        if (!open || !instance) {
          if (several) best ??= several;
          continue;
        }
        const next = this.carryOn(open, row, whole, instance);
        if (next.problem === null || next.refused) return next;
        if (!best || next.row > best.row) best = next;
      }
    }
    return best ?? this.spin(plan, row) ?? this.missed(plan, row);
  }

  private carryOn(plan: Plan, row: ScheduleRow, whole: WholeRow, instance: Instance): Plan {
    const { machine, effort } = this;
    const traces = plan.steps.map(({ trace }) => trace);
    const come = whole.ways(instance, plan.state, traces, effort);
    let best: Plan | null = null;
    let gives: string | null = null;
    for (const way of come) {
      const all = [...traces, ...way.steps.map(({ trace }) => trace)];
      const outcome = whole.outcome(instance, way.state, all);
      if (typeof outcome === 'object') gives ??= outcome.gives;
      // Whoever has to wait for others has come to it.
      else if (outcome === 'done' || (row.unsaid === true && !whole.asks)) {
        const next = this.complete(closed(opened(plan, way), row, instance));
        if (next.problem === null || next.refused) return next;
        if (!best || next.row > best.row) best = next;
      }
    }
    if (best) return best;
    if (whole.asks)
      for (const stage of stagesOf(row)) {
        const goal: Goal = (_, state, steps) =>
          whole.outcome(instance, state, [...traces, ...steps.map(({ trace }) => trace)]) === 'done';
        for (const ways of findWays(machine, plan.state, row, stage, effort, goal).values()) {
          const [way] = ways;
          const next = way && this.complete(closed(opened(plan, way), row, instance));
          if (next && (next.problem === null || next.refused)) return next;
          if (next && (!best || next.row > best.row)) best = next;
        }
      }
    if (best) return best;
    const problem =
      gives === null
        ? whyRowNot(machine, come[0]?.state ?? plan.state, row)
        : givesWords(machine, row, gives);
    return { ...plan, problem };
  }

  /** A row that an earlier one needed stands where it was filled in, unless its own CPU did a row since. */
  private filledIn(plan: Plan, row: ScheduleRow): Plan | null {
    const after = plan.steps.findLastIndex(({ isNamed, trace }) => isNamed && trace.info.cpu === row.cpu);
    const at = plan.steps.findIndex(
      ({ isNamed, trace }, nth) => nth > after && !isNamed && doesRow(this.machine, row, trace),
    );
    const step = plan.steps[at];
    if (!step) return null;
    const named = { ...step, isNamed: true, note: step.note ?? row.note ?? null };
    const { steps, early } = plan;
    return this.complete({ ...plan, steps: steps.with(at, named), early: early + 1, row: plan.row + 1 });
  }

  /** A row may name a wait that does not end: its CPU has to get there and spin. */
  private spin(plan: Plan, row: ScheduleRow): Plan | null {
    const { machine } = this;
    if (row.kind !== 'issue') return null;
    if (isSpinningAt(machine, row, plan.state)) {
      const steps = plan.steps.map((step, nth) =>
        nth === plan.steps.length - 1 && row.note !== undefined
          ? { ...step, note: step.note ?? row.note }
          : step,
      );
      return this.complete({ ...plan, steps, row: plan.row + 1 });
    }
    return this.fill(plan, row, (_, state) => isSpinningAt(machine, row, state));
  }

  /** Goes on with the ways of one group of predictions: there may be only one. */
  private follow(plan: Plan, row: ScheduleRow, ways: readonly Way[]): Plan {
    const [way, problem] = this.onlyWay(plan, ways);
    return way ? this.complete(extend(this.machine, plan, row, way)) : problem;
  }

  private onlyWay(plan: Plan, ways: readonly Way[]): readonly [Way, null] | readonly [null, Plan] {
    const real = ways.length === 1 ? ways : ways.filter(({ state }) => !this.isVoid(state));
    // What need not be guessed is not.
    const sure = real.filter(({ steps }) => steps.every(({ trace }) => trace.info.kind !== 'predict'));
    const [way, other] = sure.length === 1 ? sure : real;
    if (!way) return [null, { ...plan, problem: 'This row contradicts a branch that was predicted before.' }];
    if (!other) return [way, null];
    const message = `There are several ways to get to this row: ${this.words(way)}; or ${this.words(other)}. Name the steps in between.`;
    return [null, { ...plan, problem: message }];
  }

  /** The row must not be possible, whichever way branches were predicted. */
  private refuse(plan: Plan, row: ScheduleRow): Plan {
    const groups = findWays(this.machine, plan.state, row, strictStage(row), this.effort);
    const way = [...groups.values()].flat().find(({ state }) => !this.isVoid(state));
    if (way) {
      const next = extend(this.machine, plan, row, way);
      return { ...next, row: plan.row, problem: 'The machine should refuse this row, but it can be played.' };
    }
    const reason = whyRefused(this.machine, plan.state, row, this.effort);
    return { ...plan, problem: reason, refused: true };
  }

  private isVoid(state: Int32Array): boolean {
    return this.fates ? this.fates.isVoid(state) : isVoid(this.machine, state);
  }

  private words({ steps }: Way): string {
    const { code } = this.machine.program;
    return steps
      .map(({ trace: { info } }) => {
        const text = info.pc === null ? '' : ` ${code[info.pc]?.at.text ?? ''}`;
        return `CPU ${info.cpu}${text} ${info.words}`;
      })
      .join(', ');
  }
}

function givesWords(machine: Machine, row: ScheduleRow, gives: string): string {
  const pc = row.keys[0] === undefined ? null : pcOf(machine.program, row.cpu, row.keys[0]);
  const text = pc === null ? 'this' : (machine.program.code[pc]?.at.text ?? 'this');
  return row.outcome
    ? `CPU ${row.cpu}: of ${text} ${gives} here.`
    : `CPU ${row.cpu}: ${text} gives ${gives} here, not ${row.what ?? ''}.`;
}

/** The row's CPU waits in the statement that the row names. */
function isSpinningAt(machine: Machine, row: ScheduleRow, state: Int32Array): boolean {
  const now = machine.decode(state, 0).cpus[row.cpu];
  if (!now || now.chart['progress'] === 'running') return false;
  const waits = now.queue.filter(({ kind, done }) => kind === 'guess' && !done).map(({ pc }) => pc);
  const { pc } = now.frames.at(-1) ?? { pc: -1 };
  return [...waits, pc].some((at) => namesStatement(machine, row, row.cpu, at));
}
