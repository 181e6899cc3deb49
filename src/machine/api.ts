/**
 * The machine as the other rooms see it. A state is `width` ints in a buffer of the caller's; a choice is an int that
 * is meaningful only together with its state (same state, same choices, in the same canonical order, on every run).
 * The order of the words of a state: cells, then per-CPU words, then pages and sites. Words that stand for tabulated
 * parts are interned numbers: compare states of one Machine object only; `choiceKey` is what travels between machines.
 */
import type { Expr, Model, Origin, Program, StepKind } from './program.ts';

/** What `step` did. `squashed`: the run contradicts a guess or coherence and does not exist; drop it. */
export const STEPPED = 0;
export const SQUASHED = 1;
/** A property was violated; `machine.violated` names it and the run ends in `dst`. */
export const VIOLATED = 2;

/** What runs: all that a search needs. */
export interface RunningMachine {
  readonly program: Program;
  readonly model: Model;
  /** Ints per state. */
  readonly width: number;
  /** How many leading words of a state are cells, in `program.cells` order. */
  readonly cellWords: number;
  /** Writes the initial state. Returns STEPPED, or VIOLATED when an invariant is false at once. */
  initial(dst: Int32Array, at: number): number;
  /** Lists the enabled choices of a state in `choices` (canonical order) and returns how many. None for an ended run.
   *  A choice may still be `SQUASHED` by `step`. */
  enabled(src: Int32Array, at: number): number;
  readonly choices: Int32Array;
  /** The choice is a guess that a search can do without: all ends, violations and stuck states are reached without it. */
  isNeedless(src: Int32Array, at: number, choice: number): boolean;
  /** Some of the choices last listed are needless. */
  readonly mayBeNeedless: boolean;
  /** Steps that no run puts off for ever share a number with the choice's alternatives: what is in flight completes, what
   *  comes next issues some day. -1 for others: a guess upon a guess, a walker running ahead, all behind a wait that
   *  nothing may ever end. */
  inevitable(src: Int32Array, at: number, choice: number): number;
  /** Writes the successor into `dst` (may not overlap src). */
  step(src: Int32Array, at: number, choice: number, dst: Int32Array, dstAt: number): number;
  /** Index into program.properties, after VIOLATED; what else was violated in the same instant is reported. */
  readonly violated: number;
  /** Properties that the last step reports and goes on (a page entering `unpredictable`); length `reportCount`. */
  readonly reports: Int32Array;
  readonly reportCount: number;
  /** Cells that the last step read from memory (its asserts and ghost updates included; cells of the CPU's own may be
   *  left out) and stored to, as bits: `1 << (cell & 31)`, so that cells 32 apart share one. */
  readonly readCells: number;
  readonly wroteCells: number;
  /** Some step so far ended inside a loop over local variables that takes more turns than can be run: from its state
   *  nothing may be concluded. */
  readonly overran: boolean;
  /** Every CPU's task is done, handlers have returned, queues are empty. */
  isFinished(src: Int32Array, at: number): boolean;
  /** The run has ended by a violation. */
  isEnded(src: Int32Array, at: number): boolean;
  /** While set, violations neither end a run nor are told of: for following a run past one, to see whether it exists. */
  passing: boolean;
  /** Takes back that a violation ended the run. */
  reopen(state: Int32Array, at: number): void;
  /** Something in flight may still be squashed on any CPU; where not, the run up to here certainly exists. */
  mayBeUndone(src: Int32Array, at: number): boolean;
  /** CPUs that hold a location between the load and the store of a read-modify-write (memory-model.md rule 7), as bits. */
  holding(src: Int32Array, at: number): number;
  /** Those of them that keep another CPU from a choice by it. */
  inTheWay(src: Int32Array, at: number): number;
  /** CPUs that a reservation kept from a choice when choices were last listed, as bits. */
  readonly heldBack: number;
  /** A guess of any CPU is open that a squash may undo (so a stuck state with one is dropped, not a deadlock). */
  hasOpenGuess(src: Int32Array, at: number): boolean;
  /** For deadlock against livelock: per CPU, a number that stays the same as long as the CPU stays in
   *  one frame inside one wait or loop statement; -1 where the CPU is finished. */
  place(src: Int32Array, at: number, cpu: number): number;
  /** Observed values of a finished state, in the order of program.observed. */
  observe(src: Int32Array, at: number): number[];
  /** The CPU of a choice. */
  choiceCpu(choice: number): number;
}

/** What runs, and tells what it does. */
export interface Machine extends RunningMachine {
  choiceInfo(src: Int32Array, at: number, choice: number): ChoiceInfo;
  /** Plays a choice and tells all that happened (slow; for the score and for explanations). */
  trace(src: Int32Array, at: number, choice: number, dst: Int32Array, dstAt: number): StepTrace;
  decode(src: Int32Array, at: number): Snapshot;
}

