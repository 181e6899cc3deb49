/**
 * What a CPU does to shared memory, as events of one run in program order: reads, writes and fences as its instructions say,
 * and what each depends on, as positions of earlier reads of the run. A dependency through the condition of a select, or
 * through a compare-and-swap that succeeded, is a *pick*: what it chose may be known before the read is done, so that it
 * orders less than the others.
 */
import type { FenceKind, Instr, Order, Origin } from '../../machine/index.ts';

export interface HardwareEvent {
  readonly kind: 'read' | 'write' | 'fence';
  /** The cell; -1 for a fence. */
  readonly location: number;
  /** What was read or written. */
  readonly value: number;
  readonly acquire: Order['acquire'];
  readonly release: boolean;
  /** Part of an atomic instruction, of one that wrote nothing too. */
  readonly atomic: boolean;
  /** The read of an atomic whose result goes nowhere. */
  readonly noreturn: boolean;
  /** Part of a load-exclusive, store-exclusive pair. */
  readonly exclusive: boolean;
  readonly fence: FenceKind | null;
  /** Position of the read whose atomic instruction this write completes, -1 none. */
  readonly pair: number;
  /** Position of the load-exclusive of which this is the store, -1 none. */
  readonly monitor: number;
  readonly address: readonly number[];
  readonly data: readonly number[];
  readonly control: readonly number[];
  readonly picks: {
    readonly address: readonly number[];
    readonly data: readonly number[];
    readonly control: readonly number[];
  };
  readonly at: Origin;
}

/** One run of a CPU: what it did, and what its registers hold in the end. */
export interface HardwareRun {
  readonly events: readonly HardwareEvent[];
  readonly registers: readonly number[];
  /** Where it stopped since an address is no cell's; null where it ended. */
  readonly wild: Instr | null;
}

export interface HardwareRuns {
  readonly runs: readonly HardwareRun[];
  /** Some run was cut off: a loop went round too often, or there are too many runs. */
  readonly cut: 'loop' | 'runs' | null;
}
