/**
 * Plays a written interleaving (rows of a mail's table) against the machine: plans which steps do the rows, filling in
 * what the author left out (fill.ts), then plays them. Where a branch was to be predicted and the rows so far do not
 * tell which way, the plan tries one way and goes back to the other when a later row cannot be played.
 */
import type { Machine, ScheduleRow } from '../machine/index.ts';
import type { NamedIssue, Run, RunProblem } from './api.ts';
import { playDrawn, refusedRow } from './drawn.ts';
import type { ExpectedEnd } from './expected-end.ts';
import type { FateMap } from './exploration.ts';
import { findWays, stagesOf, strictStage, type Effort, type Goal, type Way } from './fill.ts';
import { goOnToEnd } from './onward.ts';
import { isVoid, Player } from './player.ts';
import { doesRow, namesStatement } from './row-match.ts';
import { whyNotPlayed, whyRefused } from './refusal.ts';

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

/** A statement that issued along with another step, or before the first one: a row may name it without a step. */
interface Issued {
  readonly cpu: number;
  readonly pc: number;
  /** Number of the step it came with, -1 before the first. */
  readonly step: number;
}

interface Planned {
  readonly choice: number;
  readonly note: string | null;
}

interface Plan {
  readonly state: Int32Array;
  readonly steps: readonly Planned[];
  readonly issued: readonly Issued[];
  readonly named: readonly NamedIssue[];
  /** Row up to which it goes, and what is wrong there. */
  readonly row: number;
  readonly problem: string | null;
  /** Ended where the machine refuses the row that it must refuse. */
  readonly refused: boolean;
}

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
  const start = new Int32Array(machine.width);
  machine.initial(start, 0);
  const first: Plan = {
    state: start,
    steps: [],
    issued: issuedAtStart(machine, start),
    named: [],
    row: 0,
    problem: null,
    refused: false,
  };
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

/** A plan that goes on where a run stops. */
function behind(machine: Machine, start: Plan, { steps, named = [] }: Run, row: number): Plan {
  let { state } = start;
  for (const { trace } of steps) {
    const next = new Int32Array(machine.width);
    machine.enabled(state, 0);
    machine.step(state, 0, trace.info.choice, next, 0);
    state = next;
  }
  const issued = steps.flatMap(({ trace }, step) => trace.issued.map((one) => ({ ...one, step })));
  return {
    ...start,
    state,
    steps: steps.map(({ trace, note }) => ({ choice: trace.info.choice, note })),
    issued: [...start.issued, ...issued],
    named,
    row,
  };
}

class Planner {
  private readonly machine: Machine;
  private readonly schedule: Schedule;
  private readonly fates: FateMap | null;
  private readonly effort: Effort = { steps: EFFORT };

  constructor(machine: Machine, schedule: Schedule, fates: FateMap | null) {
    this.machine = machine;
    this.schedule = schedule;
    this.fates = fates;
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
    const along = issuedAlong(this.machine, plan, row);
    if (along) return this.complete(along);
    const best = this.fill(plan, row) ?? this.spin(plan, row);
    if (best) return best;
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
    const real = ways.length === 1 ? ways : ways.filter(({ state }) => !this.isVoid(state));
    const [way, other] = real;
    if (!way) return { ...plan, problem: 'This row contradicts a branch that was predicted before.' };
    if (other) {
      const message = `There are several ways to get to this row: ${this.words(way)}; or ${this.words(other)}. Name the steps in between.`;
      return { ...plan, problem: message };
    }
    return this.complete(extend(this.machine, plan, row, way));
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

/** The plan with a row done by the steps of a way; the last of them is the row's own. */
function extend(machine: Machine, plan: Plan, row: ScheduleRow, way: Way): Plan {
  const steps = [...plan.steps];
  const issued = [...plan.issued];
  way.steps.forEach(({ choice, trace }, nth) => {
    const isRow = nth === way.steps.length - 1;
    steps.push({ choice, note: isRow ? (row.note ?? null) : null });
    let named = isRow && row.kind === 'issue';
    for (const one of trace.issued) {
      if (named && namesStatement(machine, row, one.cpu, one.pc)) named = false;
      else issued.push({ ...one, step: steps.length - 1 });
    }
  });
  return { ...plan, state: way.state, steps, issued, row: plan.row + 1 };
}

/** The plan with a row done that needs no step, because its statement issued along with an earlier one. */
function issuedAlong(machine: Machine, plan: Plan, row: ScheduleRow): Plan | null {
  if (row.kind !== 'issue' || row.keys.length === 0) return null;
  const place = plan.issued.findIndex(({ cpu, pc }) => namesStatement(machine, row, cpu, pc));
  const found = plan.issued[place];
  if (!found) return null;
  const { cpu, pc, step } = found;
  const named = { cpu, pc, issued: step + 1, step: plan.steps.length, note: row.note ?? null };
  return {
    ...plan,
    named: [...plan.named, named],
    issued: plan.issued.toSpliced(place, 1),
    row: plan.row + 1,
  };
}

/** The row's CPU waits in the statement that the row names. */
function isSpinningAt(machine: Machine, row: ScheduleRow, state: Int32Array): boolean {
  const now = machine.decode(state, 0).cpus[row.cpu];
  if (!now || now.chart['progress'] === 'running') return false;
  const waits = now.queue.filter(({ kind, done }) => kind === 'guess' && !done).map(({ pc }) => pc);
  const { pc } = now.frames.at(-1) ?? { pc: -1 };
  return [...waits, pc].some((at) => namesStatement(machine, row, row.cpu, at));
}

/** Statements in flight before the first step. */
function issuedAtStart(machine: Machine, start: Int32Array): Issued[] {
  return machine
    .decode(start, 0)
    .cpus.flatMap(({ queue }, cpu) => queue.map(({ pc }) => ({ cpu, pc, step: -1 })));
}
