/**
 * A table with its columns side by side, from the line of its headings on; null where what follows is none. A heading
 * that names CPUs is believed almost at once. Roles, functions and other words are believed if a rule stands below
 * them, or strokes, and if what follows looks like steps that take turns.
 */
import type { FoundCell, FoundColumn, FoundTable } from './found.ts';
import { isInitial, isClaim } from './claims.ts';
import { wipedDrawings } from './drawing.ts';
import { extentOf } from './extent.ts';
import {
  barred,
  cpuOf,
  isRole,
  isRunner,
  isWords,
  prefixEnd,
  prefixesOf,
  ruleOf,
  stretches,
  titlesOf,
  type Stretch,
} from './headings.ts';
import { layoutOf } from './layout.ts';
import { withoutDepth, withoutLifelines } from './lifelines.ts';
import { blanked, type Line, type LineNumbers } from './raw-lines.ts';
import { arrowsOf, numbersOf, placeOf, Rows, withoutOwnNumbers } from './rows.ts';
import { marked, staggered, unheaded, unnamed, type Heading, type Trust } from './unwritten-headings.ts';
import { unwrapped } from './unwrapping.ts';
import { isCode, isDots, isRemark, isSentence, isStep } from './wording.ts';

/** A table and the lines that it takes, without what stands around it. */
export interface Taken {
  readonly shape: FoundTable['shape'];
  readonly columns: readonly FoundColumn[];
  readonly rows: FoundTable['rows'];
  readonly arrows: FoundTable['arrows'];
  readonly claims: FoundTable['claims'];
  readonly initial: FoundTable['initial'];
  readonly from: number;
  /** Behind its last line. */
  readonly to: number;
}

