/**
 * Where the columns of a table lie, told from its headings and from what stands below them, and which column each piece
 * of a line belongs to. Headings are often centred, cells reach over into the next column, and tabs move everything: so
 * a column begins where most of its lines begin, near its heading.
 */
import { barred, stretches, type Stretch } from './headings.ts';
import type { Line } from './raw-lines.ts';
import { isRemark, isSentence, isStep, isUnfinished } from './wording.ts';

export interface Layout {
  /** Where each column begins; the first is 0. */
  readonly starts: readonly number[];
  /** Where upright strokes part the columns, one less than there are columns; empty where none do. */
  readonly bars: readonly number[];
}

/** What stands in one column of one line; null: across the columns. */
export interface Piece extends Stretch {
  readonly column: number | null;
}

/** Columns of a heading that is centred over its column. */
const NEAR = 12;

/** `rule` are the pieces of the line below the headings, if there is one. */
export function layoutOf(
  titles: readonly Stretch[],
  bars: readonly number[],
  rule: readonly Stretch[] | null,
  body: readonly Line[],
): Layout {
  if (bars.length > 0) return { starts: [0, ...bars.map((bar) => bar + 1)], bars };
  const below = barsBelow(titles, body);
  if (below !== null) return { starts: [0, ...below.map((bar) => bar + 1)], bars: below };
  // A value behind a cell, `(0)`, tells nothing of where columns are.
  const parts = body.map((line) =>
    stretches(line).filter(({ text }, index) => index === 0 || !/^[([] ?[\w-]{1,4} ?[)\]]$/.test(text)),
  );
  const prior = rule?.length === titles.length ? rule : titles;
  const starts = [0];
  for (let column = 1; column < titles.length; column++) {
    const nearest = Math.max(titles[column - 1]?.to ?? 0, (starts[column - 1] ?? 0) + 1);
    const title = titles[column];
    const wanted = prior[column]?.from ?? nearest;
    // Where something begins just below the heading the column does not lie far from it.
    const isBelow = parts.some((pieces) => pieces.some(({ from }) => Math.abs(from - wanted) <= 1));
    const low = isBelow ? Math.max(nearest, wanted - NEAR) : nearest;
    const high = Math.min(
      Math.max(wanted, title?.from ?? 0) + 12,
      (titles[column + 1]?.from ?? Number.POSITIVE_INFINITY) - 1,
    );
    starts.push(bestStart(parts, low, high, wanted));
  }
  return { starts, bars: [] };
}

/** Strokes that part the lines below headings which are parted by spaces. */
function barsBelow(titles: readonly Stretch[], body: readonly Line[]): number[] | null {
  const filled = body.filter((line) => line.text.trim() !== '');
  const found: number[] = [];
  for (let column = 1; column < titles.length; column++) {
    const counts = new Map<number, number>();
    for (const line of filled)
      for (const bar of barred(line.text).bars)
        if (bar >= (titles[column - 1]?.to ?? 0) && bar <= (titles[column]?.from ?? 0))
          counts.set(bar, (counts.get(bar) ?? 0) + 1);
    const best = [...counts].sort((a, b) => b[1] - a[1])[0];
    if (!best || best[1] < Math.max(2, filled.length * 0.6)) return null;
    found.push(best[0]);
  }
  return found;
}

function bestStart(
  parts: readonly (readonly Stretch[])[],
  low: number,
  high: number,
  wanted: number,
): number {
  const candidates = new Set([wanted]);
  for (const pieces of parts)
    for (const piece of pieces) if (piece.from >= low && piece.from <= high) candidates.add(piece.from);
  let best = wanted;
  let most = Number.NEGATIVE_INFINITY;
  for (const start of candidates) {
    let score = -Math.abs(start - wanted) * (start < wanted ? 0.08 : 0.25);
    for (const pieces of parts)
      for (const [index, { from, to }] of pieces.entries()) {
        if (from === start) score += index === 0 ? 1.2 : 1;
        else if (from > start && from <= start + 10) score += 0.5;
        else if (from < start && from >= start - 8 && from > low) score -= 1.2;
        else if (from < start && to > start) score -= 1;
      }
    if (score > most) {
      most = score;
      best = start;
    }
  }
  return best;
}

/** A line's pieces, one for each column that has something. */
export function piecesOf(line: Line, layout: Layout): Piece[] {
  const found = layout.bars.length > 0 ? barredPieces(line, layout.bars) : spacedPieces(line, layout.starts);
  const across = acrossOf(line, layout, found);
  return across ? [across] : found;
}

