/**
 * A text without what does not run: of a scenario that a thread is about that is more than half, and who tries a hundred
 * versions of its code reads all of it each time.
 */
import type { FileSyntax } from '../syntax/syntax.ts';

const TOLD: readonly string[] = ['about', 'thread', 'source', 'variant', 'claim', 'interleaving'];

/** Blanks stand there, so that everything else stands where it did. */
export function bare({ text, declarations }: FileSyntax): string {
  let made = '';
  let at = 0;
  for (const { k, from, to } of [...declarations].sort((a, b) => a.from - b.from)) {
    const told = text.slice(from, to);
    // A line that begins with # is read before anything else is.
    if (!TOLD.includes(k) || from < at || /^\s*#/m.test(told)) continue;
    made += text.slice(at, from) + told.replace(/[^\n]/g, ' ');
    at = to;
  }
  return made + text.slice(at);
}
