/** All final states of a program under the axioms, by enumeration of whole executions. */
import type { Model, Program } from '../../../machine/index.ts';
import { type Event, threadRuns, type ThreadRun } from './events.ts';
import { isAllowed, isPossible } from './execution.ts';
import { isAccess, isBefore, localOrder } from './order.ts';
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
  const known: KnownChoices = new Map();
  for (const chosen of combinations(ordered)) {
    if (chosen.reduce((sum, { run }) => sum + run.events.length, 0) > mostEvents) return null;
    collect(program, model, chosen, known, finals);
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
function collect(
  program: Program,
  model: Model,
  chosen: readonly OrderedRun[],
  known: KnownChoices,
  finals: Set<string>,
): void {
  const events = chosen.flatMap(({ run }) => run.events);
  const sourceLists = events.map((event) => (reads(event) ? sourcesOf(program, events, event) : [-2]));
  if (sourceLists.some((sources) => sources.length === 0)) return;
  const touched = [...new Set(events.flatMap((event) => (isAccess(event) ? [event.cell] : [])))];
  const choices: (readonly CellChoice[])[] = [];
  for (const cell of touched) {
    const key = `${cell}:${events.map((event, index) => (event.cell === cell ? told(event, index) : '')).join('')}`;
    const possible = known.get(key) ?? choicesOf(cell, events, sourceLists);
    known.set(key, possible);
    if (possible.length === 0) return;
    choices.push(possible);
  }
  const implicit = events.map((event, index) => (isAccess(event) ? [-2] : (sourceLists[index] ?? [])));
  const local = sideBySide(chosen);
  for (const cells of combinations(choices)) {
    const coherence = new Map(cells.map(({ cell, order }) => [cell, order] as const));
    const key = observe(program, chosen, events, coherence).join();
    if (finals.has(key)) continue;
    for (const sources of combinations(implicit)) {
      const all = [...sources];
      for (const own of cells) for (const [read, source] of own.sources) all[read] = source;
      if (!isAllowed({ events, local, sources: all, coherence }, model)) continue;
      finals.add(key);
      break;
    }
  }
}

function sideBySide(chosen: readonly OrderedRun[]): Relation {
  const local = empty(chosen.reduce((sum, { order }) => sum + order.length, 0));
  let offset = 0;
  for (const { order } of chosen) {
    for (const a of order.keys()) {
      for (const b of order.keys()) if (has(order, a, b)) add(local, offset + a, offset + b);
    }
    offset += order.length;
  }
  return local;
}

/** An order of a cell's writes, and what those that read it read from. */
interface CellChoice {
  readonly cell: number;
  readonly order: readonly number[];
  readonly sources: readonly (readonly [read: number, source: number])[];
}

/** By the cell's events, which decide about it: many combinations of runs differ elsewhere. */
type KnownChoices = Map<string, readonly CellChoice[]>;

function told({ cpu, kind, value, pair }: Event, index: number): string {
  return `${index},${cpu},${kind},${value},${pair};`;
}

/** What the cell alone does not rule out: every model's axioms do, so that combining the rest with it would be in vain. */
function choicesOf(
  cell: number,
  events: readonly Event[],
  sourceLists: readonly (readonly number[])[],
): readonly CellChoice[] {
  const there = [...events.keys()].filter((index) => events[index]?.cell === cell);
  const writes = there.filter((index) => events[index]?.kind === 'write');
  const readers = there.filter((index) => events[index]?.kind === 'read');
  const choices: CellChoice[] = [];
  const isInOrder = (order: readonly number[]): boolean =>
    order.every((later, nth) => order.slice(0, nth).every((earlier) => !isPast(events, later, earlier)));
  for (const order of permutations(writes)) {
    if (!isInOrder(order)) continue;
    for (const chosen of combinations(readers.map((read) => sourceLists[read] ?? []))) {
      const sources = events.map(() => -2);
      readers.forEach((read, nth) => (sources[read] = chosen[nth] ?? -1));
      const coherence = new Map([[cell, order]]);
      if (!isPossible({ events, local: empty(events.length), sources, coherence })) continue;
      choices.push({ cell, order, sources: readers.map((read, nth) => [read, chosen[nth] ?? -1] as const) });
    }
  }
  return choices;
}

/** `a` comes before `b` in program order. */
function isPast(events: readonly Event[], a: number, b: number): boolean {
  const [one, other] = [events[a], events[b]];
  return one !== undefined && other !== undefined && isBefore(one, other);
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
