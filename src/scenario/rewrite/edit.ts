/**
 * Changes to a scenario's text, and to the prelude's functions and handlers as this scenario uses them: those become functions of the
 * scenario, under the same name, so that the changed text is whole and can be kept and sent like any other.
 */
import { preludeSyntax, preludeText } from '../prelude.ts';
import type { DeclarationOf } from '../syntax/syntax.ts';

/** `insert` instead of what stands from `from` to `to` in the scenario (file 0) or the prelude (file 1). */
export interface TextEdit {
  readonly file: 0 | 1;
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

export interface Rewritten {
  readonly text: string;
  /** What stood there before; the rest was inserted. */
  readonly pieces: readonly Piece[];
}

export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Where the piece begins now. */
  readonly now: number;
  readonly file: 0 | 1;
}

/** The text with all edits, which may not overlap; prelude functions that are changed stand at its end. */
export function rewrite(text: string, edits: readonly TextEdit[]): Rewritten {
  const pieces: Piece[] = [];
  let made = '';
  const take = (file: 0 | 1, from: number, to: number, source: string, inside: readonly TextEdit[]) => {
    let at = from;
    for (const edit of [...inside].sort((a, b) => a.from - b.from || a.to - b.to)) {
      pieces.push({ file, from: at, to: edit.from, now: made.length });
      made += source.slice(at, edit.from) + edit.insert;
      at = edit.to;
    }
    pieces.push({ file, from: at, to, now: made.length });
    made += source.slice(at, to);
  };
  const own = edits.filter(({ file }) => file === 0);
  take(0, 0, text.length, text, own);
  const others = edits.filter(({ file }) => file === 1);
  for (const decl of preludeCode()) {
    const inside = others.filter(({ from, to }) => from >= decl.from && to <= decl.to);
    if (inside.length === 0) continue;
    made += made.endsWith('\n') ? '\n' : '\n\n';
    take(1, decl.from, decl.to, preludeText(), inside);
    made += '\n';
  }
  return { text: made, pieces };
}

/** What a scenario can replace of the prelude: its functions, and its handlers of interrupts. In its order. */
export function preludeCode(): readonly DeclarationOf<'function' | 'handler'>[] {
  return preludeSyntax().declarations.filter((decl) => decl.k === 'function' || decl.k === 'handler');
}

/** What stands between two statements there: a line's end and the next one's indent; in a macro, which is one line, a space. */
export function betweenAt(text: string, at: number): string {
  let line = text.lastIndexOf('\n', at - 1) + 1;
  while (text.slice(0, line).endsWith('\\\n')) line = text.lastIndexOf('\n', line - 2) + 1;
  return /^[ \t]*#/.test(text.slice(line, at)) ? ' ' : `\n${indentAt(text, at)}`;
}

/** The spaces and tabs that its line begins with. */
function indentAt(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1, at))?.[0] ?? '';
}
