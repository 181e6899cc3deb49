/**
 * Text → syntax tree. Never throws for a user's text: what cannot be read becomes a diagnostic. The parse is strict: of
 * a syntax error it says only where it is, and it stops there, so that no text costs more than reading it once. What was
 * expected there is found out by explain.ts, which is not needed for a text without.
 */
import type { Tree } from '@lezer/common';
import { parserFor } from '../grammar/parser.ts';
import type { Diagnostics } from '../diagnostic.ts';
import { lateParts } from '../lower/late.ts';
import type { MadeHere } from './macro-tokens.ts';
import { phrasesIn } from './phrase.ts';
import { readDeclaration } from './read-declaration.ts';
import { readBlock } from './read-statement.ts';
import { readAll } from './reader.ts';
import type { Declaration, FileSyntax, Span } from './syntax.ts';

/** Larger files are refused: a scenario has a few hundred lines. In UTF-16 units. */
const SIZE_LIMIT = 200_000;
/** How many words and signs it may have, and how many phrases they form; the largest bundled one has an eighth. */
const MOST = 25_000;
/** How deep statements and expressions may nest (tree levels). */
const DEPTH_LIMIT = 300;

/** Parses a scenario file. Where it has a syntax error that goes to `diagnostics`, and the file is empty. `most`: how many words and
 *  phrases it may have; the prelude is ours and may have any number. */
export function parseFile(whole: string, diagnostics: Diagnostics, most = MOST): FileSyntax {
  const nothing: FileSyntax = { text: whole, declarations: [] };
  const { text, made } = lateParts()?.prepared(whole, diagnostics) ?? { text: whole, made: [] };
  if (text.length > SIZE_LIMIT && most !== Infinity) {
    diagnostics.error(
      'too-large',
      { from: 0, to: 1 },
      `The file has ${String(text.length)} characters; a scenario may have ${String(SIZE_LIMIT)}.`,
    );
    return nothing;
  }
  const late = lateParts();
  if (late?.checkText(text, diagnostics) === false) return nothing;
  const nested = late?.nestsTooDeep(text) ?? null;
  if (nested !== null) {
    diagnostics.error('too-deep', { from: nested, to: nested + 1 }, TOO_DEEP);
    return nothing;
  }
  const tree = strictTree(text, diagnostics, most);
  if (!tree) return nothing;
  const { top, numbers, lines, beyond } = phrasesIn(tree, { most, depth: DEPTH_LIMIT });
  if (beyond) {
    if (beyond.what === 'depth') diagnostics.error('too-deep', beyond, TOO_DEEP);
    else diagnostics.error('too-large', beyond, TOO_MUCH);
    return nothing;
  }
  late?.checkNumbers(text, numbers, diagnostics);
  const source = { text, block: readBlock };
  const declarations = readAll(top.parts, (node) => readDeclaration(source, node));
  return { text: whole, declarations: withMacros(text, lines, made, declarations, diagnostics) };
}

/** With what is said in lines that the grammar reads over, where there are any. */
function withMacros(
  text: string,
  lines: readonly Span[],
  made: readonly MadeHere[],
  declarations: readonly Declaration[],
  diagnostics: Diagnostics,
): readonly Declaration[] {
  if (!text.includes('define') && made.length === 0) return declarations;
  // A name that says what operators make: its text may be taken apart where it stands (macro-precedence.ts). One that is the way
  // to a member is written out (member-macros.ts).
  const isSplit = declarations.some((decl) => decl.k === 'define' && /^(bin|cond|member)/.test(decl.value.k));
  return (
    (lines.length > 0 || isSplit || made.length > 0
      ? lateParts()?.withMacros(text, lines, made, declarations, diagnostics)
      : null) ?? declarations
  );
}

/** The tree of a text without errors; null where it has one, or is too much. */
function strictTree(text: string, diagnostics: Diagnostics, most: number): Tree | null {
  const parse = parserFor(text, true).startParse(text);
  try {
    for (let steps = 0; steps < most; steps++) {
      const tree = parse.advance();
      if (tree) return tree;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = Number(/\d+$/.exec(error.message)?.[0] ?? 0);
    diagnostics.error('syntax', { from: at, to: at + 1 }, 'This cannot be read.');
    return null;
  }
  diagnostics.error('too-large', { from: parse.parsedPos, to: parse.parsedPos + 1 }, TOO_MUCH);
  return null;
}

const TOO_MUCH = 'This file says more than a scenario may; from here on it is too much.';
const TOO_DEEP = 'This nests too deeply, or is too long, to be read; split it up.';
