/**
 * The code of an AArch64 test as an image that all its CPUs could run: columns, addresses of code, and the *sites*:
 * instructions whose label is used as a value, whose word is ordinary data as well (memory-model F1).
 */
import { parseOperands } from './operands.ts';
import { encode, lineOf, relativeDistance } from './words.ts';
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
}

export class Aarch64Image {
  readonly columns: readonly Column[];
  readonly sites: Site[] = [];
  /** Every instruction word of the test that could be executed at a site. */
  readonly words = new Map<number, AssemblyLine>();
  private readonly layout: Layout;
  private spare = 0;

  constructor(columns: readonly Column[], layout: Layout) {
    this.columns = columns;
    this.layout = layout;
  }

  column(cpu: number, span: Span): Column {
    const column = this.columns.find((candidate) => candidate.cpu === cpu && !candidate.handler);
    return column ?? unreadable('unknown-processor', `there is no P${cpu}`, span);
  }

  handler(cpu: number): Column | null {
    return this.columns.find((candidate) => candidate.cpu === cpu && candidate.handler) ?? null;
  }

  /** The address of `P1:f` as a value; its instruction becomes a site. */
  labelAddress(cpu: number, name: string, span: Span): number {
    const column = this.column(cpu, span);
    const index = column.labels.get(name);
    if (index === undefined) unreadable('unknown-label', `P${cpu} has no label ${quote(name)}`, span);
    return this.layout.address(this.siteAt(column, index, `P${cpu}:${name}`, span).cell);
  }

  /** Labels whose address ADR computes are values as well. */
  nameSites(): void {
    for (const column of this.columns) {
      for (const line of column.lines) {
        const label = line.mnemonic === 'ADR' ? line.operands.split(',')[1]?.trim() : undefined;
        if (label !== undefined && column.labels.has(label)) this.labelAddress(column.cpu, label, line);
      }
    }
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
    const line = lineOf(text, span);
    const word = encode(line, relativeDistance);
    if (word === null) unsupported('instruction-word', `${quote(text)} is not supported as a word`, span);
    this.words.set(word, line);
    return word;
  }

  private siteAt(column: Column, index: number, name: string, span: Span): Site {
    const known = this.siteOf(column, index);
    if (known !== null) return known;
    const line = column.lines[index];
    if (line === undefined) unsupported('label-value', `${quote(name)} is the end of the code`, span);
    const word = this.wordOf(column, index, line);
    const number = this.layout.site(name, word);
    const site = { column, index, site: number, cell: this.layout.cell(name) };
    this.sites.push(site);
    return site;
  }

  private wordOf(column: Column, index: number, line: AssemblyLine): number {
    const distance = (label: string): number | null => {
      const target = column.labels.get(label);
      return target === undefined ? relativeDistance(label) : target - index;
    };
    const word = encode(line, distance) ?? -0x6000_0000 - this.spare++;
    const target = parseOperands(line)[0];
    const steps = target?.k === 'name' ? distance(target.name) : null;
    const relative =
      steps === null ? line : { ...line, operands: `.${steps < 0 ? '-' : '+'}${Math.abs(steps) * 4}` };
    this.words.set(word, line.mnemonic === 'B' || line.mnemonic === 'BL' ? relative : line);
    return word;
  }
}
