/**
 * A text as programs quote it. The same statements are quoted under every choice of settings, and those of the prelude for
 * every scenario, so each is made once.
 */
import type { Span } from '../syntax/syntax.ts';

/** What is quoted, and what stands around it: `if (`, `)`. There is a prefix only with a suffix. */
export interface Quoted extends Span {
  readonly prefix?: string;
  readonly suffix?: string;
}

/** Spans are kept by one small number: longer ones are made anew. */
const LONGEST = 2 ** 13;

class Kept {
  private readonly known = new Map<number, string>();

  /** What `make` says of a span, made once. */
  of({ from, to }: Span, make: () => string): string {
    const length = to - from;
    if (length >= LONGEST) return make();
    const key = from * LONGEST + length;
    let kept = this.known.get(key);
    if (kept === undefined) {
      kept = make();
      this.known.set(key, kept);
    }
    return kept;
  }
}

export class SourceText {
  readonly text: string;
  private readonly quoted = new Kept();
  private readonly statements = new Kept();
  private readonly framed = new Map<string, Kept>();

  constructor(text: string) {
    this.text = text;
  }

  /** The text of a span on one line, without comments. */
  shown(at: Span): string {
    return this.quoted.of(at, () => onOneLine(this.text.slice(at.from, at.to)));
  }

  /** A statement as rows show it. */
  statement(at: Quoted): string {
    const { prefix, suffix } = at;
    if (suffix === undefined) return this.statements.of(at, () => this.shown(at).replace(/;$/, ''));
    const frame = prefix === undefined ? suffix : prefix + suffix;
    let framed = this.framed.get(frame);
    if (!framed) {
      framed = new Kept();
      this.framed.set(frame, framed);
    }
    return framed.of(at, () => `${prefix ?? ''}${this.shown(at).replace(/;$/, '')}${suffix}`);
  }
}

function onOneLine(text: string): string {
  if (!/\n|\t| {2}|\/[*/]/.test(text)) return text.trim();
  return text
    .replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
