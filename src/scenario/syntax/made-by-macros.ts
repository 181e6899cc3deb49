/** What calls of macros make as text, read: declarations where one can stand, statements or an expression elsewhere. */
import type { Diagnostics } from '../diagnostic.ts';
import { parserFor } from '../grammar/parser.ts';
import {
  declaringCalls,
  expanded,
  textMacros,
  type MadeHere,
  type TextMacro,
  type Token,
} from './macro-tokens.ts';
import { readDeclaration } from './read-declaration.ts';
import { readBlock } from './read-statement.ts';
import { phrasesIn } from './phrase.ts';
import { readAll } from './reader.ts';
import type { Declaration, Expression, Span, Statement } from './syntax.ts';

/** A text without the calls that make declarations, which the grammar cannot read, and those calls. */
export function withoutMade(text: string): { readonly text: string; readonly made: readonly MadeHere[] } {
  const made = declaringCalls(text, textMacros(text));
  let left = text;
  for (const { from, to } of made)
    left = left.slice(0, from) + left.slice(from, to).replace(/[^\n]/g, ' ') + left.slice(to);
  return { text: left, made };
}

/** The declarations that such calls make. */
export function madeDeclarations(
  text: string,
  made: readonly MadeHere[],
  macros: ReadonlyMap<string, TextMacro>,
  diagnostics: Diagnostics,
): readonly Declaration[] {
  return made.flatMap((call): readonly Declaration[] => {
    const { macro, args, behind } = call;
    if (macro.body.length === 0) return [];
    const tokens = expanded(macro, args, macros);
    const [first] = macro.isKernels ? macro.body : [];
    const placed = tokens?.map((token) =>
      first && token.zone === first.zone ? { ...token, from: call.from, to: call.to } : token,
    );
    const found = placed && declarationsOf(text, [...placed, ...behind], call);
    if (!found) diagnostics.error('macro', call, mistake(macro));
    return found ?? [];
  });
}

function mistake({ name }: TextMacro): string {
  return `What \`${name}\` makes of this is no declaration that can be read; write it out.`;
}

function declarationsOf(text: string, tokens: readonly Token[], call: Span): readonly Declaration[] | null {
  const source = { text: spelled(tokens), block: readBlock };
  try {
    const { top } = phrasesIn(parserFor(text, true).parse(source.text));
    const read = readAll(top.parts, (node) => readDeclaration(source, node));
    placed(read, tokens, 0, call);
    return read;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** The statements that tokens are; null where they are none. */
export function madeStatements(
  text: string,
  tokens: readonly Token[],
  call: Span,
): readonly Statement[] | null {
  return within(text, tokens, call, ['cpu 0{', ';}']);
}

/** What stands as an argument alone, such as a text; null where it is more. */
export function madeArgument(text: string, tokens: readonly Token[], call: Span): Expression | null {
  const [s] = within(text, tokens, call, ['cpu 0{f(', ');}']) ?? [];
  const e = s?.k === 'simple' && s.simple.k === 'expression' ? s.simple.e : null;
  return e?.k === 'call' && e.args.length === 1 ? (e.args[0] ?? null) : null;
}

function within(
  text: string,
  tokens: readonly Token[],
  call: Span,
  [before, behind]: readonly [string, string],
): readonly Statement[] | null {
  const source = { text: before + spelled(tokens) + behind, block: readBlock };
  try {
    const { first } = phrasesIn(parserFor(text, true).parse(source.text)).top;
    const read = first && readDeclaration(source, first);
    if (read?.k !== 'cpu' || read.body.k !== 'block') return null;
    placed(read.body, tokens, before.length, call);
    return read.body.body;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

function spelled(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join(' ');
}

/** Gives all that was read its places: where its first and its last token stand, or the call where these are not of one text. */
function placed(read: unknown, tokens: readonly Token[], shift: number, call: Span): void {
  const starts: number[] = [];
  let at = shift;
  for (const { text } of tokens) {
    starts.push(at);
    at += text.length + 1;
  }
  const tokenAt = (offset: number) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return tokens[low];
  };
  const seen = new Set<object>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    seen.add(part);
    const span = part as { from?: unknown; to?: unknown };
    if (typeof span.from === 'number' && typeof span.to === 'number') {
      const [first, last] = [tokenAt(span.from), tokenAt(Math.max(span.from, span.to - 1))];
      const isOne = first && last && first.zone === last.zone && first.from <= last.to;
      span.from = isOne ? first.from : call.from;
      span.to = isOne ? last.to : call.to;
    }
    for (const inner of Object.values(part)) visit(inner);
  };
  visit(read);
}
