/** What each cell became, once the scenario is written. */
import type { Written } from './written.ts';
import type { Line, Node } from './column-tree.ts';
import type { Constraint } from './outcome.ts';
import type { ReadCell } from './reading.ts';
import type { Ways } from './ways.ts';
import type { SourceLines } from './source-lines.ts';

/** A cell as it is told. */
export function readCell(
  line: Line,
  lines: readonly Line[],
  written: ReadonlyMap<Line, Written>,
  values: ReadonlyMap<Line, Constraint>,
  dropped: ReadonlySet<Line>,
  columns: readonly (readonly Node[])[],
  out: SourceLines,
  ways: Ways,
  finding: ReadonlySet<Line>,
  isDeadlock: boolean,
): ReadCell {
  const found = written.get(line);
  const isGone = found === undefined || dropped.has(line) || isNote(line, columns);
  const seen = values.get(line)?.seen;
  return {
    line: line.cell.place.line,
    ...(line.isAdded === true ? { isAdded: true } : {}),
    cpu: line.cell.column,
    text: line.cell.typed ?? line.cell.text,
    as: line.as,
    statement: isGone ? null : found.text,
    sourceLine: isGone ? null : out.numberOf(line),
    isStep:
      !isGone &&
      !(isDeadlock && line.isWait === true) &&
      ['simple', 'if', 'while'].includes(found.node.k) &&
      !isPassedBy(line, columns, ways),
    isUnknown:
      (isDeadlock && line.as === 'event' && !found && WAITS.test(line.text.code)) ||
      (isGone &&
        line.as === 'statement' &&
        !needsNoStep(line) &&
        !isTitle(line, lines) &&
        !finding.has(line)),
    value: seen?.k === 'zero' ? '0' : seen?.k === 'equal' ? seen.text : null,
  };
}

/** Words for what may wait: where nobody can go on it may be for that. */
const WAITS =
  /^(?:cancels?|flush(?:es)?|waits?|syncs?|synchroni[sz]es?|stops?|kills?|joins?|drains?|blocks?|sleeps?|takes?|acquires?|grabs?)\s+\w/i;

/** A first row in which each column names the function that it runs. */
function isTitle({ row, cell }: Line, lines: readonly Line[]): boolean {
  const first = lines.filter((line) => line.row === lines[0]?.row && line.cell.column !== null);
  const columns = new Set(lines.map((line) => line.cell.column).filter((column) => column !== null));
  return (
    row === lines[0]?.row &&
    cell.column !== null &&
    first.length === columns.size &&
    first.every(({ text }) => /^\w+\(.*\)?;?$/.test(text.code))
  );
}

/** What only leaves or closes something, and a call of schedule() where what is asked is whether it comes to that. */
function needsNoStep({ code }: Line): boolean {
  if (!code || ['jump', 'close', 'else', 'do'].includes(code.k)) return true;
  if (code.k !== 'simple' || code.simple.k !== 'expression') return false;
  const { e } = code.simple;
  // Whoever it interrupts is drawn.
  if (e.k === 'call' && /^(?:smp_)?(?:cross_call|send_(?:ipi|nmi))/.test(e.callee.text)) return true;
  return (
    e.k === 'number' || e.k === 'text' || e.k === 'name' || (e.k === 'call' && e.callee.text === 'schedule')
  );
}

/** It stands in a branch that is not taken; where nothing tells which of two arms is, in either. */
function isPassedBy(line: Line, columns: readonly (readonly Node[])[], ways: Ways): boolean {
  const holds = (nodes: readonly Node[]): boolean =>
    nodes.some((node) => node.line === line || ('body' in node && holds(node.body)));
  const inside = (nodes: readonly Node[]): boolean =>
    nodes.some((node) => {
      if (node.k === 'if') {
        const seen = node.line.seen ?? ways.get(node.line)?.seen;
        const isOpen = seen === undefined && node.otherwise.some(({ k }) => k !== 'note');
        if ((isOpen || seen?.k === 'zero') && holds(node.body)) return true;
        if ((isOpen || seen?.k === 'other') && holds(node.otherwise)) return true;
        if (inside(node.otherwise)) return true;
      }
      return 'body' in node && inside(node.body);
    });
  return columns.some(inside);
}

function isNote(line: Line, columns: readonly (readonly Node[])[]): boolean {
  const inside = (nodes: readonly Node[]): boolean =>
    nodes.some((node) => (node.k === 'note' && node.line === line) || ('body' in node && inside(node.body)));
  return columns.some(inside);
}
