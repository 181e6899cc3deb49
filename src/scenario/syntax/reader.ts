/**
 * Reading a Lezer tree: typed access to a node's children. A tree with syntax errors may lack any child, so whoever
 * needs one that is missing throws `Malformed`, and the nearest list (declarations, statements, rows) drops the part.
 */
import { readNumber } from './numbers.ts';
import type { SyntaxNode } from '@lezer/common';
import type { Quote, Span, Statement, Word } from './syntax.ts';

/** A part of the tree that a syntax error cut short. The error itself has been reported from the tree. */
export class Malformed extends Error {}

export interface Source {
  readonly text: string;
  /** Reads the block in an expression; statements are read where expressions are not. */
  readonly block: (source: Source, node: SyntaxNode) => Statement;
}

export function span(node: SyntaxNode): Span {
  return { from: node.from, to: node.to };
}

/** All children that are neither comments nor errors. */
export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!child.type.isError && child.name !== 'LineComment' && child.name !== 'BlockComment')
      found.push(child);
  }
  return found;
}

export function child(node: SyntaxNode, name: string): SyntaxNode {
  const found = node.getChild(name);
  if (!found) throw new Malformed(name);
  return found;
}

export function word(source: Source, node: SyntaxNode): Word {
  return { text: source.text.slice(node.from, node.to), from: node.from, to: node.to };
}

export function wordOf(source: Source, node: SyntaxNode, name: string): Word {
  return word(source, child(node, name));
}

/** The text of a `Text` node: escapes undone, several strings joined with a space where neither side has one. */
export function quote(source: Source, node: SyntaxNode): Quote {
  const parts = node
    .getChildren('String')
    .map((part) => unescape(source.text.slice(part.from + 1, part.to - 1)));
  const joined = parts.flatMap((part, i) => {
    const before = parts[i - 1] ?? '';
    return before === '' || /\s$/.test(before.slice(-1)) || /^\s/.test(part) ? [part] : [' ', part];
  });
  return { text: joined.join(''), from: node.from, to: node.to };
}

export function quoteOf(source: Source, node: SyntaxNode, name = 'Text'): Quote {
  return quote(source, child(node, name));
}

export function maybeQuote(source: Source, node: SyntaxNode): Quote | null {
  const found = node.getChild('Text');
  return found ? quote(source, found) : null;
}

export function numberOf(source: Source, node: SyntaxNode): number {
  return readNumber(source.text.slice(node.from, node.to)).value;
}

/** Runs `read` for every node and leaves out what is malformed. */
export function readAll<T>(nodes: readonly SyntaxNode[], read: (node: SyntaxNode) => T): T[] {
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
