/**
 * What the timeline shows of one run.
 *
 *     row  step  CPU 0                 CPU 1                memory
 *      0     0   kernel                user                 flags ISOLATED   ← the start
 *      1     –   ◌ WRITE flags                                                ← issue row: drawn, not counted
 *      2     1   ● READ data → 0 ←──────────────────────────┤
 *      3     2   ● flags becomes visible ──────────────────► BROKEN
 *      4     –                         ⊘ READ data → 1                        ← refused row: written, not played
 *
 * Positions count steps (0 is the start); rows are what is drawn. `rowOfStep` leads from one to the other.
 */
import type { Fate, Run } from '../explore/index.ts';
import type { Instr, StepKind } from '../machine/index.ts';

export interface Score {
  readonly parts: readonly Part[];
  /** Memory locations that the run reads or writes, in the program's order. */
  readonly lanes: readonly Lane[];
  readonly rows: readonly Row[];
  readonly ties: readonly Tie[];
  readonly links: readonly Link[];
  readonly spans: readonly Span[];
  /** What each CPU may hold a copy of; by part, its pipeline before its TLB. Empty where nothing can be copied. */
  readonly copies: readonly CopyLane[];
  /** Locks and interprocessor calls, which can be folded into one row each. */
  readonly calls: readonly Call[];
  /** Row of each position 0..steps. */
  readonly rowOfStep: readonly number[];
  readonly steps: number;
  /** Fate after each position 0..steps. */
  readonly fates: readonly Fate[];
  /** How the run ends. */
  readonly ends: Run['end'];
  /** The step that made the end inevitable, null where there is none. */
  readonly noReturn: number | null;
  /** Positions worth stopping at: stale reads, interrupts, the point of no return, violations, notes. */
  readonly points: readonly number[];
}

/** A column: an agent (environment, hypervisor) or a CPU. */
export interface Part {
  readonly cpu: number;
  readonly name: string;
  readonly title: string;
  readonly agent: boolean;
  /** Parallel ties that its queue lane must hold. */
  readonly tracks: number;
  /** Parallel spans of handlers and locks. */
  readonly spans: number;
}

export interface Lane {
  readonly cell: number;
  readonly name: string;
  readonly initial: string;
  readonly changes: readonly LaneChange[];
}

export interface LaneChange {
  readonly row: number;
  readonly value: string;
  /** Part that wrote it. */
  readonly part: number | null;
}

export type Plain = NonNullable<Instr['plain']>;

export type Mark = 'open' | 'full' | 'bar' | 'point' | 'irq' | 'cross' | 'refused';

export interface Row {
  readonly index: number;
  /** `refused`: the last row of a written interleaving that the machine does not play. `lost`: behind the run's end, what
   *  it did under other options and cannot do under these. */
  readonly kind: 'start' | 'issue' | 'step' | 'refused' | 'lost';
  /** Position at which this row has happened; of a refused or lost row, behind which it was tried. */
  readonly step: number;
  readonly part: number | null;
  /** Who moves: a statement of the program, or hardware by itself (set lighter and indented). */
  readonly voice: 'program' | 'hardware';
  readonly stepKind: StepKind | null;
  readonly pc: number | null;
  /** The statement or event, in the program's own words. */
  readonly text: string;
  /** Value taken, where the row is a read. */
  readonly result: string | null;
  /** What happens to it: "becomes visible". */
  readonly detail: string | null;
  /** It is a plain access of C, none by READ_ONCE() or its like; `meant`: one inside data_race(). */
  readonly plain: Plain | null;
  readonly mark: Mark;
  readonly track: number;
  /** The read took a value although a newer one stands issued in a row above. */
  readonly stale: boolean;
  /** That newer value, in words: "BROKEN still queued on CPU 1". */
  readonly missed: string | null;
  /** The read's value was the newest, but when this step made a newer one visible an earlier load of its CPU was still
   *  to come. */
  readonly replaced: number | null;
  /** The thread's words; on a refused row the machine's reason stands behind them. */
  readonly note: string | null;
  /** Slug of the violated property, or how the run ends here. */
  readonly violation: string | null;
  /** Ghost variables set in this row, in words. */
  readonly ghosts: readonly string[];
  /** What else begins or ends here. */
  readonly facts: readonly Fact[];
  /** What a screen reader says. */
  readonly label: string;
  /** The call of `Score.calls` that it belongs to, by its id. */
  readonly call: string | null;
  /** How many rows of that call were folded into this one; 0: it is a row of its own. */
  readonly folds: number;
  /** The first step that it stands for, `step` being the last: the same unless it was folded. */
  readonly since: number;
}

