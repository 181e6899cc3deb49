/**
 * Columns that are no CPU of their own: the interrupts of another column's CPU. What stands in them becomes part of that
 * column, inside an interrupt that is taken there.
 *
 *     CPU 0                CPU 0 (irq)            CPU 0
 *     spin_lock(&l);                              spin_lock(&l);
 *                          spin_lock(&l);         <irq>
 *                                                     spin_lock(&l);
 */
import type { FoundCell, FoundColumn, FoundRow, FoundTable } from '../found.ts';
import { isStep } from '../wording.ts';
import type { Edits, Inference } from './reading.ts';

const INTERRUPT =
  /\b(?:(hard ?irqs?|irqs?|(?:hrtimer|timer) (?:irq|interrupt)|interrupts?|ipi)|(soft ?irqs?|bottom half|bh|tasklet|napi)|(nmis?))\b(?! ?(?:off|on(?! (?:the )?(?:same )?v?p?cpu)|disabled|enabled|thread)\b)/i;
/** Who is interrupted where no CPU is named. */
const TASK =
  /^(?:(?:the )?(?:task|process|thread|user|kernel|syscall|system call)(?: context| side| path)?)\b/i;
const SAME = /\bsame (?:cpu|core|processor)\b/i;

const OWN = 'a CPU of its own';

interface WithInterrupts {
  readonly table: FoundTable;
  readonly inferences: readonly Inference[];
}

/** The table with such columns put into those that they interrupt; an edit says that one is a CPU after all. */
export function withInterruptColumns(table: FoundTable, edits: Edits): WithInterrupts {
  const { columns } = table;
  const inferences: Inference[] = [];
  const hosts = new Map<number, { readonly host: number; readonly event: string }>();
  columns.forEach(({ title, cpu, place }, nth) => {
    const event = eventOf(title);
    const others = columns.map((_, at) => at).filter((at) => eventOf(columns[at]?.title ?? '') === null);
    const meant = hostOf(columns, nth, others);
    // One on a CPU that no other column has is that CPU's.
    if (event === null || others.length === 0 || (meant === null && cpu !== null)) return;
    const key = `column:${String(nth)}`;
    const choices = [...others.map((at) => interrupts(columns[at])), OWN];
    const isOwn =
      meant === null ||
      (!SAME.test(title) && (isInterrupted(table, nth, meant) || (cpu === null && sends(table, meant))));
    const taken = choices.find((one) => one === edits[key]) ?? (isOwn ? OWN : interrupts(columns[meant]));
    inferences.push({ key, text: `“${title}” taken as ${taken}`, taken, choices, line: place.line });
    const host = others[choices.indexOf(taken)];
    if (host !== undefined) hosts.set(nth, { host, event });
  });
  if (hosts.size === 0) return { table, inferences };
  const kept = columns.map((_, nth) => nth).filter((nth) => !hosts.has(nth));
  const numberOf = (column: number | null) => (column === null ? null : kept.indexOf(column));
  const rows = table.rows.flatMap((row, at): readonly FoundRow[] => {
    const cells: FoundCell[] = [];
    const events: FoundRow[] = [];
    for (const cell of row.cells) {
      const own = cell.column === null ? undefined : hosts.get(cell.column);
      if (!own) {
        cells.push({ ...cell, column: numberOf(cell.column) });
        continue;
      }
      const column = numberOf(own.host);
      const base = depthAt(table, own.host, at);
      const begins = beginsHere(table, cell.column, own.host, at);
      const isSaid = /^\W*(?:soft|hard)? ?(?:irq|nmi|interrupt)\b(?!\w*\()/i.test(cell.text);
      if (begins && !isSaid)
        events.push({ number: null, cells: [{ ...cell, column, text: own.event, indent: base }] });
      cells.push({ ...cell, column, indent: begins && isSaid ? base : base + 4 + cell.indent });
    }
    return [...events, { ...row, cells }];
  });
  return {
    table: { ...table, columns: columns.filter((_, nth) => !hosts.has(nth)), rows, arrows: [] },
    inferences,
  };
}

/** `<irq>`, `<softirq>` or `<nmi>`, as a row of its own would have it; null for a title that speaks of none. */
function eventOf(title: string): string | null {
  const [, hard, soft, nmi] = INTERRUPT.exec(title) ?? [];
  if (nmi !== undefined) return '<nmi>';
  if (soft !== undefined) return '<softirq>';
  return hard === undefined ? null : '<irq>';
}

const SENDS =
  /\b(?:smp_)?(?:cross_call|call_function|send_(?:ipi|nmi|reschedule|stop))\w*\(|\b(?:sends?|sending|raises?)\b.*\b(?:ipi|nmi)s?\b|\b(?:ipi|nmi)s?\s*(?:-+>|=+>|to\b)/i;

/** A row of the column interrupts another CPU, so what is interrupted is not its own. */
function sends({ rows }: FoundTable, column: number): boolean {
  return rows.some(({ cells }) => cells.some((cell) => cell.column === column && SENDS.test(cell.text)));
}

function interrupts(column: FoundColumn | undefined): string {
  return `what interrupts “${column?.title ?? ''}”, on its CPU`;
}

/** The column whose CPU a column interrupts; null where that is not said. */
function hostOf(columns: readonly FoundColumn[], nth: number, others: readonly number[]): number | null {
  const own = columns[nth];
  if (!own) return null;
  const only = (found: readonly number[]) => (found.length === 1 ? (found[0] ?? null) : null);
  if (own.cpu !== null) return only(others.filter((at) => columns[at]?.cpu === own.cpu));
  const tasks = others.filter((at) => TASK.test(columns[at]?.title ?? ''));
  return (
    only(tasks) ?? only(others) ?? (SAME.test(own.title) ? (others.findLast((at) => at < nth) ?? null) : null)
  );
}

/** The other column acts in the middle of what the interrupt does, which it cannot on the CPU that is interrupted. */
function isInterrupted({ rows, columns }: FoundTable, nth: number, host: number): boolean {
  if (columns[nth]?.cpu !== null) return false;
  let [outer, hasActed] = [Number.POSITIVE_INFINITY, false];
  for (const { cells } of rows)
    for (const { column, indent, text } of cells) {
      if (column === host) hasActed ||= outer < Number.POSITIVE_INFINITY && isStep(text);
      if (column !== nth) continue;
      if (hasActed && indent > outer) return true;
      [outer, hasActed] = [Math.min(outer, indent), false];
    }
  return false;
}

/** How deep the interrupted column stands where something interrupts it: as what it goes on with. */
function depthAt({ rows }: FoundTable, host: number, at: number): number {
  const depths = rows.map(({ cells }) => cells.find(({ column }) => column === host)?.indent);
  return (
    depths.slice(at + 1).find((one) => one !== undefined) ??
    depths.slice(0, at).findLast((one) => one !== undefined) ??
    0
  );
}

/** The interrupted column has had a row since the last one of the interrupt, or there was none. */
function beginsHere({ rows }: FoundTable, column: number | null, host: number, at: number): boolean {
  const before = rows.slice(0, at);
  const has = (one: number | null) =>
    before.findLastIndex(({ cells }) => cells.some((cell) => cell.column === one));
  return has(column) < 0 || has(host) > has(column);
}