export interface ChoiceInfo {
  readonly choice: number;
  /** Stable key: cpu, kind, statement key, instance and alternative (words/describe.ts). */
  readonly key: string;
  readonly cpu: number;
  readonly kind: StepKind;
  /** The statement, null for hardware moves that belong to none (an interrupt taken). */
  readonly pc: number | null;
  /** Position in the CPU's queue, -1 where the step is no queue entry's. */
  readonly entry: number;
  /** The alternative where the kind has several: arm of a prediction, version fetched, irq number. */
  readonly alternative: number | null;
  /** In words, after the CPU's name: "takes its value: 1", "becomes visible", "predicts the branch taken". */
  readonly words: string;
  /** True for what hardware does by itself (completion, fetch, walk, interrupt), false for issue in program order. */
  readonly hardware: boolean;
}

export interface StepTrace {
  readonly status: number;
  readonly violated: number | null;
  readonly reports: readonly number[];
  readonly info: ChoiceInfo;
  /** Statements that issued in this step (eager ones included), in order, with their CPU. */
  readonly issued: readonly { readonly cpu: number; readonly pc: number }[];
  /** Memory cells (ghosts included) that changed. */
  readonly writes: readonly { readonly cell: number; readonly before: number; readonly after: number }[];
  /** Shared cells read in this step: from memory or forwarded from the CPU's own queue. */
  readonly reads: readonly {
    readonly cpu: number;
    readonly pc: number;
    readonly cell: number;
    readonly value: number;
    readonly from: 'memory' | 'queue';
  }[];
  /** Interrupts raised and taken. */
  readonly raised: readonly { readonly cpu: number; readonly irq: number }[];
  readonly taken: { readonly cpu: number; readonly irq: number } | null;
  /** Per CPU: for each queue entry after the step, its index before the step, -1 for a new one. */
  readonly queueMap: readonly (readonly number[])[];
}

export interface Snapshot {
  /** Value of each cell. */
  readonly cells: readonly number[];
  readonly cpus: readonly CpuSnapshot[];
  readonly pages: readonly PageSnapshot[];
  readonly sites: readonly SiteSnapshot[];
  readonly ended: boolean;
  readonly finished: boolean;
}

export interface CpuSnapshot {
  /** Active states of the CPU chart by region: `{ task: 'kernel', irq: 'none', mask: 'open', … }`. */
  readonly chart: Readonly<Record<string, string>>;
  /** Innermost frame last. */
  readonly frames: readonly FrameSnapshot[];
  /** In flight, in program order. */
  readonly queue: readonly EntrySnapshot[];
  /** Interrupts raised and not yet taken, indices into program.irqs. */
  readonly pending: readonly number[];
  readonly finished: boolean;
}

export interface FrameSnapshot {
  readonly kind: 'task' | 'irq' | 'nmi' | 'softirq' | 'work' | 'bp' | 'fault';
  /** Next statement to issue. */
  readonly pc: number;
  readonly at: Origin;
  /** Values of the registers in use: a number, or null while a load is pending. */
  readonly regs: readonly (number | null)[];
}

export type EntryKind =
  | 'load'
  | 'store'
  | 'barrier'
  | 'guess'
  | 'assert'
  | 'effect'
  | 'walk'
  | 'fault'
  | 'update'
  | 'dc'
  | 'ic'
  | 'tlbi'
  | 'violation';

export interface EntrySnapshot {
  readonly kind: EntryKind;
  readonly pc: number;
  readonly at: Origin;
  /** Cell addressed, null while the address is unknown. */
  readonly cell: number | null;
  /** Loaded or to be stored, null while unknown. */
  readonly value: number | null;
  readonly done: boolean;
  /** A value taken from memory that another CPU has since overwritten. */
  readonly stale: boolean;
  /** Why the entry cannot complete now, in words naming what it waits for; null where it can or is done. */
  readonly waits: string | null;
}

export interface PageSnapshot {
  readonly page: number;
  /** Per CPU: PTE values its TLB may hold. */
  readonly tlb: readonly (readonly number[])[];
  /** Per CPU: state of its TLB chart for the page. */
  readonly chart: readonly string[];
  /** State of the patcher chart: how far the change of the translation has come. Empty on x86, which has no such rule. */
  readonly patcher: string;
}

export interface SiteSnapshot {
  readonly site: number;
  /** Per CPU and cell of the site: values this CPU may still execute, oldest first. */
  readonly fetchable: readonly (readonly (readonly number[])[])[];
  /** State of the patcher chart: how far the change of the text has come. A state by itself need not know (`live`);
   *  along a run `TextPhases` does. */
  readonly patcher: string;
}

export type { Expr };
