/**
 * Rows of prose as accesses: each is about a thing that another column has to do with, in code or in prose. Where nobody
 * else has, it stays a note.
 */
import { calledName, type Line } from './column-tree.ts';
import { readCode, type Code } from './c-code.ts';
import { callInProse, proseIn, type Prose } from './prose-code.ts';
import { isVague } from './vague-assertions.ts';
import { OTHER, seenIn, type Seen } from './value-words.ts';
import { wordsOf } from './verbs.ts';
import { drawnWordOf as wordOf } from '../../words/table.ts';

interface Row {
  readonly line: Line;
  readonly prose: Prose;
}

/** The lines, those in prose as code where they can be. */
export function withProse(lines: readonly Line[]): readonly Line[] {
  const rows: Row[] = [];
  for (const line of lines) {
    if (line.as === 'value' || line.code !== null || line.cell.column === null) continue;
    const prose = line.text.code === '' ? null : proseIn(line.text.code);
    if (prose) rows.push({ line, prose });
  }
  const names = namesInCode(lines);
  const replaced = assertionsIn(lines);
  return lines.map((line) => {
    const other = replaced.get(line);
    if (other) return { ...line, code: other, as: 'statement' as const };
    if (line.code !== null || line.as === 'value' || line.cell.column === null) return line;
    const call = callInProse(line.text.code);
    const called = call && readCode(call.code);
    if (call && called && isEndOf(line, call.code, lines)) return line;
    if (call && called)
      return { ...line, code: called, seen: line.seen ?? call.seen, as: 'statement' as const };
    const found = comparedRow(line) ?? foundRow(line, lines);
    if (found) return found;
    const row = rows.find((one) => one.line === line);
    if (row) return asAccess(row, rows, names);
    return flagRow(line, names) ?? line;
  });
}

/** `f() ends` where `f() starts` stands above it: there is one call. */
function isEndOf(line: Line, code: string, lines: readonly Line[]): boolean {
  const isLeft = /^(?:leaves?|exits?|returns? from|(?:back )?out of)\s/i.test(line.text.code);
  if (!isLeft && !/\)\s*(?:ends?|returns|finish(?:es|ed)|completes?d?|is done|done)$/i.test(line.text.code))
    return false;
  const name = code.replace(/\(.*$/, '');
  return lines.some(
    ({ cell, row, text }) =>
      cell.column === line.cell.column &&
      row < line.row &&
      (isLeft
        ? new RegExp(`^(?:call |enters? )?${name}\\(`, 'i').test(text.code)
        : text.code.replace(/;$/, '').startsWith(code)),
  );
}

/** "q->head == q->tail, so it goes to sleep": it has compared them, and that is what it found. */
function comparedRow(line: Line): Line | null {
  const place = '[A-Za-z_][\\w.>[\\]-]*';
  const said = new RegExp(
    `^(?:(?:it )?(?:sees|finds|reads|checks)(?: that)? )?(${place}\\s*[=!]=\\s*(?:${place}|-?\\d+))\\s*,?\\s+(?:and )?(?:so|thus|hence|therefore)\\b`,
  ).exec(line.text.code);
  const code = said && readCode(`if (${said[1] ?? ''})`);
  return code && { ...line, code, seen: OTHER, as: 'statement' };
}

/** "reads idx == 1", "sees ring[i] as 0": a place that another column has in code. */
function foundRow(line: Line, lines: readonly Line[]): Line | null {
  const said =
    /^(?:(?:it|then|also|and) )*(?:re-?)?(?:reads?|sees?|loads?|finds?|gets?|observes?) +(?:that )?([A-Za-z_][\w.>[\]-]*?) *(?:==?|:| as | is | to be ) *([\w-]+)(?:\W.*)?$/i.exec(
      line.text.code,
    );
  if (!said) return null;
  const [, name = '', value = ''] = said;
  const last = (/(\w+)(?:\[\w+\])?$/.exec(name)?.[1] ?? name).replace(/\W/g, '');
  const place = new RegExp(`(?:[A-Za-z_][\\w.>[\\]-]*?(?:->|\\.))?\\b${last}\\b(?:\\[\\w+\\])?(?![\\w(])`);
  const other = lines.find(
    ({ cell, code, text }) =>
      code !== null && cell.column !== null && cell.column !== line.cell.column && place.test(text.code),
  );
  const seen = seenIn(value);
  const code = other && seen ? readCode(`READ_ONCE(${place.exec(other.text.code)?.[0] ?? name})`) : null;
  return code && { ...line, code, seen: line.seen ?? seen, as: 'statement' };
}

