/**
 * A column whose accesses are marked `[L]` and `[S]` may be drawn in the order of its effects: the load first that comes
 * early, the store last that is seen late. The program's order is then told by a second, smaller table of the same text
 * ("the two sides have to be like this"), or by a barrier that, as drawn, would have nothing to order.
 *
 *     [L] t = w->tsk             [S] flag = true
 *     smp_rmb()                      MB
 *     [S] dec(readers)           [L] tsk
 */
import type { FoundTable } from '../found.ts';
import { takeApart } from './cell-text.ts';
import type { Line } from './column-tree.ts';

type Mark = NonNullable<Line['text']['mark']>;

interface Marked {
  readonly mark: Mark;
  readonly text: string;
}

/** Lines of each column in the order of the program; others are left where they are. */
export function inProgramOrder(
  columns: readonly (readonly Line[])[],
  tables: readonly FoundTable[],
  own: FoundTable,
): { readonly columns: readonly (readonly Line[])[]; readonly moved: readonly Line[] } {
  const patterns = tables.filter((table) => table !== own).flatMap(patternsOf);
  const moved: Line[] = [];
  const ordered = columns.map((lines) => {
    const marked = lines.filter(({ text }) => text.mark !== null);
    const wanted = wantedOrder(lines, marked, patterns);
    if (!wanted) return lines;
    moved.push(...marked.filter((line, i) => line !== wanted[i]));
    return lines.map((line) => {
      const at = marked.indexOf(line);
      return at < 0 ? line : (wanted[at] ?? line);
    });
  });
  return { columns: ordered, moved };
}

/** Columns of a table in which there is nothing but marked accesses and barriers. */
function patternsOf(table: FoundTable): readonly (readonly Marked[])[] {
  const columns = table.columns.map((_, column) =>
    table.rows
      .flatMap(({ cells }) => cells.filter((cell) => cell.column === column))
      .map(({ text }) => takeApart(text)),
  );
  const isPattern = columns.every((cells) =>
    cells.every(({ mark, code }) => mark !== null || /^\W*(smp_)?[rw]?mb\b|^barrier/i.test(code)),
  );
  if (!isPattern) return [];
  return columns.map((cells) =>
    cells.flatMap(({ mark, code }) => (mark === null ? [] : [{ mark, text: code }])),
  );
}

/** The marked lines in the program's order, null where that is how they are drawn or nothing tells. */
function wantedOrder(
  lines: readonly Line[],
  marked: readonly Line[],
  patterns: readonly (readonly Marked[])[],
): readonly Line[] | null {
  const [first, second] = marked;
  if (marked.length !== 2 || !first || !second || first.text.mark === second.text.mark) return null;
  const order = (pattern: readonly Marked[]) => pattern.map(({ mark }) => mark).join();
  const drawn = [first, second].map(({ text }) => text.mark).join();
  const alike = patterns.filter((pattern) => pattern.length === 2 && isAbout(pattern, [first, second]));
  if (alike.some((pattern) => order(pattern) === drawn)) return null;
  if (alike.length > 0) return [second, first];
  const between = lines.slice(lines.indexOf(first) + 1, lines.indexOf(second));
  // A load before smp_rmb() and a store behind it: it has nothing to order. The same of a store, smp_wmb() and a load.
  const isVoid = between.some(({ text }) =>
    first.text.mark === 'load' ? /\brmb\b|smp_rmb/.test(text.code) : /\bwmb\b|smp_wmb/.test(text.code),
  );
  return isVoid && first.text.mark === 'load' ? [second, first] : null;
}

/** The pattern names something that the lines have, with the same mark. */
function isAbout(pattern: readonly Marked[], lines: readonly Line[]): boolean {
  return pattern.some(({ mark, text }) => {
    const name = placeName(text);
    return (
      name !== '' &&
      lines.some((line) => line.text.mark === mark && new RegExp(`\\b${name}\\b`).test(line.text.code))
    );
  });
}

/** `tsk` of `w->tsk = current`. */
function placeName(text: string): string {
  const place = /^[\w.>-]+/.exec(text.replace(/^\w+\s*=\s*(?=\w+\s*\()/, ''))?.[0] ?? '';
  return /(\w+)$/.exec(place)?.[1] ?? '';
}
