/**
 * Who is who in the in-flight queues. A queue entry has no name of its own, only a position; `StepTrace.queueMap` says
 * where it stood before each step. Following it gives every access one identity from issue to completion.
 * Invariant: a flight completes once, at the first step after which its entry is done or gone.
 */
import type { Run } from '../explore/index.ts';
import type { EntrySnapshot, Program } from '../machine/index.ts';

export interface Flight {
  readonly issue: Issue;
  readonly kind: EntrySnapshot['kind'];
  /** Step that completed it; null while in flight. */
  completed: number | null;
  /** First step after which its value was stale. */
  stale: number | null;
  /** Last known address and value. */
  cell: number | null;
  value: number | null;
}

/** A statement issued by a CPU in a step (0: before the first). */
export interface Issue {
  readonly cpu: number;
  readonly pc: number;
  readonly step: number;
  readonly flights: Flight[];
}

export interface Flights {
  /** Issues in the order in which they happened; of one CPU in program order. */
  readonly issues: readonly Issue[];
  /** The flight that each step's choice was about, null where it was about none. Index: step - 1. */
  readonly subjects: readonly (Flight | null)[];
  /** The issue that each step itself is, for steps of kind `issue`. */
  readonly own: readonly (Issue | null)[];
  /** Flights in each CPU's queue after each step. Index: step, then CPU. */
  readonly queues: readonly (readonly (readonly Flight[])[])[];
}

export function followFlights(program: Program, run: Run): Flights {
  const issues: Issue[] = [];
  const subjects: (Flight | null)[] = [];
  const own: (Issue | null)[] = [];

  const open = (cpu: number, step: number, entry: EntrySnapshot, fresh: Issue[]): Flight => {
    let issue = fresh.find((one) => one.cpu === cpu && one.pc === entry.pc && !full(program, one));
    if (!issue) {
      issue = { cpu, pc: entry.pc, step, flights: [] };
      issues.push(issue);
      fresh.push(issue);
    }
    const flight: Flight = { issue, kind: entry.kind, completed: null, stale: null, cell: null, value: null };
    issue.flights.push(flight);
    return update(flight, entry, step);
  };

  const fresh: Issue[] = [];
  let queues = run.initial.cpus.map((cpu, index) => cpu.queue.map((entry) => open(index, 0, entry, fresh)));
  const history = [queues];

  run.steps.forEach(({ trace, after }, index) => {
    const step = index + 1;
    const before = queues;
    const made: Issue[] = trace.issued.map(({ cpu, pc }) => ({ cpu, pc, step, flights: [] }));
    issues.push(...made);
    queues = after.cpus.map((cpu, at) => {
      const map = trace.queueMap[at];
      return cpu.queue.map((entry, place) => {
        const old = before[at]?.[map ? (map[place] ?? -1) : place];
        return old ? update(old, entry, step) : open(at, step, entry, made);
      });
    });
    const kept = new Set(queues.flat());
    for (const flight of before.flat()) if (!kept.has(flight)) flight.completed ??= step;
    subjects.push(before[trace.info.cpu]?.[trace.info.entry] ?? null);
    const { kind, cpu, pc } = trace.info;
    own.push(kind === 'issue' ? (made.find((one) => one.cpu === cpu && one.pc === pc) ?? null) : null);
    history.push(queues);
  });
  return { issues, subjects, own, queues: history };
}

function update(flight: Flight, entry: EntrySnapshot, step: number): Flight {
  if (entry.done) flight.completed ??= step;
  if (entry.stale) flight.stale ??= step;
  flight.cell = entry.cell ?? flight.cell;
  flight.value = entry.value ?? flight.value;
  return flight;
}

/** An instruction puts at most two entries of one kind into the queue (a read-modify-write its load and its store);
 *  the next one with the same pc is the loop coming round again. */
function full(program: Program, issue: Issue): boolean {
  return issue.flights.length >= (program.code[issue.pc]?.op === 'rmw' ? 2 : 3);
}
