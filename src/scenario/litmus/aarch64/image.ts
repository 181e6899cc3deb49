/**
 * The code of an AArch64 test as an image that all its CPUs could run: columns, addresses of code, and the *sites*:
 * instructions whose label is used as a value, whose word is ordinary data as well (memory-model F1).
 */
import { decode, encode, lineOf, relativeDistance } from './words.ts';
import type { AssemblyLine, Column } from '../columns.ts';
import type { Layout } from '../layout.ts';
import { type Span, unreadable, unsupported } from '../refusal.ts';
import { quote } from '../tokens.ts';

export interface Site {
  readonly column: Column;
  readonly index: number;
  /** As the program numbers it. */
  readonly site: number;
  readonly cell: number;
  /** What stands there at first. */
  readonly word: number;
}

export class Aarch64Image {
  readonly columns: readonly Column[];
  readonly sites: Site[] = [];
  /** Every instruction word of the test that could be executed at a site; branches in them are relative. */
  readonly words = new Map<number, AssemblyLine>();
  private readonly layout: Layout;
  /** Ends of columns whose address is a value: there is no word there, but jumps can lead to it. */
  private readonly ends = new Set<Column>();
  private spare = 0;

  constructor(columns: readonly Column[], layout: Layout) {
    this.columns = columns;
    this.layout = layout;
  }

  get hasEntries(): boolean {
    return this.layout.pages.length > 0;
  }

  column(cpu: number, span: Span): Column {
    const column = this.columns.find((candidate) => candidate.cpu === cpu && !candidate.handler);
    return column ?? unreadable('unknown-processor', `there is no P${cpu}`, span);
  }

  handler(cpu: number): Column | null {
    return this.columns.find((candidate) => candidate.cpu === cpu && candidate.handler) ?? null;
  }

  /** The address of `P1:f` as a value; its instruction becomes a site. */
  labelAddress(column: Column, name: string, span: Span): number {
    const { cpu } = column;
    const index = column.labels.get(name);
    if (index === undefined) {
      // A handler names the labels of its thread.
      if (column.handler) return this.labelAddress(this.column(cpu, span), name, span);
      unreadable('unknown-label', `P${cpu} has no label ${quote(name)}`, span);
    }
    if (index === column.lines.length) {
      this.ends.add(column);
      return this.codeAddress(column, index);
    }
    return this.layout.address(this.siteAt(column, index, `P${cpu}:${name}`, span).cell);
  }

  /** Labels whose address ADR computes are values as well. */
  nameSites(): void {
    for (const column of this.columns) {
      for (const line of column.lines) {
        const label = line.mnemonic === 'ADR' ? line.operands.split(',')[1]?.trim() : undefined;
        const thread = this.columns.find((other) => other.cpu === column.cpu && !other.handler);
        if (label === undefined) continue;
        if (column.labels.has(label) || thread?.labels.has(label) === true)
          this.labelAddress(column, label, line);
      }
    }
  }

  /** Whether an address of code that is a value leads there. */
  isNamed(column: Column, index: number): boolean {
    return index === column.lines.length ? this.ends.has(column) : this.siteOf(column, index) !== null;
  }

  siteOf(column: Column, index: number): Site | null {
    return this.sites.find((site) => site.column === column && site.index === index) ?? null;
  }

  /** What BL leaves in X30 there; a site's address is that of its word. */
  codeAddress(column: Column, index: number): number {
    const site = this.siteOf(column, index);
    if (site !== null) return this.layout.address(site.cell);
    return 0x1000_0000 + this.columns.indexOf(column) * 0x1_0000 + index * 4;
  }

  /** `instr:"NOP"` as a word. */
  instructionWord(text: string, span: Span): number {
    const word = encode(lineOf(text, span), relativeDistance);
    if (word === null) unsupported('instruction-word', `${quote(text)} is not supported as a word`, span);
    this.addWord(word, span);
    return word;
  }

  /** A number that a run may write over code; one that is no instruction cannot be executed. */
  addWord(word: number, span: Span): void {
    const text = decode(word);
    if (text !== null) this.words.set(word, lineOf(text, span));
  }

  private siteAt(column: Column, index: number, name: string, span: Span): Site {
    const known = this.siteOf(column, index);
    if (known !== null) return known;
    const line = column.lines[index];
    if (line === undefined) unsupported('label-value', `${quote(name)} is the end of the code`, span);
    const word = this.wordOf(column, index, line);
    const number = this.layout.site(name, word);
    const site = { column, index, site: number, word, cell: this.layout.cell(name) };
    this.sites.push(site);
    return site;
  }

  /** An instruction without an encoding here gets a word of its own, which no number equals. */
  private wordOf(column: Column, index: number, line: AssemblyLine): number {
    const word = encode(line, (label) => {
      const target = column.labels.get(label);
      return target === undefined ? relativeDistance(label) : target - index;
    });
    if (word !== null && decode(word) !== null) {
      this.addWord(word, line);
      return word;
    }
    const own = -0x6000_0000 - this.spare++;
    this.words.set(own, line);
    return own;
  }
}
