/**
 * A table that was copied out of here, read as rows of its own scenario again: each line names a statement or call of the
 * scenario's, its comment says what was read, or that a store is on its way. Whoever edits a line edits the run.
 *
 *     return READ_ONCE(s->data);          0: "return READ_ONCE(s->data)" value = "0";
 *       // 0: CPU 1's store of 1 …
 */
import { computes, isOneCall } from '../../base/index.ts';
import type { Model } from '../../machine/index.ts';
import type { Scenario, Settings } from '../api.ts';
import type { FoundCell, FoundColumn } from './found.ts';

export interface ReadBack {
  /** The scenario's text with the table as its last interleaving, `from-mail`, and a variant of that name. */
  readonly source: string;
  /** The interleaving's rows, as they stand there. */
  readonly rows: readonly string[];
  /** Texts of cells that say nothing that could be a row: remarks. */
  readonly remarks: readonly string[];
}

export const FROM_MAIL = 'from-mail';

/** What reading back asks of a table. */
export interface ReadableTable {
  readonly columns: readonly Pick<FoundColumn, 'title' | 'cpu'>[];
  readonly rows: readonly { readonly cells: readonly Pick<FoundCell, 'column' | 'indent' | 'text'>[] }[];
}

/** Headings over rules of dashes, one for each column: what `tableIn` goes by. */
const RULE = /^-{8,}(?: {1,3}-{8,})*$/;

/** The table of a mail that was copied out of here and not changed by a mailer: also one that has a single column, which
 *  in other texts is no table. Lines of a statement are joined. */
