/**
 * What each read finds if the rows take effect in the order in which they are drawn, arrows followed; and whether the
 * table draws an order at all: columns that stand one behind the other are programs, not a run.
 */
import type { FoundArrow } from '../found.ts';
import type { Access } from './accesses.ts';
import type { Line } from './column-tree.ts';

export interface DrawnValue {
  /** As it would be typed; null where that is not known. */
  readonly value: string | null;
  /** It is what the place held before any other column stored to it. */
  readonly isFirst: boolean;
}

export interface Drawn {
  readonly values: ReadonlyMap<Access, DrawnValue>;
  /** Contexts that wait for a lock when the table ends, with the lock's path and who holds it. */
  readonly waits: readonly { readonly access: Access; readonly holder: string }[];
  /** Accesses to an object that was freed before, in the order of the drawing. */
  readonly afterFree: readonly Access[];
}

/** Plays the accesses in the order of the drawing. */
export function playDrawn(
  accesses: readonly Access[],
  arrows: readonly FoundArrow[],
  begins: (path: string) => string,
): Drawn {
  const memory = new Map<string, { readonly value: string | null; readonly column: number }>();
  const locks = heldAtStart(accesses);
  const read = new Set<string>();
  const freed = new Set<string>();
  const values = new Map<Access, DrawnValue>();
  const waits: { access: Access; holder: string }[] = [];
  const afterFree: Access[] = [];
  for (const access of inDrawnOrder(accesses, arrows)) {
    const { kind, context, column } = access;
    const path = bitPath(access);
    const known = memory.get(path);
    if ([...freed].some((object) => access.path.startsWith(object))) afterFree.push(access);
    if (kind === 'free') freed.add(access.path);
    if (kind === 'lock') {
      const holder = locks.get(path);
      const isReader = /read/.test(access.word ?? '');
      // Readers hold it together.
      if (holder !== undefined && !(isReader && (read.has(path) || holder === context)))
        waits.push({ access, holder });
      else locks.set(path, context);
      if (isReader && holder === undefined) read.add(path);
      else if (!isReader) read.delete(path);
    }
    if (kind === 'unlock') {
      locks.delete(path);
      read.delete(path);
    }
    if (kind === 'try') {
      const isHeld = locks.has(path);
      values.set(access, { value: isHeld ? '0' : '1', isFirst: false });
      if (!isHeld) locks.set(path, context);
    }
    if (kind === 'load' || kind === 'change')
      values.set(access, {
        value: known ? known.value : begins(path),
        isFirst: known === undefined || known.column === column,
      });
    if (kind === 'store' || kind === 'change') memory.set(path, { value: stored(access), column });
  }
  return { values, waits, afterFree };
}

/** Locks that somebody gives back without having taken them in the table. */
export function heldAtStart(accesses: readonly Access[]): Map<string, string> {
  const held = new Map<string, string>();
  const taken = new Set<string>();
  for (const { kind, path, context } of accesses) {
    if (kind === 'lock' || kind === 'try') taken.add(`${context} ${path}`);
    if (kind === 'unlock' && !taken.has(`${context} ${path}`)) held.set(path, context);
  }
  return held;
}

/** A cell that an arrow leads up from takes effect where the arrow's head is. */
function inDrawnOrder(accesses: readonly Access[], arrows: readonly FoundArrow[]): readonly Access[] {
  const place = (access: Access): number => {
    const arrow = arrows.find(({ tail, column }) => tail === access.line.row && column === access.column);
    return arrow ? arrow.head - 0.5 : access.line.row;
  };
  return [...accesses].sort((a, b) => place(a) - place(b));
}

/** Bits of a word are places of their own. */
function bitPath({ path, word, call }: Access): string {
  const [nr] = call?.args ?? [];
  if (!/(^|_)(bit|cpu)(_|$)/.test(word ?? '') || !nr) return path;
  return `${path}#${nr.k === 'name' ? nr.name : nr.k === 'number' ? String(nr.value) : ''}`;
}

function stored({ word, value }: Access): string | null {
  if (/clear_(bit|cpu)/.test(word ?? '')) return '0';
  if (/set_(bit|cpu)/.test(word ?? '')) return '1';
  if (word !== null && /_(add|sub|inc|dec|or|and|xor)|cmpxchg/.test(word)) return null;
  return value !== null && /^[\w-]+$/.test(value) ? value : null;
}

/** Whether a run is drawn: the eye goes to and fro between the columns. Columns that stand one behind the other, or line
 *  by line beside each other, are programs. */
export function isRun(lines: readonly Line[]): boolean {
  const places = lines.flatMap(({ row, cell, as }) =>
    cell.column === null || (as !== 'statement' && as !== 'event') ? [] : [{ row, column: cell.column }],
  );
  const rows = new Map<number, Set<number>>();
  for (const { row, column } of places) rows.set(row, (rows.get(row) ?? new Set()).add(column));
  const beside = [...rows.values()].filter(({ size }) => size > 1).length;
  if (beside * 2 >= rows.size) return false;
  const order = places.map(({ column }) => column);
  const turns = order.filter((column, i) => i > 0 && column !== order[i - 1]).length;
  return turns >= new Set(order).size;
}
