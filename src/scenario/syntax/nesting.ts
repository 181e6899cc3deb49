/**
 * How deep a text nests, told before anything is parsed: a parser's stack grows with it, and where the text does not fit
 * the parser copies that stack at every try. Brackets nest, and so do the operators of one statement and the
 * statements that are each other's bodies.
 */

/** Deeper than any scenario; what is less deep is told from the tree. */
const BRACKETS_LIMIT = 200;
/** Operators, `if`s and the like without a `;` or a brace between them. */
const RUN_LIMIT = 250;

/** Strings and comments are stepped over whole. */
const TOKEN =
  /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|[([{]|[)\]}]|[;,]|[-~!*&?:.+/%<>=|^@]|\b(?:if|else|while|do|for|for_each_cpu)\b|\n(?=[a-z])/g;

/** The offset of the first token that is too deep, null where there is none. */
export function nestsTooDeep(text: string): number | null {
  let depth = 0;
  let run = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    switch (token.charAt(0)) {
      case '(':
      case '[':
        depth++;
        break;
      case '{':
        depth++;
        run = 0;
        break;
      case ')':
      case ']':
        depth = Math.max(0, depth - 1);
        break;
      case '}':
        depth = Math.max(0, depth - 1);
        run = 0;
        break;
      case ';':
      case ',':
      // What has a text in it, or a word at the left margin, is no expression.
      case '"':
      case '\n':
        run = 0;
        break;
      default:
        if (token.length === 1 || /^\w/.test(token)) run++;
    }
    if (depth > BRACKETS_LIMIT || run > RUN_LIMIT) return index;
  }
  return null;
}
