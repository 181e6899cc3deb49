/**
 * From the lines of a table to its rows: cells, those joined that were wrapped, and the numbers in the margin.
 */
import type { FoundArrow, FoundCell, FoundRow } from './found.ts';
import { ruleOf, stretches, type Stretch } from './headings.ts';
import type { Drawn } from './drawing.ts';
import { piecesOf, type Layout, type Piece } from './layout.ts';
import type { Continued } from './unwrapping.ts';
import { blanked, offsetOf, type Line, type LineNumbers } from './raw-lines.ts';
import { isDots, isRemark, isSentence, isStep, isUnfinished } from './wording.ts';

interface Open {
  column: number | null;
  text: string;
  from: number;
  readonly line: Line;
  last: Line;
  lastIndex: number;
  lastTo: number;
  joined: number;
}

interface OpenRow {
  number: string | null;
  readonly cells: Open[];
  readonly line: number;
}

/** Nobody leaves so much space before a remark about what stands on its left. */
const FAR = 16;

/** No sentence ends with such a word. */
const HANGING =
  /\b(?:a|an|the|of|to|and|or|but|is|are|was|that|which|not|from|with|in|on|at|by|for|just|so|as|its|this|we)$/i;

const NUMBER = /^( *)(\(?\d{1,3}[a-z]?(?:\)|[.:]\)?)?)(?= |$)/;

/** The lines' numbers in the margin, taken out of them, if they go up and either stand left of the headings, which
 *  begin at the column `left`, or most lines have one. */
export function numbersOf(
  body: readonly Line[],
  left: number,
): { lines: Line[]; numbers: (string | null)[] } {
  const none = { lines: [...body], numbers: body.map(() => null) };
  const found = body.map((line) => NUMBER.exec(line.text));
  const filled = body.filter((line) => line.text.trim() !== '' && ruleOf(line.text) === null).length;
  const values = found.flatMap((one) =>
    one ? [Number.parseInt((one[2] ?? '').replace(/\D/g, ''), 10)] : [],
  );
  const aside = found.every((one) => !one || one[0].length < left);
  if (values.length < 2 || (!aside && values.length < filled * 0.4)) return none;
  if (values.some((value, index) => index > 0 && value < (values[index - 1] ?? 0))) return none;
  return {
    lines: body.map((line, index) => blanked(line, 0, found[index]?.[0].length ?? 0)),
    numbers: found.map((one) => one?.[2]?.replace(/[^\w]/g, '') ?? null),
  };
}

/** Without the numbers that a column further right counts from 1 for itself: `1. x = 1         1. y = 1`. */
export function withoutOwnNumbers(body: readonly Line[], left: number): readonly Line[] {
  const number = (text: string) => /^\(?(\d{1,2})[.)](?=\s|$)/.exec(text);
  const places = new Set(
    body.flatMap((line) =>
      stretches(line).flatMap(({ from, text }) => (from >= left + 8 && number(text) ? [from] : [])),
    ),
  );
  let lines = body;
  for (const at of places) {
    const own = body.map(({ text }) => (text[at - 1] === ' ' ? number(text.slice(at)) : null));
    const values = own.flatMap((one) => (one ? [Number(one[1])] : []));
    if (values.length < 2 || values.some((value, i) => value !== i + 1)) continue;
    lines = lines.map((line, i) => {
      const [typed] = own[i] ?? [];
      return typed === undefined ? line : blanked(line, at, at + typed.length);
    });
  }
  return lines;
}

/** What rows are made of. */
export interface Grid {
  readonly body: readonly Line[];
  readonly numbers: readonly (string | null)[];
  readonly continued: ReadonlyMap<number, Continued>;
  readonly layout: Layout;
}

/** A remark to the end of its line, closed: what is joined to it is not of it. */
function closed(text: string): string {
  return text.replace(/\/\/(?!.*\*\/)(.*)$/s, '/*$1 */');
}

export class Rows {
  private readonly open: OpenRow[] = [];
  /** The last cell of each column, while lines below may still belong to it. */
  private readonly latest = new Map<number | null, Open>();
  private readonly rights: readonly number[];
  private readonly remarking: ReadonlySet<number | null>;
  private readonly grid: Grid;
  private readonly at: LineNumbers;

  constructor(grid: Grid, at: LineNumbers) {
    this.grid = grid;
    this.at = at;
    this.rights = rightEdges(grid.body, grid.layout);
    this.remarking = new Set(
      grid.body.flatMap((line) => {
        const [only, second] = piecesOf(line, grid.layout);
        return only && !second && isRemark(only.text) ? [only.column] : [];
      }),
    );
    for (const [index, line] of grid.body.entries()) this.add(line, index);
  }

  private add(line: Line, index: number): void {
    if (line.text.trim() === '') return;
    if (ruleOf(line.text) !== null) return;
    const again = this.grid.continued.get(index);
    const upper = again === 'row' ? this.open.at(-1) : undefined;
    const row: OpenRow = upper ?? { number: this.grid.numbers[index] ?? null, cells: [], line: index };
    for (const piece of this.ownRemarks(line, piecesOf(line, this.grid.layout))) {
      const above = this.latest.get(piece.column);
      if (above && (again === 'cell' || (row.number === null && this.continues(above, piece, index)))) {
        above.text = `${closed(above.text)} ${piece.text}`;
        above.last = line;
        above.lastIndex = index;
        above.lastTo = piece.to;
        above.joined++;
        continue;
      }
      const cell: Open = {
        column: piece.column,
        text: piece.text,
        from: piece.from,
        line,
        last: line,
        lastIndex: index,
        lastTo: piece.to,
        joined: 0,
      };
      this.latest.set(piece.column, cell);
      row.cells.push(cell);
    }
    if (upper === undefined && row.cells.length > 0) this.open.push(row);
  }

