/**
 * A syntax tree as plain objects: the parser's own keeps its nodes packed and makes an object for each at every look, and
 * reading looks at most of them several times. It is made in one walk, which also finds out whether there is too much of it.
 */
import type { Tree } from '@lezer/common';
import type { Span } from './syntax.ts';

const NOTHING: readonly Phrase[] = [];

/** A node: what the grammar calls it, and what it consists of, without comments. */
export class Phrase implements Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly parent: Phrase | null;
  private made: Phrase[] | null = null;

  constructor(name: string, from: number, to: number, parent: Phrase | null) {
    this.name = name;
    this.from = from;
    this.to = to;
    this.parent = parent;
  }

  add(part: Phrase): void {
    if (this.made) this.made.push(part);
    else this.made = [part];
  }

  get parts(): readonly Phrase[] {
    return this.made ?? NOTHING;
  }

  get first(): Phrase | null {
    return this.parts[0] ?? null;
  }

  get last(): Phrase | null {
    return this.parts.at(-1) ?? null;
  }

  /** The first part of that name. */
  part(name: string): Phrase | null {
    for (const part of this.parts) if (part.name === name) return part;
    return null;
  }

  partsNamed(name: string): readonly Phrase[] {
    return this.parts.filter((part) => part.name === name);
  }
}

export interface PhraseLimits {
  /** How many phrases there may be, and how deep they may nest. */
  readonly most: number;
  readonly depth: number;
}

export interface Phrases {
  readonly top: Phrase;
  /** Its numbers, and what is said in lines that the grammar reads over. */
  readonly numbers: readonly Phrase[];
  readonly lines: readonly Span[];
  /** What is too much of it, and where; null where all of it is here. */
  readonly beyond: (Span & { readonly what: keyof PhraseLimits }) | null;
}

const BOUNDLESS: PhraseLimits = { most: Infinity, depth: Infinity };

/** The phrases of a tree, up to where there are too many. */
export function phrasesIn(tree: Tree, limits: PhraseLimits = BOUNDLESS): Phrases {
  const cursor = tree.cursor();
  const top = new Phrase(cursor.name, cursor.from, cursor.to, null);
  const numbers: Phrase[] = [];
  const lines: Span[] = [];
  const found = { top, numbers, lines, beyond: null };
  if (!cursor.firstChild()) return found;
  let inside = top;
  for (let [count, depth] = [2, 1]; ; count++) {
    const { name, from, to } = cursor;
    const what = depth > limits.depth ? 'depth' : count > limits.most ? 'most' : null;
    if (what) return { ...found, beyond: { what, from, to: Math.min(to, from + 1) } };
    const phrase = new Phrase(name, from, to, inside);
    if (!COMMENTS.has(name)) inside.add(phrase);
    if (name === 'Number') numbers.push(phrase);
    if (name === 'MacroLine' || name === 'InnerDefine') lines.push({ from, to });
    if (cursor.firstChild()) {
      inside = phrase;
      depth++;
      continue;
    }
    while (!cursor.nextSibling()) {
      if (!cursor.parent() || !inside.parent) return found;
      inside = inside.parent;
      depth--;
    }
  }
}

const COMMENTS: ReadonlySet<string> = new Set(['LineComment', 'BlockComment']);
