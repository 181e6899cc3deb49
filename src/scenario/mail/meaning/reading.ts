/** What a table became: rows, inferences, the scenario's text. Plain data, for whoever shows it. */
import type { FoundColumn } from '../found.ts';

/** What a cell of the table became. */
export interface ReadCell {
  /** Line of the raw text, from 1. */
  readonly line: number;
  /** Index of its column, null for a row outside the columns. */
  readonly cpu: number | null;
  /** As the author typed it. */
  readonly text: string;
  /** `value`: it says what a statement above it found. */
  readonly as: 'statement' | 'event' | 'value' | 'note';
  /** The statement in the scenario, null where there is none. */
  readonly statement: string | null;
  /** The line of `source` that it stands in, from 1; null where there is none. */
  readonly sourceLine: number | null;
  /** The statement is something that runs, not the name of a call whose body is drawn, or a jump. */
  readonly isStep: boolean;
  /** It is code, and nothing is known of it: the scenario is without it. */
  readonly isUnknown: boolean;
  /** What it is said to find, where it is one value. */
  readonly value: string | null;
  /** No row draws it: it must follow for somebody who waits to go on. */
  readonly isAdded?: boolean;
  /** The interrupt of the scenario that is taken here. */
  readonly irq?: string;
}

/** Something that the table does not say, and that was taken so. */
export interface Inference {
  /** Stable, to change it by: `begin:todo`. */
  readonly key: string;
  /** A sentence for people. */
  readonly text: string;
  readonly taken: string;
  /** What else it could be; empty where there is no choice. */
  readonly choices: readonly string[];
  /** Line of the raw text, null where it is about the whole table. */
  readonly line: number | null;
}

/** Changes to inferences, by key. */
export type Edits = Readonly<Record<string, string>>;

/** What the machine is asked: whether this can be. */
export interface Asked {
  readonly k: 'values' | 'rule' | 'deadlock' | 'nothing';
  /** The property that is violated where it happens; null for a deadlock, and where nothing is asked. */
  readonly slug: string | null;
  /** A sentence. */
  readonly text: string;
}

export interface Reading {
  readonly columns: readonly FoundColumn[];
  readonly cells: readonly ReadCell[];
  /** Rows that are code and that the scenario is without, in words: "without line 7, which is not understood". */
  readonly without: string | null;
  /** Whose code somebody waits for, and no row is understood as it: "the function of dev->work is not drawn". What does
   *  not happen may happen with it. */
  readonly undrawn: string | null;
  readonly inferences: readonly Inference[];
  readonly asked: Asked;
  /** Rows as effects in the order of the drawing, or each column as a program. */
  readonly isProgram: boolean;
  /** Barriers that are options, with the line that each is in; `isOn` as the text speaks of it. */
  readonly options: readonly {
    readonly name: string;
    readonly text: string;
    readonly line: number;
    readonly isOn: boolean;
  }[];
  /** The scenario, which compiles; null where no row can be executed. */
  readonly source: string | null;
}
