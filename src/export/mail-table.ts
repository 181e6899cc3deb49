/**
 * An interleaving as people draw it in a mail: one column a CPU, 72 columns wide, nothing but ASCII from us.
 *
 *     { data = 0; }
 *
 *     CPU 0: sender                       CPU 1: receiver
 *     ----------------------------------- -----------------------------------
 *                                         READ_ONCE(data);  // 0
 *     WRITE_ONCE(data, 1);
 *
 *     Forbidden: the receiver goes on with old data. (old-data)
 */
import { safeText } from '../base/index.ts';
import type { Program } from '../machine/index.ts';
import type { Score } from '../score/index.ts';
import { columnWidths } from './mail-columns.ts';
import { mailRows, type MailRow } from './mail-rows.ts';

export const MAIL_WIDTH = 72;
/** Between columns; a single space would not tell them from words. */
const GUTTER = 2;

export interface MailHead {
  readonly title: string;
  /** Options, model, whose it is; one line each. */
  readonly lines: readonly string[];
  /** What the run shows, in sentences, below the table. */
  readonly claims?: readonly string[];
  /** What is known besides, in sentences, below those. */
  readonly further?: readonly string[];
  readonly link: string | null;
  /** Every row instead of those that matter. */
  readonly every?: boolean;
}

/** Calls are folded: a lock taken is a line. `program`: for the nesting, and what stands in memory at the start. */
export function mailTable(score: Score, head: MailHead, program: Program | null = null): string {
  const rows = mailRows(score, program, head.every ?? false);
  // A CPU without a row takes no column.
  const shown = score.parts.map((_, part) => part).filter((part) => rows.some((row) => row.part === part));
  const columns = shown.length > 1 ? shown : score.parts.map((_, part) => part);
  const own = columns.map((part) => rows.filter((row) => row.part === part));
  const widths = columnWidths(columns.length, MAIL_WIDTH - GUTTER * (columns.length - 1), (nth, width) =>
    (own[nth] ?? []).reduce((sum, row) => sum + linesOf(row, width, width).length, 0),
  );
  const widthOf = (part: number) => widths[Math.max(0, columns.indexOf(part))] ?? MAIL_WIDTH;
  const place = (part: number) =>
    widths.slice(0, Math.max(0, columns.indexOf(part))).reduce((sum, width) => sum + width + GUTTER, 0);
  const gap = ' '.repeat(GUTTER);
  const titles = columns.map((part) => {
    const { name = '', title = '' } = score.parts[part] ?? {};
    return title ? `${name}: ${title}` : name;
  });
  const initial = initialState(score);
  return safeText(
    [
      ...wrapWords(head.title, MAIL_WIDTH),
      ...head.lines.flatMap((text) => wrapWords(text, MAIL_WIDTH)),
      '',
      ...(initial === null ? [] : [...wrapWords(initial, MAIL_WIDTH, '  '), '']),
      titles
        .map((title, nth) => {
          const width = widths[nth] ?? MAIL_WIDTH;
          return (wrapWords(title, width)[0] ?? '').slice(0, width).replace(/[:,]$/, '').padEnd(width);
        })
        .join(gap)
        .trimEnd(),
      widths.map((width) => '-'.repeat(width)).join(gap),
      ...rows.flatMap((row) =>
        linesOf(row, widthOf(row.part), MAIL_WIDTH - place(row.part)).map((line) =>
          `${' '.repeat(place(row.part))}${line}`.trimEnd(),
        ),
      ),
      ...[head.claims ?? [], head.further ?? []]
        .filter((sentences) => sentences.length > 0)
        .flatMap((sentences) => ['', ...sentences.flatMap((text) => wrapWords(text, MAIL_WIDTH))]),
      // An address is never broken; what stands for one that is too long is.
      ...(head.link
        ? ['', ...(head.link.includes(' ') ? wrapWords(head.link, MAIL_WIDTH) : [head.link])]
        : []),
      '',
    ].join('\n'),
  );
}

