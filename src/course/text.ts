/**
 * What a course and a lesson say, once their text is read: plain data. A lesson never says how a question is to be answered;
 * that is the machine's to tell (`answer.ts`).
 */

/** A mistake in a lesson or a course: a value for its author, with the line (from 1) where it stands. */
export interface Mistake {
  readonly line: number;
  readonly message: string;
}

export type Inline =
  | { readonly k: 'text'; readonly text: string }
  | { readonly k: 'code'; readonly text: string }
  | { readonly k: 'strong' | 'emphasis'; readonly of: readonly Inline[] }
  | { readonly k: 'link'; readonly to: string; readonly of: readonly Inline[] };

/** Prose has these and nothing else: no HTML, no pictures, no tables. */
export type Block =
  | { readonly k: 'paragraph'; readonly of: readonly Inline[] }
  | { readonly k: 'list'; readonly numbered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly k: 'quote'; readonly of: readonly Block[] }
  | { readonly k: 'code'; readonly text: string };

/** Where a lesson's scenario is: a file by its path from the lesson's own folder, or a text within the lesson. */
export type ScenarioPlace =
  { readonly k: 'file'; readonly path: string } | { readonly k: 'text'; readonly text: string };

/** The settings that a question is asked under: those of a variant, with some changed. */
export interface Circumstance {
  /** Id of a variant of the scenario; null for its initial settings. */
  readonly under: string | null;
  readonly set: Readonly<Record<string, string>>;
}

/** What can come of a run: a property or rule that is violated, `deadlock`, `livelock`, or values at the end. */
export type Ending =
  | { readonly k: 'bad'; readonly slug: string }
  | { readonly k: 'values'; readonly values: Readonly<Record<string, string>> };

interface Asked extends Circumstance {
  /** Tells it from the lesson's other questions, and stays the same when they are put in another order. */
  readonly key: string;
  readonly line: number;
  /** The question in its author's words. */
  readonly words: readonly Block[];
  /** What is said once it has been answered; empty where nothing is. */
  readonly afterwards: readonly Block[];
}

export type Question =
  /** Can it happen: yes, no, or only under some of the models? */
  | (Asked & { readonly k: 'predict'; readonly ending: Ending; readonly models: readonly ModelName[] })
  /** The reader is the scheduler and is to bring it about. */
  | (Asked & { readonly k: 'break'; readonly ending: Ending; readonly model: ModelName | null })
  /** The reader changes as few of these options as possible so that nothing goes wrong. */
  | (Asked & { readonly k: 'fix'; readonly options: readonly string[]; readonly model: ModelName | null });

export type ModelName = 'sc' | 'tso' | 'arm';

export interface Lesson {
  /** The file's name without its ending. */
  readonly id: string;
  readonly title: string;
  readonly scenario: ScenarioPlace;
  /** What the score begins with: a variant or a written interleaving of the scenario, and at which step. */
  readonly opens: Circumstance & {
    readonly model: ModelName | null;
    readonly interleaving: string | null;
    readonly step: number | null;
  };
  /** Words that it introduces. */
  readonly terms: readonly string[];
  readonly prose: readonly Block[];
  readonly questions: readonly Question[];
  /** Where to read on: manuals and documents, by section. */
  readonly sources: readonly Block[];
}

/** The order of lessons, in a text of its own. */
export interface Course {
  readonly title: string;
  readonly prose: readonly Block[];
  readonly lessons: readonly CourseEntry[];
}

export interface CourseEntry {
  /** Path of the lesson's file, from the course's own folder. */
  readonly path: string;
  readonly title: string;
  /** What the list says of it, behind the title. */
  readonly says: string;
  readonly line: number;
}

/** Something that was read, with everything that is wrong with it. `value` is null where too little is right. */
export interface Read<T> {
  readonly value: T | null;
  readonly mistakes: readonly Mistake[];
}
