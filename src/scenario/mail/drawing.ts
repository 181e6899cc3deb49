/**
 * Lines drawn with characters: what they join is told, and they are wiped out of the text, so that cells hold words.
 *
 *      ---->  /\* can be done up here *\/           x = 1;   <-.
 *     |       spin_unlock()                        y = 1;   --'
 *      ----   test_bit()
 *
 * A mark on one line alone (`==>`, `--> Interrupt`) is no drawing and stays.
 */
import { barred } from './headings.ts';
import { blanked, type Line } from './raw-lines.ts';

/** Lines are indices into the body that was given; `tail` and `head` are columns of text. */
export interface Drawn {
  readonly tailLine: number;
  readonly headLine: number;
  readonly tailAt: number;
  readonly headAt: number;
}

interface Token {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** `bars` are the strokes that part columns: no drawing, wherever they stand. */
export function wipedDrawings(
  body: readonly Line[],
  bars: readonly number[],
): { lines: Line[]; drawn: Drawn[] } {
  const lines = [...body];
  if (!body.some((line) => /[|\\/`'.+]/.test(line.text))) return { lines, drawn: [] };
  const tokens = body.map((line, index) => tokensOf(line.text, index, bars));
  const group = new Map<Token, Token[]>();
  for (const [index, row] of tokens.entries())
    for (const token of row) {
      const own = group.get(token) ?? [token];
      group.set(token, own);
      for (const below of tokens[index + 1] ?? []) {
        if (!touches(token, below)) continue;
        const other = group.get(below) ?? [below];
        if (other === own) continue;
        own.push(...other);
        for (const one of other) group.set(one, own);
      }
    }
  const drawn: Drawn[] = [];
  for (const parts of new Set(group.values())) {
    const arrow = arrowOf(parts);
    if (arrow === null) continue;
    if (arrow !== 'line') drawn.push(arrow);
    for (const part of parts) {
      const line = lines[part.line];
      if (line) lines[part.line] = blanked(line, part.from, part.to);
    }
  }
  return { lines, drawn };
}

/** Runs of drawing characters with space around them, and those at a margin with text right behind. */
function tokensOf(text: string, line: number, bars: readonly number[]): Token[] {
  const found: Token[] = [];
  const parting = new Set(barred(text).bars.filter((bar) => bars.some((one) => Math.abs(one - bar) <= 3)));
  // The strokes of a frame part columns too.
  const framed = /^ *\|.*\|$/.test(text);
  for (const match of text.matchAll(/(?<=^|\s)[-|<>.'`\\/+_v^]+(?=\s|$)/g)) {
    const word = match[0];
    if (
      (bars.length > 0 && framed && word === '|') ||
      parting.has(match.index) ||
      /^(?:\.{2,}|\/\/|[-+<>_]|--|\+\+|v.+|[<>]=?|\|\|)$/.test(word)
    )
      continue;
    found.push({ line, from: match.index, to: match.index + word.length, text: word });
  }
  return found;
}

/** One above the other, at most a column aside, and not two level strokes: a stroke down or a corner must meet. */
function touches(upper: Token, lower: Token): boolean {
  if (upper.from > lower.to || lower.from > upper.to) return false;
  const down = /[|\\/v^]/;
  if (down.test(upper.text) || down.test(lower.text))
    return /[^.]/.test(upper.text) && /[^.]/.test(lower.text);
  return /[.'`+]/.test(upper.text) && /[.'`+]/.test(lower.text) && /-/.test(upper.text + lower.text);
}

/** Null: not a drawing. `line`: a drawing without ends, such as a time line at the margin. */
function arrowOf(parts: readonly Token[]): Drawn | 'line' | null {
  const lines = [...new Set(parts.map((part) => part.line))].sort((a, b) => a - b);
  if (lines.length < 2) return null;
  const ends = parts.filter((part) => /[-<>]/.test(part.text)).sort((a, b) => a.line - b.line);
  const heads = ends.filter((part) => /[<>]/.test(part.text));
  if (ends.length < 2) {
    const only = parts.every((part) => /^[|v^V]$/.test(part.text));
    const [end] = ends;
    if (end === undefined) return only && lines.length >= 3 ? 'line' : null;
    // One level end: the other is where the stroke begins.
    const [first, last] = [lines[0] ?? 0, lines.at(-1) ?? 0];
    const far = end.line === first ? last : first;
    const begin = parts.find((part) => part.line === far) ?? end;
    const pointed = heads.length > 0 || far !== last;
    return pointed ? drawnFrom(begin, end) : drawnFrom(end, begin);
  }
  const head = heads[0] ?? ends.at(-1);
  const tail = ends.find((part) => part !== head && part.line !== head?.line);
  return head && tail ? drawnFrom(tail, head) : 'line';
}

function drawnFrom(tail: Token, head: Token): Drawn {
  return {
    tailLine: tail.line,
    headLine: head.line,
    tailAt: tail.text.startsWith('<') || tail.text.endsWith('|') ? tail.from : tail.to,
    headAt: head.text.startsWith('<') ? head.from : head.to,
  };
}
