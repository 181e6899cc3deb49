/**
 * What stands left of a text and is not part of it: quote marks, the marks of a diff, the border of a comment, the time
 * that the kernel's log puts before a line. In that order from the outside, because that is how they were put there.
 *
 *     > > +        * CPU 0            CPU 1
 */
import { cutLine, blanked, lineOf, type Decoded, type Line } from './raw-lines.ts';
import { hasHeading } from './headings.ts';

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;
const LOG = /^(?:<\d{1,3}>)?\[ {0,8}\d+\.\d{3,9}\](?:\[ {0,6}[TC]\d+\])? ?/;
const SYSLOG =
  /^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.+-]+) \S+ kernel: ?(?:\[ {0,8}\d+\.\d+\] ?)?/;

/** The lines of a text without all that. */
export function unborderedLines(source: Decoded): Line[] {
  const lines = [...halved([...unquoted(source)])];
  for (let at = 0; at < lines.length;) {
    const next = withoutBorder(lines, at);
    // A comment that is commented out has two borders.
    if (lines[at]?.comment === at + 1)
      for (let inner = at; inner < next;)
        inner = /^ *\/\*/.test(lines[inner]?.text ?? '') ? withoutBorder(lines, inner, next) : inner + 1;
    at = next;
  }
  return lines;
}

/** Without the empty lines that a program has put between any two, where it has. */
function halved(lines: readonly Line[]): readonly Line[] {
  if (lines.length < DOUBLED) return lines;
  const filled = (rest: number) =>
    lines.filter(({ text }, at) => at % 2 === rest && text.trim() !== '').length;
  const [even, odd] = [filled(0), filled(1)];
  if (Math.min(even, odd) > 0 || Math.max(even, odd) < lines.length * 0.3) return lines;
  // Else its author may have typed it so: an empty line of theirs has become three.
  const isEmpty = (at: number) => lines[at]?.text.trim() === '';
  const last = lines.findLastIndex(({ text }) => text.trim() !== '');
  if (!lines.some((_, at) => at > 1 && at < last && isEmpty(at - 1) && isEmpty(at) && isEmpty(at + 1)))
    return lines;
  return lines.filter((_, at) => at % 2 === (even > 0 ? 0 : 1));
}

/** Shorter texts may have an empty line between any two by themselves. */
const DOUBLED = 9;

function* unquoted(source: Decoded): Generator<Line> {
  const { text } = source;
  let hunk = 0;
  let hunkDepth = 0;
  let plus = false;
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const quote = quoteAt(text, start, end);
    let at = quote.at;
    const mark = text[at];
    const head = mark === '@' ? HUNK.exec(text.slice(at, Math.min(end, at + 60))) : null;
    if (head) {
      // Both counts: a line of context counts for both, so this is more than enough, and never endless.
      hunk = Number(head[1] ?? 1) + Number(head[2] ?? 1);
      hunkDepth = quote.depth;
    } else if (hunk > 0 && quote.depth === hunkDepth && (at >= end || ' +-\\\t\r'.includes(mark ?? ' '))) {
      hunk -= mark === '+' || mark === '-' ? 1 : 2;
      if (at < end && mark !== '\t' && !text.startsWith('-- ', at)) at++;
    } else {
      hunk = 0;
      const here = mark === '+' && !/[-=+]/.test(text[at + 1] ?? '');
      if (here && (plus || plusAt(text, end + 1))) at++;
      plus = here;
    }
    // A patch may add a text that quotes.
    if (at > quote.at && text[at] === '>') at = quoteAt(text, at, end).at;
    if (mark === '[' || mark === '<') at += LOG.exec(text.slice(at, Math.min(end, at + 60)))?.[0].length ?? 0;
    else if (at === start && /[A-Z\d]/.test(mark ?? ''))
      at += SYSLOG.exec(text.slice(at, Math.min(end, at + 160)))?.[0].length ?? 0;
    yield lineOf(source, at, end, quote.depth);
    start = end + 1;
  }
}

/** Whether the line at `at` begins with a lone plus, behind its quote marks. */
function plusAt(text: string, at: number): boolean {
  const quote = quoteAt(text, at, Math.min(text.length, at + 40));
  return text[quote.at] === '+' && !/[-=+]/.test(text[quote.at + 1] ?? '');
}

/** Behind the quote marks: `>`, `> >`, `>>`, `PZ>`. A space after each is part of it, a tab is not. */
function quoteAt(text: string, start: number, end: number): { at: number; depth: number } {
  let at = start;
  let depth = 0;
  for (;;) {
    let next = at;
    const deep = depth === 0 ? 4 : 2;
    while (next < end && next - at < deep && isSpace(text[next])) next++;
    if (depth === 0 && next === at)
      while (next < end && next - at < 4 && /[A-Za-z]/.test(text[next] ?? '')) next++;
    // `->` and `=>` are no quotes, nor is a `>` that stands before code: `> 0`.
    if (text[next] !== '>') return { at, depth };
    at = next + 1;
    depth++;
    if (isSpace(text[at])) at++;
  }
}

