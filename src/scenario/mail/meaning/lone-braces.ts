/**
 * Braces that stand in a line of their own, below what they open.
 *
 *     foo_write(true)
 *     {
 *         if (p->on)
 */
import type { Line } from './column-tree.ts';

/** The lines, what such a brace opens as if it stood behind it. */
export function withLoneBraces(lines: readonly Line[]): readonly Line[] {
  const above = new Map<number | null, Line>();
  const opening = new Set<Line>();
  const lone = new Set<Line>();
  for (const line of lines) {
    const { column } = line.cell;
    if (line.cell.text === '{') {
      const head = above.get(column);
      if (head && head.cell.indent <= line.cell.indent) opening.add(head);
      lone.add(line);
    }
    if (line.cell.text !== '' && line.as !== 'note') above.set(column, line);
  }
  if (lone.size === 0) return lines;
  return lines.map((line) => {
    // It stands inside of what it opens.
    const cell = { ...line.cell, indent: line.cell.indent + 1 };
    if (lone.has(line)) return { ...line, cell, code: null, as: 'note' as const };
    const { code } = line;
    return opening.has(line) && code && 'opens' in code && code.k !== 'close'
      ? { ...line, code: { ...code, opens: true } }
      : line;
  });
}
