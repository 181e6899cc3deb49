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
import type { FoundCell } from '../found.ts';
import { readCode, type Code } from './c-code.ts';
import type { CellText } from './cell-text.ts';
import type { Deferred } from './deferred.ts';
import { interruptIn, isInterruptEnd, isSoftirq } from './event-words.ts';
import type { Seen } from './value-words.ts';
import { accessOf, BARRIERS } from './word-accesses.ts';

/** A cell on its way: `as` is what it became so far. */
export interface Line {
  readonly cell: FoundCell;
  /** Index of its row. */
  readonly row: number;
  /** The author's number of the row. */
  readonly number: string | null;
  /** No row draws it: it must follow for somebody who waits to go on. */
  readonly isAdded?: boolean;
  /** What was freed is used here, as the row says. */
  readonly isHarm?: boolean;
  /** Somebody waits here in words, for ever where that is what the table draws. */
  readonly isWait?: boolean;
  readonly text: CellText;
  readonly code: Code | null;
  seen: Seen | null;
  /** Of a store that the author draws on its way: it goes into the store buffer here, or reaches memory. */
  store: 'buffered' | 'visible' | null;
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
  | {
      readonly k: 'interrupt';
      readonly line: Line;
      readonly nmi: boolean;
      /** A softirq, which bottom halves that are off keep away. */
      readonly soft?: boolean;
      readonly body: readonly Node[];
      /** It is the function of a work or of a timer. */
      readonly deferred?: Deferred;
    }
  | { readonly k: 'note'; readonly line: Line };

/** The nested code of one column. */
export function nest(lines: readonly Line[]): readonly Node[] {
  return goingOn(ended(new Nesting(withStoresFirst(lines)).all()));
}

/** A store whose row stands where it becomes visible was issued before its function returned. */
function withStoresFirst(lines: readonly Line[]): readonly Line[] {
  const ordered: Line[] = [];
  for (const line of lines) {
    const isLate = line.as === 'statement' && line.store === 'visible';
    const at = isLate ? ordered.findLastIndex(({ code }) => code?.k === 'jump' && code.text !== 'break') : -1;
    if (at < 0) ordered.push(line);
    else ordered.splice(at, 0, line);
  }
  return ordered;
}

/** A return that asks nothing, with rows below it that are done: it ends a function whose head is only named. */
function goingOn(nodes: readonly Node[]): readonly Node[] {
  return nodes.map((node, i) => {
    const isReturn = node.k === 'jump' && node.text.startsWith('return');
    return isReturn && nodes.slice(i + 1).some(({ k }) => k !== 'note')
      ? { k: 'note', line: node.line }
      : node;
  });
}

/** Code without the return that ends it: what is inside a call returns to what is below. */
function ended(nodes: readonly Node[]): readonly Node[] {
  const last = nodes.findLastIndex(({ k }) => k !== 'note');
  const node = nodes[last];
  if (node?.k !== 'jump' || !node.text.startsWith('return')) return nodes;
  return nodes.map((one, i) => (i === last ? { k: 'note', line: one.line } : one));
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
      const value = returnedBy(line);
      if (value) nodes.push({ k: 'simple', line, code: value }, this.node({ ...line }));
      else nodes.push(this.node(line));
    }
  }

  private node(line: Line): Node {
    const { code, text } = line;
    const kind = line.as === 'event' ? interruptIn(text.code) : null;
    if (kind) {
      const soft = isSoftirq(text.code);
      return { k: 'interrupt', line, nmi: kind === 'nmi', soft, body: this.handler(line) };
    }
    if (!code || code.k === 'close' || code.k === 'else') return { k: 'note', line };
    if (code.k === 'jump') return { k: 'jump', line, text: code.text };
    if (code.k === 'do') {
      const body = this.inside(line, code.opens);
      return { k: 'for', line, head: 'do', body };
    }
    if (code.k === 'for') return { k: 'for', line, head: code.head, body: this.inside(line, code.opens) };
    if (code.k === 'while') return { k: 'while', line, code, body: this.inside(line, code.opens) };
    if (code.k === 'if') {
      const body = this.isTold(line)
        ? this.block(line.cell.indent, code.opens)
        : this.inside(line, code.opens);
      const next = this.lines[this.at];
      if (next?.code?.k !== 'else') return { k: 'if', line, code, body, otherwise: [] };
      this.at++;
      return { k: 'if', line, code, body, otherwise: this.inside(next, next.code.opens) };
    }
    const name = holderIn(code);
    if (
      name === null ||
      (WHOLE.test(name) && !code.opens) ||
      this.isOnlyHeld(line, code, name) ||
      !(code.opens ? this.holdsSomething() : this.isDeeper(line))
    )
      return { k: 'simple', line, code };
    const body = ended(this.inside(line, code.opens));
    return { k: 'call', line, name, code, body };
  }

  /** A lock below which people indent what is done under it; how it takes the lock would speak of the lock. */
  private isOnlyHeld(line: Line, code: CodeOf<'simple'>, name: string): boolean {
    const kind = code.opens ? undefined : accessOf(name)?.kind;
    if (kind !== 'lock' && kind !== 'try' && kind !== 'unlock') return false;
    const lock = /(\w+)\W*$/.exec(code.text.replace(/^[^(]*\(/, ''))?.[1] ?? '';
    const inside: Line[] = [];
    for (const next of this.lines.slice(this.at)) {
      if (next.cell.indent <= line.cell.indent) break;
      inside.push(next);
    }
    const isOfLock = ({ text }: Line) => /slow/i.test(text.code) || (lock !== '' && text.code.includes(lock));
    return !inside.some(isOfLock);
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

  /** Words inside a branch tell what is done there. */
  private isTold(line: Line): boolean {
    const next = this.lines[this.at];
    return next?.as === 'event' && next.cell.indent > line.cell.indent;
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

/** Words with nothing inside that anybody would draw: what stands deeper below them only follows. */
const WHOLE =
  /^(?:atomic\w*_(?:inc|dec|set|add|sub|or|and)|refcount_(?:inc|dec|set)|WRITE_ONCE|smp_(?:store_release|[rw]?mb)|(?:set|clear|change)_bit(?:_unlock)?|prepare_to_\w*wait\w*|finish_s?wait|(?:add|remove)_wait_queue|(?:__)?set_current_state|(?:raw_)?spin_lock(?:_irq(?:save)?|_bh)?|rcu_read_lock|local_irq_(?:save|disable)|preempt_disable)$/;

/** The function that may have something inside it: barriers and accesses have nothing. */
function holderIn(code: CodeOf<'simple'>): string | null {
  const name = calledName(code);
  if (name === null || BARRIERS.has(name)) return null;
  return accessOf(name)?.macro === true && !/\(\s*\)$/.test(code.text) ? null : name;
}

/** What `return READ_ONCE(x)` looks at before it returns; null where that is nothing in memory. */
function returnedBy({ code }: Line): CodeOf<'simple'> | null {
  const value = code?.k === 'jump' ? /^return\s+(?=\S)(.*)$/.exec(code.text)?.[1] : undefined;
  const read = value === undefined ? null : readCode(value);
  if (read?.k !== 'simple' || read.simple.k !== 'expression') return null;
  const isError = /^-\s*(?:E[A-Z]+|\d+)$/.test(value ?? '');
  return !isError && ['call', 'member', 'deref', 'unary', 'binary'].includes(read.simple.e.k) ? read : null;
}

/** The function that a statement calls and nothing else, null where it does more. */
export function calledName(code: CodeOf<'simple'>): string | null {
  const { simple } = code;
  const e = simple.k === 'expression' ? simple.e : simple.k === 'assign' ? simple.value : null;
  if (e?.k === 'call') return e.callee.text;
  return e?.k === 'indirect' && e.fn.k === 'member' ? e.fn.member.text : null;
}