/** One piece that reads over the columns: a sentence, or a remark in a frame of dashes. */
function acrossOf(line: Line, layout: Layout, found: readonly Piece[]): Piece | null {
  const second = layout.starts[1] ?? 0;
  const whole = bracedOver(line, second);
  if (whole) return { ...whole, column: null };
  const [only] = found;
  if (!only || found.length > 1 || only.column !== 0 || only.to <= second + 3 || only.from >= second)
    return null;
  const text = line.text.trim();
  // Where strokes part the columns, what an exception does may go on without one.
  if (layout.bars.length > 0 && /^(?:#\w+|p?NMI|IRQ|IPI)\s*:\s/i.test(text)) return null;
  const bare = text.replace(/^(?:\/\/|\/\*|#|\*)\s*/, '').replace(/\s*\*\/$/, '');
  const framed =
    /^(?:-{2,}|={2,}|\*{2,}|<|\[).*(?:-{2,}|={2,}|\*{2,}|>|\])$/.test(text) && !/[;(]/.test(text);
  // A remark behind a statement may reach over.
  const isRemarked = /[;)]\s+(?:\/\/|\/\*|<-)/.test(text);
  if (!framed && (isRemarked || !isSentence(bare))) return null;
  // Of three columns and more what ends in the middle is a cell that reaches over.
  const isOver = layout.starts.length > 2 && only.to < (layout.starts.at(-1) ?? 0) && /^[a-z]/.test(bare);
  if (!framed && isOver && !/[.:]$/.test(bare)) return null;
  return { column: null, from: only.from, to: only.to, text: only.text };
}

/** `{ X = 0; Y = 0; }` over the gap between the columns: how memory begins. */
function bracedOver(line: Line, second: number): Stretch | null {
  const text = line.text.trim();
  const from = line.text.search(/\S/);
  const isOver = from < second && line.text.length > second;
  return isOver && /^\{[^{}]*=[^{}]*\}$/.test(text) ? { from, to: line.text.length, text } : null;
}

function barredPieces(line: Line, wanted: readonly number[]): Piece[] {
  const { text } = line;
  const { bars } = barred(text);
  const framed =
    bars.length === wanted.length + 2 || (bars.length > wanted.length && bars[0] === text.search(/\S/));
  const inside = framed ? bars.slice(1) : bars;
  // The last stroke of a frame is nobody's.
  const own =
    inside.length > wanted.length && inside.at(-1) === text.length - 1 ? inside.slice(0, -1) : inside;
  const edges: number[] = [framed ? (bars[0] ?? -1) : -1];
  for (const [index, bar] of wanted.entries()) {
    const last = edges.at(-1) ?? -1;
    const found =
      own.length === wanted.length ? own[index] : own.find((one) => one > last && Math.abs(one - bar) <= 6);
    // No stroke on this line: the column begins where it would stand, if nothing is written there.
    edges.push(found !== undefined && found > last ? found : virtualBar(text, Math.max(bar, last)));
  }
  const frameEnd = bars.at(-1) ?? text.length;
  const closed = frameEnd === text.length - 1 && frameEnd > (edges.at(-1) ?? 0);
  edges.push(closed ? frameEnd : text.length);
  const found: Piece[] = [];
  for (let column = 0; column + 1 < edges.length; column++) {
    const from = (edges[column] ?? 0) + 1;
    const inner = text.slice(from, edges[column + 1]);
    const bare = inner.trim();
    if (bare === '' || (edges[column + 1] ?? 0) < from) continue;
    const start = from + inner.length - inner.trimStart().length;
    const marked = /^`[^`]+`$/.test(bare) ? 1 : 0;
    found.push({
      column,
      from: start + marked,
      to: start + bare.length - marked,
      text: bare.slice(marked, bare.length - marked),
    });
  }
  return found;
}

function virtualBar(text: string, bar: number): number {
  if (bar >= text.length) return text.length;
  for (let off = 0; off <= 4; off++)
    for (const at of [bar - off, bar + off]) if (text[at] === ' ' && text[at + 1] === ' ') return at;
  return text.length;
}

/** What follows from the cell right before it: `f()  => use after free`, `dec_and_test()  -> true`. */
const FOLLOWS =
  /^(?:(?:[-=]+>|→|⇒) ?[\w -]+|\(=? ?(?:true|false|\d+|NULL|sleeps|fails|succeeds|blocks|waits|spins)\))$/;

function spacedPieces(line: Line, starts: readonly number[]): Piece[] {
  const found: Piece[] = [];
  const parts = stretches(line).flatMap((stretch) => splitAtStarts(stretch, starts));
  for (const part of parts) {
    const last = found.at(-1);
    let column = columnAt(part.from, starts);
    if (last && last.column !== null) {
      column = Math.max(column, last.column);
      // The remark behind a cell that reaches over is that cell's.
      if (
        column > last.column &&
        !starts.includes(part.from) &&
        ((isRemark(part.text) && last.to > (starts[column] ?? 0) - 1) ||
          (FOLLOWS.test(part.text) && part.from - last.to <= 8))
      )
        column = last.column;
    }
    if (last?.column === column)
      found[found.length - 1] = { ...last, to: part.to, text: line.text.slice(last.from, part.to) };
    else found.push({ ...part, column });
  }
  return found;
}

/** A little to the left of its column's start still counts. */
function columnAt(from: number, starts: readonly number[]): number {
  for (let column = starts.length - 1; column > 0; column--)
    if (from >= (starts[column] ?? 0) - 2) return column;
  return 0;
}

/** A full cell with one space before the next column's: parted where the column begins, if both halves stand alone. */
function splitAtStarts(stretch: Stretch, starts: readonly number[]): Stretch[] {
  for (const start of starts.slice(1)) {
    const at = start - stretch.from;
    if (at <= 1 || at >= stretch.text.length || stretch.text[at - 1] !== ' ') continue;
    const left = stretch.text.slice(0, at).trimEnd();
    const right = stretch.text.slice(at);
    if (isUnfinished(left) || !/[;){}\]>]$|\*\/$|^\S+$/.test(left)) continue;
    if (!isStep(right) || isSentence(stretch.text)) continue;
    return [
      { from: stretch.from, to: stretch.from + left.length, text: left },
      ...splitAtStarts({ from: start, to: stretch.to, text: right }, starts),
    ];
  }
  return [stretch];
}
