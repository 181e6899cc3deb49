/**
 * A drawn interleaving played: the run that fulfils its rows and breaks the fewest wishes (drawn-search.ts), as a run like
 * any other, and what is to be said of it. Where there is none, the nearest one as far as the first row that it misses.
 */
import type { Machine, ScheduleRow } from '../machine/index.ts';
import type { ChoiceView, DrawnTold, NamedIssue, RefusedRow, Run, RunProblem } from './api.ts';
import { missedWords, drawnWords } from './drawn-words.ts';
import { DrawnSearch, type Drawing, type DrawnGoal, type DrawnNode } from './drawn-search.ts';
import { isAccess } from './drawn-rows.ts';
import type { FateMap } from './exploration.ts';
import { pcOf } from './cpu-code.ts';
import { COMPLETIONS } from './fill.ts';
import { Player } from './player.ts';

/** Searches to the end at once. `fates` fills in the fates of the run's states where it knows this very machine. */
export function playDrawn(machine: Machine, goal: DrawnGoal, fates: FateMap | null, effort?: number): Run {
  const search = new DrawnSearch(machine, goal, effort);
  search.advance(Number.POSITIVE_INFINITY);
  return drawnRun(machine, goal, search.result, fates);
}

/** The run that a finished search has found. */
function drawnRun(machine: Machine, goal: DrawnGoal, drawing: Drawing, fates: FateMap | null): Run {
  const { rows } = goal;
  const { best, bounded } = drawing;
  const steps: DrawnNode[] = [];
  for (let node = best; node; node = node.before) if (node.trace) steps.unshift(node);
  const missed = [...(best?.progress.missed ?? [])].sort((a, b) => a.step - b.step || a.row - b.row);
  const [first] = missed;
  const until = first ? Math.max(0, first.got === null ? first.step : first.step - 1) : steps.length;
  const player = new Player(machine, fates);
  const doneAt = best?.progress.doneAt ?? new Int32Array(rows.length).fill(-1);
  steps.slice(0, until).forEach(({ choice }, nth) => {
    player.take(choice, noteOf(goal.rows, doneAt, nth + 1));
  });
  if (!first && !goal.ends && !goal.toEnd && goal.isRefused !== true) finishWhatIsOut(player);
  const told: DrawnTold = {
    stepOf: [...doneAt],
    broken: best?.progress.broken ?? [],
    missed,
    after: best && machine.isEnded(best.state, 0) ? behindFailure(best.progress) : [],
    bounded,
    words: '',
  };
  const whole = { machine, rows, told, states: [startOf(machine), ...steps.map(({ state }) => state)] };
  const traces = steps.flatMap(({ trace }) => trace ?? []);
  const words = drawnWords({ ...whole, traces });
  const drawn = { ...told, words };
  const named = namedRows(machine, rows, doneAt, until);
  if (!first && (!bounded || best?.progress.isComplete)) return { ...player.run(), named, drawn };
  const row = first?.row ?? best?.progress.open[0] ?? 0;
  const problem: RunProblem = {
    step: player.steps.length,
    row,
    message: first ? missedWords({ ...whole, traces }, first) : `${words}.`,
    refused: refusedRow(machine, rows[row]),
  };
  return { ...player.run(problem), named, drawn };
}

/** Rows that the run does not come to, and that stand below what has failed. */
function behindFailure({ notBegun, broken }: DrawnNode['progress']): readonly number[] {
  return notBegun.filter((row) => broken.every(({ above }) => above !== row));
}

/** Where no CPU has anything left that others could see, what is still on its way arrives: then the run is over, though no
 *  row says so. */
function finishWhatIsOut(player: Player): void {
  for (;;) {
    const [first, ...others] = player.choices();
    const isOut = ({ kind, pc }: ChoiceView) =>
      COMPLETIONS.has(kind) || (kind === 'issue' && pc !== null && !isAccess(player.machine.program, pc));
    if (!first || ![first, ...others].every(isOut) || !player.take(first.choice, null)) return;
  }
}

function startOf(machine: Machine): Int32Array {
  const state = new Int32Array(machine.width);
  machine.initial(state, 0);
  return state;
}

function noteOf(rows: readonly ScheduleRow[], doneAt: Int32Array, step: number): string | null {
  const notes = rows.flatMap(({ note, kind, unsaid }, row) =>
    doneAt[row] === step && !(kind === 'issue' && unsaid !== true) ? (note ?? []) : [],
  );
  return notes.join(' ') || null;
}

/** Rows that are done as their statement issues, and those done before the first step: they are no steps of their own. */
function namedRows(
  { program }: Machine,
  rows: readonly ScheduleRow[],
  doneAt: Int32Array,
  until: number,
): readonly NamedIssue[] {
  return rows.flatMap(({ cpu, keys, kind, unsaid, note }, row): readonly NamedIssue[] => {
    const step = doneAt[row] ?? -1;
    const pc = keys[0] === undefined ? null : pcOf(program, cpu, keys[0]);
    const isIssue = kind === 'issue' && unsaid !== true;
    if (step < 0 || step > until || pc === null || (!isIssue && step > 0)) return [];
    return [{ cpu, pc, issued: step, step, note: note ?? null }];
  });
}

/** What is shown of a row that is not played. */
export function refusedRow(machine: Machine, row: ScheduleRow | undefined): RefusedRow | null {
  if (!row) return null;
  const { cpu, keys, kind, what = null, note = null } = row;
  const pc = keys[0] === undefined ? null : pcOf(machine.program, cpu, keys[0]);
  return { cpu, pc, kind, what, note };
}
