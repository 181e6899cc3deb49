/**
 * Copies of many words, `memcpy(dst, src, n)` and `*a = *b`: what one column copies to and another from is two words
 * here, so that half of it can be found new and half old.
 *
 *     memcpy(d->addr, new, 6)        d->addr_lo = 1, d->addr_hi = 1
 *     memcpy(tmp, d->addr, 6)        d->addr_lo: 1, d->addr_hi: 0
 */
import { readCode } from './c-code.ts';
import type { Line } from './column-tree.ts';
import type { Inference } from './reading.ts';
import type { Seen } from './value-words.ts';

const COPY =
  /^(?:__)?(?:memcpy|memmove|copy_(?:from|to)_user|ether_addr_copy|strn?cpy|strscpy|bitmap_copy|cpumask_copy|u?nsafe_memcpy)(?:_\w+)?\(\s*([^,()]+),\s*([^,()]+)(?:,.*)?\)\s*;?$/;
const STRUCTS = /^\*\s*\(?([A-Za-z_][\w.>-]*)\)?\s*=\s*\*\s*\(?([A-Za-z_][\w.>-]*)\)?\s*;?$/;
const FILL = /^memset\(\s*([^,()]+),.*\)\s*;?$/;
const PLACE = /^&?([A-Za-z_]\w*(?:(?:->|\.)\w+)*)(?:\[\w*\])?$/;

interface Copy {
  readonly to: string | null;
  readonly from: string | null;
}

function copyIn({ text, cell }: Line): Copy | null {
  if (cell.column === null) return null;
  const [, to = '', from = ''] =
    COPY.exec(text.code) ?? STRUCTS.exec(text.code) ?? FILL.exec(text.code) ?? [];
  if (to === '') return null;
  const placed = (one: string) => PLACE.exec(one.trim())?.[1] ?? null;
  return { to: placed(to), from: placed(from) };
}

/** The lines, copies of what another column copies as accesses of its two halves, and what was taken so. */
export function withCopies(lines: readonly Line[]): {
  readonly lines: readonly Line[];
  readonly inferences: readonly Inference[];
} {
  const copies = new Map<Line, Copy>();
  for (const line of lines) {
    const copy = copyIn(line);
    if (copy) copies.set(line, copy);
  }
  const all = [...copies];
  const isElsewhere = (line: Line, has: (copy: Copy) => boolean) =>
    all.some(([other, copy]) => other.cell.column !== line.cell.column && has(copy));
  const places = new Map<string, Line>();
  const halved = lines.flatMap((line): readonly Line[] => {
    const copy = copies.get(line);
    if (!copy) return [line];
    const { to, from } = copy;
    if (to !== null && isElsewhere(line, (other) => other.from === to)) {
      places.set(to, line);
      return [half(line, `WRITE_ONCE(${to}_lo, 1)`, null), half(line, `WRITE_ONCE(${to}_hi, 1)`, null)];
    }
    if (from !== null && isElsewhere(line, (other) => other.to === from))
      return [
        half(line, `READ_ONCE(${from}_lo)`, { k: 'equal', text: '1' }),
        half(line, `READ_ONCE(${from}_hi)`, { k: 'zero' }),
      ];
    return [line];
  });
  const inferences = [...places].map(([place, line]) => ({
    key: `copy:${place}`,
    text: `${place} taken as two words, which are copied one after the other`,
    taken: `${place}_lo, ${place}_hi`,
    choices: [],
    line: line.cell.place.line,
  }));
  return { lines: halved, inferences };
}

function half(line: Line, code: string, seen: Seen | null): Line {
  return { ...line, code: readCode(code), seen, as: 'statement' };
}
