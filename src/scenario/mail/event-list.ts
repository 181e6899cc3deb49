/**
 * A table that is one column of events, each with the one that does it:
 *
 *     1. CPU 0: stores x
 *     2. CPU 1: reads x, but not what
 *        it points to
 */
import type { FoundCell, FoundColumn, FoundRow } from './found.ts';
import { cpuOf, isRunner, ruleOf } from './headings.ts';
import type { Taken } from './side-by-side.ts';
import { placeOf } from './rows.ts';
import type { Line, LineNumbers } from './raw-lines.ts';
import { isCode, isDots, isStep } from './wording.ts';

const NUMBERED = String.raw`(?:[-*+o] +|\(?(\d{1,3}[a-z]?|[a-z])[.):]\)? *)?`;
const RUNNER = String.raw`\[?((?:v?p?cpu|core|thread|task|process|hart)[ #_-]?(?:\d{1,3}|[A-Zijn])|[PTC]\d{1,2})\]?`;
const CERTAIN = new RegExp(
  `^( *)${NUMBERED}${RUNNER}(?: \\([^)]{1,30}\\))?( *(?::|>|-{1,2}>?|,)|(?= \\S)) *(.*)$`,
  'i',
);
const NAMED = new RegExp(`^( *)${NUMBERED}([A-Za-z][\\w-]{0,15}(?: [a-z]+)?)(:) +(\\S.*)$`);
const FIELD =
  /^(?:from|to|cc|bcc|subject|date|sender|link|fixes|author|commit|url|tree|note|but|also|so|e\.?g|i\.?e|hint|warning|error|info|status|version|usage|return|returns|https?|[\w-]*-(?:by|id|to|type|encoding|version|list|reply))$/i;

interface Event {
  readonly at: number;
  readonly number: string | null;
  readonly runner: string;
  readonly text: string;
  readonly from: number;
}

/** The list whose first event stands on the line `at`; else the line before which no list begins. */
export function eventListAt(lines: readonly Line[], at: number, numbers: LineNumbers): Taken | number {
  const first = eventOf(lines[at], at, CERTAIN);
  if (first) return listFrom(lines, first, CERTAIN, numbers);
  const named = eventOf(lines[at], at, NAMED);
  return named && !FIELD.test(named.runner) ? listFrom(lines, named, NAMED, numbers) : at + 1;
}

/** Blocks one below the other, each under the one that runs it: `CPU 0:`, then its lines. The first stands at `at`. */
export function blocksAt(lines: readonly Line[], at: number, numbers: LineNumbers): Taken | null {
  const blocks: { head: Line; body: Line[] }[] = [];
  let to = at;
  for (let next = at; next < Math.min(lines.length, at + 200);) {
    const head = lines[next];
    if (!head || !isBlockHead(head) || indentOf(head) !== indentOf(lines[at])) break;
    let end = next + 1;
    if (ruleOf(lines[end]?.text ?? '') !== null) end++;
    const start = end;
    while ((lines[end]?.text ?? '').trim() !== '' && !isBlockHead(lines[end])) end++;
    const body = lines.slice(start, end);
    if (body.length === 0 || !body.every((line) => isOfBlock(line.text.trim()))) break;
    blocks.push({ head, body });
    to = end;
    next = end;
    while (next < end + 2 && (lines[next]?.text ?? '').trim() === '') next++;
  }
  if (blocks.length < 2 || blocks.length > 6) return null;
  const columns = blocks.map(({ head }): FoundColumn => {
    const from = indentOf(head);
    const title = head.text.trim().replace(/:$/, '');
    return {
      title,
      cpu: cpuOf(title),
      under: null,
      place: placeOf(head, { from, to: from + title.length }, numbers),
    };
  });
  const rows = blocks.flatMap(({ body }, column) => {
    const edge = Math.min(...body.map(indentOf));
    return body.map((line): FoundRow => {
      const from = indentOf(line);
      const place = placeOf(line, { from, to: line.text.length }, numbers);
      return { number: null, cells: [{ column, text: line.text.trim(), indent: from - edge, place }] };
    });
  });
  return { shape: 'columns', columns, rows, arrows: [], initial: [], claims: [], from: at, to };
}

function isBlockHead(line: Line | undefined): boolean {
  const text = line?.text.trim() ?? '';
  return text.length < 50 && isRunner(text) && (text.endsWith(':') || /\d$|[A-Z]$|\)$/.test(text));
}

function isOfBlock(text: string): boolean {
  return isStep(text) || isDots(text) || /^[{})\]]/.test(text);
}

