/**
 * Lines that a mail program broke because they were too long: what did not fit stands at the start of the next line. In
 * a table that is left of everything else, or nothing that could begin a cell, and the line above is full.
 */
import { barred, stretches } from './headings.ts';
import type { Layout } from './layout.ts';
import type { Line } from './raw-lines.ts';
import { isSentence, isStep, isUnfinished } from './wording.ts';

/** What such a line goes on with: the cell above it, or the row. */
export type Continued = 'cell' | 'row';

export interface Unwrapped {
  readonly lines: readonly Line[];
  readonly continued: ReadonlyMap<number, Continued>;
}

/** The body with such lines put back below where they were broken off; each keeps its own place in the raw text. The
 *  headings begin at the column `left`. */
export function unwrapped(body: readonly Line[], layout: Layout, left: number): Unwrapped {
  const continued = new Map<number, Continued>();
  const width = wrapWidth(body);
  // Nothing is above the first line that it could go on with: headings may be centred over what begins at the margin.
  const first = body.find((line) => line.text !== '');
  const margin = Math.min(left, first?.text.search(/\S/) ?? left);
  if (width === null) return { lines: body, continued };
  const lines = [...body];
  // Where the first line begins at the margin, or one that had room above it or is a step, the first column does.
  const isLeft = body.some(({ text }, index) => {
    const above = index === 0 ? undefined : body[index - 1];
    const word = /^[^ {}]\S*/.exec(text)?.[0];
    return (
      word !== undefined &&
      (!above || above.text.length + 1 + word.length <= width || (isStep(text) && !isUnfinished(above.text)))
    );
  });
  for (let index = 1; index < lines.length; index++) {
    const line = body[index];
    const above = body[index - 1];
    if (!line || !above || line.text === '' || /^[ {}]/.test(line.text) || above.text === '') continue;
    const word = /^\S+/.exec(line.text)?.[0] ?? '';
    if (Math.max(above.text.length, above.wide) + 1 + word.length <= width) continue;
    const shown = lines[index - 1] ?? above;
    const last = layout.bars.length > 0 ? barred(shown.text).pieces.at(-1) : stretches(shown).at(-1);
    if (layout.bars.length > 0 && (barred(line.text).bars.length > 0 || !isUnfinished(last?.text ?? '')))
      continue;
    const how = continuedAs(line.text, last, layout, margin, isLeft);
    if (how === null) continue;
    continued.set(index, how.as);
    lines[index] = { ...line, text: ' '.repeat(how.at) + line.text, cut: line.cut - how.at };
  }
  return { lines, continued };
}

/** The smallest width at which no line would have been broken that was not: longer lines have no space where they
 *  could be. Null where that is no width that programs break at. */
function wrapWidth(body: readonly Line[]): number | null {
  const spans = body.flatMap(({ text }) => {
    const first = text.slice(text.search(/\S/)).search(/ /);
    return first < 0 ? [] : [{ from: text.search(/\S/) + first, to: text.length }];
  });
  for (let width = 50; width <= 90; width++)
    if (spans.every(({ from, to }) => width < from || width >= to)) return width;
  return null;
}

function continuedAs(
  text: string,
  last: { readonly from: number; readonly text: string } | undefined,
  layout: Layout,
  left: number,
  isLeft: boolean,
): { as: Continued; at: number } | null {
  if (!last) return null;
  const next = layout.starts.find((start) => start > last.from + 2);
  // A whole call or name behind a whole one in the last column is the first column's own, however far left it stands.
  if (next === undefined && isWhole(last.text) && isWhole(text)) return null;
  const ended = /[;)}\]]$|\*\/$/.test(last.text) && !isUnfinished(last.text) && !/\/\/|\/\*/.test(last.text);
  if (!ended || isTail(text)) {
    // At the margin, where the first column begins too, only a sentence goes on.
    const sure =
      left > 2 ||
      isUnfinished(last.text) ||
      isTail(text) ||
      (!isStep(text) && /^[a-z]/.test(text) && isSentence(last.text) && !isLeft);
    return sure ? { as: 'cell', at: last.from } : null;
  }
  // Behind a whole cell stands the next column's.
  if (left <= 2) return null;
  return next === undefined ? { as: 'cell', at: last.from } : { as: 'row', at: next };
}

/** A call, or a name of one, that needs nothing more. */
function isWhole(text: string): boolean {
  return /^(?:[A-Za-z_][\w>.-]*\(.*\)|[a-z]\w*_\w+);?$/.test(text) && !isUnfinished(text);
}

/** What never begins a row: a remark, a mark, the end of something; `*p = 1` may. */
function isTail(text: string): boolean {
  return /^(?:\/\/|\/\*|#|<-|[)\]|]|[*&](?![a-z_(])|==|!=|\?)/i.test(text);
}
