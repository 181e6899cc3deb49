/** What is said of an interleaving's rows as words about the lines of the mail that they are. */
import type { DrawnTold } from '../explore/index.ts';
import type { Reading } from '../scenario/index.ts';

type Cell = Reading['cells'][number];

/** Longer titles are not repeated within a sentence. */
const SHORT = 14;

/** The words with the lines of the mail for numbers of rows; a line that two columns share is told with its column. */
export function inMailLines(words: string, rows: readonly Cell[], reading: Reading): string {
  return words.replace(/\blines? \d+(?:(?:, | and |, and )\d+)*/g, (part) => {
    const cells = [...part.matchAll(/\d+/g)].map(([row]) => rows[Number(row) - 1]);
    if (cells.some((cell) => cell === undefined)) return part;
    const found = cells.flatMap((cell) => cell ?? []);
    if (found.some((cell) => isShared(cell, reading)))
      return listed([...new Set(found.map((cell) => `line ${String(cell.line)}${columnOf(cell, reading)}`))]);
    const numbers = [...new Set(found.map(({ line }) => String(line)))];
    return `${numbers.length === 1 ? 'line' : 'lines'} ${listed(numbers)}`;
  });
}

/** Rows that have changed places stand side by side in the mail: that is no order. */
export function isAsDrawn({ broken }: DrawnTold, rows: readonly Cell[]): boolean {
  return broken.every(({ above, below }) => {
    const [one, other] = [rows[above], rows[below]];
    return one !== undefined && one.line === other?.line && one.cpu !== other.cpu;
  });
}

function isShared({ line, cpu }: Cell, { cells }: Reading): boolean {
  return cells.some((other) => other.line === line && other.cpu !== cpu && other.statement !== null);
}

function columnOf({ cpu }: Cell, { columns }: Reading): string {
  const title = columns[cpu ?? -1]?.title.trim() ?? '';
  return title !== '' && title.length <= SHORT ? ` of ${title}` : ` in column ${String((cpu ?? 0) + 1)}`;
}

function listed(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
