/** All final states of a program under the axioms, by enumeration of whole executions. */
import type { Model, Program } from '../../../machine/index.ts';
import { type Event, threadRuns, type ThreadRun } from './events.ts';
import { isAllowed } from './execution.ts';
import { localOrder } from './order.ts';
import { add, empty, has, mostEvents, permutations, type Relation } from './relation.ts';

const mostCombinations = 20_000;
const mostRounds = 8;

/** Observed values of every final state, joined by commas; null where there are too many executions to look at. */
export function referenceFinals(program: Program, model: Model): ReadonlySet<string> | null {
  const threads = runsOf(program);
  if (threads === null) return null;
  if (threads.reduce((product, runs) => product * runs.length, 1) > mostCombinations) return null;
  const ordered = threads.map((runs) => runs.map((run) => ({ run, order: localOrder(run.events) })));
  const finals = new Set<string>();
  for (const chosen of combinations(ordered)) {
    if (chosen.reduce((sum, { run }) => sum + run.events.length, 0) > mostEvents) return null;
    collect(program, model, chosen, finals);
  }
  return finals;
}

/** The threads' runs, with reads that return only what some run writes there: from the initial values upwards until no
 *  run writes anything new. */
function runsOf(program: Program): readonly (readonly ThreadRun[])[] | null {
  let written = program.cells.map(({ init }) => new Set([init]));
  for (let round = 0; round < mostRounds; round += 1) {
    const known = written;
    const values = (cell: number): readonly number[] => [...(known[cell] ?? [])];
    const threads = program.cpus.map((_, cpu) => threadRuns(program, cpu, values));
    written = known.map((before) => new Set(before));
    for (const { events } of threads.flat()) {
      for (const event of events) if (event.kind === 'write') written[event.cell]?.add(event.value);
    }
    if (written.every((after, cell) => after.size === known[cell]?.size)) return threads;
  }
  return null;
}

function reads(event: Event): boolean {
  return event.kind === 'read' || event.kind === 'walk' || event.kind === 'fetch';
}

interface OrderedRun {
  readonly run: ThreadRun;
  readonly order: Relation;
}

function* combinations<T>(lists: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...rest] = lists;
  if (first === undefined) yield [];
  else for (const item of first) for (const others of combinations(rest)) yield [item, ...others];
}

/** Adds the final states of all executions of these runs. */
function collect(program: Program, model: Model, chosen: readonly OrderedRun[], finals: Set<string>): void {
  const events = chosen.flatMap(({ run }) => run.events);
  const local = empty(events.length);
  let offset = 0;
  for (const { order } of chosen) {
    for (const a of order.keys()) {
      for (const b of order.keys()) if (has(order, a, b)) add(local, offset + a, offset + b);
    }
    offset += order.length;
  }
  const writes = new Map<number, number[]>();
  events.forEach((event, index) => {
    if (event.kind === 'write') writes.set(event.cell, [...(writes.get(event.cell) ?? []), index]);
  });
  const cells = [...writes.keys()];
  const orders = cells.map((cell) => [...permutations(writes.get(cell) ?? [])]);
  const sourceLists = events.map((event) => (reads(event) ? sourcesOf(program, events, event) : [-2]));
  for (const order of combinations(orders)) {
    const coherence = new Map(cells.map((cell, index) => [cell, order[index] ?? []] as const));
    const key = observe(program, chosen, events, coherence).join();
    if (finals.has(key)) continue;
    for (const sources of combinations(sourceLists)) {
      if (!isAllowed({ events, local, sources, coherence }, model)) continue;
      finals.add(key);
      break;
    }
  }
}

/** Writes of the same value to the same place, not later in program order; -1 for the initial value. */
function sourcesOf(program: Program, events: readonly Event[], read: Event): readonly number[] {
  const writes = events.flatMap((write, index) => {
    const later = write.cpu === read.cpu && write.step >= read.step;
    return write.kind === 'write' && write.cell === read.cell && write.value === read.value && !later
      ? [index]
      : [];
  });
  return program.cells[read.cell]?.init === read.value ? [-1, ...writes] : writes;
}

function observe(
  program: Program,
  chosen: readonly OrderedRun[],
  events: readonly Event[],
  coherence: ReadonlyMap<number, readonly number[]>,
): number[] {
  return program.observed.map((observed) => {
    switch (observed.k) {
      case 'reg':
        return chosen[observed.cpu]?.run.registers.get(observed.r) ?? 0;
      case 'cell': {
        const last = coherence.get(observed.cell)?.at(-1);
        return (last === undefined ? program.cells[observed.cell]?.init : events[last]?.value) ?? 0;
      }
      case 'fault': {
        const faults = chosen[observed.cpu]?.run.faults ?? [];
        const happened = faults.some(
          ({ label, page }) =>
            page === observed.page && (observed.label === null || observed.label === label),
        );
        return Number(happened);
      }
    }
  });
}
