/**
 * Headings of a table, in the shapes that people give them, and the rules below them.
 *
 *     CPU#0 (writer)          CPU#1
 *     ==============          =====
 */
import type { Line } from './raw-lines.ts';

/** A stretch of a line, in columns; `to` is behind the last. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const RUNNER =
  /^(?:the )?(?:v?p?cpus?|(?:cpu )?cores?|threads?|tasks?|procs?|process(?:or)?|harts?|nodes?|agents?|observers?|contexts?|workers?|clients?|kthreads?|instances?|waiters?|readers?|writers?)(?:[ \t]?[#_.-]?[ \t]?(?:\(?\d{1,3}\)?|[A-Z]|[ijknmxy]|one|two|three))(?![\w])/i;
const SHORT = /^(?:[PTC][#_]?|[pt])\d{1,2}(?![\w])/;
const SIDE =
  /^(?:the )?(?:local|remote|other|another|this|first|second|third|boot|target|source|src|dst|isolated|sending|receiving|waking|woken|paused|online|offline|idle|old|new|any) (?:v?cpus?|core|thread|task|side|process|node)(?![\w])/i;

/** `thread on cpu 0`, `IRQ on CPU 1`: which CPU is said behind. */
const ON_CPU = /^[a-z][\w ]{1,24} (?:on|@) (?:the )?v?p?cpu ?[#_]?(\d{1,3})$/i;

/** A heading that can hardly be anything else: `CPU 0`, `Thread A (reader)`, `T2:`, `remote cpu`. */
export function isRunner(text: string): boolean {
  if (text.length > 64) return false;
  if (ON_CPU.test(text)) return true;
  const found = RUNNER.exec(text) ?? SHORT.exec(text) ?? SIDE.exec(text);
  if (!found) return false;
  const rest = text.slice(found[0].length).trim();
  // `CPU 0 writes x`, `T1 = 3`, `P0(int *x)` are no headings; `CPU0: update`, `CPU 1 (reader)`, `CPU0 [irq]` are.
  if (/^[\w.>-]+\([^;=]{0,40}\)(?: \([^)]{0,30}\))?:?$/.test(rest)) return true;
  return rest === '' || /^(?:[:,/-]\s*[^;={}]{0,40}|[([<"'].{0,40}[)\]>"']:?|[-–]{1,2} .{1,30})$/.test(rest);
}

/** Where the runner before a colon ends, as in `CPU0: write x`; 0 where there is none. */
export function prefixEnd(text: string): number {
  const found = RUNNER.exec(text) ?? SHORT.exec(text);
  if (!found) return 0;
  return /^ ?: +(?=\S)/.exec(text.slice(found[0].length)) ? text.indexOf(':', found[0].length) + 1 : 0;
}

/** The number in `CPU#0`; null for all that are not CPUs. */
export function cpuOf(title: string): number | null {
  const found = /^v?p?cpu[ \t]?[#_.-]?[ \t]?\(?(\d{1,3})/i.exec(title) ?? ON_CPU.exec(title);
  return found ? Number(found[1]) : null;
}

const ROLES =
  /^(?:kernel|user(?: ?space| ?mode| ?land)?|hypervisor|host|guest|device|driver|hardware|hw|nic|dma|irq|hardirq|softirq|nmi|interrupts?|task(?: context)?|process(?: context)?|irq context|bottom half|top half|readers?|writers?|updaters?|updates?|look ?ups?|reclaim(?:er)?|producers?|consumers?|senders?|receivers?|waiters?|wakers?|parent|child|main|workers?|submit(?:ter)?|completion|owner|holder|pollers?|timer|kthread|kworker\S*|ksoftirqd\S*|[a-z]+d|lockers?|unlockers?|enqueue|dequeue|alloc(?:ator)?|free(?:er)?|mmu|walker|patcher|pauser|victim|attacker|wait|wake|lock|unlock|load|store|read|write|send|recv|receive|push|pop|insert|remove|delete|publish|consume|produce|open|close|init|exit|setup|teardown|probe|suspend|resume|get|put)$/i;

/** A heading if other things speak for it too: a role, a letter, a function's name, two or three words. */
function isTitle(text: string): boolean {
  // `set_state(@state)`: the argument of whoever calls it.
  if (isRunner(text) || FUNCTION.test(text) || /^\w+\(@\w+\)$/.test(text)) return true;
  if (
    text.length > 44 ||
    /[;={}&!?"\\$@]|->|\+\+|^[^\w<]|^\d|,$/.test(text) ||
    NO_TITLE.test(text) ||
    ORDERS.test(text)
  )
    return false;
  const words = text.split(/\s+/);
  return words.length <= 6 && /[A-Za-z]/.test(text) && isClosed(text);
}

/** `static void foo_remove()`. */
const FUNCTION = /^(?:static )?(?:inline )?(?:void|int|bool|long) \*?\w+\([\w *,]{0,40}\)$/;

const NO_TITLE =
  /^(?:if|for|while|return|else|int|void|char|static|struct|extern|const|unsigned|typedef|type|import|export)\b/;

/** A barrier, or the mark of one: `smp_rmb()   (C)`. */
const ORDERS = /^(?:(?:smp_)?[rw]?mb\s*\(|smp_\w+\(|\([A-Z]\)$)/;

function isClosed(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth--;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Words and nothing else: what no declaration looks like. */
export function isWords(text: string): boolean {
  return /^[A-Za-z][\w-]*(?:\(\))?(?: [A-Za-z][\w-]*){0,3}(?:\(\))?:?$/.test(text);
}

/** Words that name a side of a race, or a function that has the column for itself. */
export function isRole(text: string): boolean {
  const bare = text.replace(/\s*(?:\(.*\)|side|path|thread|task|context|code|cpu)?:?$/i, '').trim();
  return (
    ROLES.test(bare) ||
    ROLES.test(text) ||
    /^[A-Z]{1,12}$/.test(bare) ||
    /^(?:[\w.]+\([\w*&@, ]{0,40}\)|[a-z]\w*_\w+)(?: \(.*\)| side| path)?:?$/.test(text) ||
    /^[\w-]+ (?:side|path|thread|task|context)$/i.test(text)
  );
}

/** A line of dashes, equals signs and the like, in pieces or whole; its pieces, else null. */
export function ruleOf(text: string): Stretch[] | null {
  if (!/[-=~_*^"]{2}/.test(text) || !/^[ |+]*[-=~_*^"][-=~_*^"|+: ]*$/.test(text)) return null;
  const pieces: Stretch[] = [];
  for (const found of text.matchAll(/[-=~_*^":]+/g))
    pieces.push({ from: found.index, to: found.index + found[0].length, text: found[0] });
  return pieces.every((piece) => piece.text.length >= 2 || pieces.length > 1) ? pieces : null;
}

/** Pieces of a line with two spaces or more between them, or a tab. */
export function stretches(line: Pick<Line, 'text' | 'stops'>): Stretch[] {
  const { text, stops } = line;
  const found: Stretch[] = [];
  let from = -1;
  let to = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === ' ') continue;
    if (from >= 0 && at > to && isGap(text, from, to, at, stops)) {
      found.push({ from, to, text: text.slice(from, to) });
      from = at;
    }
    if (from < 0) from = at;
    to = at + 1;
  }
  if (from >= 0) found.push({ from, to, text: text.slice(from, to) });
  return found;
}

/** Two spaces behind the end of a sentence part nothing. */
function isGap(text: string, from: number, to: number, at: number, stops: readonly number[]): boolean {
  if (stops.includes(at)) return true;
  if (at - to !== 2) return at - to > 2;
  const words = text.slice(from, to).split(' ').length;
  const isNext = /[A-Z("'(]/.test(text[at] ?? '') || words > 5;
  return !(isNext && words > 3 && /[.?!:][)"']?$/.test(text.slice(from, to)));
}

/** A stroke with space on one side at least, and no operator. */
function isParting(before: string, after: string): boolean {
  return (before === ' ' || after === ' ') && !'|\\'.includes(before) && !'|='.includes(after);
}

/** Pieces between upright strokes that part something, trimmed; empty ones too, without those of an outer frame. */
export function barred(text: string): { pieces: Stretch[]; bars: number[] } {
  const bars: number[] = [];
  for (let at = 0; at < text.length; at++)
    if (text[at] === '|' && isParting(text[at - 1] ?? ' ', text[at + 1] ?? ' ')) bars.push(at);
  const edges = [-1, ...bars, text.length];
  const pieces: Stretch[] = [];
  for (let index = 0; index + 1 < edges.length; index++) {
    const from = (edges[index] ?? 0) + 1;
    const inner = text.slice(from, edges[index + 1]);
    const bare = inner.trim();
    const lead = bare === '' ? 0 : inner.length - inner.trimStart().length;
    pieces.push({ from: from + lead, to: from + lead + bare.length, text: bare });
  }
  return { pieces, bars };
}

const GUTTER = /^(?:#|no\.?|nr\.?|step|line|time|t|seq|order|when)$/i;

/** The titles on a line: two to six of them, and whether strokes part them. Null where it cannot be a heading. */
export function titlesOf(line: Pick<Line, 'text' | 'stops'>): { titles: Stretch[]; bars: number[] } | null {
  const { text } = line;
  if (text.length > 240) return null;
  const found = titlePieces(line);
  if (found === null) return null;
  const titles = found.titles.map(undecorated);
  return titles.every((one) => isTitle(one.text)) ? { titles, bars: found.bars } : null;
}

function titlePieces(line: Pick<Line, 'text' | 'stops'>): { titles: Stretch[]; bars: number[] } | null {
  const { text } = line;
  let bars: number[] = [];
  let titles: Stretch[];
  if (text.includes('|')) {
    const split = barred(text);
    bars = split.bars;
    titles = split.pieces;
    // The strokes of a frame have nothing outside; those of the first and last column have.
    if (titles[0]?.text === '' && bars.length > 1) {
      titles.shift();
      bars = bars.slice(1);
    }
    if (titles.at(-1)?.text === '' && bars.length > 1) {
      titles.pop();
      bars = bars.slice(0, -1);
    }
  } else titles = mergedColons(stretches(line));
  if (
    titles.length > 2 &&
    GUTTER.test(titles[0]?.text ?? '') &&
    titles.slice(1).every((one) => isTitle(undecorated(one).text))
  ) {
    titles.shift();
    bars = bars.slice(1);
  }
  return titles.length < 2 || titles.length > 6 ? null : { titles, bars };
}

/** `[CPU0]`, `--- CPU 0 ---` and `**T1**` without what stands around them. */
function undecorated(whole: Stretch): Stretch {
  // The last heading of a printed litmus test has the end of its row.
  const text = whole.text.replace(/ +;$/, '');
  const title = { ...whole, to: whole.from + text.length, text };
  const found = /^([[(<{*=`_-]+ ?)(.*?)( ?[\])>}*=`_-]+)$/.exec(title.text);
  // `(cleanup routine)`
  const isAside = /^\([A-Za-z][\w-]*(?: [a-z][\w-]*){0,4}\)$/.test(title.text);
  const inside = found?.[2] ?? '';
  if (!found || !(isRunner(inside) || isRole(inside) || isAside)) return title;
  const [, before = '', bare = '', after = ''] = found;
  return { from: title.from + before.length, to: title.to - after.length, text: bare };
}

/** `CPU0:   update` is one heading. */
function mergedColons(pieces: Stretch[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (
      last &&
      /:$/.test(last.text) &&
      isRunner(last.text) &&
      !isRunner(piece.text) &&
      piece.from - last.to < 6
    )
      merged[merged.length - 1] = {
        from: last.from,
        to: piece.to,
        text: `${last.text} ${piece.text}`,
      };
    else merged.push(piece);
  }
  return merged;
}

/** Runners before the first statements of their columns: `CPU0: x = 1;        CPU1: r = y;`. */
export function prefixesOf(line: Pick<Line, 'text' | 'stops'>): Stretch[] | null {
  const pieces = stretches(line);
  const titles = pieces.flatMap((piece) => {
    const end = prefixEnd(piece.text);
    return end === 0 ? [] : [{ from: piece.from, to: piece.from + end, text: piece.text.slice(0, end) }];
  });
  const [first, second] = titles;
  if (!first || !second || titles.length > 6 || first.from !== pieces[0]?.from) return null;
  return new Set(titles.map((title) => title.text.toLowerCase())).size === titles.length ? titles : null;
}

/** Two titles of CPUs or threads on one line. */
export function hasHeading(text: string): boolean {
  if (text.length > 240 || !/cpu|core|thread|task|proc|hart|\b[PTC]\d/i.test(text)) return false;
  const found = titlesOf({ text, stops: [] });
  return found !== null && found.titles.filter((one) => isRunner(one.text)).length >= 2;
}
