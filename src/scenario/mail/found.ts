/**
 * A table as it stands in a text, before anybody asks what its cells mean: columns, rows, cells with their places.
 *
 *     > CPU 0                 CPU 1
 *     > -----                 -----
 *     > WRITE_ONCE(x, 1);
 *     >                       r1 = READ_ONCE(x);   // 0
 *
 * Quote marks, comment borders and diff prefixes are gone; every cell knows where in the raw text it stood.
 * Offsets count UTF-16 units from the start of the raw text, lines count from 1.
 */

/** Where something stands in the raw text. */
export interface Place {
  readonly from: number;
  readonly to: number;
  /** The line that it begins on. */
  readonly line: number;
}

export interface FoundColumn {
  /** The heading as it was typed, without rules and borders: `CPU#0`, `update`, `P1`. Empty where nothing stands
   *  above the column. */
  readonly title: string;
  /** The CPU number that the heading says, else null (`send path`, `P1`). */
  readonly cpu: number | null;
  /** A second line of the heading, as `down_write() side`: what the column runs. */
  readonly under: string | null;
  readonly place: Place;
}

/** What is drawn between places of the table: a line from one row up or down to another, or a mark that only says
 *  "here" (`==>`, `-->`), which stays in the cell's text. */
export interface FoundArrow {
  /** The column that the head stands in, and the one that the line begins in. */
  readonly column: number;
  readonly tailColumn: number;
  /** Indices into `rows`: where the line begins and where its head stands. */
  readonly tail: number;
  readonly head: number;
}

export interface FoundCell {
  /** Index into `columns`; null for a row outside the columns. */
  readonly column: number | null;
  /** Joined where it was wrapped; one space for each break. Tabs are spread; without the indentation. */
  readonly text: string;
  /** As it stands there, where `text` says the same in other words. */
  readonly typed?: string;
  /** Columns of white space inside its own column, to tell nesting. */
  readonly indent: number;
  readonly place: Place;
}

export interface FoundRow {
  /** The number that the author gave the row, `4` or `(4)`, else null. */
  readonly number: string | null;
  /** Usually one; two where two columns have something on the same line. Never empty. */
  readonly cells: readonly FoundCell[];
}

export interface FoundTable {
  /** From 1, in the order in which the tables stand in the text. */
  readonly number: number;
  readonly place: Place;
  /** The paragraph or two before it and behind it, without quote marks. */
  readonly before: string;
  readonly after: string;
  /** `columns`: side by side; `list`: one line an event, each with its CPU ("CPU 0: store …"); `single`: one column of
   *  code without a heading. */
  readonly shape: 'columns' | 'list' | 'single';
  readonly columns: readonly FoundColumn[];
  readonly rows: readonly FoundRow[];
  readonly arrows: readonly FoundArrow[];
  /** Lines that say how memory begins: `{ X = 0; Y = 0; }`, `V = 0;` above the headings. */
  readonly initial: readonly FoundCell[];
  /** Lines that say what it is about: `forbidden: …`, `BUG_ON(…)`, `May end with 'r == 0'.`, inside or just below. */
  readonly claims: readonly FoundCell[];
  /** The letter it stands in: of an mbox each table has its own. */
  readonly letter: FoundLetter;
}

/** What a mail or a commit says of itself, for the title and the source. */
export interface FoundLetter {
  readonly subject: string | null;
  readonly from: string | null;
  readonly date: string | null;
  readonly messageId: string | null;
}

/** What the whole text is, where it is a mail or a commit (of several the first), and its tables. */
export interface FoundText extends FoundLetter {
  readonly tables: readonly FoundTable[];
}