/** Cheap, for every line is asked. */
export function mayList(text: string): boolean {
  return text.length < 240 && /^[ \-*+o(\d.):a-z]{0,14}\[?[A-Za-z][\w #-]{0,20}/.test(text);
}

function eventOf(line: Line | undefined, at: number, shape: RegExp): Event | null {
  if (!line || line.text.length > 240) return null;
  const found = shape.exec(line.text);
  if (!found) return null;
  const [, , number, runner = '', , text = ''] = found;
  if (text.trim() === '') return null;
  return {
    at,
    number: number ?? null,
    runner: runner.trim(),
    text: text.trim(),
    from: line.text.length - text.length,
  };
}

function listFrom(lines: readonly Line[], first: Event, shape: RegExp, numbers: LineNumbers): Taken | number {
  const indent = indentOf(lines[first.at]);
  const events: { event: Event; more: number[] }[] = [{ event: first, more: [] }];
  let at = first.at + 1;
  for (; at < lines.length && at < first.at + 200; at++) {
    const line = lines[at];
    if (!line) break;
    if (line.text.trim() === '') {
      // One empty line between events is how some people write lists.
      const next = eventOf(lines[at + 1], at + 1, shape);
      if (next && indentOf(lines[at + 1]) === indent) continue;
      break;
    }
    const event = eventOf(line, at, shape);
    if (event && Math.abs(indentOf(line) - indent) <= 1) events.push({ event, more: [] });
    else if (
      indentOf(line) > indent ||
      (/^\S/.test(line.text) && shape === CERTAIN && indent > 0 && isWrapped(lines[at - 1], line))
    )
      events.at(-1)?.more.push(at);
    else break;
  }
  const names = [...new Set(events.map(({ event }) => nameOf(event.runner)))];
  // `block: fix a race` above `CPU0: …` is what the text is about.
  const others = events.filter(({ event }) => !isRunner(event.runner));
  if (others.length === 1 && others[0]?.event === first && events.length > 2) return first.at + 1;
  if (
    !listBelieved(
      events.map(({ event }) => event),
      names,
      lines,
      first,
      shape,
    )
  )
    return names.length < 2 ? at : first.at + 1;
  const columns = names.map((name): FoundColumn => {
    const own = events.find(({ event }) => nameOf(event.runner) === name)?.event ?? first;
    const line = lines[own.at];
    const start = line ? Math.max(0, line.text.indexOf(own.runner)) : 0;
    return {
      title: own.runner,
      cpu: cpuOf(own.runner),
      under: null,
      place: line
        ? placeOf(line, { from: start, to: start + own.runner.length }, numbers)
        : { from: 0, to: 0, line: 1 },
    };
  });
  const rows = events.flatMap(({ event, more }): FoundRow[] => {
    const cell = cellOf(lines, event, more, names.indexOf(nameOf(event.runner)), numbers);
    return cell ? [{ number: event.number, cells: [cell] }] : [];
  });
  return { shape: 'list', columns, rows, arrows: [], initial: [], claims: [], from: first.at, to: at };
}

function cellOf(
  lines: readonly Line[],
  event: Event,
  more: readonly number[],
  column: number,
  numbers: LineNumbers,
): FoundCell | null {
  const line = lines[event.at];
  const last = lines[more.at(-1) ?? event.at];
  if (!line || !last) return null;
  const text = [event.text, ...more.map((at) => lines[at]?.text.trim() ?? '')].join(' ');
  const start = placeOf(line, { from: event.from, to: line.text.length }, numbers);
  return {
    column,
    text,
    indent: 0,
    place: { ...start, to: placeOf(last, { from: 0, to: last.text.length }, numbers).to },
  };
}

function listBelieved(
  events: readonly Event[],
  names: readonly string[],
  lines: readonly Line[],
  first: Event,
  shape: RegExp,
): boolean {
  if (names.length < 2 || names.length > 6 || events.length < 3) return false;
  const colon = events.filter((event) =>
    /[:>\]-] *$/.test((lines[event.at]?.text ?? '').slice(0, event.from)),
  );
  const sure = colon.length === events.length || first.number !== null;
  if (events.length <= names.length || (shape === CERTAIN && !sure && events.length < 4)) return false;
  const steps = events.filter((event) => isStep(event.text) || isCode(event.text));
  if (shape === CERTAIN) return steps.length >= events.length * 0.5;
  if (events.some((event) => /\]\(|https?:/.test(event.text))) return false;
  return names.length <= 4 && steps.length >= events.length * 0.75;
}

function isWrapped(above: Line | undefined, line: Line): boolean {
  return above !== undefined && above.text.length > 45 && /^[a-z(]/.test(line.text);
}

function nameOf(runner: string): string {
  return runner.toLowerCase().replace(/[ #_-]/g, '');
}

function indentOf(line: Line | undefined): number {
  return Math.max(0, line?.text.search(/\S/) ?? 0);
}