/** The table whose headings stand on the line `at`. */
export function sideBySideAt(lines: readonly Line[], at: number, numbers: LineNumbers): Taken | null {
  const heading = headingAt(lines, at);
  if (heading === null) return null;
  const { titles, bars, rule } = heading;
  // First as far as the headings alone tell, then with the columns that the lines themselves show.
  const rough = extentOf(
    lines,
    heading.body,
    Math.min(titles[1]?.from ?? 0, rule?.[1]?.from ?? Number.POSITIVE_INFINITY),
  );
  const trial = lines.slice(heading.body, rough);
  const second = layoutOf(titles, bars, rule, trial).starts[1] ?? 0;
  const to = extentOf(lines, heading.body, second);
  const body = lines.slice(heading.body, to);
  const own = heading.bars.length > 0 ? body : [...withoutDepth(withoutLifelines(body, titles.length))];
  const raw = withoutBlankEnd(heading.trust === 'prefixes' ? own.map(withoutPrefixes) : own);
  if (raw.length === 0) return null;
  const left = Math.min(titles[0]?.from ?? 0, rule?.[0]?.from ?? Number.POSITIVE_INFINITY);
  const counted = numbersOf(withoutOwnNumbers(raw, left), left);
  const firstLayout = layoutOf(titles, bars, rule, counted.lines);
  const wiped = wipedDrawings(counted.lines, firstLayout.bars);
  const layout = layoutOf(titles, bars, rule, wiped.lines);
  const whole = unwrapped(wiped.lines, layout, left);
  const rows = new Rows(
    { body: whole.lines, numbers: counted.numbers, continued: whole.continued, layout },
    numbers,
  ).finish();
  const isFenced = /^\s*(?:```|~~~)/.test(lines[heading.from - 1]?.text ?? '');
  if (!believed(heading, rows.rows, isFenced)) return null;
  const headLine = lines[at];
  if (!headLine) return null;
  const columns = titles.map((title, index) => ({
    title: title.text.replace(/:$/, ''),
    cpu: cpuOf(title.text),
    under: heading.under?.[index]?.text ?? null,
    place: placeOf(
      (heading.trust === 'staggered' && heading.body > at && lines[at + index]) || headLine,
      title,
      numbers,
    ),
  }));
  const arrows = arrowsOf(wiped.drawn, layout, rows.rowOfLine);
  const parted = withoutRemarks(withSecondHeading({ columns, rows: rows.rows, arrows }, raw));
  return { shape: 'columns', ...parted, from: heading.from, to: heading.body + raw.length };
}

/** Without the runners before its pieces. */
function withoutPrefixes(line: Line): Line {
  let bare = line;
  for (const piece of stretches(line)) bare = blanked(bare, piece.from, piece.from + prefixEnd(piece.text));
  return bare;
}

function headingAt(lines: readonly Line[], at: number): Heading | null {
  const line = lines[at];
  if (!line) return null;
  const found = titlesOf(line);
  if (found === null) {
    const titles = prefixesOf(line);
    if (titles) return { titles, bars: [], rule: null, trust: 'prefixes', under: null, body: at, from: at };
    return staggered(lines, at) ?? unnamed(lines, at) ?? unheaded(lines, at) ?? marked(lines, at);
  }
  const { titles, bars } = found;
  const under = underTitles(lines, at, titles.length);
  const below = nextFilled(lines, at + (under ? 2 : 1));
  const rule = under || below - at <= 2 ? ruleOf(lines[below]?.text ?? '') : null;
  let body = rule ? below + 1 : at + 1;
  // A rule that was broken because it was too long.
  while (rule && ruleOf(lines[body]?.text ?? '') !== null) body++;
  const over = at > 0 && ruleOf(lines[at - 1]?.text ?? '') !== null;
  const trust = trustOf(titles, bars, rule, lines, body);
  if (trust === null) return null;
  return { titles, bars, rule, trust, under, body, from: over ? at - 1 : at };
}

/** What stands between the headings and their rule, one piece for each. */
function underTitles(lines: readonly Line[], at: number, count: number): readonly Stretch[] | null {
  const line = lines[at + 1];
  if (!line || ruleOf(line.text) !== null || (ruleOf(lines[at + 2]?.text ?? '')?.length ?? 0) !== count)
    return null;
  const pieces = stretches(line);
  return pieces.length === count && pieces.every(({ text }) => !/[;={}]/.test(text)) ? pieces : null;
}

function trustOf(
  titles: readonly Stretch[],
  bars: readonly number[],
  rule: readonly Stretch[] | null,
  lines: readonly Line[],
  body: number,
): Trust | null {
  if (titles.filter((title) => isRunner(title.text)).length >= 2) return 'runners';
  if (bars.length > 0) {
    const aligned = lines
      .slice(body, body + 8)
      .filter((line) => bars.every((bar) => barred(line.text).bars.some((one) => Math.abs(one - bar) <= 3)));
    if (aligned.length >= 2 || (rule !== null && aligned.length >= 1)) return 'barred';
    return null;
  }
  if (rule && rule.length >= 1) {
    const last = titles.at(-1);
    const covers =
      rule.length === titles.length || (rule.length === 1 && last && (rule[0]?.to ?? 0) >= last.from);
    if (covers) return 'ruled';
  }
  const wide = titles.every((title, index) => index === 0 || title.from - (titles[index - 1]?.to ?? 0) >= 3);
  if (!wide) return null;
  const known = titles.filter((title) => isRole(title.text) || isRunner(title.text));
  if (known.length === titles.length) return 'roles';
  // `a kthread:          CPU 1:`
  const ends = titles.every(({ text }) => text.endsWith(':') && (isWords(text) || isRunner(text)));
  if (known.length > 0 && ends) return 'roles';
  return titles.length === 2 && (titles[1]?.from ?? 0) >= 16 && titles.every((one) => isWords(one.text))
    ? 'bare'
    : null;
}

/** What the rows must show for the headings to be headings. `isFenced`: they begin a block of code of a document. */
function believed(heading: Heading, rows: FoundTable['rows'], isFenced: boolean): boolean {
  const all = rows.flatMap((row) => row.cells.filter((cell) => cell.column !== null && !isDots(cell.text)));
  // Remarks say nothing about what stands below words that may be anything.
  const sure = heading.trust === 'runners' || heading.trust === 'prefixes';
  const cells = sure ? all : all.filter(({ text }) => !isRemark(text) && !/^\([a-z][^;]*\)$/.test(text));
  if (cells.length < 2) return false;
  const share = cells.filter((cell) => isStep(cell.text) || /^[}\])]/.test(cell.text)).length / cells.length;
  const busy = heading.titles.filter((_title, column) =>
    cells.some((cell) => cell.column === column && !isRemark(cell.text) && /[A-Za-z]/.test(cell.text)),
  ).length;
  const alone = rows.filter((row) => row.cells.length === 1);
  const turns = alone.filter(
    (row, index) => index > 0 && row.cells[0]?.column !== alone[index - 1]?.cells[0]?.column,
  );
  const long = cells.filter(
    ({ text }) => text.length > 70 && isSentence(text) && !/[;)]\s+(?:\/\/|\/\*)/.test(text),
  ).length;
  // Headings of CPUs with a rule each leave no doubt, however much is said below them.
  const isRuled = heading.trust === 'runners' && heading.rule?.length === heading.titles.length;
  if (long > cells.length * (isFenced || isRuled ? 0.5 : 0.3)) return false;
  if (isRuled && busy >= heading.titles.length && turns.length >= 2) return true;
  const taking = alone.length >= rows.length * 0.3 && turns.length >= 1;
  switch (heading.trust) {
    case 'runners':
    case 'prefixes':
      return (
        busy >= Math.min(2, heading.titles.length) &&
        (share >= (taking ? 0.2 : 0.3) ||
          (isShort(cells) && (taking || (heading.rule !== null && rows.length >= 3))))
      );
    case 'barred':
      // In a block of its own one side may act alone, or all of three act beside each other.
      if (isFenced && share >= 0.5 && rows.length >= 2 && (busy === 1 || busy >= 3)) return true;
      return busy >= 2 && ((share >= 0.35 && taking) || (share >= 0.6 && rows.length >= 3));
    case 'strokes':
      if (isFenced && share >= 0.5 && rows.length >= 3 && busy >= 2) return true;
      return (
        busy >= 2 &&
        share >= 0.7 &&
        turns.length >= 2 &&
        alone.length >= rows.length * 0.7 &&
        rightAlone(alone) >= 2 &&
        alone.length - rightAlone(alone) >= 2
      );
    case 'ruled':
      return (
        busy >= 2 &&
        (isSpelledOut(heading, cells) ||
          (share >= 0.5 && taking) ||
          (share >= 0.6 && heading.titles.every((one) => isRole(one.text))))
      );
    case 'roles':
    case 'staggered':
      return (
        busy >= 2 &&
        ((share >= 0.6 && taking && rightAlone(alone) >= 1) || (share >= 0.75 && rows.length >= 3))
      );
    case 'marked':
      return busy >= 2 && rows.length >= 2;
    case 'bare':
      return (
        busy >= 2 &&
        ((share >= 0.8 && turns.length >= 2 && rightAlone(alone) >= 2) || areSteps(cells, rows.length))
      );
  }
}

/** Words, and no long ones: what happens is told, not paragraphs nor numbers. */
function isShort(cells: readonly FoundCell[]): boolean {
  const words = cells.filter(({ text }) => text.length <= 44 && /[A-Za-z]{2}/.test(text));
  return words.length >= cells.length * 0.8;
}

/** Each heading has a rule of its own, and below them is code, line by line beside each other. */
function isSpelledOut({ titles, rule }: Heading, cells: readonly FoundCell[]): boolean {
  return rule?.length === titles.length && cells.length >= 4 && cells.every(({ text }) => isCode(text));
}

/** Code beside code, three lines of it and more. */
function areSteps(cells: readonly FoundCell[], rows: number): boolean {
  return rows >= 3 && cells.length >= rows * 2 - 1 && cells.every(({ text }) => isCode(text));
}

function rightAlone(alone: FoundTable['rows']): number {
  return alone.filter(({ cells: [cell] }) => cell && cell.column !== 0 && !isRemark(cell.text)).length;
}

interface Body {
  readonly columns: readonly FoundColumn[];
  readonly rows: FoundTable['rows'];
  readonly arrows: FoundTable['arrows'];
}

/** A first row that names what each column runs, with an empty line or dots below: `up_read() side`. */
function withSecondHeading(body: Body, lines: readonly Line[]): Body {
  const [first, second] = body.rows;
  if (!first || !second || first.cells.length !== body.columns.length || first.cells.length < 2) return body;
  const at = lines.findIndex((line) => line.text.trim() !== '');
  const blank = (lines[at + 1]?.text ?? '').trim() === '';
  const dots = second.cells.length === first.cells.length && second.cells.every((cell) => isDots(cell.text));
  const sides =
    first.cells.every((cell) => /^\(.{1,30}\)$/.test(cell.text)) ||
    first.cells.every((cell) => /^[\w.() ]{1,30} (?:side|path)$/.test(cell.text));
  if (!blank && !dots && !sides) return body;
  if (
    !first.cells.every((cell) => /^[\w.]+\(\)(?: [a-z]+)?$|^\(?[a-z]+(?: [a-z]+){0,4}\)?$/i.test(cell.text))
  )
    return body;
  return {
    columns: body.columns.map((column, index) => ({
      ...column,
      under: first.cells.find((cell) => cell.column === index)?.text ?? null,
    })),
    rows: body.rows.slice(1),
    arrows: body.arrows.map((arrow) => ({
      ...arrow,
      tail: Math.max(0, arrow.tail - 1),
      head: Math.max(0, arrow.head - 1),
    })),
  };
}

/** Rows across the columns that tell how memory begins or what is claimed are no rows. */
function withoutRemarks(body: Body): Body & Pick<Taken, 'initial' | 'claims'> {
  const across = (row: FoundTable['rows'][number]): string | null =>
    row.cells.length === 1 && row.cells[0]?.column === null ? row.cells[0].text : null;
  const initial = body.rows.slice(0, 2).filter((row) => isInitial(across(row) ?? '') || isBraced(row));
  const claims = body.rows.filter((row) => !initial.includes(row) && isClaim(across(row) ?? ''));
  const rows = body.rows.filter((row) => !initial.includes(row) && !claims.includes(row));
  const moved = (index: number): number => {
    const row = body.rows[index];
    return Math.max(0, row ? rows.indexOf(row) : 0);
  };
  return {
    ...body,
    rows,
    arrows: body.arrows.map((arrow) => ({ ...arrow, tail: moved(arrow.tail), head: moved(arrow.head) })),
    initial: initial.flatMap((row) => row.cells),
    claims: claims.flatMap((row) => row.cells),
  };
}

/** `{ x = 0; y = 1 }`, wherever it stands. */
function isBraced(row: FoundTable['rows'][number]): boolean {
  const [cell] = row.cells;
  return row.cells.length === 1 && cell !== undefined && /^\{.*\}$/.test(cell.text) && isInitial(cell.text);
}

function withoutBlankEnd(lines: readonly Line[]): Line[] {
  let to = lines.length;
  while (
    to > 0 &&
    ((lines[to - 1]?.text ?? '').trim() === '' || (ruleOf(lines[to - 1]?.text ?? '') !== null && to > 1))
  )
    to--;
  return lines.slice(0, to);
}

function nextFilled(lines: readonly Line[], from: number): number {
  let at = from;
  while (at < lines.length && at < from + 2 && (lines[at]?.text ?? '').trim() === '') at++;
  return at;
}

/** Whether a line is worth asking: cheap, for it is asked of every line of a mailbox. */
export function mayHead(line: Line): boolean {
  const { text } = line;
  if (text.length < 5 || text.length > 240) return false;
  if (text.includes('|') || /^\s*[a-z_][\w ]*\(.*\)(?: ?\{|;)?$/i.test(text)) return true;
  return stretches(line).length >= 2;
}
