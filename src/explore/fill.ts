/**
 * Ways to do one row of a written interleaving from a state: what the author left out is filled in with the shortest
 * sequence of steps that makes the row possible, first with calm steps of the row's own CPU, then with anything that
 * CPU may do, then also with what other CPUs' hardware finishes by itself, at last with other CPUs going on calmly.
 *
 * Predictions are special: which way a branch must be predicted may only show rows later. So ways are grouped by the
 * predictions made in them, each group a possibility of its own; within one group several shortest ways to different
 * states are an ambiguity of the row.
 */
import { SQUASHED, type Machine, type ScheduleRow, type StepKind, type StepTrace } from '../machine/index.ts';
import { lawfulTrace } from './lawful-step.ts';
import { doesRow } from './row-match.ts';

export type Stage = (cpu: number, kind: StepKind) => boolean;

export interface Way {
  readonly state: Int32Array;
  readonly steps: readonly { readonly choice: number; readonly trace: StepTrace }[];
  /** The predictions made on the way. */
  readonly guesses: string;
}

/** How much work is left before a schedule is given up as too ambiguous. */
export interface Effort {
  steps: number;
}

type Kinds = ReadonlySet<StepKind>;
const ISSUE: Kinds = new Set(['issue']);
const CALM: Kinds = new Set(['issue', 'value', 'visible', 'translate', 'dc', 'ic', 'tlbi']);
/** What hardware finishes by itself. */
export const COMPLETIONS: Kinds = new Set(['value', 'visible', 'translate', 'dc', 'ic', 'tlbi', 'arrive']);
const FILL_STATES = 2000;

/** What may be filled in, the least first. */
export function stagesOf(row: ScheduleRow): readonly Stage[] {
  return [
    (cpu, kind) => cpu === row.cpu && CALM.has(kind),
    (cpu) => cpu === row.cpu,
    (cpu, kind) => cpu === row.cpu || COMPLETIONS.has(kind),
    (cpu, kind) => cpu === row.cpu || COMPLETIONS.has(kind) || CALM.has(kind),
  ];
}

/** For a row that must be refused, nothing may be completed that the author has not completed. */
export function strictStage(row: ScheduleRow): Stage {
  return (cpu, kind) => cpu === row.cpu && ISSUE.has(kind);
}

/** Whether a step that led to a state does the row. */
export type Goal = (trace: StepTrace, state: Int32Array, steps: Way['steps']) => boolean;

/** The shortest ways to the goal of each group of predictions; in a group each way leads to another state. */
export function findWays(
  machine: Machine,
  from: Int32Array,
  row: ScheduleRow,
  stage: Stage,
  effort: Effort,
  goal: Goal = (trace) => doesRow(machine, row, trace),
): ReadonlyMap<string, readonly Way[]> {
  const found = new Map<string, Way[]>();
  let level: Way[] = [{ state: from, steps: [], guesses: '' }];
  const seen = new Set([from.join()]);
  while (level.length > 0 && seen.size < FILL_STATES && effort.steps > 0) {
    const next: Way[] = [];
    // Ways of one level are equally long: those that do the row count together, and end their group.
    const done = new Map<string, Way[]>();
    for (const way of level) {
      if (found.has(way.guesses)) continue;
      const choices = choicesOf(machine, way.state);
      const forced = choices.every(({ kind }) => kind === 'predict');
      for (const { choice, cpu, kind } of choices) {
        const allowed = stage(cpu, kind) || (forced && kind === 'predict');
        if (cpu !== row.cpu && !allowed) continue;
        effort.steps--;
        const state = new Int32Array(machine.width);
        const trace = lawfulTrace(machine, way.state, choice, state);
        if (trace.status === SQUASHED) continue;
        const steps = [...way.steps, { choice, trace }];
        const isNamed = goal(trace, state, steps);
        const guesses = kind === 'predict' && !isNamed ? `${way.guesses} ${trace.info.key}` : way.guesses;
        if (isNamed) addDistinct(done, { state, steps, guesses });
        else if (allowed) {
          const key = `${state.join()}${guesses}`;
          if (seen.has(key)) continue;
          seen.add(key);
          next.push({ state, steps, guesses });
        }
      }
    }
    for (const [guesses, ways] of done) if (!found.has(guesses)) found.set(guesses, ways);
    level = next;
  }
  return found;
}

function choicesOf(machine: Machine, state: Int32Array) {
  const count = machine.enabled(state, 0);
  return Array.from(machine.choices.subarray(0, count), (choice) => machine.choiceInfo(state, 0, choice));
}

function addDistinct(ways: Map<string, Way[]>, way: Way): void {
  const group = ways.get(way.guesses) ?? [];
  if (!group.some(({ state }) => state.every((word, nth) => word === way.state[nth]))) group.push(way);
  ways.set(way.guesses, group);
}
