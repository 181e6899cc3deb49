/**
 * Text → syntax tree. Never throws for a user's text: what cannot be read becomes a diagnostic. Of a syntax error this
 * says only where it is; what was expected there is found out by explain.ts, which is not needed for a text without.
 */
import type { Tree } from '@lezer/common';
import { parser } from '../grammar/smp.generated.ts';
import type { Diagnostics } from '../diagnostic.ts';
import { readDeclaration } from './read-declaration.ts';
import { children, readAll } from './reader.ts';
import type { FileSyntax } from './syntax.ts';

/** Larger files are refused: a scenario has a few hundred lines. In UTF-16 units. */
const SIZE_LIMIT = 300_000;
/** How deep statements and expressions may nest (tree levels). */
const DEPTH_LIMIT = 300;

/** Parses a scenario file. Its first syntax error goes to `diagnostics`; the tree then lacks the parts that it spoils. */
export function parseFile(text: string, diagnostics: Diagnostics): FileSyntax {
  const nothing: FileSyntax = { text, declarations: [] };
  if (text.length > SIZE_LIMIT) {
    diagnostics.error(
      'too-large',
      { from: 0, to: 1 },
      `The file has ${String(text.length)} characters; a scenario may have ${String(SIZE_LIMIT)}.`,
    );
    return nothing;
  }
  const control = /[\u0000-\u0008\u000e-\u001f\ufffd]/.exec(text);
  if (control) {
    const at = { from: control.index, to: control.index + 1 };
    const message =
      control[0] === '\ufffd'
        ? 'Found bytes that are not UTF-8; save the file as UTF-8.'
        : `Found the byte 0x${(control[0].codePointAt(0) ?? 0).toString(16)}; expected plain text. Is this a scenario file?`;
    diagnostics.error('not-text', at, message);
    return nothing;
  }
  const tree = parser.parse(text);
  const deep = tooDeep(tree);
  if (deep) {
    diagnostics.error('too-deep', deep, 'This nests too deeply to be read; split it up.');
    return nothing;
  }
  const error = firstError(tree);
  if (error) diagnostics.error('syntax', error, 'This cannot be read.');
  const top = children(tree.topNode);
  return { text, declarations: readAll(top, (node) => readDeclaration({ text }, node)) };
}

function tooDeep(tree: Tree): { from: number; to: number } | null {
  const cursor = tree.cursor();
  let depth = 0;
  for (;;) {
    if (depth > DEPTH_LIMIT) return { from: cursor.from, to: Math.min(cursor.to, cursor.from + 1) };
    if (cursor.firstChild()) {
      depth++;
      continue;
    }
    while (!cursor.nextSibling()) {
      if (!cursor.parent()) return null;
      depth--;
    }
  }
}

function firstError(tree: Tree): { from: number; to: number } | null {
  let found: { from: number; to: number } | null = null;
  tree.iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) found ??= { from, to };
      return found === null;
    },
  });
  return found;
}
