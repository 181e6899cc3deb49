/**
 * Two names for one object: each side of a protocol calls the record by its own. `next->locked = 1` is what the other
 * side reads as `pn->locked`, for else nobody would read what is stored there, nor store what is read.
 *
 *     [S] pn->state = HALTED     [S] next->locked = 1
 *         MB                         MB
 *     [L] pn->locked             [L] pn->state
 */
import type { FoundCell, FoundTable } from '../found.ts';
import type { Inference } from './reading.ts';

const MEMBER = /(?<![\w.>])([a-z_]\w*)->([A-Za-z_]\w*)/g;
const BARRIER = /\b(?:MB|(?:smp_)?mb|smp_\w*mb\w*|barrier)\b/i;

interface Use {
  readonly column: number | null;
  readonly pointer: string;
  readonly member: string;
}

/** Names that stand for another, by the name, in tables about the order of accesses only. */
export function secondNames(cells: readonly FoundCell[]): ReadonlyMap<string, string> {
  const columns = [...new Set(cells.map(({ column }) => column))];
  const isOrdered = columns.every((column) =>
    cells.some((cell) => cell.column === column && BARRIER.test(cell.text)),
  );
  const found = new Map<string, string>();
  if (columns.length !== 2 || !isOrdered) return found;
  const uses: readonly Use[] = cells.flatMap(({ column, text }) =>
    [...text.matchAll(MEMBER)].map(([, pointer = '', member = '']) => ({ column, pointer, member })),
  );
  for (const name of new Set(uses.map(({ pointer }) => pointer))) {
    const own = uses.filter(({ pointer }) => pointer === name);
    const column = own[0]?.column;
    const members = own.map(({ member }) => member);
    // It is only what members are of, and only one side has it.
    if (own.some((use) => use.column !== column) || isNamedAlone(name, cells)) continue;
    const others = uses.filter((use) => use.column !== column && members.includes(use.member));
    const pointers = new Set(others.map(({ pointer }) => pointer));
    const [other] = pointers;
    const isLonely = (use: Use) =>
      !uses.some(
        (one) => one.column !== use.column && one.pointer === use.pointer && one.member === use.member,
      );
    if (other === undefined || pointers.size > 1 || found.has(other) || !others.every(isLonely)) continue;
    if (isNamedAlone(other, cells)) continue;
    found.set(name, other);
  }
  return found;
}

/** What was taken so, for people. */
export function secondNamesTaken({ rows }: FoundTable): readonly Inference[] {
  const cells = rows.flatMap((row) => row.cells);
  return [...secondNames(cells)].map(([name, other]) => ({
    key: `name:${name}`,
    text: `\`${name}\` taken as the other side’s name for what \`${other}\` points to`,
    taken: other,
    choices: [],
    line: cells.find(({ text }) => text.includes(`${name}->`))?.place.line ?? null,
  }));
}

function isNamedAlone(name: string, cells: readonly FoundCell[]): boolean {
  return cells.some(({ text }) => new RegExp(`(?<![\\w.>])${name}\\b(?!->)`).test(text));
}
