/**
 * Reading phrases: typed access to what one consists of. Whoever needs a part that is missing throws `Malformed`, and the
 * nearest list (declarations, statements, rows) drops the phrase.
 */
import { readNumber } from './numbers.ts';
import type { Phrase } from './phrase.ts';
import type { Quote, Span, Statement, Word } from './syntax.ts';

/** A phrase that lacks a part, or has one too many. */
export class Malformed extends Error {}

export interface Source {
  readonly text: string;
  /** Reads the block in an expression; statements are read where expressions are not. */
  readonly block: (source: Source, node: Phrase) => Statement;
}

export function span(node: Phrase): Span {
  return { from: node.from, to: node.to };
}

export function child(node: Phrase, name: string): Phrase {
  const found = node.part(name);
  if (!found) throw new Malformed(name);
  return found;
}

export function word(source: Source, node: Phrase): Word {
  return { text: source.text.slice(node.from, node.to), from: node.from, to: node.to };
}

export function wordOf(source: Source, node: Phrase, name: string): Word {
  return word(source, child(node, name));
}

/** The text of a `Text` node: escapes undone, several strings joined with a space where neither side has one. */
export function quote(source: Source, node: Phrase): Quote {
  const parts = node
    .partsNamed('String')
    .map((part) => unescape(source.text.slice(part.from + 1, part.to - 1)));
  const joined = parts.flatMap((part, i) => {
    const before = parts[i - 1] ?? '';
    return before === '' || /\s$/.test(before.slice(-1)) || /^\s/.test(part) ? [part] : [' ', part];
  });
  return { text: joined.join(''), from: node.from, to: node.to };
}

export function quoteOf(source: Source, node: Phrase, name = 'Text'): Quote {
  return quote(source, child(node, name));
}

export function maybeQuote(source: Source, node: Phrase): Quote | null {
  const found = node.part('Text');
  return found ? quote(source, found) : null;
}

export function numberOf(source: Source, node: Phrase): number {
  return readNumber(source.text.slice(node.from, node.to)).value;
}

/** Runs `read` for every node and leaves out what is malformed. */
export function readAll<T>(nodes: readonly Phrase[], read: (node: Phrase) => T): T[] {
  const found: T[] = [];
  for (const node of nodes) {
    try {
      found.push(read(node));
    } catch (thrown) {
      if (!(thrown instanceof Malformed)) throw thrown;
    }
  }
  return found;
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
}