export function tableIn(text: string): ReadableTable | null {
  const lines = text.split(/\r?\n/).map((line) => line.trimEnd());
  const at = lines.findIndex((line, nth) => RULE.test(line) && /\S/.test(lines[nth - 1] ?? ''));
  const rule = lines[at];
  if (rule === undefined) return null;
  const starts = [...rule.matchAll(/-+/g)].map((run) => run.index);
  const headings = lines[at - 1] ?? '';
  const columns = starts.map((start, nth) => {
    const title = headings.slice(start, starts[nth + 1]).trim();
    const cpu = /^CPU (\d+)/.exec(title)?.[1];
    return { title, cpu: cpu === undefined ? null : Number(cpu) };
  });
  const end = lines.findIndex((line, nth) => nth > at && line === '');
  const cells = lines.slice(at + 1, end < 0 ? undefined : end).map((line) => {
    const indent = line.search(/\S/);
    const column = starts.findLastIndex((start) => start <= indent);
    const isFull =
      line.length - (starts[column] ?? 0) === (/^-+/.exec(rule.slice(starts[column]))?.[0].length ?? 0);
    return { column, indent: indent - (starts[column] ?? 0), text: line.trim(), isFull };
  });
  const joined: { column: number; indent: number; text: string; isFull: boolean }[] = [];
  for (const cell of cells) {
    const last = joined.at(-1);
    // What goes on below stands further in than anything that is nested.
    const goesOn =
      last !== undefined && cell.indent >= last.indent + 4 && !/^(?:\/\/|\*\*\*)|\/\//.test(last.text);
    const isOpen =
      last &&
      last.column === cell.column &&
      (opens(last.text) || goesOn) &&
      !/^(?:\/\/|\*\*\*)/.test(cell.text);
    // A word that has no room in its column goes on below.
    const isCut =
      last?.column === cell.column &&
      last.isFull &&
      goesOn &&
      /\w$/.test(last.text) &&
      /^[\w(]/.test(cell.text);
    if (isCut) joined[joined.length - 1] = { ...last, text: `${last.text}${cell.text}`, isFull: cell.isFull };
    else if (isOpen)
      joined[joined.length - 1] = { ...last, text: `${last.text} ${cell.text}`, isFull: cell.isFull };
    else joined.push(cell);
  }
  return { columns, rows: joined.map((cell) => ({ cells: [cell] })) };
}

/** Does a bracket stay open? */
function opens(text: string): boolean {
  const code = text.replace(/\/\/.*$/, '');
  return (code.match(/[([]/g)?.length ?? 0) > (code.match(/[)\]]/g)?.length ?? 0);
}

/** `under`: what the mail's second line or its link says; `ends`: how it says below its table that it ends. */
export function readBack(
  table: ReadableTable,
  scenario: Pick<Scenario, 'text' | 'cpus' | 'title'>,
  under: { readonly settings: Settings; readonly model: Model; readonly ends?: string | null },
): ReadBack {
  const cpus = table.columns.map(({ cpu, title }) => agentOf(scenario, title) ?? cpu);
  const rows: string[] = [];
  const remarks: string[] = [];
  const waiting = new Map<string, 'visible' | 'value'>();
  let ends = under.ends ? endOf(under.ends) : null;
  const lines = linesOf(table);
  const inside = callsAround(lines);
  let isOver = false;
  for (const [nth, { column, text }] of lines.entries()) {
    const cpu = column === null ? null : cpus[column];
    const end = /^\*\*\*\s*([\w.-]+)/.exec(text)?.[1];
    if (end !== undefined) {
      ends = endOf(end);
      continue;
    }
    // What was not played is no part of the run, nor is why.
    if (isOver || /\/\/ is not played/.test(text)) {
      isOver = true;
      remarks.push(text);
      continue;
    }
    if (text === '...') {
      rows.push('...;');
      ends = 'finished';
      continue;
    }
    const row = cpu === null || cpu === undefined ? null : rowOf(cpu, text, waiting, inside[nth] ?? '');
    const note = /^\/\/\s*(.*)$/.exec(text)?.[1];
    if (row) rows.push(row);
    else if (note !== undefined && rows.at(-1)?.startsWith('impossible ')) remarks.push(text);
    else if (note !== undefined && rows.length > 0) rows.push(`note "${note.replace(/["\\]/g, "'")}";`);
    else remarks.push(text);
  }
  const settings = Object.entries(under.settings).map(([name, value]) => `${name} = ${value}`);
  const source = `${scenario.text.trimEnd()}

variant ${FROM_MAIL} "from a mail" { ${settings.join(', ')} } model ${under.model} expect holds
interleaving ${FROM_MAIL}.i "from a mail" by "a mail" of ${FROM_MAIL} drawn {
${rows.map((row) => `    ${row}\n`).join('')}${ends === null ? '' : `    ends ${ends};\n`}}
`;
  return { source, rows, remarks };
}

function endOf(name: string): string {
  return name === 'deadlock' || name === 'livelock' ? name : `violated ${name}`;
}

/** An operator or an open bracket at the end: the statement goes on below. */
const UNFINISHED = /(?:[=!<>]=|&&|\|\||[-+=<>&|?,([]|->)$/;
/** And so does what begins with one. */
const GOES_ON = /^(?:[=!<>]=|&&|\|\||[-+|<>?:)]|[=&] )(?!-)/;

const OPENS = /^(?!(?:if|while|for|switch|return|do|either|assert|goto)\b)\w+\([^;=<>!]*$/;
const BARRIER = /^(?:smp_(?:r|w)?mb(?:__\w+)?|[rw]?mb|dma_[rw]mb|isb|dsb|dmb|barrier|sync_core|instr_sync)\(/;

interface Line {
  readonly column: number | null;
  readonly indent: number;
  readonly text: string;
}

/** Cells, each with the comment that stands below it, indented by more than a remark of its own would be. */
function linesOf({ rows }: ReadableTable): readonly Line[] {
  const lines: Line[] = [];
  /** By line: how far in the remark stands that is below it and its own. */
  const beside = new Map<number, number>();
  for (const { column, indent, text } of rows.flatMap(({ cells }) => cells)) {
    const at = lines.findLastIndex((line) => line.column === column);
    const above = lines[at];
    const isCode = !/^(?:\/\/|<|\*\*\*)/.test(text);
    const isOpen = above && !/^<|\/\//.test(above.text);
    if (isCode && isOpen && (UNFINISHED.test(above.text) || GOES_ON.test(text))) {
      lines[at] = { ...above, text: `${above.text} ${text}` };
      continue;
    }
    const isRemark = above && text.startsWith('//') && !above.text.startsWith('//') && indent > above.indent;
    // A remark that is wrapped goes on at the same place.
    const isMore = isRemark && beside.get(at) === indent;
    if (isMore) lines[at] = { ...above, text: `${above.text} ${text.replace(/^\/\/\s*/, '')}` };
    else if (isRemark && !above.text.includes('//')) {
      lines[at] = { ...above, text: `${above.text}  ${text}` };
      beside.set(at, indent);
    } else lines.push({ column, indent, text });
  }
  return lines;
}

/** Whether two tables have the same lines in the same columns; white space and remarks do not count. */
export function sameRows(a: ReadableTable, b: ReadableTable): boolean {
  const said = (table: ReadableTable) =>
    linesOf(table)
      .filter(({ text }) => !text.startsWith('//'))
      .map(({ column, text }) => `${column ?? ''} ${text.replace(/\s+/g, '')}`);
  return said(a).join('\n') === said(b).join('\n');
}

/** By line: the calls in whose nesting it stands. What becomes visible late stands by itself, and is of the last such line. */
function callsAround(lines: readonly Line[]): readonly string[] {
  const around = lines.map(({ column, indent }, nth) => {
    const calls: string[] = [];
    let least = indent;
    for (let at = nth - 1; at >= 0 && least > 0; at--) {
      const line = lines[at];
      if (line?.column !== column || line.indent >= least) continue;
      least = line.indent;
      const call = line.text.split(/\s*\/\//)[0]?.trim() ?? '';
      if (OPENS.test(call.replace(/->/g, '.')) && isOneCall(call)) calls.unshift(call);
    }
    return calls.map((call) => `${call}: `).join('');
  });
  const said = ({ column, text }: Line) =>
    `${column ?? ''} ${text.split(/;?\s*\/\//)[0]?.replace(/[\s;]/g, '') ?? ''}`;
  return lines.map((line, nth) => {
    const isLate = /\/\/ visible now/.test(line.text);
    const above = lines.findLastIndex((one, at) => isLate && at < nth && said(one) === said(line));
    return around[above] ?? around[nth] ?? '';
  });
}

function agentOf({ cpus }: Pick<Scenario, 'cpus'>, title: string): number | null {
  const found = cpus.find(({ name, agent }) => agent && title.startsWith(name));
  return found?.index ?? null;
}

/** The line of an interleaving that a cell is; null for remarks. */
function rowOf(
  cpu: number,
  cell: string,
  waiting: Map<string, 'visible' | 'value'>,
  place: string,
): string | null {
  const [code = '', ...rest] = cell.split(/\s*\/\/\s*/);
  const comment = rest.join(' ').trim();
  const event = /^<(?:(?:NMI|IPI|IRQ|begins|runs softirq)\s+)?([^<>]+)>$/.exec(code.trim());
  if (event) return `${cpu}: irq "${event[1] ?? ''}";`;
  // A call without its semicolon only opens the nesting below; barriers stand where the program has them.
  if (/^\w*$/.test(code.trim()) || OPENS.test(code.trim().replace(/->/g, '.')) || BARRIER.test(code.trim()))
    return null;
  const statement = code.trim().replace(/;$/, '').trim();
  // Between its begin and its end a call is nowhere in particular.
  if (statement === '' || comment === 'goes on') return null;
  const isRefused = comment.startsWith('cannot ');
  const named = `${isRefused ? 'impossible ' : ''}${cpu}: "${`${place}${statement}`.replace(/"/g, '')}"`;
  const key = `${cpu} ${`${place}${statement}`.replace(/\s+/g, '')}`;
  const due = waiting.get(key);
  if (due === 'value' && comment.startsWith('sends')) return null;
  // Between its issue and its store a statement may read.
  if (due !== undefined && !(due === 'visible' && kindOf(statement, comment).startsWith(' value'))) {
    waiting.delete(key);
    return `${named} ${due};`;
  }
  if (comment === 'not visible yet') waiting.set(key, 'visible');
  if (comment === 'waits') waiting.set(key, 'value');
  return `${named}${kindOf(statement, comment)};`;
}

function kindOf(statement: string, comment: string): string {
  const refused = /^cannot take (.*)$/.exec(comment)?.[1];
  if (refused !== undefined) return ` value = "${refused}"`;
  if (comment === 'cannot fault') return ' fault';
  if (['not visible yet', 'waits', 'in flight', 'begins', 'sends, waits'].includes(comment)) return ' issue';
  if (/^(?:$|taken|visible$|sends|returns|released|replaced)/.test(comment)) return '';
  if (comment === 'visible now') return ' visible';
  const arrives = /^reaches (.*)$/.exec(comment)?.[1];
  if (arrives !== undefined) return ` arrive = "${arrives}"`;
  const translated = /^translates to (.*)$/.exec(comment)?.[1];
  if (translated !== undefined) return ` translate = "${translated}"`;
  if (comment === 'faults') return ' fault';
  const executed = /^executes (.*)$/.exec(comment)?.[1];
  if (executed !== undefined) return ` fetch = "${executed}"`;
  const guessed = /^will (\w+)$/.exec(comment)?.[1];
  if (guessed !== undefined) return ` predict = "${guessed}"`;
  const [, sees, value] = /^(sees )?([^:,\s]+)(?:$|[:,])/.exec(comment) ?? [];
  if (value === undefined) return '';
  // In quotes it is what is read, else what the statement gives.
  const isGiven = sees === undefined && /^(?:-?\d+|true|false)$/.test(value) && computes(statement);
  return ` ${/\bexecute\(/.test(statement) ? 'fetch' : 'value'} = ${isGiven ? value : `"${value}"`}`;
}
