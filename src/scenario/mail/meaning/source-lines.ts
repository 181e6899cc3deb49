/** Source text as it is written, line by line, each knowing the row of the table that it comes from. */
import type { Line } from './column-tree.ts';

export class SourceLines {
  private readonly lines: { readonly text: string; readonly line: Line | null }[] = [];

  add(text: string, line: Line | null = null): void {
    for (const part of text.split('\n')) this.lines.push({ text: part, line });
  }

  addAll(other: SourceLines): void {
    this.lines.push(...other.lines);
  }

  get isEmpty(): boolean {
    return this.lines.length === 0;
  }

  /** What is written: no blank lines at the start or the end, none behind another. */
  private kept(): readonly { readonly text: string; readonly line: Line | null }[] {
    const kept = this.lines.filter(
      ({ text }, i) => text.trim() !== '' || (i > 0 && this.lines[i - 1]?.text.trim() !== ''),
    );
    while (kept.at(-1)?.text.trim() === '') kept.pop();
    return kept[0]?.text.trim() === '' ? kept.slice(1) : kept;
  }

  text(): string {
    return `${this.kept()
      .map(({ text }) => text.trimEnd())
      .join('\n')}\n`;
  }

  /** The row that a place in `text()` comes from, null where it comes from none. */
  lineAt(offset: number): Line | null {
    return this.kept()[this.text().slice(0, offset).split('\n').length - 1]?.line ?? null;
  }

  /** The last line of `text()` that comes from a row, from 1. */
  numberOf(line: Line): number | null {
    const at = this.kept().findLastIndex((one) => one.line === line);
    return at < 0 ? null : at + 1;
  }
}
