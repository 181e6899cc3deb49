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
  const line = above[head + 1];
  if (head < 0 || !line?.text.includes(ARROW) || taken.columns.length < 2) return taken;
  const names = line.text.trim().split(ARROW);
  const drawn = taken.columns.map((_, column) => locksOf(taken.rows, column));
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
    columns.push({ title: 'as the chain says', cpu: null, under: null, place });
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

/** The locks that a column takes, in its order. */
function locksOf(rows: readonly FoundRow[], column: number): readonly string[] {
  return rows.flatMap(({ cells }) =>
    cells.flatMap((cell) => {
      const lock = cell.column === column ? /^(?:r|sync|)lock\((.*)\);?$/.exec(cell.text)?.[1] : undefined;
      return lock === undefined ? [] : [lock];
    }),
  );
}
