/**
 * Headings that are not written above their columns: functions that begin one below the other, calls that name what stands
 * below them, strokes alone.
 */
import { barred, stretches, type Stretch } from './headings.ts';
import type { Line } from './raw-lines.ts';
import { isRemark, isStep, isUnfinished } from './wording.ts';

/** What speaks for a heading. */
export type Trust =
  'runners' | 'prefixes' | 'ruled' | 'barred' | 'strokes' | 'roles' | 'staggered' | 'bare' | 'marked';

/** The headings of columns side by side. */
export interface Heading {
  readonly titles: readonly Stretch[];
  readonly bars: readonly number[];
  readonly rule: readonly Stretch[] | null;
  readonly trust: Trust;
  /** A second line of the headings, above their rule. */
  readonly under: readonly Stretch[] | null;
  /** The first line below the headings and their rule. */
  readonly body: number;
  readonly from: number;
}

/** `foo() {` and, on the next line and far to the right, `bar() {`: each column is what its function does. */
export function staggered(lines: readonly Line[], at: number): Heading | null {
  const titles: Stretch[] = [];
  for (let next = at; next < at + 4; next++) {
    const line = lines[next];
    const pieces = line ? stretches(line) : [];
    const [head] = pieces;
    const name = /^((?:static )?(?:\w+ )?\*?[a-z]\w*\(.*\)) ?\{$/i.exec(head?.text ?? '')?.[1];
    const last = titles.at(-1);
    if (!head || pieces.length !== 1 || name === undefined || (last && head.from < last.from + 16)) break;
    titles.push({ ...head, text: name.replace(/\(.*\)$/, '()') });
  }
  if (titles.length < 2) return null;
  return {
    titles,
    bars: [],
    rule: null,
    trust: 'staggered',
    under: null,
    body: at + titles.length,
    from: at,
  };
}

/** `foo();` with what it does below it, and far to the right `bar();`: what each column calls first names it. */
export function unnamed(lines: readonly Line[], at: number): Heading | null {
  const left = lines[at];
  if (!left || !CALLED.test(left.text)) return null;
  const from = left.text.search(/\S/);
  for (let next = at + 1; next < Math.min(lines.length, at + 14); next++) {
    const line = lines[next];
    const start = line?.text.search(/\S/) ?? -1;
    if (!line || start < 0) continue;
    // Far right is no argument of a call that goes on there, nor does code stand between the columns.
    if (start >= from + 24) {
      if (!CALLED.test(line.text) || isUnfinished(lines[next - 1]?.text ?? '')) return null;
      const titles = [left, line].map(({ text }) => {
        const begin = text.search(/\S/);
        return { from: begin, to: text.length, text: text.trim().replace(/\(.*$/, '()') };
      });
      return { titles, bars: [], rule: null, trust: 'staggered', under: null, body: at, from: at };
    }
    if (start > from + 20 || !(isStep(line.text) || isRemark(line.text.trim()))) return null;
  }
  return null;
}

const CALLED = /^\s*[a-z_]\w*\([\w&>, .-]*\);?$/i;

/** Columns that only strokes part, without headings: four lines with the strokes in the same places. */
export function unheaded(lines: readonly Line[], at: number): Heading | null {
  const { bars } = barred(lines[at]?.text ?? '');
  // Nearer to the margin they are a grammar's or a type's alternatives.
  if (bars.length < 1 || bars.length > 5 || (bars[0] ?? 0) < 16) return null;
  const same = (line: Line | undefined) => {
    const own = barred(line?.text ?? '').bars;
    return own.length === bars.length && own.every((bar, index) => Math.abs(bar - (bars[index] ?? 0)) <= 2);
  };
  if (![1, 2, 3].every((off) => same(lines[at + off]))) return null;
  const titles = [0, ...bars.map((bar) => bar + 1)].map((from) => ({ from, to: from, text: '' }));
  return { titles, bars, rule: null, trust: 'strokes', under: null, body: at, from: at };
}

/** An access that says so itself: `[S] x = 1`, `[RmW] x`, `w[X]=1`; and what orders such. */
const MARKED = /^(?:\[(?:[LSRW]|RmW|RMW|LOAD|STORE|READ|WRITE)\]\s*\S|[rwRW]\[\w+\]\s*=\s*\w+$)/;
const ORDERS = /^(?:(?:smp_)?[rw]?mb(?:\(\))?|R?W?MB|barrier(?:\(\))?|smp_\w+\(\)|-+)(?:\s*\([A-Z]\))?;?$/i;

/** Accesses that are marked, two and more beside each other on each line, and nothing else: a pattern without headings. */
export function marked(lines: readonly Line[], at: number): Heading | null {
  const piecesAt = (index: number) => stretches(lines[index] ?? { text: '', stops: [] });
  const first = piecesAt(at);
  const isOwn = (pieces: readonly Stretch[]) =>
    pieces.every(({ text }) => MARKED.test(text) || ORDERS.test(text));
  if (first.length < 2 || first.length > 4 || !first.every(({ text }) => MARKED.test(text))) return null;
  let accesses = 0;
  let next = at;
  for (; next < at + 12; next++) {
    const pieces = piecesAt(next);
    if (pieces.length === 0 || !isOwn(pieces)) break;
    if (pieces.length >= 2 && pieces.every(({ text }) => MARKED.test(text))) accesses++;
  }
  if (accesses < 2) return null;
  const titles = first.map(({ from }, index) => ({ from: index === 0 ? 0 : from, to: from, text: '' }));
  return { titles, bars: [], rule: null, trust: 'marked', under: null, body: at, from: at };
}
