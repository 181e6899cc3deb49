/**
 * What lockdep says above its drawing and leaves out of it: the drawing has two CPUs, and where more locks are in the
 * circle the rest of it is one line.
 *
 *     Chain exists of:
 *       &a --> &b --> &c
 *
 *            CPU0                    CPU1
 *       lock(&c);
 *                                    lock(&b);
 *                                    lock(&c);
 *       lock(&a);
 *
 * Somebody else takes `&b` while holding `&a`, else nobody would have to wait for ever: that is a column of its own.
 */
import type { FoundCell, FoundColumn, FoundRow } from './found.ts';
import type { Line, LineNumbers } from './raw-lines.ts';
import { placeOf } from './rows.ts';
import type { Taken } from './side-by-side.ts';

const ARROW = ' --> ';

/** The table with a column for each step of the chain that no column draws; `above` are the lines before it. */
export function withChain(taken: Taken, above: readonly Line[], numbers: LineNumbers): Taken {
  const head = above.findLastIndex(({ text }) => text.trim() === 'Chain exists of:');
  const drawn = taken.columns.map((_, column) => locksOf(taken.rows, column));
  const missing = head < 0 ? missingIn(taken, drawn, above) : null;
  const line = missing ? above.find(isReport) : above[head + 1];
  if (!line || taken.columns.length < 2 || (!missing && (head < 0 || !line.text.includes(ARROW))))
    return taken;
  const names = missing ?? line.text.trim().split(ARROW);
  const isDrawn = (held: string, wanted: string) =>
    drawn.some((locks) => locks.some((lock, at) => lock === held && locks[at + 1] === wanted));
  const place = placeOf(line, { from: line.text.search(/\S/), to: line.text.length }, numbers);
  const columns: FoundColumn[] = [...taken.columns];
  const first: FoundCell[] = [];
  const last: FoundCell[] = [];
  names.forEach((held, at) => {
    const wanted = names[at + 1];
    if (wanted === undefined || isDrawn(held, wanted)) return;
    const cell = (name: string) => ({ column: columns.length, text: `lock(${name});`, indent: 0, place });
    first.push(cell(held));
    last.push(cell(wanted));
    const title = missing ? 'somebody else, who is not told' : 'as the chain says';
    columns.push({ title, cpu: null, under: null, place });
  });
  const row = (cell: FoundCell): FoundRow => ({ number: null, cells: [cell] });
  const shift = first.length;
  return {
    ...taken,
    columns,
    rows: [...first.map(row), ...taken.rows, ...last.map(row)],
    arrows: taken.arrows.map((arrow) => ({ ...arrow, tail: arrow.tail + shift, head: arrow.head + shift })),
  };
}

function isReport({ text }: Line): boolean {
  return /^ *Possible (?:\w+ )?unsafe locking scenario:$/.test(text);
}

/** lockdep's drawing of a longer circle, `a`, then `b a`, then `c`, whose chain was cut off: who takes `b` behind `c`. */
function missingIn(
  { rows }: Taken,
  [first = [], second = [], ...more]: readonly (readonly string[])[],
  above: readonly Line[],
): readonly string[] | null {
  const cells = rows.flatMap((row) => row.cells);
  const [a, c] = first;
  const [b, again] = second;
  if (more.length > 0 || cells.length !== 4 || a === undefined || b === undefined || c === undefined)
    return null;
  return a === again && b !== c && b !== a && above.some(isReport) ? [c, b] : null;
}

/** The locks that a column takes, in its order. */
function locksOf(rows: readonly FoundRow[], column: number): readonly string[] {
  return rows.flatMap(({ cells }) =>
    cells.flatMap((cell) => {
      const lock = cell.column === column ? /^(?:r|sync|)lock\((.*)\);?$/.exec(cell.text)?.[1] : undefined;
      return lock === undefined ? [] : [lock];
    }),
  );
}
