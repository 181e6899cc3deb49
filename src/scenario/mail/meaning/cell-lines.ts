/**
 * The cells of a table as lines: what each is, and what is said of it. Results and remarks that stand alone go to the
 * line above them, or beside them.
 */
import type { FoundCell, FoundTable } from '../found.ts';
import { seenOfBranch } from './branch-words.ts';
import { readCode, type Code } from './c-code.ts';
import { piecesOf } from './cell-pieces.ts';
import { takeApart, type CellText } from './cell-text.ts';
import { calledName, type Line } from './column-tree.ts';
import { withoutContainers } from './containers.ts';
import { dialectOf, type Dialect } from './dialect.ts';
import { withDrawnBodies } from './drawn-bodies.ts';
import { BUFFERED, interruptIn, isEnd, isGap, labelIn, VISIBLE } from './event-words.ts';
import { withoutPerCpu } from './per-cpu.ts';
import { inKnownWords } from './aliases.ts';
import { drawnWordOf as wordOf } from '../../words/table.ts';
import { isHarmName } from './harms.ts';
import { inWords } from './pseudo-code.ts';
import { withStored } from './stored-names.ts';
import { OTHER, seenIn, ZERO, type Seen } from './value-words.ts';
import { accessOf, resultOf } from './word-accesses.ts';

/** Every cell of the table that stands in a column, read; in the order of the rows. */
export function readLines(table: FoundTable): readonly Line[] {
  const last = new Map<number, Line>();
  const manner = { scalars: scalarsIn(table), dialect: dialectOf(table) };
  const lines = table.rows.flatMap((row, index) => {
    const beside: Line[] = [];
    return row.cells.flatMap(piecesOf).map((cell) => {
      const line = readLine(cell, index, row.number, manner);
      // A remark that runs into the next column belongs to what stands before it in the row.
      const before = line.as === 'value' && !line.text.arrow ? beside.at(-1) : undefined;
      beside.push(line);
      const above =
        before && canTell(before) ? before : cell.column === null ? undefined : last.get(cell.column);
      const read = line.as === 'value' ? readIn(line, above) : null;
      if (read) {
        if (cell.column !== null) last.set(cell.column, read);
        return read;
      }
      if (above && line.text.code === '' && line.store !== null && above.code && storesOnly(above.code)) {
        above.store ??= line.store;
        line.as = 'note';
      } else if (line.as === 'value' && above)
        above.seen ??= above.code && line.text.said ? seenAt(above.code, line.text) : line.seen;
      else if (line.as === 'value') line.as = 'note';
      else if (line.text.code === '' && above?.code) {
        const left = madeOf(above.code, line.text.remarks);
        if (left && above.seen === null) [above.seen, line.as] = [left, 'value'];
      }
      if (cell.column !== null && line.as !== 'note' && line.as !== 'value') last.set(cell.column, line);
      return line;
    });
  });
  return withoutPerCpu(takenOnce(storesOnce(withStored(ofValues(withDrawnBodies(lines))))));
}

/** "reads B", where rows store to `B`: it tells which variable is read, and no value. */
function ofValues(lines: readonly Line[]): readonly Line[] {
  const stored = new Set(
    lines.flatMap(({ code }) => (code?.k === 'simple' ? (STORED.exec(code.text)?.slice(1) ?? []) : [])),
  );
  return lines.map((line) =>
    line.seen?.k === 'equal' && stored.has(line.seen.text) ? { ...line, seen: null } : line,
  );
}

