/** What a step plays on: the machine as the operations of a transition see it, and whoever watches the step. */
import type { CpuTable, Result } from '../tables/cpu-table.ts';
import type { TextTable } from '../memory/text.ts';
import type { TlbTable } from '../memory/tlb-table.ts';
import type { Program } from '../program.ts';

/** Told of all that happens in one step, in order. */
export interface StepWatcher {
  /** A CPU made a transition: its own, or one that another CPU's operation forced on it. */
  moved(cpu: number, result: Result): void;
  wrote(cell: number, before: number, after: number): void;
  raised(cpu: number, irq: number): void;
}

/** What a step touched, cell by cell; `anything`: it also did what no cells tell of; `issued`: where in the code, in order. */
export interface Touched {
  readonly issued: number[];
  readonly reads: number[];
  readonly writes: number[];
  anything: boolean;
}

export interface Stage {
  readonly program: Program;
  readonly cpus: readonly CpuTable[];
  readonly text: TextTable;
  readonly tlb: TlbTable;
  /** Where these words stand in a state. */
  readonly textWord: number;
  readonly tlbWord: number;
  readonly endedWord: number;
  readonly watcher: StepWatcher | null;
  readCells: number;
  wroteCells: number;
  /** Filled while somebody wants to know exactly. */
  readonly touched: Touched | null;
  violated: number;
  /** While set, violations neither end a run nor are told of. */
  readonly passing: boolean;
  /** How many entries asserts that failed in this transition have put into the queue. */
  shift: number;
  table(cpu: number): CpuTable;
  part(src: Int32Array, at: number, cpu: number): number;
  /** Puts a CPU's new part in place, performs its operations and what then happens by itself. */
  accept(cpu: number, result: Result, dst: Int32Array, at: number): number;
  /** Adds a property to what the step reports and goes on; undefined: the program does not ask. */
  report(property: number | undefined): void;
}