  /** A remark to the right of a cell is that cell's, unless the column has remarks that stand alone. */
  private ownRemarks(line: Line, pieces: readonly Piece[]): readonly Piece[] {
    const last = pieces.at(-1);
    const before = pieces.at(-2);
    if (!last || !before || !isRemark(last.text) || isRemark(before.text)) return pieces;
    if (this.remarking.has(last.column) || this.grid.layout.bars.length > 0) return pieces;
    const isOwn = last.column !== null && last.from === this.grid.layout.starts[last.column];
    if (isOwn && last.from - before.to >= FAR) return pieces;
    return [...pieces.slice(0, -2), { ...before, to: last.to, text: line.text.slice(before.from, last.to) }];
  }

  /** A cell goes on below if it is unfinished, or if it is prose whose next word did not fit any more. */
  private continues(above: Open, piece: Piece, index: number): boolean {
    const distance = index - above.lastIndex;
    if (above.joined > 8 || isDots(piece.text)) return false;
    if (isUnfinished(above.text)) return distance <= 3 && !/^[{}]/.test(piece.text);
    if (distance !== 1 || piece.column === null) return false;
    const word = /^\S+/.exec(piece.text)?.[0] ?? '';
    // In the last column the widest line is no edge: there a line is full where mails are, or where it cannot end.
    const isLast = piece.column === this.grid.layout.starts.length - 1;
    const ends =
      !isLast || above.lastTo >= 60 || HANGING.test(above.text) || /^[A-Z][a-z]+(?: \S+){2}/.test(above.text);
    const full =
      ends && above.lastTo + 1 + word.length > (this.rights[piece.column] ?? Number.POSITIVE_INFINITY);
    return (
      full &&
      /^[a-z("']/.test(word) &&
      !isStep(piece.text) &&
      !/^(?:\w+\([^()]*\);?$|[-=<]+>? )/.test(above.text) &&
      !isRemark(above.text) &&
      isSentence(`${above.text} ${piece.text}`)
    );
  }

  /** Rows with their cells; places are those of the raw text. */
  finish(): { rows: FoundRow[]; rowOfLine: (line: number) => number; left: readonly number[] } {
    const left = this.grid.layout.starts.map((start, column) => {
      const starts = this.open.flatMap((row) =>
        row.cells.filter((cell) => cell.column === column).map((cell) => cell.from),
      );
      return starts.length > 0 ? Math.min(...starts) : start;
    });
    const cellOf = (cell: Open): FoundCell => {
      const from = offsetOf(cell.line, cell.from);
      return {
        column: cell.column,
        text: cell.text,
        indent: cell.column === null ? 0 : cell.from - (left[cell.column] ?? 0),
        place: { from, to: offsetOf(cell.last, cell.lastTo), line: this.at.of(from) },
      };
    };
    const rows = withoutLabels(
      this.open.map((row) => ({ number: row.number, cells: row.cells.map(cellOf) })),
    );
    const rowOfLine = (line: number): number => {
      let best = 0;
      for (const [index, row] of this.open.entries()) if (row.line <= line) best = index;
      return best;
    };
    return { rows, rowOfLine, left };
  }
}

const LABEL = /^(?:\[(\d{1,2})\]|\((\d{1,2})\)) +(?=[\w*&<])/;

/** Steps that are counted across the columns, `[3] lock(a);`: numbers of their rows, where each number is one step's. */
function withoutLabels(rows: readonly FoundRow[]): FoundRow[] {
  const labels = rows.flatMap(({ cells }) => cells.flatMap(({ text }) => LABEL.exec(text)?.[0] ?? []));
  if (labels.length < 3 || new Set(labels).size < labels.length) return [...rows];
  return rows.map((row) => {
    const found = row.cells.map(({ text }) => LABEL.exec(text));
    const number = found.flatMap((label) => label?.[1] ?? label?.[2] ?? [])[0] ?? null;
    const cells = row.cells.map((cell) => ({ ...cell, text: cell.text.replace(LABEL, '') }));
    return { number: row.number ?? number, cells };
  });
}

/** Behind where text may stand in each column: the next column, or as far as the widest line goes. */
function rightEdges(body: readonly Line[], layout: Layout): number[] {
  const widest = Math.max(0, ...body.map((line) => line.text.length));
  return layout.starts.map((_start, column) => (layout.starts[column + 1] ?? widest + 2) - 1);
}

/** Drawn lines between rows. */
export function arrowsOf(
  drawn: readonly Drawn[],
  layout: Layout,
  rowOfLine: (line: number) => number,
): FoundArrow[] {
  const columnAt = (at: number): number => {
    let column = 0;
    for (const [index, start] of layout.starts.entries()) if (at >= start) column = index;
    return column;
  };
  return drawn.map(({ tailLine, headLine, tailAt, headAt }) => ({
    column: columnAt(headAt),
    tailColumn: columnAt(tailAt),
    tail: rowOfLine(tailLine),
    head: rowOfLine(headLine),
  }));
}

/** A place for some columns of a line. */
export function placeOf(
  line: Line,
  stretch: Pick<Stretch, 'from' | 'to'>,
  at: LineNumbers,
): FoundCell['place'] {
  const from = offsetOf(line, stretch.from);
  return { from, to: offsetOf(line, stretch.to), line: at.of(from) };
}
