/**
 * What the search and the replay answer; plain data that crosses the worker boundary.
 */
import type { ChoiceInfo, Snapshot, StepKind, StepTrace } from '../machine/index.ts';

export type VerdictKind = 'holds' | 'violated' | 'deadlock' | 'livelock' | 'bounded';

export type Fate = 'open' | 'doomed' | 'clear' | 'unknown';

export interface ExploreLimits {
  readonly states: number;
  readonly ms?: number;
  /** Memory of the search itself; about 1 GB when missing. */
  readonly bytes?: number;
  /** Stop, as if cancelled, where a property is violated: what else can happen is not asked. */
  readonly first?: boolean;
}

/** One way a run can end. `label` is unique: property slug, `deadlock`, `livelock`, or the observed values. */
export interface Outcome {
  readonly kind: 'finished' | 'violated' | 'deadlock' | 'livelock';
  readonly label: string;
  readonly property: string | null;
  /** Observed values by name, for finished runs. */
  readonly values: Readonly<Record<string, string>>;
  readonly bad: boolean;
  /** Number of final states of this kind. */
  readonly finals: number;
  /** Distinct interleavings (paths of choices) that reach it, decimal; null where not counted (cycles, reduction). */
  readonly interleavings: string | null;
  /** Shortest, as choice keys. */
  readonly witness: readonly string[];
}

export interface ExploreResult {
  readonly verdict: VerdictKind;
  /** Slugs of all violated properties, sorted. */
  readonly properties: readonly string[];
  readonly outcomes: readonly Outcome[];
  /** Shortest run to the worst ending found, null when it holds. */
  readonly witness: readonly string[] | null;
  readonly states: number;
  readonly steps: number;
  readonly squashed: number;
  readonly ms: number;
  readonly fates: { readonly open: number; readonly doomed: number; readonly clear: number } | null;
  /** States were left out that verdict, properties and outcomes do not depend on. */
  readonly reduced: boolean;
  /** Why it stopped early, null when complete. */
  readonly limit: 'states' | 'time' | 'memory' | 'loop' | 'cancelled' | null;
}

export interface Progress {
  readonly states: number;
  readonly steps: number;
  readonly frontier: number;
  readonly depth: number;
  readonly ms: number;
}

/** A run as it was played: what the score draws and what stepping shows. */
export interface Run {
  readonly initial: Snapshot;
  readonly steps: readonly RunStep[];
  /** Enabled after the last step (or at the start of an empty run), with their fate where known. */
  readonly next: readonly ChoiceView[];
  readonly end: 'finished' | 'violated' | 'deadlock' | 'livelock' | 'open' | 'impossible';
  /** Statements that a written interleaving names although they issue along with a step (`issued`; 0: before the first)
   *  and are none themselves: after which step they are named, and what is said of them. */
  readonly named?: readonly NamedIssue[];
  /** Which of the keys (from 0) were passed over: issues, once steps of their own, that happen by themselves here. */
  readonly passed?: readonly number[];
  /** Where a key or schedule row could not be played. */
  readonly problem: RunProblem | null;
  /** Of an interleaving that is read as drawn. */
  readonly drawn?: DrawnTold;
}

/** What became of the rows of a drawn interleaving. Rows are indices. */
export interface DrawnTold {
  /** By row: after how many steps it was done, -1 where it was not. */
  readonly stepOf: readonly number[];
  /** Pairs of different columns that happen in the other order than they are drawn. */
  readonly broken: readonly { readonly above: number; readonly below: number }[];
  /** Rows that do not happen as they are written in the nearest run, in the order in which that becomes clear; `got`: what
   *  happens instead, null where the statement does not run. Empty where the interleaving can happen. */
  readonly missed: readonly { readonly row: number; readonly got: string | null; readonly step: number }[];
  /** Rows behind the failure that ends the run. */
  readonly after: readonly number[];
  /** The search was given up before it was certain. */
  readonly bounded: boolean;
  /** One clause: "happens as drawn under arm". */
  readonly words: string;
}

export interface NamedIssue {
  readonly cpu: number;
  readonly pc: number;
  readonly issued: number;
  readonly step: number;
  readonly note: string | null;
}

export interface RunStep {
  readonly key: string;
  readonly trace: StepTrace;
  readonly after: Snapshot;
  /** What was enabled before this step, the taken one included. */
  readonly choices: readonly ChoiceView[];
  readonly fate: Fate;
  readonly note: string | null;
}

export interface ChoiceView extends ChoiceInfo {
  readonly fate: Fate;
  /** Set where the choice leads only to runs that contradict a guess and so do not exist. */
  readonly squashed?: true;
}

export interface RunProblem {
  /** Number of steps that could be played. */
  readonly step: number;
  readonly message: string;
  /** Index of the schedule row, where a schedule was played. */
  readonly row: number | null;
  /** That row, as its author wrote it. */
  readonly refused: RefusedRow | null;
  /** Sentences: the chain of orderings by which it cannot be, where that was asked for. */
  readonly because?: readonly string[];
}

/** A row of a written interleaving that the machine does not play. */
export interface RefusedRow {
  readonly cpu: number;
  /** The statement it names; null where it names none (an interrupt). */
  readonly pc: number | null;
  readonly kind: StepKind;
  /** Value, arm, version, interrupt meant. */
  readonly what: string | null;
  readonly note: string | null;
}
