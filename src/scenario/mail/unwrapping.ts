/**
 * Lines that a mail program broke because they were too long: what did not fit stands at the start of the next line. In
 * a table that is left of everything else, and the line above is full.
 */
import { cutLine, type Line } from './raw-lines.ts';
import { stretches } from './headings.ts';
import { isUnfinished, isSentence, isStep } from './wording.ts';
import type { Layout } from './layout.ts';

/** What such a line goes on with: the cell above it, or the row. */
export type Continued = 'cell' | 'row';

export interface Unwrapped {
  readonly lines: readonly Line[];
  readonly continued: ReadonlyMap<number, Continued>;
}

/** The body with such lines put back below where they were broken off; each keeps its own place in the raw text. */
export function unwrapped(body: readonly Line[], layout: Layout): Unwrapped {
  const continued = new Map<number, Continued>();
  if (layout.bars.length > 0) return { lines: body, continued };
  const filled = body.filter((line) => line.text.trim() !== '');
  const width = Math.max(0, ...filled.map((line) => line.text.length));
  if (width < 40 || width > 100) return { lines: body, continued };
  const indents = filled.map((line) => line.text.search(/\S/)).filter((indent) => indent > 0);
  const edge = Math.min(...indents, width);
  const second = layout.starts[1] ?? 0;
  const lines = [...body];
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index];
    const above = lines[index - 1];
    if (!line || !above || line.text === '' || line.text.startsWith(' ') || above.text === '') continue;
    const word = /^\S+/.exec(line.text)?.[0] ?? '';
    if (above.text.length + 1 + word.length <= width) continue;
    const last = stretches(above).at(-1);
    if (!last) continue;
    const open = isUnfinished(last.text);
    const remark = /\/\/|\/\*|# /.test(last.text) || isSentence(last.text);
    const left = filled.filter((one) => !one.text.startsWith(' ')).length > filled.length * 0.25;
    const ends = open || (remark && !isStep(line.text) && /^[a-z]/.test(line.text));
    if (left || edge < 2 ? !ends : !ends && last.from >= second - 2) continue;
    // Behind a whole cell of the left column stands the next column's; else the cell goes on.
    const column = ends || last.from >= second - 2 ? Math.max(last.from, second) : second;
    const at = ends ? last.from : column;
    continued.set(index, ends ? 'cell' : 'row');
    lines[index] = { ...cutLine(line, 0), text: ' '.repeat(at) + line.text, cut: line.cut - at };
  }
  return { lines, continued };
}