/** Archives' pages have spaces that do not break. */
function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\u00a0';
}

const COMMENT = /^( *)(\/\*+|\*\/?|\/\/+|#|;+|\|)(?= |$)/;

/** Comments that begin further on the right stand in a column of a table. */
const WITHIN = 20;

/** A run of lines with the same border, cut; answers where to go on. */
function withoutBorder(lines: Line[], from: number, end = lines.length): number {
  const first = COMMENT.exec(lines[from]?.text ?? '');
  if (!first) return from + 1;
  const mark = first[2] ?? '';
  const opened = mark.startsWith('/*');
  const border = opened ? '*' : mark;
  // Stars stand below the one of the slash-star, or below its slash.
  let column = (first[1] ?? '').length + (opened ? 1 : 0);
  let to = from + 1;
  for (; to < end; to++) {
    const found = COMMENT.exec(lines[to]?.text ?? '');
    const here = found?.[2] === '*/' ? '*' : found?.[2];
    const indent = (found?.[1] ?? '').length;
    if (!found || here !== border) break;
    if (indent !== column && !(opened && to === from + 1 && Math.abs(indent - column) <= 1)) break;
    column = indent;
    if (found[2] === '*/') {
      to++;
      break;
    }
  }
  const run = lines.slice(from, to);
  const width = column + border.length;
  if (run.length < (opened ? 2 : 3)) return unopened(lines, from, opened);
  // A remark of several lines in a column on the right, or anywhere below a heading.
  const isWithin = column >= WITHIN || (mark === '/*' && isBelowHeading(lines, from));
  if (opened && isWithin && run.length <= 8 && !run.some((line) => hasHeading(line.text))) return to;
  // A column of remarks may stand in a table's left column; a border has a heading inside.
  const isDrawing = border === '//' && column <= 8 && isDrawn(run, width) && !isBelowHeading(lines, from);
  if (border !== '*' && !isDrawing && !run.some((line) => hasHeading(withoutStar(line.text.slice(width)))))
    return to;
  // A frame has a stroke on the right too.
  if (border === '|' && run.filter((line) => line.text.endsWith('|')).length > run.length / 2) return to;
  for (const [index, line] of run.entries()) {
    const whole = line.text.trim();
    const cut = cutLine(
      line,
      opened && index === 0 ? Math.max(width, COMMENT.exec(line.text)?.[0].length ?? 0) : width,
    );
    const bare = whole === '*/' ? blanked(cut, 0, cut.text.length) : withoutEnd(cut);
    lines[from + index] = { ...bare, comment: from + 1 };
  }
  // The last line of a comment often has no star of its own.
  return to;
}

/** Lines of a comment with columns in them: a gap or a stroke in two lines, or who does what in all of them. */
function isDrawn(run: readonly Line[], width: number): boolean {
  const texts = run.map((line) => line.text.slice(width).trim()).filter((text) => text !== '');
  const parted = texts.filter((text) => /\S {3,}\S|\S\s+\|\s|^\||\|$/.test(text)).length;
  return (
    (parted >= 2 && texts.length >= 4) ||
    (texts.length >= 3 && texts.every((text) => /^(?:CPU ?#?\d+|P\d|T\d)\s*:/i.test(text)))
  );
}

/** A heading stands not far above, outside of any comment. */
function isBelowHeading(lines: readonly Line[], from: number): boolean {
  const above = lines.slice(Math.max(0, from - 60), from);
  return above.some(({ text, comment }) => comment === 0 && hasHeading(text));
}

/** Without the border of a comment inside. */
function withoutStar(text: string): string {
  return text.replace(/^ *\*(?= )/, '');
}

/** A comment whose lines have no stars. The slash-star alone on a line, or before the heading, is blanked. */
function unopened(lines: Line[], from: number, opened: boolean): number {
  const line = lines[from];
  if (!opened || !line || line.text.includes('*/')) return from + 1;
  const mark = COMMENT.exec(line.text)?.[0].length ?? 0;
  if (line.text.trim().length > 3 && !hasHeading(line.text.slice(mark))) return from + 1;
  for (let at = from + 1; at < Math.min(lines.length, from + 120); at++) {
    const text = lines[at]?.text ?? '';
    if (text.includes('/*') && !text.includes('*/')) break;
    if (text.trim() !== '*/') continue;
    lines[from] = blanked(line, 0, mark);
    lines[at] = blanked(lines[at] ?? line, 0, text.length);
    break;
  }
  return from + 1;
}

/** Without the star-slash at the end, if the line does not open a comment itself. */
function withoutEnd(line: Line): Line {
  if (!line.text.endsWith('*/') || line.text.includes('/*')) return line;
  return blanked(line, line.text.length - 2, line.text.length);
}
