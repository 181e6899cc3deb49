/**
 * A function of the kernel's that sleeps or wakes, drawn as the head of what it does, which stands below it in the same
 * place: it is not executed besides.
 *
 *     futex_wait(f, val);              *f = new;
 *     waiters++;                       futex_wake(f);
 *     if (*f == val)                   if (waiters)
 *         schedule();                      wake_them(f);
 */
import { calledName, type Line } from './column-tree.ts';

const FAMILIES: readonly (readonly [waits: RegExp, wakes: RegExp])[] = [
  [/^futex_(?:wait|lock_pi)/, /^futex_(?:wake|unlock_pi)/],
  [/^(?:wait_event|wait_woken|wait_on_bit|wait_var_event)/, /^(?:__)?wake_up/],
  [/^wait_for_completion/, /^complete/],
  [/^rcuwait_wait_event/, /^rcuwait_wake_up/],
];

/** The lines, such heads as labels. */
export function withDrawnBodies(lines: readonly Line[]): readonly Line[] {
  const heads = new Set<Line>();
  for (const [waits, wakes] of FAMILIES) {
    const drawn = lines.filter(
      (line) =>
        waits.test(nameOf(line)) &&
        below(line, lines).some((one) => /^(?:io_)?schedule(?:_timeout)?$/.test(nameOf(one))),
    );
    for (const head of drawn) heads.add(head);
    if (drawn.length === 0) continue;
    for (const line of lines)
      if (wakes.test(nameOf(line)) && behind(line, lines).some(({ code }) => code?.k === 'if'))
        heads.add(line);
  }
  const asHead = (line: Line): Line => ({
    ...line,
    text: { ...line.text, code: '' },
    ...{ code: null, seen: null, as: 'note' as const },
  });
  return heads.size === 0 ? lines : lines.map((line) => (heads.has(line) ? asHead(line) : line));
}

/** What stands below a line in its column, no deeper to the left than it: there its function has returned. */
function below(head: Line, lines: readonly Line[]): readonly Line[] {
  const own = behind(head, lines);
  const end = own.findIndex(({ cell }) => cell.indent < head.cell.indent);
  return end < 0 ? own : own.slice(0, end);
}

function behind(head: Line, lines: readonly Line[]): readonly Line[] {
  return lines.slice(lines.indexOf(head) + 1).filter(({ cell }) => cell.column === head.cell.column);
}

function nameOf({ code }: Line): string {
  return (code?.k === 'simple' ? calledName(code) : null) ?? '';
}
