/** How far the rows of a written interleaving have been planned, and how a plan goes on with a row that is done. */
import type { Machine, ScheduleRow, StepTrace } from '../machine/index.ts';
import type { NamedIssue, Run } from './api.ts';
import type { Instance } from './drawn-rows.ts';
import type { Way } from './fill.ts';
import { namesStatement } from './row-match.ts';

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
  readonly trace: StepTrace;
  /** What is written names it; else it was filled in. */
  readonly isNamed: boolean;
}

/** Rows done, by steps that lead to a state. */
export interface Plan {
  readonly state: Int32Array;
  readonly steps: readonly Planned[];
  readonly issued: readonly Issued[];
  readonly named: readonly NamedIssue[];
  /** Rows that had been filled in, for one that is written above them. */
  readonly early: number;
  /** Row up to which it goes, and what is wrong there. */
  readonly row: number;
  readonly problem: string | null;
  /** Ended where the machine refuses the row that it must refuse. */
  readonly refused: boolean;
}

/** Before the first step. */
export function emptyPlan(machine: Machine): Plan {
  const state = new Int32Array(machine.width);
  machine.initial(state, 0);
  return {
    state,
    steps: [],
    issued: issuedAtStart(machine, state),
    named: [],
    early: 0,
    row: 0,
    problem: null,
    refused: false,
  };
}

/** A plan that goes on where a run stops. */
export function behind(machine: Machine, start: Plan, { steps, named = [] }: Run, row: number): Plan {
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
    steps: steps.map(({ trace, note }) => ({ choice: trace.info.choice, trace, note, isNamed: true })),
    issued: [...start.issued, ...issued],
    named,
    row,
  };
}

/** The plan after steps that no row has been said to mean yet. */
export function opened(plan: Plan, { state, steps }: Way): Plan {
  const from = plan.steps.length;
  return {
    ...plan,
    state,
    steps: [
      ...plan.steps,
      ...steps.map(({ choice, trace }) => ({ choice, trace, note: null, isNamed: false })),
    ],
    issued: [
      ...plan.issued,
      ...steps.flatMap(({ trace }, nth) => trace.issued.map((one) => ({ ...one, step: from + nth }))),
    ],
  };
}

/** The plan with a row done by all of an instance, which nothing else means from now on. */
export function closed(plan: Plan, row: ScheduleRow, { from, to }: Instance): Plan {
  const isOwn = ({ cpu, pc }: { readonly cpu: number; readonly pc: number | null }) =>
    cpu === row.cpu && pc !== null && pc >= from && pc <= to;
  const at = plan.steps.findLastIndex(({ isNamed, trace }) => !isNamed && isOwn(trace.info));
  const step = plan.steps[at];
  const begun = plan.issued.find(isOwn);
  const note = row.note ?? null;
  const named =
    step || !begun
      ? plan.named
      : [
          ...plan.named,
          { cpu: begun.cpu, pc: begun.pc, issued: begun.step + 1, step: plan.steps.length, note },
        ];
  return {
    ...plan,
    steps: step ? plan.steps.with(at, { ...step, isNamed: true, note: step.note ?? note }) : plan.steps,
    issued: plan.issued.filter((one) => !isOwn(one)),
    named,
    row: plan.row + 1,
  };
}

/** The plan with a row done by the steps of a way; the last of them is the row's own. */
export function extend(machine: Machine, plan: Plan, row: ScheduleRow, way: Way): Plan {
  const steps = [...plan.steps];
  const issued = [...plan.issued];
  way.steps.forEach(({ choice, trace }, nth) => {
    const isRow = nth === way.steps.length - 1;
    steps.push({ choice, trace, note: isRow ? (row.note ?? null) : null, isNamed: isRow });
    let named = isRow && row.kind === 'issue';
    for (const one of trace.issued) {
      if (named && namesStatement(machine, row, one.cpu, one.pc)) named = false;
      else issued.push({ ...one, step: steps.length - 1 });
    }
  });
  return { ...plan, state: way.state, steps, issued, row: plan.row + 1 };
}

/** The plan with a row done that needs no step, because its statement issued along with an earlier one. */
export function issuedAlong(machine: Machine, plan: Plan, row: ScheduleRow): Plan | null {
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

/** Statements in flight before the first step. */
function issuedAtStart(machine: Machine, start: Int32Array): Issued[] {
  return machine
    .decode(start, 0)
    .cpus.flatMap(({ queue }, cpu) => queue.map(({ pc }) => ({ cpu, pc, step: -1 })));
}
