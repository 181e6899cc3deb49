/**
 * Tables in any text: a mail, a mailbox, a commit message, a page of an archive, a comment from the source. One pass
 * over the lines; each line is asked whether a table begins there, and the search goes on behind it.
 */
import type { FoundCell, FoundTable, FoundText } from './found.ts';
import { unborderedLines } from './borders.ts';
import { withChain } from './chain.ts';
import { isClaim, isInitial } from './claims.ts';
import { blocksAt, eventListAt, mayList } from './event-list.ts';
import { headedColumnAt } from './headed-column.ts';
import { ruleOf } from './headings.ts';
import { letters, type Letter } from './letters.ts';
import { loneColumn } from './lone-column.ts';
import { LineNumbers, WIDEST, type Line } from './raw-lines.ts';
import { placeOf } from './rows.ts';
import { mayHead, sideBySideAt, type Taken } from './side-by-side.ts';

/** How many tables are told at most: nobody chooses from more. */
const MOST = 500;

/** The tables of a text in order, and what it says of itself, with a rest now and then: what was read so far, from 0 to 1.
 *  Never throws. */
export function* searchTables(text: string): Generator<number, FoundText> {
  const numbers = new LineNumbers(text);
  const tables: FoundTable[] = [];
  let first: Letter | null = null;
  let lone: FoundTable | null = null;
  let done = 0;
  let rested = 0;
  for (const letter of letters(text)) {
    first ??= letter;
    for (const part of letter.parts) {
      const lines = unborderedLines(part);
      const taken: Taken[] = [];
      for (const found of tablesOf(lines, numbers)) {
        if (typeof found === 'number')
          yield Math.min(1, (done + found * part.text.length) / (text.length + 1));
        else taken.push(found);
      }
      for (const [index, found] of taken.entries()) {
        if (tables.length >= MOST) break;
        const room = { from: taken[index - 1]?.to ?? 0, to: taken[index + 1]?.from ?? lines.length };
        tables.push(tableOf(found, lines, letter, tables.length + 1, room, numbers));
      }
      if (tables.length === 0 && lone === null && lines.length < 200) {
        const taken = loneColumn(lines, numbers);
        if (taken) lone = tableOf(taken, lines, letter, 1, { from: 0, to: lines.length }, numbers);
      }
      done += part.text.length;
      if (done - rested > 100_000) {
        rested = done;
        yield Math.min(1, done / (text.length + 1));
      }
    }
  }
  const said = first ?? { subject: null, from: null, date: null, messageId: null };
  return {
    subject: said.subject,
    from: said.from,
    date: said.date,
    messageId: said.messageId,
    tables: tables.length === 0 && lone !== null ? [lone] : tables,
  };
}

/** Tables among these lines; numbers between them say how far the search is. */
function* tablesOf(lines: readonly Line[], numbers: LineNumbers): Generator<Taken | number> {
  let asked = 0;
  let lists = 0;
  for (let at = 0; at < lines.length;) {
    if (++asked % 4000 === 0) yield at / lines.length;
    const line = lines[at];
    const taken = line === undefined ? null : takenAt(lines, line, at, at >= lists, numbers);
    if (typeof taken === 'number') lists = taken;
    if (taken === null || typeof taken === 'number') at++;
    else {
      yield taken;
      at = Math.max(at + 1, taken.to);
    }
  }
}

/** The table that begins on a line, or the line before which no list does; `lists`: whether one may begin here. */
function takenAt(
  lines: readonly Line[],
  line: Line,
  at: number,
  lists: boolean,
  numbers: LineNumbers,
): Taken | number | null {
  if (line.text === '' || line.text.length > WIDEST) return null;
  if (mayHead(line)) {
    const taken = sideBySideAt(lines, at, numbers);
    if (taken) return taken;
  }
  const column = headedColumnAt(lines, at, numbers);
  if (column) return column;
  if (!mayList(line.text)) return null;
  const list = lists ? eventListAt(lines, at, numbers) : null;
  return typeof list === 'number' || list === null ? (blocksAt(lines, at, numbers) ?? list) : list;
}

