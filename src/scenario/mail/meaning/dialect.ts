/**
 * Words that mean what the whole table makes of them: where one row takes `rlock(X)` for reading, a bare `lock(X)` of the
 * same lock takes it for writing; where somebody calls `acquire(l)`, `release(l)` gives the lock back; `current` is the
 * task of its column, which another column may know as `p`.
 */
import type { FoundCell, FoundTable } from '../found.ts';
import { secondNames } from './second-names.ts';
import { taskWordsIn } from './task-words.ts';

/** How a cell is to be read in this table. */
export type Dialect = (cell: FoundCell) => string;

const READS = /\brlock\s*\(\s*([^;]*?)\s*\)\s*;?$/;
const LOCKS = /^lock\s*\(\s*([^;]*?)\s*\)(\s*;?)$/;

/** The dialect of a table; most have none. */
export function dialectOf({ rows }: FoundTable): Dialect {
  const cells = rows.flatMap((row) => row.cells);
  const read = new Set(cells.flatMap(({ text }) => READS.exec(text)?.[1] ?? []));
  const acquires =
    cells.some(({ text }) => /^acquire\s*\(/.test(text)) &&
    !cells.some(({ text }) => /=\s*acquire\s*\(/.test(text));
  const tasks = tasksIn(cells);
  const inTaskWords = taskWordsIn(cells);
  const renamed = secondNames(cells);
  const numbered = cells.filter(({ text }) => ORDINAL.test(text)).length >= cells.length * 0.6;
  return (cell) => {
    const { column } = cell;
    let text = inTaskWords(cell);
    for (const [name, other] of renamed)
      text = text.replace(new RegExp(`(?<![\\w.>])${name}(?=->)`, 'g'), other);
    const bare = numbered ? text.replace(ORDINAL, '') : text;
    let spoken = acquires
      ? bare.replace(/^acquire(?=\s*\()/, 'lock').replace(/^release(?=\s*\()/, 'unlock')
      : bare;
    const task = tasks.get(column);
    if (task !== undefined) spoken = spoken.replace(CURRENT, `${task}->`);
    const lock = LOCKS.exec(spoken);
    return lock && read.has(lock[1] ?? '') ? `wlock(${lock[1] ?? ''})${lock[2] ?? ''}` : spoken;
  };
}

/** `a. x = 1`, `6) smp_mb()`: a number of its own in each cell. */
const ORDINAL = /^\(?(?:\d{1,2}|[a-z])[.)]\s+(?=\S)/;

const CURRENT = /\bcurrent->/g;

/** What `current` is in each column that follows it: the one pointer that other columns reach the same member by, else
 *  a task of its own. */
function tasksIn(cells: readonly FoundCell[]): ReadonlyMap<number | null, string> {
  const tasks = new Map<number | null, string>();
  for (const column of new Set(cells.map((cell) => cell.column))) {
    const own = cells.filter((cell) => cell.column === column).map(({ text }) => text);
    const members = own.flatMap((text) => [...text.matchAll(/\bcurrent->(\w+)/g)].map(([, name]) => name));
    if (members.length === 0) continue;
    const known = new Set(
      cells
        .filter((cell) => cell.column !== column)
        .flatMap(({ text }) => [...text.matchAll(/\b([a-z_]\w*)->(\w+)/g)])
        .flatMap(([, name = '', member]) => (name !== 'current' && members.includes(member) ? [name] : [])),
    );
    const [one] = known;
    tasks.set(column, one !== undefined && known.size === 1 ? one : `task_${String(column)}`);
  }
  return tasks;
}
