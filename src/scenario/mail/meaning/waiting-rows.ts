/**
 * Rows that only say that somebody waits. For a lock that another row takes it is the attempt to take it too; what else
 * is waited for nobody has drawn, and so no answer can be that everybody goes on.
 *
 *     mutex_lock(&disk->open_mutex)
 *                                       // wait open_mutex
 */
import { readCode } from './c-code.ts';
import type { Line } from './column-tree.ts';

const WAITS =
  /^(?:(?:it|now|here|and)\s+)?(?:waits?|waiting|blocks?|blocked|spins?|stuck|sleeps?)\b(?:\s+(?:on|for|at|in|until|here))*\s*(?:the\s+|to (?:get|take|acquire) (?:the\s+)?)?(.*?)[\s.!]*$/i;

const LOCKS = /^(?:\w+\s*=\s*)?(?:\w*_)?(?:lock|down)\w*\((.*)\)$/;

/** What a row says that it waits for, empty where it says only that it waits; null where it says no such thing. */
function awaited({ text, code, cell, isWait }: Line): string | null {
  if (code !== null || cell.column === null || isWait === true) return null;
  const words = text.code === '' ? (text.remarks[0] ?? '') : text.code;
  return WAITS.exec(words)?.[1] ?? null;
}

/** The lines, those that wait for a lock of another row as the attempt to take it. */
export function withWaiting(lines: readonly Line[]): readonly Line[] {
  const taken = lines.flatMap(({ code, cell }) => {
    const place = code?.k === 'simple' ? LOCKS.exec(code.text)?.[1] : undefined;
    const name = /(\w+)$/.exec(place ?? '')?.[1];
    return code?.k === 'simple' && name !== undefined ? [{ code, name, column: cell.column }] : [];
  });
  return lines.map((line) => {
    const what = awaited(line);
    const name = /^&?(?:[\w.>-]*?)(\w+)(?: (?:lock|mutex|semaphore))?$/.exec(what ?? '')?.[1];
    const lock = taken.find((one) => one.name === name && one.column !== line.cell.column);
    const code = lock && readCode(lock.code.text);
    return code ? { ...line, code, seen: null, as: 'statement' as const } : line;
  });
}

/** Words for what is waited for and not drawn; null where nothing is. */
export function undrawnWaits(lines: readonly Line[]): string | null {
  const rows = lines.filter((line) => {
    const what = awaited(line);
    return what !== null && what !== '' && !/^(?:for ?)?ever\b/i.test(what);
  });
  const [first] = rows;
  if (!first) return null;
  const said = first.text.code === '' ? (first.text.remarks[0] ?? '') : first.text.code;
  return `what line ${String(first.cell.place.line)} waits for (“${said}”) is not drawn`;
}
