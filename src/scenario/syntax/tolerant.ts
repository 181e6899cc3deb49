/**
 * Parsing on behind syntax errors, which explanations need. At an error the parser tries up to a dozen ways to go on, so
 * that garbage costs a hundred times what a scenario does: how far it reads on is bounded.
 */
import type { SyntaxNode } from '@lezer/common';
import { parserFor } from '../grammar/parser.ts';

/** Error nodes beyond this are not looked at. */
const ERRORS_LIMIT = 60;
/** How much text behind the first error is looked at: a token that does not end is read anew at every try. */
const WINDOW = 20_000;
/** So close to where the text was cut an error may be the cut's. */
const CUT = 200;

const STRING = /"(?:[^"\\\n]|\\.)*("?)|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g;

/** A long text without an end is read anew at each quote in it; its first words do as well. */
function shortened(token: string, closing: string | undefined): string {
  return !token.startsWith('"') || closing !== '' || token.length <= CUT
    ? token
    : token.slice(0, CUT).padEnd(token.length);
}

/**
 * The syntax errors of a text, in order. `from`: where the first one is; behind it the parser makes at most `steps`
 * steps, about one for each word of sound text, and what lies further on is not looked at.
 */
export function syntaxErrors(text: string, from: number, steps: number): readonly SyntaxNode[] {
  const window = text.slice(0, from + WINDOW).replace(STRING, shortened);
  const parse = parserFor(text, false).startParse(window);
  let end = window.length < text.length ? window.length - CUT : Number.POSITIVE_INFINITY;
  let left = steps;
  let tree = parse.advance();
  while (!tree) {
    if (parse.parsedPos >= from && left-- === 0) {
      end = Math.min(end, parse.parsedPos);
      parse.stopAt(parse.parsedPos);
    }
    tree = parse.advance();
  }
  const found: SyntaxNode[] = [];
  tree.iterate({
    enter: (node) => {
      if (node.type.isError && node.from < end && found.length < ERRORS_LIMIT) found.push(node.node);
    },
  });
  return found;
}
