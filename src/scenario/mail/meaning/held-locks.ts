/**
 * Remarks that stand alone and say which lock is held from there on, where another column takes that lock.
 *
 *     // Under rtnl lock          rtnl_lock()
 */
import type { Line } from './column-tree.ts';

const HELD =
  /^(?:(?:we |it |is |now |already )*(?:runs? )?(?:under|holding|holds?|inside|takes?|took|with)) (?:the )?&?([a-z_][\w.>-]*?)(?:[ _-]?(?:lock|mutex|sem(?:aphore)?))?(?:\(\))?(?: (?:is )?held)?[.:]?$/i;
const LOCKS = /^((?:raw_)?(?:spin|read|write|mutex)_lock\w*|down_(?:read|write))\(&?([\w.>-]+)/;

/** The lines, such remarks as what takes the lock. */
export function withHeldLocks(lines: readonly Line[]): readonly Line[] {
  const taken = lines.flatMap((line) => {
    const found = line.code?.k === 'simple' ? LOCKS.exec(line.code.text) : null;
    return found && line.cell.column !== null ? [{ line, place: found[2] ?? '' }] : [];
  });
  return lines.map((line) => {
    const isRemark = line.text.code === '' && line.as === 'note' && line.cell.column !== null;
    const stem = isRemark ? HELD.exec(line.text.remarks[0] ?? '')?.[1] : undefined;
    if (stem === undefined) return line;
    const name = last(stem);
    const isIt = (place: string) =>
      place === stem || last(place) === name || last(place).startsWith(`${name}_`);
    const other = taken.find((one) => one.line.cell.column !== line.cell.column && isIt(one.place));
    const isOwn = taken.some((one) => one.line.cell.column === line.cell.column && isIt(one.place));
    return other && !isOwn ? { ...line, code: other.line.code, as: 'statement' as const } : line;
  });
}

function last(place: string): string {
  return (/(\w+)$/.exec(place)?.[1] ?? place).toLowerCase();
}