/** A call that a reader takes as one thing: its rows, in stretches that nobody else's row interrupts. */
export interface Call {
  /** The same for the same call in every run of a program that makes it as often before. */
  readonly id: string;
  /** As it is written: `spin_lock(&x)`. */
  readonly text: string;
  readonly stretches: readonly CallStretch[];
}

export interface CallStretch {
  readonly from: number;
  /** Last row. */
  readonly to: number;
  /** What the call does in it: "waits", "acquired". */
  readonly detail: string;
  /** False where it leaves the call on its way. */
  readonly done: boolean;
}

/** A row of a run that cannot go on, as another score has it; `note` says why, on the first. */
export interface LostRow extends Pick<
  Row,
  'text' | 'result' | 'detail' | 'voice' | 'stepKind' | 'pc' | 'note'
> {
  readonly cpu: number;
}

/** In words: "takes lock x", "CPU 1 may still translate vmemmap to old_page". */
export interface Fact {
  readonly about: 'lock' | 'copy';
  readonly words: string;
}

/** An access in flight. `to` null: still in flight when the run ends. */
export interface Tie {
  /** The step behind which it was issued, 0 before the first; null where the tie begins only where it is overtaken. */
  readonly since: number | null;
  readonly part: number;
  readonly track: number;
  readonly from: number;
  readonly to: number | null;
  readonly text: string;
}

export type Link =
  | {
      readonly kind: 'write';
      readonly row: number;
      readonly part: number;
      readonly lane: number;
      readonly value: string;
    }
  | {
      readonly kind: 'read';
      readonly row: number;
      readonly part: number;
      readonly lane: number;
      readonly value: string;
      /** Row that wrote the value, 0 where it is the initial one. */
      readonly source: number;
      readonly stale: boolean;
    }
  | {
      readonly kind: 'ipi';
      readonly row: number;
      readonly part: number;
      readonly target: number;
      readonly to: number | null;
      readonly name: string;
    }
  | {
      readonly kind: 'ack';
      readonly row: number;
      readonly part: number;
      readonly target: number;
      readonly to: number;
    }
  | {
      /** A TLBI or IC IVAU on its way from the row in which it executes to one of the other CPUs. */
      readonly kind: 'broadcast';
      readonly op: 'tlbi' | 'ic';
      readonly row: number;
      readonly part: number;
      readonly target: number;
      /** Row in which it arrives; null where it does not. */
      readonly to: number | null;
      /** The copy it drops there, in `Score.copies`. */
      readonly copy: number | null;
      readonly name: string;
    }
  | {
      /** From the last arrival of a broadcast to the DSB at its issuer (`target`) that waited for it. */
      readonly kind: 'done';
      readonly row: number;
      readonly part: number;
      readonly target: number;
      readonly to: number;
      readonly copy: number | null;
    };

/** A state that lasts. Rows are those of the steps that began and ended it. */
export interface Span {
  readonly kind: 'handler' | 'lock' | 'stale';
  readonly part: number;
  /** Of handlers and locks: place beside what overlaps it, 0 at the left. */
  readonly track: number;
  readonly from: number;
  /** Last row of the span; the last row of the score where it does not end. */
  readonly to: number;
  /** It lasts beyond the run. */
  readonly open: boolean;
  readonly name: string;
  /** Of a stale copy: its lane in `Score.copies`. */
  readonly copy: number | null;
}

/** Copies of one site (in a CPU's pipeline) or of one page's translation (in its TLB). */
export interface CopyLane {
  readonly part: number;
  readonly kind: 'pipeline' | 'tlb';
  /** The site's or page's name. */
  readonly name: string;
  /** From row 0 to the last, without gaps. */
  readonly stretches: readonly CopyStretch[];
}

/** `mixed`: bytes of different versions may meet; `conflict`: two different valid translations. */
export type CopyState = 'empty' | 'current' | 'stale' | 'mixed' | 'conflict';

export interface CopyStretch {
  readonly from: number;
  /** Last row. */
  readonly to: number;
  readonly state: CopyState;
  /** What the CPU may use, in words: "old_insn or INT3"; of several bytes each, with commas. */
  readonly holds: string;
  /** What of it memory no longer has; empty where nothing. */
  readonly old: string;
}
