/**
 * Rows that say in words for what somebody waits: as the loop that does so, and what ends it where no row does. Who is
 * waited for comes to the end of its column, and only then is the wait over.
 *
 *     P                        T
 *                              spin_lock(&l);
 *     NMI: spin_lock(&l)       ... waits for P
 */
import type { FoundTable } from '../found.ts';
import { readCode } from './c-code.ts';
import type { Line } from './column-tree.ts';
import type { Inference } from './reading.ts';
import { isSaidToHang } from './stuck.ts';

/** A loop, and what ends it: the column that does so, with its code. */
interface Wait {
  readonly loop: string;
  readonly end: { readonly column: number; readonly code: string; readonly text: string } | null;
}

export interface WithWaits {
  readonly lines: readonly Line[];
  readonly inferences: readonly Inference[];
}

const WAITS =
  /^(?:#\w+:\s*)?(?:(?:now|still|it|then|and)\s+)*(?:waits?|waiting|spins?|blocks?|polls?)\s+(?:(?:for|until|till|on)\s+)?(.+)$/i;
const SEES = /^(?:then\s+)?(?:sees?|finds?)\s+(.+)$/i;
const NAME = /^[A-Za-z_]\w*$/;
/** Those are taken, not looked at. */
const LOCK = /(?:^|_)(?:lock|mutex|sem|semaphore|mtx)$/i;

/** The lines, those that wait in words as loops. */
export function withWaits(lines: readonly Line[], table: FoundTable): WithWaits {
  const hangs = isSaidToHang(table);
  const ends = new Map<string, NonNullable<Wait['end']>>();
  const inferences: Inference[] = [];
  const told = lines.map((line): Line => {
    if (line.code !== null || line.cell.column === null || line.as === 'value') return line;
    const words = line.text.code.replace(/\s*(?:\.{2,}|…|\s{2,}).*$/, '');
    const [, what] = WAITS.exec(words) ?? (hangs ? SEES.exec(words) : null) ?? [];
    if (what === undefined) return line;
    // It stands behind the lock that it waits for.
    if (/\block\b/.test(what) && takesBefore(line, lines)) return { ...line, as: 'note', isWait: true };
    const wait = waitFor(what, line, lines, table);
    const code = wait && readCode(`while (${wait.loop})`);
    if (!wait || !code) return line;
    if (wait.end && !ends.has(wait.end.code)) {
      ends.set(wait.end.code, wait.end);
      inferences.push({
        key: `wait:${wait.end.code}`,
        text: `“${words}”: ${wait.end.text}`,
        taken: wait.end.code,
        choices: [],
        line: line.cell.place.line,
      });
    }
    return { ...line, code, seen: null, as: 'statement', isWait: true };
  });
  return { lines: [...told, ...[...ends.values()].flatMap((end) => endOf(end, told))], inferences };
}

/** The row that ends a wait, behind all others of its column. */
function endOf({ column, code, text }: NonNullable<Wait['end']>, lines: readonly Line[]): readonly Line[] {
  const last = lines.findLast(({ cell }) => cell.column === column);
  const read = readCode(code);
  if (!last || !read) return [];
  const cell = { ...last.cell, text: `(${text})`, typed: `(${text})`, indent: -0.5 };
  const row = (lines.at(-1)?.row ?? last.row) + 1;
  const apart = {
    ...last.text,
    code: code,
    remarks: [],
    seen: null,
    said: null,
    arrow: false,
    bracketed: false,
  };
  return [
    {
      ...last,
      cell,
      row,
      number: null,
      text: apart,
      code: read,
      seen: null,
      store: null,
      as: 'statement',
      isAdded: true,
    },
  ];
}

function waitFor(what: string, line: Line, lines: readonly Line[], { columns }: FoundTable): Wait | null {
  const own = line.cell.column;
  const other = columns.findIndex(
    ({ title }, column) => column !== own && namesOf(title).some((name) => isFirst(name, what)),
  );
  if (other >= 0) {
    const title = columns[other]?.title ?? '';
    const told = /\bto (set|clear|reset)s? (?:the )?([A-Za-z_]\w*)/.exec(what);
    if (told) {
      const [, verb = '', name = ''] = told;
      const isSet = verb === 'set';
      const end = {
        column: other,
        code: `WRITE_ONCE(${name}, ${isSet ? '1' : '0'})`,
        text: `${title} ${verb}s ${name} at its end`,
      };
      return {
        loop: `${isSet ? '!' : ''}READ_ONCE(${name})`,
        end: isStored(name, other, lines) ? null : end,
      };
    }
    const flag = `${wordOf(title)}_is_over`;
    return {
      loop: `!READ_ONCE(${flag})`,
      end: { column: other, code: `WRITE_ONCE(${flag}, 1)`, text: `until ${title} has come to its end` },
    };
  }
  return waitForValue(what, line, lines);
}

/** `paused == 0`, "resumed", "INT3 to go away". */
function waitForValue(what: string, line: Line, lines: readonly Line[]): Wait | null {
  const gone =
    /^([A-Za-z_]\w*) (?:to )?(?:go(?:es)?|disappears?|vanish(?:es)?|is|be)(?: \w+)? ?(?:away|gone|removed)?$/.exec(
      what,
    )?.[1];
  if (gone !== undefined) {
    const put = lines.find(({ code }) => code?.k === 'simple' && storeOf(code.text)?.value === gone);
    const place = put?.code?.k === 'simple' ? storeOf(put.code.text)?.place : undefined;
    if (put && place !== undefined && put.cell.column !== null)
      return {
        loop: `READ_ONCE(${place}) == ${gone}`,
        end: {
          column: put.cell.column,
          code: `WRITE_ONCE(${place}, 0)`,
          text: `${gone} is taken away at the end of what put it there`,
        },
      };
  }
  const compared = /^([A-Za-z_][\w.>-]*) ?([=!]=) ?(\w+)$/.exec(what);
  if (compared) {
    const [, place = '', sign = '', value = ''] = compared;
    if (!isNamed(place, lines)) return null;
    // A name that no row has says only that it is there.
    const isKnown = /^(?:\d+|[A-Z]\w*|NULL)$/.test(value) || isNamed(value, lines);
    if (isKnown) {
      const loop = `!(READ_ONCE(${place}) ${sign} ${value})`;
      return { loop, end: sign === '==' ? endedBy(place, value, line, lines) : null };
    }
    return { loop: `${sign === '==' ? '!' : ''}READ_ONCE(${place})`, end: null };
  }
  const [, name = '', is = ''] =
    /^(?:the )?([A-Za-z_]\w*)(?: (?:to be|is|being) (set|clear(?:ed)?))?$/.exec(what) ?? [];
  if (!NAME.test(name) || LOCK.test(name) || !isNamed(name, lines)) return null;
  return { loop: `${is.startsWith('clear') ? '' : '!'}READ_ONCE(${name})`, end: null };
}

/** "waits for x == 0", where another column has made it something else: it takes that back at its end. */
function endedBy(place: string, value: string, line: Line, lines: readonly Line[]): Wait['end'] {
  if (!/^\d+$/.test(value)) return null;
  const others = lines.filter(({ cell }) => cell.column !== line.cell.column);
  const changes = others.filter(
    ({ code, text }) => code?.k === 'simple' && changesTo(text.code, place) !== null,
  );
  const last = changes.at(-1);
  if (!last || last.cell.column === null || last.row > line.row) return null;
  if (changesTo(last.text.code, place) === (value === '0' ? 'zero' : 'other')) return null;
  const code = `WRITE_ONCE(${place}, ${value})`;
  return { column: last.cell.column, code, text: `${place} is ${value} again at the end of what changed it` };
}

/** What a row makes of a place; null where it changes it not at all. */
function changesTo(code: string, place: string): 'zero' | 'other' | null {
  const stored = storeOf(code.replace(/;$/, ''));
  if (stored?.place === place) return stored.value === '0' ? 'zero' : 'other';
  const [, verb = '', inside = ''] = /^(?:\w*_)?(set|clear)_bit\((.*)\)/.exec(code) ?? [];
  if (verb === '' || !new RegExp(`\\b${place}\\b`).test(inside)) return null;
  return verb === 'set' ? 'other' : 'zero';
}

/** A row of code has the name for something in memory. */
function isNamed(place: string, lines: readonly Line[]): boolean {
  const word = new RegExp(`\\b${place.replace(/[^\w]/g, '\\$&')}\\b(?!\\s*\\()`);
  // What is taken as a lock is no flag.
  const lock = new RegExp(`lock\\w*\\s*\\(\\s*&?${place.replace(/[^\w]/g, '\\$&')}\\b`);
  if (lines.some(({ text }) => lock.test(text.code))) return false;
  const set = new RegExp(`\\b(?:sets?|clears?) (?:the )?${place}\\b`);
  return lines.some(({ code, text }) => (code !== null ? word : set).test(text.code));
}

function isStored(name: string, column: number, lines: readonly Line[]): boolean {
  return lines.some(
    ({ cell, code }) => cell.column === column && code?.k === 'simple' && storeOf(code.text)?.place === name,
  );
}

function storeOf(code: string): { readonly place: string; readonly value: string } | null {
  const [, place, value] =
    /^([A-Za-z_][\w.>-]*) ?= ?(\w+)$/.exec(code) ?? /^WRITE_ONCE\(([\w.>-]+), ?(\w+)\)$/.exec(code) ?? [];
  return place === undefined || value === undefined ? null : { place, value };
}

/** The row above in its column takes a lock. */
function takesBefore(line: Line, lines: readonly Line[]): boolean {
  const above = lines.slice(0, lines.indexOf(line)).findLast(({ cell }) => cell.column === line.cell.column);
  return above?.code?.k === 'simple' && /^\w*lock\w*\s*\(/.test(above.code.text);
}

/** How a column is called: `L (pauser)` is L too. */
function namesOf(title: string): readonly string[] {
  const plain = title.replace(/\s*[([:].*$/, '').trim();
  return [title.trim(), plain].filter((name) => name !== '');
}

function isFirst(name: string, text: string): boolean {
  const words = text.replace(/^the /, '');
  const start = words.slice(0, name.length);
  const isSame = name.length < 3 ? start === name : start.toLowerCase() === name.toLowerCase();
  return isSame && !/\w/.test(words[name.length] ?? ' ');
}

function wordOf(title: string): string {
  const word = (namesOf(title)[1] ?? title).toLowerCase().replace(/\W+/g, '_').replace(/^_|_$/g, '');
  return /^[a-z]/.test(word) ? word : `cpu_${word}`;
}