/** With the paragraphs around it, and what they say of its beginning and its end. */
function tableOf(
  taken: Taken,
  lines: readonly Line[],
  letter: Letter,
  number: number,
  room: Pick<Taken, 'from' | 'to'>,
  numbers: LineNumbers,
): FoundTable {
  const { from, to, shape } = taken;
  const above = linesAbove(lines, from, room.from);
  const { columns, rows, arrows } = withChain(taken, above, numbers);
  const beginning = initialLines(above.slice(-8));
  const initial = joined(beginning).map((lines) => cellOf(lines, numbers));
  const below = linesBelow(lines, to, room.to);
  const claims = below.filter((line) => isClaim(line.text)).map((line) => cellOf([line], numbers));
  const start = lines[from];
  const end = lines[to - 1];
  const first = start ? placeOf(start, { from: 0, to: 0 }, numbers) : { from: 0, to: 0, line: 1 };
  const last = end ? placeOf(end, { from: 0, to: end.text.length }, numbers) : first;
  return {
    number,
    place: { ...first, to: last.to },
    before: said(above.filter((line) => !beginning.includes(line))),
    after: said(below),
    shape,
    columns,
    rows,
    arrows,
    initial: [...initial, ...taken.initial],
    claims: [...taken.claims, ...claims],
    letter: { subject: letter.subject, from: letter.from, date: letter.date, messageId: letter.messageId },
  };
}

/** The last of these lines that say how memory begins; one in braces may go on below. */
function initialLines(near: readonly Line[]): readonly Line[] {
  let from = near.length;
  while (from > 0) {
    const text = near[from - 1]?.text ?? '';
    const open = near.findLastIndex((line, at) => at < from && line.text.trimStart().startsWith('{'));
    if (isInitial(text)) from--;
    else if (open >= 0 && text.trimEnd().endsWith('}') && isInitial(whole(near.slice(open, from))))
      from = open;
    else break;
  }
  return near.slice(from);
}

/** Lines that belong together, by their braces. */
function joined(lines: readonly Line[]): (readonly Line[])[] {
  const found: Line[][] = [];
  for (const line of lines) {
    const last = found.at(-1);
    const text = last ? whole(last) : '';
    if (last && text.startsWith('{') && !text.endsWith('}')) last.push(line);
    else found.push([line]);
  }
  return found;
}

function whole(lines: readonly Line[]): string {
  return lines.map((line) => line.text.trim()).join(' ');
}

/** Two paragraphs before the table, at most twenty lines; `floor` is where the table before it ended. */
function linesAbove(lines: readonly Line[], from: number, floor: number): Line[] {
  const found: Line[] = [];
  let blanks = 0;
  for (let at = from - 1; at >= floor && found.length < 20; at--) {
    const line = lines[at];
    if (!line) break;
    if (line.text.trim() === '') {
      if ((lines[at + 1]?.text ?? '').trim() !== '' && found.length > 0 && ++blanks >= 3) break;
      continue;
    }
    if (/^(?:diff --git |@@ |From |[\w-]+: <|-{20,}|_{20,})/.test(line.text)) break;
    if (/^\s*(?:```|~~~)\w*$/.test(line.text)) continue;
    found.unshift(line);
  }
  return found;
}

/** Two paragraphs behind it; the next table ends them. */
function linesBelow(lines: readonly Line[], to: number, ceiling: number): Line[] {
  const found: Line[] = [];
  let paragraphs = 0;
  for (let at = to; at < ceiling && found.length < 16; at++) {
    const line = lines[at];
    if (!line) break;
    const text = line.text.trim();
    if (text === '') {
      if (found.length > 0 && (lines[at - 1]?.text ?? '').trim() !== '' && ++paragraphs >= 2) break;
      continue;
    }
    if (/^(?:-- ?$|_{10,}|diff --git |```|Signed-off-by:|Fixes:)/.test(text)) break;
    if (ruleOf(line.text) !== null) continue;
    found.push(line);
  }
  return found;
}

/** Lines as paragraphs of prose, one space between words. */
function said(lines: readonly Line[]): string {
  return lines
    .map((line) => line.text.trim().replace(/\s+/g, ' '))
    .join(' ')
    .slice(0, 1200)
    .trim();
}

function cellOf(lines: readonly Line[], numbers: LineNumbers): FoundCell {
  const [first] = lines;
  const last = lines.at(-1);
  const start =
    first && placeOf(first, { from: Math.max(0, first.text.search(/\S/)), to: first.text.length }, numbers);
  const end = last && placeOf(last, { from: 0, to: last.text.length }, numbers);
  const place = { from: start?.from ?? 0, to: end?.to ?? 0, line: start?.line ?? 1 };
  return { column: null, text: whole(lines), indent: 0, place };
}
