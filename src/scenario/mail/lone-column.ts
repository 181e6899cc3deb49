/**
 * One column of code without a heading: the other side is a device, or left to the reader. Taken only where the whole
 * text is code, or a block of it has barriers against a device, and not the definition of a function or a diff.
 */
import type { Taken } from './side-by-side.ts';
import type { Line, LineNumbers } from './raw-lines.ts';
import { placeOf, Rows } from './rows.ts';
import { isCode, isDots, isSentence } from './wording.ts';

/** What only code has that several CPUs run. */
const SHARED = /\w->\w|_ONCE\(|(?:lock|mb|barrier|atomic|_bit|rcu|irq|fence|acquire|release|load|store)\w*\(/;

/** The lone column that a text is; null where it is something else. */
export function loneColumn(lines: readonly Line[], numbers: LineNumbers): Taken | null {
  const footer = lines.findIndex((line) => /^(?:-- ?|_{10,})$/.test(line.text));
  const own = footer < 0 ? lines : lines.slice(0, footer);
  const filled = own.flatMap((line, index) => (line.text.trim() === '' ? [] : [{ line, index }]));
  const whole = columnOf(filled, lines, numbers);
  if (whole) return whole;
  // Within a text only what names a device's barriers is meant to be run.
  for (const block of blocksIn(filled)) {
    const found = block.some(({ line }) => DEVICE.test(line.text)) ? columnOf(block, lines, numbers) : null;
    if (found) return found;
  }
  return null;
}

const DEVICE = /\bdma_[rw]?mb\(/;

interface Numbered {
  readonly line: Line;
  readonly index: number;
}

/** Lines without an empty one, a fence or the head of a hunk between them. */
function blocksIn(filled: readonly Numbered[]): readonly (readonly Numbered[])[] {
  const blocks: Numbered[][] = [];
  let next = -1;
  for (const one of filled) {
    if (/^(?:```|~~~|@@ |diff |[+-]{3} |\/\*$|\*\/$)/.test(one.line.text.trim())) continue;
    const block = one.index === next ? blocks.at(-1) : undefined;
    if (block) block.push(one);
    else blocks.push([one]);
    next = one.index + 1;
  }
  return blocks;
}

function columnOf(filled: readonly Numbered[], lines: readonly Line[], numbers: LineNumbers): Taken | null {
  const [first] = filled;
  const last = filled.at(-1);
  if (!first || !last || filled.length < 3 || filled.length > 80) return null;
  if (filled.some(({ line }) => /^(?:diff |@@ |[+-]{3} |[\w ]+\|\s+\d+ [+-]*$)/.test(line.text))) return null;
  // A whole function, a declaration or a macro is source, not a drawing.
  if (
    filled.some(({ line }) =>
      /^(?:\{|\}|#\s*\w+|static |struct |typedef |enum |(?:import|export|declare|use|package|our|my|from|const|let|var|def)\b|[a-z_][\w *]* \**\w+\([^;]*\)?\s*\{?$)/.test(
        line.text,
      ),
    )
  )
    return null;
  const code = filled.filter(({ line }) => {
    const text = line.text.trim();
    return (
      (isCode(text) || /^[{}]/.test(text) || isDots(text)) && !(isSentence(text) && !/[;{]$|\*\/$/.test(text))
    );
  });
  const statements = code.filter(({ line }) => /;|\)$|\{$/.test(line.text));
  if (code.length < filled.length * 0.85 || statements.length < filled.length * 0.6) return null;
  if (!filled.some(({ line }) => SHARED.test(line.text))) return null;
  const body = lines.slice(first.index, last.index + 1);
  const layout = { starts: [0], bars: [] };
  const grid = { body, numbers: body.map(() => null), continued: new Map<number, never>(), layout };
  const { rows } = new Rows(grid, numbers).finish();
  const place = placeOf(first.line, { from: 0, to: 0 }, numbers);
  return {
    shape: 'single',
    columns: [{ title: '', cpu: null, under: null, place }],
    rows,
    arrows: [],
    initial: [],
    claims: [],
    from: first.index,
    to: last.index + 1,
  };
}
