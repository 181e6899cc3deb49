/**
 * Where a table ends: at the next heading, at a paragraph of prose, at what belongs to the mail and not to its text. An
 * empty line does not end it as long as something in the right columns follows, or more code on the left.
 */
import { hasHeading, ruleOf, stretches } from './headings.ts';
import type { Line } from './raw-lines.ts';
import { isClaim, isFinals } from './claims.ts';
import { isDots, isRemark, isSentence, isStep } from './wording.ts';

/** No table is longer. */
const LONGEST = 240;

const END =
  /^(?:diff --git |--- \S*\/|\+\+\+ \S|@@ -|Index: |-- ?(?:[A-Z][a-z]+(?: [A-Z][a-z]+)?)?$|_{10,}|-{20,}$|```|<\/(?:programlisting|pre|code|screen)>|(?:Signed-off|Reported|Tested|Reviewed|Acked|Suggested|Co-developed)-by:|(?:Fixes|Link|Closes|Cc): |On .{8,120} wrote:|(?:(?:best |kind )?regards|cheers|thanks|thanx|thank you|br|hth)[,.!]?$|\(?(?:\d{1,2}|[a-z])[.)]\)?$|From [0-9a-f]{40} )/i;

/** The index behind the table's last line. `second` is where its second column begins. */
export function extentOf(lines: readonly Line[], from: number, second: number): number {
  const stop = Math.min(lines.length, from + LONGEST);
  let end = from;
  for (let at = from; at < stop;) {
    const text = lines[at]?.text ?? '';
    if (lines[at]?.comment !== lines[from]?.comment) break;
    // What stands behind fewer quote marks answers it.
    const isAnswer = at > end && (lines[at]?.depth ?? 0) < (lines[from]?.depth ?? 0);
    if (isAnswer && text.trim() !== '') break;
    if (text.trim() === '') {
      at++;
      if (at - end > 3) break;
      continue;
    }
    if (END.test(text.trimStart()) && !/^ {3}/.test(text)) break;
    if (/cpu|core|thread|task|proc|hart|\b[PTC]\d/i.test(text) && at > from && hasHeading(text)) break;
    if (at > end && at > from) {
      const to = paragraphEnd(lines, at, stop);
      if (isUnbarred(lines.slice(from, end), lines.slice(at, to))) break;
      if (isOutside(lines[at], lines[from], second) || !goesOn(lines, at, to, second)) break;
    } else if (endsHere(lines, at, second)) break;
    at++;
    end = at;
  }
  return end;
}

/** A paragraph without a stroke, behind a table in which every line has one between its columns. */
function isUnbarred(above: readonly Line[], paragraph: readonly Line[]): boolean {
  const has = ({ text }: Line) => /\S\s*\|(?:\s|$)|^\s*\|\s+\S/.test(text);
  const filled = above.filter(({ text }) => text.trim() !== '');
  return filled.length >= 3 && filled.every(has) && paragraph.length >= 2 && !paragraph.some(has);
}

/** A short sentence left of where the table begins: "Use a refcount_t." */
function isOutside(line: Line | undefined, first: Line | undefined, second: number): boolean {
  if (!line || !first || second < 16 || firstColumn(line) > firstColumn(first) - 3) return false;
  return /^[A-Z][a-z]*\b[^;{}]*[.:!?]$/.test(line.text.trim()) && stretches(line).length === 1;
}

/** A heading may be centred over a column that begins further on the left, where no prose begins. */
function rightFrom(second: number): number {
  return second >= 28 ? second - 12 : second - 2;
}

function paragraphEnd(lines: readonly Line[], from: number, stop: number): number {
  let to = from;
  const ends = (text: string) => text.trim() === '' || (END.test(text.trimStart()) && !/^ {3}/.test(text));
  while (to < stop && (to === from || !ends(lines[to]?.text ?? ''))) to++;
  return to;
}

/** Whether a paragraph behind an empty line is still of the table. */
function goesOn(lines: readonly Line[], from: number, to: number, second: number): boolean {
  const first = lines[from];
  if (!first) return false;
  // Prose begins at the left, whatever its first line looks like.
  const isRight = (line: Line) => firstColumn(line) >= rightFrom(second);
  // What a function does stands a little further in than its name above.
  const isNear = ({ from }: { readonly from: number }, most: number) =>
    from >= second - 1 && from <= second + most;
  const isBoth = (line: Line) => stretches(line).some((piece, nth) => isNear(piece, nth > 0 ? 4 : 1));
  if (second >= 16 && lines.slice(from, to).some((line) => isRight(line) || isBoth(line))) return true;
  if (isNarrow(lines, from, to, second)) return true;
  const opening = first.text.trim();
  if (
    firstColumn(first) < second - 2 &&
    !/^(?:\[.*\]|<.*>)$/.test(opening) &&
    (isSentence(opening) || isClaim(opening))
  ) {
    // A sentence that has only the left column, with something on its right, is a cell.
    return stretches(first).some((piece) => piece.from >= second - 2 && piece !== stretches(first)[0]);
  }
  if (isTree(lines, from, to)) return true;
  if (to - from === 1 && isFinals(opening)) return false;
  let steps = 0;
  let odd = 0;
  for (let at = from; at < to; at++) {
    const line = lines[at];
    if (!line) break;
    const pieces = stretches(line);
    const [left] = pieces;
    if (!left) continue;
    if (pieces.some((piece, index) => piece.from >= second - 2 && (index > 0 || left.from >= second - 2)))
      return true;
    if (line.text.trim() === '|' || line.text.includes(' | ')) return true;
    const text = left.text;
    if (isStep(text) || isDots(text) || isRemark(text) || /^[})\]]/.test(text)) steps++;
    // Words inside something that was begun say what is done there.
    else if (steps === 0 || firstColumn(line) <= firstColumn(first)) odd++;
  }
  return steps > 0 && odd === 0 && to - from <= 12;
}

/** A function's name with all that follows below it and deeper: what it does. */
function isTree(lines: readonly Line[], from: number, to: number): boolean {
  const first = lines[from];
  if (
    !first ||
    to - from < 2 ||
    to - from > 16 ||
    !/^\s*\w*_\w+(?:\([^()]*\)(?: \([^()]*\))?|\(.*\)?)?;?$/.test(first.text)
  )
    return false;
  return lines.slice(from + 1, to).every((line) => firstColumn(line) > firstColumn(first));
}

/** Lines that fit into the left column: wrapped there, or with the other side's answer right below. */
function isNarrow(lines: readonly Line[], from: number, to: number, second: number): boolean {
  const fits = (line: Line) => line.text.length < second;
  const isOne = to - from === 1;
  if (second < 16 || (!isOne && !lines.slice(from, to).every(fits))) return false;
  if (!isOne) return true;
  // More of the left side may come before the other's answer.
  const answer = lines
    .slice(to, to + 10)
    .find((line) => line.text !== '' && (firstColumn(line) >= second - 2 || line.text.length > second + 12));
  const isLong = !lines.slice(from, to).every(fits);
  if (isLong && (answer === undefined || firstColumn(answer) !== second)) return false;
  return (
    answer !== undefined && firstColumn(answer) >= second - 2 && !/^than(?:ks|x)\b/i.test(answer.text.trim())
  );
}

/** Prose that follows without an empty line: two lines of it, or one that is the last. */
function endsHere(lines: readonly Line[], at: number, second: number): boolean {
  const line = lines[at];
  if (!line || ruleOf(line.text) !== null) return false;
  if (!isProseLine(line, second))
    return isClaim(line.text.trim()) && firstColumn(line) < second - 2 && /^\w+:/.test(line.text.trim());
  const next = lines[at + 1];
  return next === undefined || next.text.trim() === '' || isProseLine(next, second);
}

function isProseLine(line: Line, second: number): boolean {
  const pieces = stretches(line);
  const [only] = pieces;
  return (
    only !== undefined &&
    pieces.length === 1 &&
    only.to > second &&
    only.from < second - 2 &&
    isSentence(only.text) &&
    !isRemark(only.text.replace(/^\|(?=\S)/, '')) &&
    !isLed(only.text)
  );
}

/** An arrow or a call that words follow: `--> f() (it is still there)`, `f() - sends nothing`. */
function isLed(text: string): boolean {
  return /^(?:\(|[-=]{1,3}>|[a-z_][\w.>-]*\s*[|&^+-]?=\s*[*&\w.>()-]+\s+[-=]+>|[a-z]\w*_\w+(?:\(|$)|\w+\([^)]*\) [-(=<])/.test(
    text,
  );
}

function firstColumn(line: Line): number {
  return Math.max(0, line.text.search(/\S/));
}
