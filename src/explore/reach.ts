/** Shortest run to an event that the reader names: "CPU 1 reads 0 from data", "this statement becomes visible". */
import { SQUASHED, type Machine, type StepKind, type StepTrace } from '../machine/index.ts';
import { lawfulTrace } from './lawful-step.ts';
import type { ExploreLimits, ExploreResult } from './api.ts';
import { findComponents, VOID } from './components.ts';
import { Search } from './search.ts';
import { witnessTo } from './witness.ts';

/** What a step must do; fields that are missing may be anything. Names are those of cells and statement keys. */
export type Goal =
  | { readonly k: 'step'; readonly cpu?: number; readonly kind?: StepKind; readonly statement?: string }
  | { readonly k: 'read'; readonly cpu?: number; readonly cell: string; readonly value?: number }
  | { readonly k: 'write'; readonly cell: string; readonly value?: number }
  | { readonly k: 'interrupt'; readonly cpu?: number; readonly irq?: string };

export interface Reached {
  /** Choice keys from where the search began, the event being the last; null when it cannot happen. */
  readonly keys: readonly string[] | null;
  readonly states: number;
  /** Why a null is not final: the search stopped early. */
  readonly limit: ExploreResult['limit'];
}

const STATES_A_SLICE = 200;

/** Searches from `start` (the initial state when null) for the nearest step that is the goal and really happens. */
export function* reach(
  machine: Machine,
  goal: Goal,
  limits: ExploreLimits,
  start: Int32Array | null,
): Generator<void, Reached> {
  // Who asks for a guess may mean one that a search can do without.
  const search = new Search(machine, limits, start, null, 0, goal.k === 'step' && goal.kind === 'predict');
  while (!search.advance(performance.now() + 20)) yield;
  const { flags } = yield* findComponents(search);
  const { store, expanded, limit } = search;
  const source = new Int32Array(machine.width + 1);
  const target = new Int32Array(machine.width + 1);
  // States are numbered by distance, so the first step that fits is a nearest one.
  for (let state = 0; state < expanded; state++) {
    if (state % STATES_A_SLICE === 0) yield;
    if (((flags[state] as number) & VOID) !== 0) continue;
    store.load(state, source);
    const count = machine.enabled(source, 0);
    for (const choice of machine.choices.slice(0, count)) {
      if (!mayBe(machine, goal, choice)) continue;
      const trace = lawfulTrace(machine, source, choice, target);
      if (trace.status === SQUASHED || !isGoal(machine, goal, trace)) continue;
      target[machine.width] = 0;
      const to = store.find(target);
      if (to >= 0 && ((flags[to] as number) & VOID) !== 0) continue;
      return { keys: witnessTo(search, state, choice), states: store.size, limit };
    }
  }
  return { keys: null, states: store.size, limit };
}

function mayBe(machine: Machine, goal: Goal, choice: number): boolean {
  return goal.k === 'write' || goal.cpu === undefined || goal.cpu === machine.choiceCpu(choice);
}

function isGoal(machine: Machine, goal: Goal, { info, reads, writes, issued, taken }: StepTrace): boolean {
  const { program } = machine;
  const is = <T>(wanted: T | undefined, found: T) => wanted === undefined || wanted === found;
  switch (goal.k) {
    case 'step': {
      const key = (pc: number | null) => (pc === null ? undefined : program.code[pc]?.at.key);
      const here = is(goal.cpu, info.cpu) && is(goal.kind, info.kind) && is(goal.statement, key(info.pc));
      if (here) return true;
      if (goal.kind !== 'issue' && goal.kind !== undefined) return false;
      return (
        goal.statement !== undefined &&
        issued.some(({ cpu, pc }) => is(goal.cpu, cpu) && key(pc) === goal.statement)
      );
    }
    case 'read':
      return reads.some(
        ({ cpu, cell, value }) =>
          is(goal.cpu, cpu) && program.cells[cell]?.name === goal.cell && is(goal.value, value),
      );
    case 'write':
      return writes.some(
        ({ cell, after }) => program.cells[cell]?.name === goal.cell && is(goal.value, after),
      );
    case 'interrupt':
      return taken !== null && is(goal.cpu, taken.cpu) && is(goal.irq, program.irqs[taken.irq]?.name);
  }
}
