/**
 * A text as lines that remember where they stood: each line is what a reader sees (tabs spread, quote marks gone), and
 * can say for each of its columns which character of the raw text it is.
 */

/** Text that was decoded, with the raw offset of each of its characters; null where it is the raw text itself. */
export interface Decoded {
  readonly text: string;
  /** Where `text` begins in the raw text, for undecoded text. */
  readonly from: number;
  readonly offsets: Uint32Array | null;
}

export interface Line {
  /** Columns of text as a terminal shows them, without tabs, prefixes and white space at the end. */
  readonly text: string;
  /** As wide as the line was with the white space at its end. */
  readonly wide: number;
  /** Columns behind a tab that stands inside the text: a gap there is a gap even if one space wide. */
  readonly stops: readonly number[];
  /** How many quote marks stood before it. */
  readonly depth: number;
  /** The comment it stands in, of several in a text; 0 outside. A table ends with its comment. */
  readonly comment: number;
  /** What the text came from and which part of it, to find raw offsets again. */
  readonly source: Decoded;
  readonly start: number;
  readonly end: number;
  /** Columns that were cut from the left after tabs were spread. */
  readonly cut: number;
}

/** Longer lines than this are no part of any table. */
export const WIDEST = 400;

/** The line from a stretch of its source; `cut` columns of border are dropped. */
export function lineOf(source: Decoded, start: number, end: number, depth: number, cut = 0): Line {
  let raw = source.text.slice(start, end);
  if (raw.length > WIDEST * 8) raw = raw.slice(0, WIDEST * 8);
  const stops: number[] = [];
  let text = raw;
  if (/[^\x20-\x7e]/.test(raw)) {
    let spread = '';
    for (const character of raw) {
      if (character === '\t') {
        const inside = spread.trim() !== '';
        spread = spread.padEnd((Math.floor(spread.length / 8) + 1) * 8);
        if (inside) stops.push(spread.length - cut);
      } else spread += plain(character);
    }
    text = spread;
  }
  const wide = text.replace(/\r$/, '').length - cut;
  text = text.slice(cut).trimEnd();
  return { text, wide, stops, depth, comment: 0, source, start, end, cut };
}

/** The same line without its first columns. */
export function cutLine(line: Line, columns: number): Line {
  return {
    ...line,
    text: line.text.slice(columns),
    wide: line.wide - columns,
    stops: line.stops.map((stop) => stop - columns),
    cut: line.cut + columns,
  };
}

/** As `cutLine`, for columns that hold a mark but belong to the text's width. */
export function blanked(line: Line, from: number, to: number): Line {
  if (from >= line.text.length) return line;
  const text = line.text.slice(0, from).padEnd(Math.min(to, line.text.length)) + line.text.slice(to);
  return { ...line, text: text.trimEnd() };
}

/** The raw offset of a column of the line. */
export function offsetOf(line: Line, column: number): number {
  const { source } = line;
  let at = line.start;
  let width = 0;
  const wanted = column + line.cut;
  while (at < line.end && width < wanted) {
    const code = source.text.charCodeAt(at);
    // A character outside the first plane is one column and two units.
    if (code === 9) width = (Math.floor(width / 8) + 1) * 8;
    else width++;
    at += code >= 0xd800 && code < 0xdc00 ? 2 : 1;
  }
  return rawOffset(source, Math.min(at, line.end));
}

function rawOffset(source: Decoded, at: number): number {
  if (source.offsets === null) return source.from + at;
  return source.offsets[at] ?? (source.offsets.at(-1) ?? source.from - 1) + 1;
}

/** Line breaks of the raw text, to tell an offset's line number. */
export class LineNumbers {
  private readonly starts: number[] = [0];

  constructor(raw: string) {
    for (let at = raw.indexOf('\n'); at >= 0; at = raw.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  /** From 1. */
  of(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }
}

/** One column wide, and in ASCII where ASCII has the same mark. */
function plain(character: string): string {
  switch (character) {
    case '\u00a0':
    case '\u2007':
    case '\u202f':
    case '\r':
    case '\f':
      return ' ';
    case '‘':
    case '’':
    case '‚':
    case '′':
      return "'";
    case '“':
    case '”':
    case '„':
    case '″':
      return '"';
    case '│':
    case '┃':
    case '║':
      return '|';
    case '─':
    case '━':
    case '═':
    case '–':
    case '—':
      return '-';
    case '┼':
    case '├':
    case '┤':
    case '┬':
    case '┴':
    case '┌':
    case '┐':
    case '└':
    case '┘':
    case '╬':
      return '+';
    case '\u200b':
    case '\ufeff':
      return '';
    default:
      return character;
  }
}