/** "gets out of the loop, no WANT_PARK": it has looked at what another column changes. */
function flagRow(line: Line, names: ReadonlyMap<string, ReadonlySet<number>>): Line | null {
  const text = line.text.code;
  for (const [name] of text.matchAll(/\b[A-Za-z_]\w{2,}\b/g)) {
    const others = names.get(name);
    const isFlag = /^[A-Z][A-Z0-9_]+$/.test(name) || name.includes('_');
    if (!isFlag || !others || ![...others].some((column) => column !== line.cell.column)) continue;
    const before = text.slice(0, text.indexOf(name));
    const behind = text.slice(text.indexOf(name) + name.length);
    const isNo = /\b(no|without|not)\s+(the\s+|a\s+|any\s+)?$/i.test(before);
    const said = seenIn(/^\s*(?:is|was|are)?\s*(.*)$/i.exec(behind)?.[1] ?? '');
    const seen: Seen | null = isNo ? { k: 'zero' } : said;
    const code = seen ? readCode(`test(${name})`) : null;
    if (code && seen) return { ...line, code, seen, as: 'statement' };
  }
  return null;
}

/** `BUG_ON(not there yet)`: it fires where what another column does next has not been done; of other words nobody knows
 *  when it does. */
function assertionsIn(lines: readonly Line[]): ReadonlyMap<Line, Code> {
  const found = new Map<Line, Code>();
  for (const line of lines) {
    const fires = /^(BUG_ON|WARN_ON(?:_ONCE)?|VM_BUG_ON)\s*\((.*)\)\s*;?$/.exec(line.text.code);
    const isWord = /^(BUG|oops|crash(es)?|splat|WARN(ING)?|panic|boom)\b\W*$/i.test(line.text.code);
    const isBare = fires !== null && (fires[2] ?? '').trim() === '';
    if ((line.code !== null && !isBare) || line.cell.column === null || (!fires && !isWord)) continue;
    const [, word = 'BUG_ON', inside = ''] = fires ?? [];
    const isEarly = isBare || /\bnot\b|\bbefore\b|n't\b/.test(inside);
    const next = isEarly ? (nextElsewhere(line, lines) ?? (isBare ? namedBelow(line, lines) : null)) : null;
    const call =
      next?.code?.k === 'simple' ? calledIn(next.code) : next && next.code === null ? next.text.code : null;
    if (next && call !== null) {
      const code = readCode(`${word}(!READ_ONCE(${call}_done))`);
      const done = readCode(`WRITE_ONCE(${call}_done, 1)`);
      if (code && done) found.set(line, code).set(next, done);
    } else if (!isVague(line)) {
      const code = readCode(`${word}(1)`);
      if (code) found.set(line, code);
    }
  }
  return found;
}

/** What another column does in the same row or the next, a function of which nobody has the code. */
function nextElsewhere(line: Line, lines: readonly Line[]): Line | null {
  return (
    lines.find(
      (other) => other.row >= line.row && other.cell.column !== line.cell.column && other.as === 'statement',
    ) ?? null
  );
}

/** The innermost of the functions whose bare names another column has next. */
function namedBelow(line: Line, lines: readonly Line[]): Line | null {
  const below = lines.filter((other) => other.row > line.row && other.cell.column !== line.cell.column);
  const isName = ({ text, as }: Line) => as === 'event' && /^[a-z]\w*_\w+$/.test(text.code);
  let found: Line | null = null;
  for (const other of below) {
    if (!isName(other) || (found && other.cell.indent <= found.cell.indent)) break;
    found = other;
  }
  return found;
}

/** It is nothing but a call of a function that nobody has the code of. */
function isOpaque(code: Code): boolean {
  const name = code.k === 'simple' ? calledName(code) : null;
  return name !== null && wordOf(name) === null;
}

function calledIn({ simple }: Code & { readonly k: 'simple' }): string | null {
  if (simple.k !== 'expression' || simple.e.k !== 'call' || wordOf(simple.e.callee.text)) return null;
  return simple.e.callee.text;
}

function asAccess(
  { line, prose }: Row,
  rows: readonly Row[],
  names: ReadonlyMap<string, ReadonlySet<number>>,
): Line {
  const column = line.cell.column ?? 0;
  const others = rows.filter((one) => one.line.cell.column !== column);
  const noun =
    prose.place ??
    prose.words.find(
      (word) =>
        [...(names.get(word) ?? [])].some((other) => other !== column) ||
        others.some((other) => other.prose.words.includes(word) && other.prose.deed !== prose.deed),
    );
  if (noun === undefined) return line;
  const text =
    prose.deed === 'load'
      ? `READ_ONCE(${noun})`
      : `WRITE_ONCE(${noun}, ${prose.deed === 'store' ? '1' : '0'})`;
  const code = readCode(text);
  return code ? { ...line, code, seen: line.seen ?? prose.seen, as: 'statement' } : line;
}

/** Names of variables that the code of a column mentions. */
function namesInCode(lines: readonly Line[]): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const { code, cell, text } of lines) {
    if (!code || cell.column === null) continue;
    // What an unknown function is given is no variable for that, unless it is a flag: `clear(WANT_PARK)`.
    const isGiven = isOpaque(code);
    for (const [name] of text.code.matchAll(/\b[a-z_]\w*\b(?!\s*\()/gi)) {
      if (isGiven && !/^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name)) continue;
      for (const key of new Set([name, wordsOf(name).join('_')]))
        found.set(key, (found.get(key) ?? new Set()).add(cell.column));
    }
  }
  return found;
}
