/**
 * Macros as they are written: `#define NAME(a, b) body` and what is defined inside of functions and structs, which holds
 * everywhere. The grammar reads over these lines. What a line says is put where a statement can stand and parsed there, at
 * its own place in an empty text, so that all places stay right.
 */
import { parserFor } from '../grammar/parser.ts';
import type { Diagnostics } from '../diagnostic.ts';
import { withMembers } from './member-macros.ts';
import { madeArgument, madeDeclarations, madeStatements } from './made-by-macros.ts';
import { expandMacros, isStatement, loose, type Texts } from './macro-calls.ts';
import { argumentsAt, expanded, textMacros, type MadeHere, type TextMacro } from './macro-tokens.ts';
import { phrasesIn } from './phrase.ts';
import { readDeclaration } from './read-declaration.ts';
import { readBlock } from './read-statement.ts';
import type { Declaration, Expression, Span, Statement, Word } from './syntax.ts';

/** The declarations with those of the lines, and every call of a macro expanded. */
export function withMacros(
  text: string,
  lines: readonly Span[],
  made: readonly MadeHere[],
  declarations: readonly Declaration[],
  diagnostics: Diagnostics,
): readonly Declaration[] {
  const macros = textMacros(text);
  const read = lines.flatMap((line) => readLine(text, line, diagnostics) ?? []);
  const own = madeDeclarations(text, made, macros, diagnostics);
  const texts = new TextCalls(text, macros, diagnostics);
  return expandMacros(withMembers([...declarations, ...own, ...read]), texts, diagnostics);
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
  // What is no tree by itself is put together as text, where it is called (textExpansion).
  const isText = parameters !== undefined && body.includes('#');
  const says = isText ? null : parsed(text, at.from + head.length, body);
  if (!says && parameters !== undefined) return null;
  if (!says) {
    if (!new RegExp(`\\b${name}\\b[^]*\\b${name}\\b`).test(text)) return null;
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
    const { first } = phrasesIn(parserFor(text, true).parse(whole)).top;
    const decl = first && readDeclaration({ text: whole, block: readBlock }, first);
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
  if (/#/.test(body)) return 'What `#` and `##` make of this cannot be read; write it out.';
  return 'A macro says an expression here, statements, `do { … } while (0)`, or a loop, `for (…; …; …)`; for anything else write a function.';
}

/** Calls of macros that are no tree by themselves: what each says is read where it is called. */
class TextCalls implements Texts {
  private readonly text: string;
  private readonly macros: ReadonlyMap<string, TextMacro>;
  private readonly diagnostics: Diagnostics;
  private readonly told = new Set<number>();

  constructor(text: string, macros: ReadonlyMap<string, TextMacro>, diagnostics: Diagnostics) {
    this.text = text;
    this.macros = macros;
    this.diagnostics = diagnostics;
  }

  says(name: string, args: readonly Span[], at: Span): Expression | Statement | null {
    const macro = this.macros.get(name);
    const tokens = macro && expanded(macro, argumentsAt(this.text, args), this.macros);
    if (!macro) return null;
    if (tokens?.length === 0) return { k: 'block', body: [], from: at.from, to: at.to };
    const body = tokens && madeStatements(this.text, tokens, at)?.filter(({ k }) => k !== 'empty');
    const [only, ...more] = body ?? [];
    const says = only && more.length === 0 ? saying(only, '') : null;
    const text = body || !tokens ? null : madeArgument(this.text, tokens, at);
    if (says ?? text) return says ?? text;
    if (body && more.length > 0) {
      const block: Statement = { k: 'block', body, from: at.from, to: at.to };
      loose.add(block);
      return block;
    }
    if (!this.told.has(at.from)) {
      const words = macro.body.map(({ text }) => text).join(' ');
      this.diagnostics.error('macro', at, mistakeIn(words));
    }
    this.told.add(at.from);
    return null;
  }
}