/** What stands in memory before the first row, of locations that more than one CPU uses. */
function initialState({ lanes, links }: Score): string | null {
  const users = lanes.map((_, lane) => {
    const own = links.flatMap((link) => ('lane' in link && link.lane === lane ? link.part : []));
    return new Set(own).size;
  });
  const known = lanes.filter(({ initial }, lane) => (users[lane] ?? 0) > 1 && initial !== 'free');
  return known.length === 0
    ? null
    : `{ ${known.map(({ name, initial }) => `${name} = ${initial};`).join(' ')} }`;
}

/** `room`: up to where a single word may stand over the next column. */
function linesOf({ depth, code, comment, kind }: MailRow, width: number, room: number): readonly string[] {
  const indent = ' '.repeat(Math.min((width < 30 ? 1 : 2) * depth, Math.max(2, width - 20)));
  if (kind === 'end')
    return wrapWords(`*** ${comment ?? ''}`, width - indent.length).map((one) => indent + one);
  if (kind === 'note')
    return wrapWords(comment ?? '', width - indent.length - 3).map((one) => `${indent}// ${one}`);
  const lines = wrapCode(code, width - indent.length, room - indent.length).map((one) => indent + one);
  if (comment === null) return lines;
  const last = lines.at(-1) ?? '';
  const beside = `${last}  // ${comment}`;
  if (beside.length <= width) return [...lines.slice(0, -1), beside];
  return [...lines, ...wrapWords(comment, width - indent.length - 5).map((one) => `${indent}  // ${one}`)];
}

/** Long statements go on below, indented by four more: behind a comma, an operator or an opening parenthesis, last
 *  where least is open. */
function wrapCode(text: string, width: number, room: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const at = codeBreak(rest, width, room);
    if (at === null) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = `    ${rest.slice(at).trimStart()}`;
  }
  return [...lines, rest];
}

function codeBreak(text: string, width: number, room: number): number | null {
  const least = (/^ */.exec(text)?.[0].length ?? 0) + 4;
  let depth = 0;
  let best: { readonly at: number; readonly worth: number } | null = null;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === ')' || sign === ']') depth--;
    const ends = at + 1;
    const isOperator = /^(?:,|\|\||&&|\||[=!<>]=|[=<>?+&-]) /.test(text.slice(at)) && sign !== ' ';
    const length = isOperator ? (/^\S+/.exec(text.slice(at))?.[0].length ?? 1) : 1;
    const can =
      isOperator ||
      (sign === '(' && text.charAt(at + 1) !== ')') ||
      (sign === ' ' && !/^\s*(?:if|while|return)$/.test(text.slice(0, at)));
    const behind = at + length;
    if (can && ends > least && behind <= width && behind < text.length) {
      // Not inside a call, if it can be, nor behind `while (`; as far to the right as it can be.
      const isKeyword = sign === '(' && /\b(?:if|while|for) $/.test(text.slice(0, at));
      const worth = at - 14 * depth - (isKeyword ? 40 : sign === '(' ? 6 : 0) - (sign === ' ' ? 4 : 0);
      if (!best || worth >= best.worth) best = { at: behind, worth };
    }
    if (sign === '(' || sign === '[') depth++;
  }
  if (best) return best.at;
  const [word = ''] = /^ *\(*[^ ,(]+[,(]?/.exec(text) ?? [];
  if (word.length > least && word.length <= room && word.length < text.length) return word.length;
  return text.length <= room ? null : cutAt(text, width, least);
}

/** Of a word too long for its column: behind the next sign that C has between names. */
function cutAt(text: string, width: number, least: number): number | null {
  const places = [...text.slice(0, width).matchAll(/->|[.,([]/g)].map(
    (found) => found.index + found[0].length,
  );
  const at = places.findLast((place) => place > least) ?? width;
  return at > least && at < text.length ? at : null;
}

/** At spaces; what is too long for a line stands in one of its own. */
function wrapWords(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
