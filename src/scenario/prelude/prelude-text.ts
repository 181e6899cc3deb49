/** The prelude, or as much of it as a text needs; a mistake in it is ours and throws. */
import { Diagnostics } from '../diagnostic.ts';
import { SourceText } from '../lower/source-text.ts';
import { parseFile } from '../syntax/parse.ts';
import type { FileSyntax } from '../syntax/syntax.ts';

export class Prelude {
  /** Places in it count as in the whole. */
  readonly text: string;
  readonly source: SourceText;
  private parsed: FileSyntax | null = null;

  constructor(text: string) {
    this.text = text;
    this.source = new SourceText(text);
  }

  /** Its syntax tree, read once. */
  get syntax(): FileSyntax {
    if (this.parsed) return this.parsed;
    const diagnostics = new Diagnostics();
    const file = parseFile(this.text, diagnostics, Infinity);
    const mistake = diagnostics.list()[0];
    if (mistake) throw new Error(`internal: prelude: ${mistake.message}`);
    this.parsed = file;
    return file;
  }
}
