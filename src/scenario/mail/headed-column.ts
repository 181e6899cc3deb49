/**
 * One CPU with a heading and a rule below it, as lockdep draws what an interrupt may do to its own CPU:
 *
 *        CPU0
 *        ----
 *   lock(&dev->lock);
 *   <Interrupt>
 *     lock(&dev->lock);
 *
 *  *** DEADLOCK ***
 */
import { cpuOf, isRunner, ruleOf } from './headings.ts';
import type { Line, LineNumbers } from './raw-lines.ts';
import { placeOf, Rows } from './rows.ts';
import type { Taken } from './side-by-side.ts';
import { isDots, isStep } from './wording.ts';

/** No such column is longer. */
const LONGEST = 60;

/** The column below a heading on the line at `at`; null where there is none. */
export function headedColumnAt(lines: readonly Line[], at: number, numbers: LineNumbers): Taken | null {
  const head = lines[at];
  const rule = lines[at + 1];
  const title = head?.text.trim() ?? '';
  if (!head || !rule || !isRunner(title) || ruleOf(rule.text)?.length !== 1) return null;
  let to = at + 2;
  while (to < lines.length && to - at < LONGEST && isOwn(lines[to]?.text.trim() ?? '')) to++;
  const body = lines.slice(at + 2, to);
  if (body.length < 2) return null;
  const layout = { starts: [0], bars: [] };
  const grid = { body, numbers: body.map(() => null), continued: new Map<number, never>(), layout };
  const from = head.text.search(/\S/);
  const place = placeOf(head, { from, to: from + title.length }, numbers);
  return {
    shape: 'columns',
    columns: [{ title, cpu: cpuOf(title), under: null, place }],
    rows: new Rows(grid, numbers).finish().rows,
    arrows: [],
    initial: [],
    claims: [],
    from: at,
    to,
  };
}

function isOwn(line: string): boolean {
  const text = line.replace(/\s+(?:\/\/.*|\/\*.*\*\/)$/, '');
  return text !== '' && !text.startsWith('***') && (isStep(text) || isDots(text) || /^[{}]/.test(text));
}