const STORED = /^(?:WRITE_ONCE\((?=\w+,))?([A-Z]\w*)\b(?:,|\s*=(?!=))/;

/** `// sees p->on = 1` below a row that reads no such thing: it reads it. */
function readIn(line: Line, above: Line | undefined): Line | null {
  const said =
    /^(?:now )?(?:sees?|reads?|finds?|observes?) ([A-Za-z_]\w*(?:(?:->|\.)\w+)+) *={1,2} *(\w+)$/i.exec(
      line.text.code === '' ? (line.text.remarks[0] ?? '') : '',
    );
  const [, place = '', value = ''] = said ?? [];
  if (!said || above?.text.code.includes(place)) return null;
  const code = readCode(`READ_ONCE(${place})`);
  return code && { ...line, code, seen: seenIn(value), as: 'statement' };
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

/** Names that are assigned as they stand, so that they are no arrays. */
function scalarsIn({ rows }: FoundTable): ReadonlySet<string> {
  const texts = rows.flatMap(({ cells }) => cells.map(({ text }) => text));
  return new Set(texts.flatMap((text) => /^([\w.>-]+)\s*=(?!=)/.exec(text)?.[1] ?? []));
}

/** A store that is drawn twice, once as it goes into the store buffer and once as it becomes visible: it is one. */
function storesOnce(lines: readonly Line[]): readonly Line[] {
  const onTheWay = new Set<string>();
  return lines.map((line) => {
    const key = `${String(line.cell.column)} ${line.text.code}`;
    if (line.as !== 'statement') return line;
    if (line.store === 'visible' && onTheWay.delete(key))
      return { ...line, code: null, seen: null, as: 'value' };
    if (line.store === 'buffered') onTheWay.add(key);
    return line;
  });
}

/** "spins on the lock", and further down "acquires the lock": it is taken once. */
function takenOnce(lines: readonly Line[]): readonly Line[] {
  const textOf = ({ code }: Line) => (code?.k === 'simple' ? code.text : null);
  return lines.map((line, i) => {
    if (!/^(?:blocks?|spins?|waits?)\b/i.test(line.text.code) || !/_lock\w*\(/.test(textOf(line) ?? ''))
      return line;
    const own = lines.slice(i + 1).filter(({ cell }) => cell.column === line.cell.column);
    const taken = own.findIndex((other) => textOf(other) === textOf(line));
    const dropped = own.findIndex((other) => /unlock/.test(textOf(other) ?? ''));
    const isAgain = taken >= 0 && (dropped < 0 || dropped > taken);
    return isAgain ? { ...line, code: null, as: 'event' as const } : line;
  });
}

function storeIn({ remarks }: CellText): Line['store'] {
  if (remarks.some((remark) => VISIBLE.test(remark))) return 'visible';
  return remarks.some((remark) => BUFFERED.test(remark)) ? 'buffered' : null;
}

/** Words of the kernel that take nothing, typed without their brackets. */
const BARE =
  /^(?:smp_(?:[rw]?mb|mb__\w+)|barrier|synchronize_(?:rcu|net)|rcu_(?:read_(?:un)?lock|barrier)|preempt_(?:disable|enable)|local_irq_(?:disable|enable))$/;

/** `set_pte_at`, `schedule`: a word of the kernel as people name it. Of what only the author's code has nothing would be
 *  known but that it is called. */
function isBareCall(text: string, isEvent: boolean): boolean {
  if (BARE.test(text)) return true;
  if (isEvent || !/^(?:__)?[a-z][a-z0-9]*(?:_[a-z0-9]+)+;?$|^(?:schedule|kfree);?$/.test(text)) return false;
  const name = text.replace(/;$/, '');
  return wordOf(name) !== null || inKnownWords(`${name}()`) !== `${name}()`;
}

/** `DEADLOCK-1`, `BOOM!!!`: no C, whatever it looks like. */
const CRY = /^(?:DEADLOCK|BUG|OOPS|UAF|PANIC|BOOM|HANG|CRASH)(?:\s*[-#]?\s*\d+)?[\s!.]*$/i;

/** What the whole table says of its cells. */
interface Manner {
  readonly scalars: ReadonlySet<string>;
  readonly dialect: Dialect;
}

function readLine(cell: FoundCell, row: number, number: string | null, manner: Manner): Line {
  const text = takeApart(manner.dialect(cell), manner.scalars);
  const base = { cell, row, number, text, store: storeIn(text) };
  const isEvent = text.bracketed || text.arrow;
  if (isEnd(cell.text) || CRY.test(cell.text)) return { ...base, code: null, seen: null, as: 'event' };
  if (isGap(cell.text) || labelIn(text.code) !== null) return { ...base, code: null, seen: null, as: 'note' };
  if (text.code === '') return { ...base, code: null, seen: text.seen, as: text.seen ? 'value' : 'note' };
  // `--> use-after-free` subtracts nothing.
  if (isHarmName(text.code)) return { ...base, code: null, seen: null, as: 'event' };
  if (interruptIn(text.code) !== null && (isEvent || !/[();]/.test(text.code)))
    return { ...base, code: null, seen: null, as: 'event' };
  // `IPI -> CPU1` follows no pointer.
  if (/^(?:(?:IPI|IRQ|NMI)s?\s*(?:->|=>|→|to)|CPU\s?\d+\s+->)\s*\w+$/.test(text.code))
    return { ...base, code: null, seen: null, as: 'event' };
  // `==> m->who = A`: what the row above has led to.
  const led = text.arrow && text.remarks.length === 0 ? seenIn(text.code) : null;
  if (led) return { ...base, code: null, seen: led, as: 'value' };
  const typed = withoutContainers(inWords(text));
  const spoken = isBareCall(typed, isEvent)
    ? inWords({ ...text, code: `${typed.replace(/;$/, '')}()` })
    : typed;
  const code = readCode(spoken);
  const e = code?.k === 'simple' && code.simple.k === 'expression' ? code.simple.e : null;
  // `swapoff+swapon` adds nothing up.
  const isWord = e?.k === 'name' || (e?.k === 'binary' && /^[a-z]\w*[+/-][a-z]\w*$/.test(spoken));
  const isBarrier = /^smp_\w*mb\(\)$/.test(spoken);
  const isSaid = text.bracketed && !isBarrier && !/[(=]/.test(text.code);
  // `==> p = A` is what the row above has led to; what ends as a statement is done.
  const isResult =
    text.arrow && code?.k === 'simple' && code.simple.k === 'assign' && !text.code.endsWith(';');
  if (code && !isWord && !isSaid && !isResult)
    return { ...base, code, seen: seenAt(code, text), as: code.k === 'close' ? 'note' : 'statement' };
  // Prose in a column tells what happens there.
  return { ...base, code: null, seen: text.seen, as: 'event' };
}

/** Calls that give what they have made of a word. */
const GIVES_NEW = /\b(?:atomic(?:64|_long)?|refcount)_(?:add|sub|inc|dec)_return(?:_\w+)?\(/;
/** "decreased to 0": what was made of it. */
const BECOMES =
  /\b(?:(?:decrea\w+|decrement\w+|increa\w+|increment\w+|drop\w*|rais\w+|lower\w+|count\w*|go(?:es)?|went)(?: (?:down|up))? to|(?:is )?now|becomes?) (-?\d+)(?![\w.])/i;

/** What a call gives that is said to have made a number of a word. */
function madeOf(code: Code, remarks: readonly string[]): Seen | null {
  if (!('text' in code) || !GIVES_NEW.test(code.text)) return null;
  const left = remarks.map((one) => BECOMES.exec(one)?.[1]).find((one) => one !== undefined);
  return left === undefined ? null : seenIn(left);
}

/** What a statement is said to find; of a branch, which way it goes. */
function seenAt(code: Code, { seen, said, remarks }: CellText): Seen | null {
  const left = madeOf(code, remarks);
  if (left) return left;
  if (remarks.some((remark) => BUFFERED.test(remark) || VISIBLE.test(remark)) && storesOnly(code))
    return null;
  const isBranch = code.k === 'if' || code.k === 'while';
  // What is running cannot be cancelled any more.
  const isCancel =
    'text' in code && /^(?:\w+\s*=\s*)?!?\w*(?:cancel|del_timer|timer_delete)\w*\(/.test(code.text);
  if (isCancel && remarks.some((one) => /\b(?:running|executing|in progress)\b/i.test(one))) return ZERO;
  const empty = emptiness(code, remarks) ?? absence(code, remarks);
  if (empty) return empty;
  return isBranch && said ? seenOfBranch(code.cond, code.text, said) : seen;
}

/** What `list_empty()` gives where a remark says that something is empty, or is not. */
function emptiness(code: Code, remarks: readonly string[]): Seen | null {
  const text = 'text' in code ? code.text : '';
  const remark = remarks.find((one) => /\bempty\b/i.test(one));
  if (remark === undefined || !/empty\w*\s*\(/.test(text)) return null;
  const isEmpty = !/\b(?:not|non|n't|no longer)[ -](?:an? )?empty/i.test(remark);
  const isInverted = /^!\s*\w*empty/.test(text);
  return isEmpty === isInverted ? ZERO : OTHER;
}

/** What `pte_none()` gives where a remark says that the entry is none, or that one is there. */
function absence(code: Code, remarks: readonly string[]): Seen | null {
  const text = 'text' in code ? code.text : '';
  const asks = /(!?)\s*\w+_none\s*\(/.exec(text);
  const said = remarks.map((one) => /\b(not |non-?)?(none|valid|present)\b/i.exec(one)).find(Boolean);
  if (!asks || !said) return null;
  const isNone = (said[2]?.toLowerCase() === 'none') !== (said[1] !== undefined);
  return isNone === (asks[1] === '') ? OTHER : ZERO;
}

/** It finds nothing that a remark could speak of. */
function storesOnly(code: Code): boolean {
  if (code.k !== 'simple') return false;
  const { simple } = code;
  if (simple.k === 'increment') return true;
  if (simple.k === 'assign')
    return simple.op !== '=' || !['call', 'member', 'deref'].includes(simple.value.k);
  const name = calledName(code);
  return name !== null && accessOf(name)?.kind !== 'load';
}
