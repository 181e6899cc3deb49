/**
 * What is opened and not closed: a comment, and the brace that is missing, found by its looks: declarations of kernel
 * code begin at the left margin.
 */

export interface Unclosed {
  /** Offset of the `{` that nothing closes. */
  readonly at: number;
  /** The declaration that begins although it is open. */
  readonly next: { readonly word: string; readonly from: number };
  /** The `{` belongs to a statement inside the block: where its `}` should be is not known. */
  readonly inside: boolean;
}

/** What can begin nothing but a declaration. */
const DECLARATION =
  /^(scenario\s+"|cpu\s+\d|agent\s+\w|environment\b|on\s+(irq|nmi|bp|fault)\b|variant\s+[\w.-]+\s*"|claim\s+[\w.-]+\s+by\b|interleaving\s+[\w.-]+\s*"|(invariant|final)\s*\(|observe\s|property\s+[\w.-]+\s*"|option\s+\w|hardware\s+\w|(static\s+)?void\s+\w+\s*\()/;

/** What matters for nesting: strings and comments are stepped over whole. */
const TOKEN = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|[{}]|\n(?=[a-z])/g;

/** The first `{` that is still open where a declaration begins at the left margin, or null. */
export function unclosedBrace(text: string): Unclosed | null {
  const open: { readonly at: number; readonly indented: boolean }[] = [];
  let suspect: number | null = null;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '{') {
      const line = text.lastIndexOf('\n', index) + 1;
      open.push({ at: index, indented: /\s/.test(text.charAt(line)) });
    } else if (token === '}') {
      const closed = open.pop();
      // A block's own `}` at the margin closed a brace further in: that one was the block's.
      if (closed?.indented && text.charAt(index - 1) === '\n') suspect ??= closed.at;
    } else if (token === '\n') {
      const from = index + 1;
      const word = DECLARATION.exec(text.slice(from, from + 120))?.[0];
      const brace = open.at(-1);
      if (word === undefined) continue;
      if (brace)
        return {
          at: suspect ?? brace.at,
          next: { word: /^\w+/.exec(word)?.[0] ?? word, from },
          inside: suspect !== null,
        };
      suspect = null;
    }
  }
  return null;
}

/** Where a comment begins that nothing closes, or null. */
export function openComment(text: string): number | null {
  for (const { 0: token, index } of text.matchAll(TOKEN))
    if (token.startsWith('/*') && !/^\/\*[^]*\*\/$/.test(token)) return index;
  return null;
}
