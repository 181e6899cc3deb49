/**
 * A lock whose inside is drawn: the row that calls it is the name of what follows, and takes nothing itself. What is stored
 * last, and told behind an arrow, is how it ends.
 *
 *     rt_lock(m)                    m->owner = old
 *     lock(m->inner)                  ==> m->owner = A
 */
import type { FoundTable } from '../found.ts';
import type { Access } from './accesses.ts';
import type { Line } from './column-tree.ts';
import type { Things } from './things.ts';

const WHOLE = /^(\w*(?:un)?lock\w*)\s*\(\s*&?([A-Za-z_]\w*)\s*\)$/;

/** The lines, those that only name a lock whose inside is drawn as what they are. */
export function withLockInsides(lines: readonly Line[]): readonly Line[] {
  return lines.map((line, at) => {
    const [, name = '', object = ''] = (line.code?.k === 'simple' && WHOLE.exec(line.code.text)) || [];
    if (name === '' || /^(?:raw_)?spin_|try/.test(name)) return line;
    const next = lines
      .slice(at + 1)
      .find(({ cell, code }) => code !== null && cell.column === line.cell.column);
    const inside = next?.code?.k === 'simple' ? next.code.text : '';
    const member = `&?${object}(?:->|\\.)\\w`;
    const isUnlock = name.includes('unlock');
    const goesOn = isUnlock
      ? new RegExp(`^(?:\\w+\\s*=\\s*)?(?:try_)?cmpxchg\\w*\\s*\\(\\s*${member}`)
      : new RegExp(`^(?:raw_)?(?:spin_)?lock\\w*\\s*\\(\\s*${member}`);
    return goesOn.test(inside)
      ? { ...line, code: null, text: { ...line.text, code: '' }, as: 'event' as const }
      : line;
  });
}

/** How the place that the last row stores to ends, as C; null where no row tells it. */
export function toldEnd({ rows }: FoundTable, accesses: readonly Access[], things: Things): string | null {
  const last = rows.findLastIndex(({ cells }) => cells.some(({ text }) => /[\w)]/.test(text)));
  const cell =
    rows[last]?.cells.find(({ text }) => ENDS.test(text)) ??
    rows[last - 1]?.cells.find(({ text }) => ENDS.test(text));
  const [, place = '', value = ''] = ENDS.exec(cell?.text ?? '') ?? [];
  if (place === '' || !cell || cell.column === null) return null;
  const root = /^\w+/.exec(place)?.[0] ?? '';
  if (things.roles.of(root, cell.column) === 'local') return null;
  const store = accesses.findLast(({ kind }) => kind === 'store' || kind === 'change');
  const isLast =
    store?.column === cell.column && store.node.k === 'simple' && store.node.code.text.startsWith(place);
  return isLast ? `${place} == ${value}` : null;
}

const ENDS = /^(?:={2,}>|-{2,}>|=>)\s*([A-Za-z_]\w*(?:(?:->|\.)\w+)*)\s*={1,2}\s*(\w+)$/;
