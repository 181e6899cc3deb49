/**
 * Assembly in columns, one per thread:
 *
 *    P0          | P1          ;
 *    STR W0,[X1] | L0:         ;
 *                | LDR W2,[X1] ;
 *
 * A column `P1.F` is the fault handler of P1.
 */
import { type Span, unreadable, unsupported } from './refusal.ts';
import { quote } from './tokens.ts';

export interface AssemblyLine extends Span {
  /** Labels that stand on or before this instruction. */
  readonly labels: readonly string[];
  /** As written, without labels, white space squeezed. */
  readonly text: string;
  /** Upper case. */
  readonly mnemonic: string;
  /** What follows the mnemonic, at offset `operandsFrom`. */
  readonly operands: string;
}

export interface Column {
  readonly cpu: number;
  readonly handler: boolean;
  readonly lines: readonly AssemblyLine[];
  /** Index of the line that a label stands before; the number of lines for one at the end. */
  readonly labels: ReadonlyMap<string, number>;
}

interface CellText extends Span {
  readonly text: string;
}

/** Threads and handlers. */
const MOST_COLUMNS = 256;

/** Splits `text[span]`; the columns come back in the order of their processors, handlers after their thread. */
export function parseColumns(text: string, span: Span): Column[] {
  const rows = splitRows(text, span);
  const header = rows[0];
  if (header === undefined) unreadable('no-code', 'expected columns of code after the init block', span);
  if (header.length > MOST_COLUMNS)
    unsupported('too-large', `a test has at most ${MOST_COLUMNS} columns`, header[MOST_COLUMNS] ?? span);
  const columns = header.map((cell, index) => {
    const match = /^P(\d+)(\.F)?$/.exec(cell.text);
    if (match === null) {
      unreadable('syntax', `found ${quote(cell.text)}, expected a processor such as P0`, cell);
    }
    const cells = rows.slice(1).flatMap((row) => row[index] ?? []);
    return { cpu: Number(match[1]), handler: match[2] !== undefined, ...parseCells(cells) };
  });
  const widest = rows.find((row) => row.length > header.length);
  const extra = widest?.[header.length];
  if (extra !== undefined && extra.text !== '')
    unreadable('syntax', 'a cell without a processor above it', extra);
  return columns.sort((a, b) => a.cpu - b.cpu || Number(a.handler) - Number(b.handler));
}

function splitRows(text: string, span: Span): CellText[][] {
  const rows: CellText[][] = [];
  let row: CellText[] = [];
  let from = span.from;
  const closeCell = (to: number): void => {
    const raw = text.slice(from, to);
    const start = from + raw.length - raw.trimStart().length;
    const squeezed = raw.trim();
    row.push({ text: squeezed, from: start, to: start + squeezed.length });
    from = to + 1;
  };
  const closeRow = (to: number): void => {
    closeCell(to);
    if (row.some((cell) => cell.text !== '')) rows.push(row);
    row = [];
  };
  for (let at = span.from; at < span.to; at += 1) {
    if (text[at] === '|') closeCell(at);
    else if (text[at] === ';') closeRow(at);
  }
  closeRow(span.to);
  return rows;
}

function parseCells(cells: readonly CellText[]): Pick<Column, 'lines' | 'labels'> {
  const lines: AssemblyLine[] = [];
  const labels = new Map<string, number>();
  let pending: string[] = [];
  for (const cell of cells) {
    let { text, from } = cell;
    for (let match = /^(\w+)\s*:\s*/.exec(text); match !== null; match = /^(\w+)\s*:\s*/.exec(text)) {
      const label = match[1] ?? '';
      if (labels.has(label)) unreadable('duplicate-label', `the label ${quote(label)} stands twice`, cell);
      labels.set(label, lines.length);
      pending.push(label);
      text = text.slice(match[0].length);
      from += match[0].length;
    }
    if (text === '') continue;
    const mnemonic = /^\S+/.exec(text)?.[0] ?? '';
    lines.push({
      labels: pending,
      text: text.replace(/\s+/g, ' '),
      mnemonic: mnemonic.toUpperCase(),
      operands: text.slice(mnemonic.length).trim(),
      from,
      to: cell.to,
    });
    pending = [];
  }
  return { lines, labels };
}
