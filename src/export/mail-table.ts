/**
 * An interleaving as people draw it in a mail: one column a CPU, 72 columns wide, nothing but ASCII from us.
 *
 *      CPU 0                             CPU 1
 *      --------------------------------- ---------------------------------
 *   1                                    READ_ONCE(data)  // 0
 *   2  WRITE_ONCE(data, 1)
 */
import { safeText } from '../base/index.ts';
import { foldCalls, type Row, type Score } from '../score/index.ts';

export const MAIL_WIDTH = 72;
const NUMBER = 5;

export interface MailHead {
  readonly title: string;
  /** Options, model and verdict, one line each. */
  readonly lines: readonly string[];
  readonly link: string | null;
}

/** Calls are folded: a lock taken is a line. */
export function mailTable(whole: Score, head: MailHead): string {
  const score = foldCalls(whole);
  const count = Math.max(1, score.parts.length);
  const column = Math.floor((MAIL_WIDTH - NUMBER - (count - 1)) / count);
  const line = (number: string, cells: readonly string[]) =>
    `${number.padStart(NUMBER - 2)}  ${cells.map((cell) => cell.padEnd(column)).join(' ')}`.trimEnd();
  const titles = score.parts.map((part) => (part.title ? `${part.name}: ${part.title}` : part.name));
  const table = [
    line(
      '',
      titles.map((title) => title.slice(0, column)),
    ),
    line(
      '',
      score.parts.map(() => '-'.repeat(column)),
    ),
    ...score.rows.flatMap((row) =>
      rowLines(row, score, column).map((cells, index) =>
        line(index === 0 && row.kind === 'step' ? String(row.step) : '', cells),
      ),
    ),
  ];
  return safeText(
    [
      ...wrap(head.title, MAIL_WIDTH),
      ...head.lines.flatMap((text) => wrap(text, MAIL_WIDTH)),
      '',
      ...table,
      ...(head.link ? ['', head.link] : []),
      '',
    ].join('\n'),
  );
}

function rowLines(row: Row, score: Score, column: number): string[][] {
  const { part } = row;
  if (part === null) return [];
  const detail = [row.detail, row.missed, replacedWords(row)].filter(Boolean).join(', ');
  const comment = [row.result, detail || null].filter(Boolean).join(', ');
  const text = `${row.voice === 'hardware' ? '  ' : ''}${row.text}${comment ? `  // ${comment}` : ''}`;
  const lines = wrap(text, column).map((cell) => score.parts.map((_, index) => (index === part ? cell : '')));
  const whole = (words: string) =>
    wrap(words, MAIL_WIDTH - NUMBER).map((cell) => [cell, ...score.parts.slice(1).map(() => '')]);
  return [
    ...lines,
    ...(row.violation ? whole(`*** ${row.violation}`) : []),
    ...(score.noReturn === row.step && row.kind === 'step'
      ? whole('*** point of no return: every continuation fails from here')
      : []),
    ...(row.note ? whole(`// ${row.note}`) : []),
  ];
}

function replacedWords({ replaced }: Row): string | null {
  return replaced === null ? null : `replaced in step ${replaced} before an earlier read`;
}

/** At a space, else behind a parenthesis or comma; a word without any is cut. */
function breakBefore(text: string, width: number, least: number): number {
  const space = text.lastIndexOf(' ', width);
  if (space > least) return space;
  const sign = Math.max(...['(', ',', '['].map((one) => text.lastIndexOf(one, width - 1))) + 1;
  return sign > least ? sign : width;
}

/** A long line goes on below, indented by two more. Continuation lines are indented by two. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  const indent = /^ */.exec(text)?.[0] ?? '';
  let rest = text;
  while (rest.length > width) {
    const at = breakBefore(rest, width, indent.length + 12);
    lines.push(rest.slice(0, at).trimEnd());
    rest = `${indent}  ${rest.slice(at).trimStart()}`;
  }
  return [...lines, rest];
}
