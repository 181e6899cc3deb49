/**
 * A text that has lost its line breaks, as some archives' pages give it: what was a line ends where the next quote mark
 * stands, and behind two headings each verb and each call begins a cell. Which column a cell stood in is lost with the
 * spaces; it goes on in its column, until it answers the other one.
 *
 *     local cpu remote cpu send ipi enters handler sets x sees x   →   send ipi
 *                                                                                 enters handler
 *                                                                                 sets x
 *                                                                      sees x
 */
import type { FoundCell, FoundRow, FoundTable } from './found.ts';
import { isCode } from './wording.ts';

/** Shorter lines are what their author has typed. */
const LONG = 1500;
/** More rows than these have no table. */
const MOST_ROWS = 60;

const NAME = '(?:local cpu|this cpu|remote cpu|other cpu|CPU ?#?\\d|cpu\\d|P\\d|T\\d)';
const HEADINGS = new RegExp(`(?<=[:.!?] )(${NAME}) (${NAME}) (?=\\S)`, 'gi');
const VERBS =
  /^(?:sends?|raises?|enters?|exits?|leaves?|returns?|takes?|sets?|sees?|clears?|waits?|reads?|writes?|stores?|loads?|cse|no)$/i;
const ANSWERS = /^(?:enters?|takes?|cse)$/i;

/** The tables of a text without line breaks; none where it has them. */
export function flatTables(raw: string): readonly FoundTable[] {
  const lines = raw.split('\n');
  if (!lines.some((line) => line.length > LONG)) return [];
  return [...headedTables(raw), ...quotedChains(raw)].map((table, nth) => ({ ...table, number: nth + 1 }));
}

function headedTables(raw: string): readonly FoundTable[] {
  return [...raw.matchAll(HEADINGS)].flatMap((found): readonly FoundTable[] => {
    const [whole, first = '', second = ''] = found;
    const from = found.index + whole.length;
    const cells = cellsFrom(raw, from);
    if (cells.length < 4 || first.toLowerCase() === second.toLowerCase()) return [];
    const titles = [first, second];
    const columns = titles.map((title) => ({
      title,
      cpu: /\d+/.exec(title) ? Number(/\d+/.exec(title)?.[0]) : null,
      under: null,
      place: { from: found.index, to: from, line: 1 },
    }));
    const placed = columnsOf(cells.map(({ text }) => text));
    return [tableOf(raw, 'columns', columns, cells, placed)];
  });
}

interface Piece {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Cells up to where a sentence begins. */
function cellsFrom(raw: string, from: number): readonly Piece[] {
  const words = [...raw.slice(from, from + 2000).matchAll(/\S+/g)];
  const cells: { text: string; from: number; to: number }[] = [];
  for (const [nth, word] of words.entries()) {
    const [text] = word;
    const next = words[nth + 1]?.[0] ?? '';
    if (/^>+$/.test(text) || (/^[A-Z][a-z]*$/.test(text) && !VERBS.test(text) && /^[a-z]/.test(next))) break;
    const last = cells.at(-1);
    const open = last ? depthOf(last.text) : 0;
    const isCall = /^\w+\(/.test(text);
    // A call stands by itself, but for what a verb is about.
    const isOwn = isCall && last !== undefined && /\)$| (?!for$|of$|in$|to$|on$)\w+$/.test(last.text);
    const begins = !last || (open === 0 && (VERBS.test(text) || isOwn));
    const at = from + word.index;
    if (begins) cells.push({ text, from: at, to: at + text.length });
    else cells[cells.length - 1] = { text: `${last.text} ${text}`, from: last.from, to: at + text.length };
    if (cells.length > MOST_ROWS) return [];
  }
  return cells;
}

function depthOf(text: string): number {
  return (text.match(/\(/g)?.length ?? 0) - (text.match(/\)/g)?.length ?? 0);
}

/** Who sees what another has set is another; so is who takes what was sent. */
function columnsOf(cells: readonly string[]): readonly number[] {
  const setters = new Map<string, number>();
  let column = 0;
  let sent = false;
  return cells.map((cell) => {
    const [verb = '', thing = ''] = cell.split(' ');
    if (/^sees?$/i.test(verb)) {
      const by = setters.get(thing);
      if (by !== undefined) column = 1 - by;
    } else if (sent && ANSWERS.test(verb)) column = 1 - column;
    if (/^(?:sets?|clears?|writes?|stores?)$/i.test(verb)) setters.set(thing, column);
    sent = /^(?:sends?|raises?)$/i.test(verb);
    return column;
  });
}

/** Quoted code, of which each line has its mark. */
function quotedChains(raw: string): readonly FoundTable[] {
  const marks = [...raw.matchAll(/(?<=^| )(>(?: ?>)*)(?= |$)/g)];
  const tables: FoundTable[] = [];
  let run: Piece[] = [];
  const close = () => {
    if (run.length >= 5 && run.length <= MOST_ROWS) {
      const place = { from: run[0]?.from ?? 0, to: run[0]?.to ?? 0, line: 1 };
      const columns = [{ title: '', cpu: null, under: null, place }];
      tables.push(
        tableOf(
          raw,
          'single',
          columns,
          run,
          run.map(() => 0),
        ),
      );
    }
    run = [];
  };
  for (const [nth, mark] of marks.entries()) {
    const from = mark.index + mark[0].length + 1;
    const to = marks[nth + 1]?.index ?? raw.length;
    const text = raw.slice(from, to).trim();
    const isLine =
      text.length < 100 &&
      !/^[-+#@]|^(?:diff|index) /.test(text) &&
      (isCode(text) || /^\/\/|^\w+\(.*\)(?:;|$| \/\/)/.test(text));
    if (isLine) run.push({ text, from, to: from + text.length });
    else if (text !== '') close();
  }
  close();
  return tables;
}

/** Who is quoted, as far as their addresses stand beside their names. */
function peopleIn(raw: string): string {
  const found = [...raw.matchAll(/\b([A-Z][\w.-]+(?: [A-Z][\w.-]+)+) <[^<>\s]+> wrote:/g)];
  const people = [...new Set(found.map(([, name = '']) => name.replace(/^(?:AM|PM) /, '')))];
  return people.length === 0 ? '' : `${people.join(', ')} wrote: `;
}

function tableOf(
  raw: string,
  shape: FoundTable['shape'],
  columns: FoundTable['columns'],
  cells: readonly Piece[],
  placed: readonly number[],
): FoundTable {
  const [first] = cells;
  const from = first?.from ?? 0;
  const to = cells.at(-1)?.to ?? from;
  // Lines are counted as they must have been.
  const rows = cells.map(({ text, ...at }, nth): FoundRow => {
    const cell: FoundCell = { column: placed[nth] ?? 0, text, indent: 0, place: { ...at, line: nth + 1 } };
    return { number: null, cells: [cell] };
  });
  const words = (part: string) => part.replace(/ ?(?:> ?)+/g, ' ').trim();
  return {
    number: 1,
    place: { from, to, line: 1 },
    before: `${peopleIn(raw)}${words(raw.slice(Math.max(0, from - 400), from))}`,
    after: words(raw.slice(to, to + 400)),
    shape,
    columns,
    rows,
    arrows: [],
    initial: [],
    claims: [],
    letter: { subject: null, from: null, date: null, messageId: null },
  };
}
