/**
 * The cells of one column as nested code: calls with what they do inside them, branches, loops, handlers.
 *
 *     queue_work_on() {            call queue_work_on
 *       test_and_set_bit(PENDING)    simple
 *     }
 *
 * Nesting is told by braces or by indentation, where it is deeper behind something that can hold something. Results and
 * remarks that stand alone go to the row above them.
 */
import type { FoundCell, FoundTable } from '../found.ts';
import { readCode, type Code } from './c-code.ts';
import { takeApart, type CellText } from './cell-text.ts';
import { interruptIn, isGap, isInterruptEnd } from './event-words.ts';
import { inWords } from './pseudo-code.ts';
import { resultOf } from './word-accesses.ts';
import { seenIn, type Seen } from './value-words.ts';

/** A cell on its way: `as` is what it became so far. */
export interface Line {
  readonly cell: FoundCell;
  /** Index of its row. */
  readonly row: number;
  /** The author's number of the row. */
  readonly number: string | null;
  readonly text: CellText;
  readonly code: Code | null;
  seen: Seen | null;
  as: 'statement' | 'event' | 'value' | 'note';
}

type CodeOf<K extends Code['k']> = Code & { readonly k: K };

export type Node =
  | { readonly k: 'simple'; readonly line: Line; readonly code: CodeOf<'simple'> }
  | {
      readonly k: 'call';
      readonly line: Line;
      readonly name: string;
      readonly code: CodeOf<'simple'>;
      readonly body: readonly Node[];
    }
  | {
      readonly k: 'if';
      readonly line: Line;
      readonly code: CodeOf<'if' | 'while'>;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | {
      readonly k: 'while';
      readonly line: Line;
      readonly code: CodeOf<'if' | 'while'>;
      readonly body: readonly Node[];
    }
  | { readonly k: 'for'; readonly line: Line; readonly head: string; readonly body: readonly Node[] }
  | { readonly k: 'jump'; readonly line: Line; readonly text: string }
  | { readonly k: 'interrupt'; readonly line: Line; readonly nmi: boolean; readonly body: readonly Node[] }
  | { readonly k: 'note'; readonly line: Line };

/** Every cell of the table that stands in a column, read; in the order of the rows. */
export function readLines(table: FoundTable): readonly Line[] {
  const last = new Map<number, Line>();
  return table.rows.flatMap((row, index) => {
    const beside: Line[] = [];
    return row.cells.map((cell) => {
      const line = readLine(cell, index, row.number);
      // A remark that runs into the next column belongs to what stands before it in the row.
      const before = line.as === 'value' && !line.text.arrow ? beside.at(-1) : undefined;
      beside.push(line);
      const above =
        before && canTell(before) ? before : cell.column === null ? undefined : last.get(cell.column);
      if (line.as === 'value' && above) above.seen ??= line.seen;
      else if (line.as === 'value') line.as = 'note';
      if (cell.column !== null && line.as !== 'note' && line.as !== 'value') last.set(cell.column, line);
      return line;
    });
  });
}

/** It finds something, and nothing is said of that yet. */
function canTell({ seen, text, code }: Line): boolean {
  if (seen !== null || text.remarks.length > 0 || !code) return false;
  if (code.k === 'if' || code.k === 'while') return true;
  if (code.k !== 'simple') return false;
  const name = calledName(code);
  return code.simple.k === 'assign'
    ? code.simple.value.k !== 'number'
    : name === null || resultOf(name) !== 'void';
}

function readLine(cell: FoundCell, row: number, number: string | null): Line {
  const text = takeApart(cell.text);
  const base = { cell, row, number, text };
  const isEvent = text.bracketed || text.arrow;
  if (isGap(cell.text)) return { ...base, code: null, seen: null, as: 'note' };
  if (text.code === '') return { ...base, code: null, seen: text.seen, as: text.seen ? 'value' : 'note' };
  if (interruptIn(text.code) !== null && (isEvent || !/[();]/.test(text.code)))
    return { ...base, code: null, seen: null, as: 'event' };
  // `==> m->who = A`: what the row above has led to.
  const led = text.arrow && text.remarks.length === 0 ? seenIn(text.code) : null;
  if (led) return { ...base, code: null, seen: led, as: 'value' };
  const code = readCode(inWords(text));
  const isWord = code?.k === 'simple' && code.simple.k === 'expression' && code.simple.e.k === 'name';
  const isSaid = text.bracketed && !/[(=]/.test(text.code);
  if (code && !isWord && !isSaid && !(text.arrow && code.k === 'simple' && code.simple.k === 'assign'))
    return { ...base, code, seen: text.seen, as: code.k === 'close' ? 'note' : 'statement' };
  // Prose in a column tells what happens there.
  return { ...base, code: null, seen: text.seen, as: 'event' };
}

/** The nested code of one column. */
export function nest(lines: readonly Line[]): readonly Node[] {
  return new Nesting(lines).all();
}

class Nesting {
  private at = 0;
  private readonly lines: readonly Line[];

  constructor(lines: readonly Line[]) {
    this.lines = lines;
  }

  all(): readonly Node[] {
    const nodes: Node[] = [];
    while (this.at < this.lines.length) nodes.push(...this.block(-1, false));
    return nodes;
  }

  /** What stands deeper than `outer`, or up to the brace that closes it. */
  private block(outer: number, braced: boolean): Node[] {
    const nodes: Node[] = [];
    for (;;) {
      const line = this.lines[this.at];
      if (!line) return nodes;
      const { code } = line;
      const indent = line.cell.indent;
      if (code?.k === 'close' || (code?.k === 'else' && outer >= 0)) {
        if (code.k === 'close' && (braced || outer < 0)) this.at++;
        if (outer >= 0) return nodes;
        if (code.k === 'else') this.at++;
        nodes.push({ k: 'note', line });
        continue;
      }
      if (indent <= outer) return nodes;
      this.at++;
      const node = this.node(line);
      nodes.push(node);
    }
  }

  private node(line: Line): Node {
    const { code, text } = line;
    const kind = line.as === 'event' ? interruptIn(text.code) : null;
    if (kind) return { k: 'interrupt', line, nmi: kind === 'nmi', body: this.handler(line) };
    if (!code || code.k === 'close' || code.k === 'else') return { k: 'note', line };
    if (code.k === 'jump') return { k: 'jump', line, text: code.text };
    if (code.k === 'do') {
      const body = this.inside(line, code.opens);
      return { k: 'for', line, head: 'do', body };
    }
    if (code.k === 'for') return { k: 'for', line, head: code.head, body: this.inside(line, code.opens) };
    if (code.k === 'while') return { k: 'while', line, code, body: this.inside(line, code.opens) };
    if (code.k === 'if') {
      const body = this.inside(line, code.opens);
      const next = this.lines[this.at];
      if (next?.code?.k !== 'else') return { k: 'if', line, code, body, otherwise: [] };
      this.at++;
      return { k: 'if', line, code, body, otherwise: this.inside(next, next.code.opens) };
    }
    const name = calledName(code);
    if (name === null || !(code.opens ? this.holdsSomething() : this.isDeeper(line)))
      return { k: 'simple', line, code };
    const body = this.inside(line, code.opens);
    return { k: 'call', line, name, code, body };
  }

  /** A brace that is not closed at once. */
  private holdsSomething(): boolean {
    return this.lines[this.at] !== undefined && this.lines[this.at]?.code?.k !== 'close';
  }

  /** Something that is executed stands inside it, not only remarks. */
  private isDeeper(line: Line): boolean {
    const next = this.lines
      .slice(this.at)
      .find(({ as, code, text }) => code !== null || (as === 'event' && interruptIn(text.code) !== null));
    return next !== undefined && next.cell.indent > line.cell.indent && next.code?.k !== 'close';
  }

  private inside(line: Line, braced: boolean): readonly Node[] {
    if (!braced && !this.isDeeper(line)) return [];
    return this.block(line.cell.indent, braced);
  }

  /** What an interrupt's handler does: what is deeper, else all up to its end. */
  private handler(line: Line): readonly Node[] {
    if (this.isDeeper(line)) return this.block(line.cell.indent, false);
    const nodes: Node[] = [];
    for (let next = this.lines[this.at]; next; next = this.lines[this.at]) {
      if (next.cell.indent < line.cell.indent) return nodes;
      this.at++;
      if (isInterruptEnd(next.text.code)) return nodes;
      nodes.push(this.node(next));
    }
    return nodes;
  }
}

/** The function that a statement calls and nothing else, null where it does more. */
function calledName(code: CodeOf<'simple'>): string | null {
  const { simple } = code;
  const e = simple.k === 'expression' ? simple.e : simple.k === 'assign' ? simple.value : null;
  if (e?.k === 'call') return e.callee.text;
  return e?.k === 'indirect' && e.fn.k === 'member' ? e.fn.member.text : null;
}
