/** The author's text as the compiler wants it: `->` for pointers, `&` where an address is meant, no names that are taken. */
import type { Expression } from '../../syntax/syntax.ts';
import { edited, type Edit } from './edits.ts';
import type { Things } from './things.ts';
import { visit } from './walk-expression.ts';

/** The author's text with signs and names put right. */
export function mendedText(
  text: string,
  e: Expression,
  things: Things,
  column: number,
  renames: ReadonlyMap<string, string>,
): string {
  const edits: Edit[] = [];
  visit(e, 'value', (part) => {
    if (part.k === 'member') {
      const isPointer = things.shapes.isPointer(things.shapeOf(part.base, column));
      const sign = text.slice(part.base.to, part.member.from);
      if (isPointer !== sign.includes('->') && /^\s*(->|\.)\s*$/.test(sign))
        edits.push({ from: part.base.to, to: part.member.from, insert: isPointer ? '->' : '.' });
    }
    if (part.k === 'name') {
      const to = renames.get(part.name);
      if (to !== undefined) edits.push({ from: part.from, to: part.to, insert: to });
    }
    if (things.isBare(part)) edits.push({ from: part.from, to: part.from, insert: '&' });
  });
  return edited(text, edits);
}
