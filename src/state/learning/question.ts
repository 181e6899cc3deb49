/**
 * What a reader is asked before the answer is shown: whether something can happen under given options. The answer is never
 * written down anywhere; the machine gives it (answering.ts).
 */
import type { Model, Outcome, Settings } from '../answers.ts';
import type { ScenarioFile } from '../ports.ts';

/** What may happen: a property or rule is violated, a run gets stuck, or it ends with these observed values. */
export type Subject =
  | { readonly kind: 'property'; readonly slug: string }
  | { readonly kind: 'deadlock' | 'livelock' }
  | { readonly kind: 'outcome'; readonly values: Readonly<Record<string, string>> };

/** Who claimed it, where somebody has. */
export interface ClaimSaid {
  readonly id: string;
  readonly by: string;
  readonly text: string;
  /** As the scenario's author judges it; told when the question is answered. */
  readonly truth: 'true' | 'false' | 'partly' | null;
}

export interface Question {
  /** Unique within its list. */
  readonly id: string;
  readonly file: ScenarioFile;
  readonly settings: Settings;
  /** The models that are asked about; with one alone there is no "depends". */
  readonly models: readonly Model[];
  readonly subject: Subject;
  /** What may happen, as a sentence; null: the subject in its own words. */
  readonly text: string | null;
  /** Under which options, in words; null where they are the scenario's own. */
  readonly under: string | null;
  readonly claim?: ClaimSaid;
}

export type Guess = 'yes' | 'no' | 'depends';

export interface Answer {
  /** Null: the search stopped before it was sure. */
  readonly truth: Guess | null;
  readonly models: readonly UnderModel[];
}

export interface UnderModel {
  readonly model: Model;
  /** Null: not known. */
  readonly happens: boolean | null;
  /** The shortest run that shows it. */
  readonly witness: readonly string[] | null;
  readonly states: number;
}

/** What is told to a reader who has answered. */
export interface Account {
  readonly words: string;
  /** Where the reader's picture and the machine part; null where there is no run to show. */
  readonly parting: Parting | null;
}

export interface Parting {
  /** A run, and the position to open it at. */
  readonly settings: Settings;
  readonly model: Model;
  readonly keys: readonly string[];
  readonly step: number;
  /** The options under which that run is told again, and ends to be possible. */
  readonly under?: { readonly settings: Settings; readonly model: Model };
}

/** What the reader is to bring about by choosing who moves. */
export interface BreakGoal {
  readonly file: ScenarioFile;
  readonly settings: Settings;
  readonly model: Model;
  readonly subject: Subject;
  /** As a sentence that happens; null: the subject in its own words. */
  readonly text: string | null;
}

/** What the reader is to mend with the fewest barriers. */
export interface FixTask {
  readonly file: ScenarioFile;
  /** Which options may be changed, whatever they change, each counting one; `settings` then names all options. Missing: those
   *  that are barriers. */
  readonly options?: readonly string[];
  /** Of the failing instance. */
  readonly settings: Settings;
  readonly model: Model;
}

export function isSubject(subject: Subject, outcome: Outcome): boolean {
  switch (subject.kind) {
    case 'property':
      return outcome.kind === 'violated' && outcome.property === subject.slug;
    case 'deadlock':
    case 'livelock':
      return outcome.kind === subject.kind;
    case 'outcome':
      // A litmus test's final states have values whether its condition holds in them or not.
      return Object.entries(subject.values).every(([name, value]) => outcome.values[name] === value);
  }
}
