/**
 * Macros as they are written: `#define NAME(a, b) body` and what is defined inside of functions and structs, which holds
 * everywhere. The grammar reads over these lines. What a line says is put where a statement can stand and parsed there, at
 * its own place in an empty text, so that all places stay right.
 */
import { parserFor } from '../grammar/parser.ts';
import type { Diagnostics } from '../diagnostic.ts';
import { withMembers } from './member-macros.ts';
import { expandMacros, isStatement } from './macro-calls.ts';
import { readDeclaration } from './read-declaration.ts';
import type { Declaration, Expression, Span, Statement, Word } from './syntax.ts';

/** The declarations with those of the lines, and every call of a macro expanded. */
export function withMacros(
  text: string,
  lines: readonly Span[],
  declarations: readonly Declaration[],
  diagnostics: Diagnostics,
): readonly Declaration[] {
  const read = lines.flatMap((line) => readLine(text, line, diagnostics) ?? []);
  return expandMacros(withMembers([...declarations, ...read]), diagnostics);
}

const HEAD = /^#\s*define\s+(\w+)(?:\(([^)]*)\))?/;
/** What stands around it while it is parsed; a head is at least as long. */
const AROUND = ['cpu 0{', ';}'] as const;

function readLine(text: string, at: Span, diagnostics: Diagnostics): Declaration | null {
  const line = text.slice(at.from, at.to);
  const [head = '', name = '', parameters] = HEAD.exec(line) ?? [];
  const body = line
    .slice(head.length)
    .replace(/\\(?=\s*\n)/g, ' ')
    .replace(/\/\/.*$/gm, blank)
    .replace(/\/\*[^]*?\*\//g, blank);
  const start = head.lastIndexOf(name, head.indexOf('(') < 0 ? head.length : head.indexOf('('));
  const word: Word = { text: name, from: at.from + start, to: at.from + start + name.length };
  if (body.trim() === '') return null;
  const says = parsed(text, at.from + head.length, body);
  if (!says) {
    diagnostics.error('macro', { from: at.from + head.length, to: at.to }, mistakeIn(body));
    return null;
  }
  const given = parameters?.split(',').map((part) => part.trim()) ?? [];
  if (parameters !== undefined)
    return {
      k: 'macro-definition',
      name: word,
      parameters: given
        .filter((part) => part !== '' && part !== '...')
        .map((part) => ({ text: part, from: word.from, to: word.to })),
      variadic: given.includes('...'),
      says,
      ...at,
    };
  if (isStatement(says)) {
    diagnostics.error('macro', { from: at.from + head.length, to: at.to }, mistakeIn(body));
    return null;
  }
  return { k: 'define', name: word, value: says, ...at };
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

/** What a macro says, as a statement's expression, a block, or a loop that has no body yet. */
function parsed(text: string, from: number, body: string): Expression | Statement | null {
  const [before, behind] = AROUND;
  const whole = `${before.padStart(from)}${body}${behind}`;
  try {
    const top = parserFor(text, true).parse(whole).topNode.firstChild;
    const decl = top && readDeclaration({ text: whole }, top);
    const [only, ...more] = decl?.k === 'cpu' && decl.body.k === 'block' ? decl.body.body : [];
    if (!only || more.some(({ k }) => k !== 'empty')) return null;
    return saying(only, whole);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** Null where it is nothing that a macro can say. */
function saying(s: Statement, text: string): Expression | Statement | null {
  switch (s.k) {
    case 'simple':
      return s.simple.k === 'expression' ? s.simple.e : s;
    case 'do': {
      // `while (0)` makes one statement of it, and is a loop only to who breaks out of it.
      const isOne = s.cond.k === 'number' && s.cond.value === 0;
      const leaves = /\b(break|continue)\b/.test(text.slice(s.body.from, s.body.to));
      return isOne && !leaves ? s.body : { k: 'block', body: [s], from: s.from, to: s.to };
    }
    case 'block':
      return s;
    case 'for':
      return s.body.k === 'empty' ? s : null;
    default:
      return null;
  }
}

function mistakeIn(body: string): string {
  if (/#/.test(body))
    return 'A macro says an expression or statements here; `#` and `##`, which make names and texts, are not there.';
  if (/\(\s*\{/.test(body)) return NO_STATEMENT_EXPRESSION;
  return 'A macro says an expression here, statements, `do { … } while (0)`, or a loop, `for (…; …; …)`; for anything else write a function.';
}

const NO_STATEMENT_EXPRESSION =
  'There is no statement expression `({ … })`; make it a function: `static inline int name(int a) { … }`.';
