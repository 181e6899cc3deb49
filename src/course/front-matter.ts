/** `key: value` lines: between `---` at the top of a file, and as the list of a question's settings. */
import type { Mistake } from './text.ts';

/** The lines of a front matter or of a question, each asked for once; what nobody asked for is a mistake. */
export class Entries {
  private readonly lines = new Map<string, { readonly value: string; readonly line: number }>();
  private readonly known: string[] = [];
  private readonly line: number;
  private readonly mistakes: Mistake[];

  /** `line` is where they stand, for what is missing. */
  constructor(line: number, mistakes: Mistake[]) {
    this.line = line;
    this.mistakes = mistakes;
  }

  add(text: string, line: number): void {
    const at = text.indexOf(':');
    const key = at < 0 ? text.trim() : text.slice(0, at).trim();
    if (at < 0) this.mistakes.push({ line, message: `“${key}” is no setting; write “name: value”.` });
    else if (this.lines.has(key)) this.mistakes.push({ line, message: `“${key}” is said twice.` });
    else
      this.lines.set(key, {
        value: text
          .slice(at + 1)
          .trim()
          .replaceAll('`', ''),
        line,
      });
  }

  /** The value of a key, null where it is not said. */
  get(key: string): string | null {
    this.known.push(key);
    return this.lines.get(key)?.value ?? null;
  }

  /** The value of a key that must be said. */
  need(key: string, what: string): string {
    const value = this.get(key);
    if (value) return value;
    this.mistakes.push({ line: this.lineOf(key), message: `“${key}” is missing: ${what}.` });
    return '';
  }

  /** A list, parted by commas. */
  list(key: string): readonly string[] {
    return (this.get(key) ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean);
  }

  lineOf(key: string): number {
    return this.lines.get(key)?.line ?? this.line;
  }

  /** Says what was written and never asked for. */
  finish(): void {
    for (const [key, { line }] of this.lines)
      if (!this.known.includes(key))
        this.mistakes.push({
          line,
          message: `“${key}” is not known here; there are ${[...new Set(this.known)].join(', ')}.`,
        });
  }
}

export interface Fronted {
  readonly entries: Entries;
  readonly body: string;
  /** Line on which the body begins. */
  readonly bodyLine: number;
}

/** Parts the front matter from the rest of a file. */
export function frontMatter(text: string, mistakes: Mistake[]): Fronted {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const entries = new Entries(1, mistakes);
  const end = lines.indexOf('---', 1);
  if (lines[0]?.trim() !== '---' || end < 0) {
    mistakes.push({
      line: 1,
      message: 'The file begins with a line “---”, then “title: …”, then “---” again.',
    });
    return { entries, body: lines.join('\n'), bodyLine: 1 };
  }
  lines.slice(1, end).forEach((line, nth) => {
    if (line.trim() && !line.trimStart().startsWith('#')) entries.add(line, nth + 2);
  });
  return { entries, body: lines.slice(end + 1).join('\n'), bodyLine: end + 2 };
}
