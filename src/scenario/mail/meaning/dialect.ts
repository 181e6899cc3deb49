/**
 * Words that mean what the whole table makes of them: where one row takes `rlock(X)` for reading, a bare `lock(X)` of the
 * same lock takes it for writing; where somebody calls `acquire(l)`, `release(l)` gives the lock back.
 */
import type { FoundTable } from '../found.ts';

/** How a cell is to be read in this table. */
export type Dialect = (text: string) => string;

const READS = /\brlock\s*\(\s*([^;]*?)\s*\)\s*;?$/;
const LOCKS = /^lock\s*\(\s*([^;]*?)\s*\)(\s*;?)$/;

/** The dialect of a table; most have none. */
export function dialectOf({ rows }: FoundTable): Dialect {
  const texts = rows.flatMap(({ cells }) => cells.map(({ text }) => text));
  const read = new Set(texts.flatMap((text) => READS.exec(text)?.[1] ?? []));
  const acquires = texts.some((text) => /^acquire\s*\(/.test(text)) && !texts.some(isLoadAcquire);
  return (text) => {
    const spoken = acquires
      ? text.replace(/^acquire(?=\s*\()/, 'lock').replace(/^release(?=\s*\()/, 'unlock')
      : text;
    const lock = LOCKS.exec(spoken);
    return lock && read.has(lock[1] ?? '') ? `wlock(${lock[1] ?? ''})${lock[2] ?? ''}` : spoken;
  };
}

function isLoadAcquire(text: string): boolean {
  return /=\s*acquire\s*\(/.test(text);
}
