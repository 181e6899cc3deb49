/**
 * Comments become blanks of the same length, so that offsets stay those of the file. Init blocks, conditions and
 * assembly use `(* … *)`, which may nest; C bodies use C's own, and there `(*x)` is an expression.
 */
import { unreadable } from './refusal.ts';

/** Blanks `(* … *)` in `text[from, to)`; strings are skipped. */
export function blankMlComments(text: string, from: number, to: number): string {
  const parts: string[] = [];
  let kept = from;
  let depth = 0;
  let opened = from;
  for (let at = from; at < to; at += 1) {
    if (text.startsWith('(*', at)) {
      if (depth === 0) {
        parts.push(text.slice(kept, at));
        opened = at;
      }
      depth += 1;
      at += 1;
    } else if (depth > 0 && text.startsWith('*)', at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) {
        parts.push(blank(text.slice(opened, at + 1)));
        kept = at + 1;
      }
    }
  }
  if (depth > 0) unreadable('syntax', 'a comment that does not end', { from: opened, to: opened + 2 });
  parts.push(text.slice(kept, to));
  return parts.join('');
}

/** Blanks `//` and C block comments; the text stands at `base` in its file. */
export function blankCComments(text: string, base: number): string {
  return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (comment: string, at: number) => {
    if (comment.startsWith('/*') && (comment.length < 4 || !comment.endsWith('*/')))
      unreadable('syntax', 'a comment that does not end', { from: base + at, to: base + at + 2 });
    return blank(comment);
  });
}

function blank(comment: string): string {
  return comment.replace(/[^\n]/g, ' ');
}
