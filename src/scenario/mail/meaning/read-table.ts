/**
 * A found table as a scenario: its cells understood, the things that it speaks of inferred, its claim put as a question to
 * the machine. What does not compile in the end becomes a note in its row, and the rest runs; nothing is dropped.
 */
import { compileScenario } from '../../explained.ts';
import { instantiate } from '../../checked.ts';
import type { FoundTable } from '../found.ts';
import { withoutAssembly } from './assembly-words.ts';
import { readLines } from './cell-lines.ts';
import { withHarm } from './harm-rows.ts';
import { saidOf } from './harms.ts';
import { secondNamesTaken } from './second-names.ts';
import { withHeldLocks } from './held-locks.ts';
import { withLoneBraces } from './lone-braces.ts';
import { nest, type Line } from './column-tree.ts';
import { inProgramOrder } from './effect-order.ts';
import { withInterruptColumns } from './interrupt-columns.ts';
import { withIpiBarriers } from './ipi-barriers.ts';
import type { Edits, Reading } from './reading.ts';
import { withEntries } from './entry-rows.ts';
import { withLockInsides } from './lock-insides.ts';
import { withParameters } from './parameter-names.ts';
import { withPage } from './page-rows.ts';
import { withCopies } from './copied-words.ts';
import { withWaits } from './waits-in-words.ts';
import { withText } from './text-rows.ts';
import { withPlaces } from './unnamed-places.ts';
import { withProse } from './prose-rows.ts';
import { withWaiting } from './waiting-rows.ts';
import { understand } from './understanding.ts';

/** How often rows that do not compile are taken out. */
const TURNS = 12;

/**
 * Reads a table. `edits` change inferences by their keys; `others` are the tables of the same text, which may tell more.
 * Never throws for any table.
 */
export function readTable(
  drawing: FoundTable,
  edits: Edits = {},
  others: readonly FoundTable[] = [],
): Reading {
  const { table: whole, inferences: columnsTaken } = withInterruptColumns(withoutAssembly(drawing), edits);
  const table = withBeginning(whole);
  const text = withText(
    withHeldLocks(withParameters(withPlaces(withLoneBraces(readLines(withHeadingSteps(whole)))))),
  );
  const ipis = withIpiBarriers(text.lines);
  const copies = withCopies(ipis.lines);
  const waits = withWaits(withLockInsides(copies.lines), table);
  const inferences = [
    ...columnsTaken,
    ...secondNamesTaken(whole),
    ...text.inferences,
    ...ipis.inferences,
    ...copies.inferences,
    ...waits.inferences,
  ];
  const paged = withPage(waits.lines);
  const entries = paged.declarations === null ? withEntries(paged.lines) : null;
  inferences.push(...(entries?.inferences ?? []));
  const page = entries ? { ...paged, lines: entries.lines, finals: entries.finals } : paged;
  const lines = withHarm(withWaiting(withProse(page.lines)), saidOf(table));
  const needed = [text.declarations, ipis.declarations, page.declarations].filter((one) => one !== null);
  const declarations = needed.length === 0 ? null : needed.join('\n');
  const drawn = table.columns.map((_, column) =>
    lines.filter(({ cell, as }) => cell.column === column && as !== 'value'),
  );
  const order =
    edits['order'] === 'as drawn' ? { columns: drawn, moved: [] } : inProgramOrder(drawn, others, table);
  const columns = order.columns.map(nest);
  const skip = new Set<Line>();
  let isBare = false;
  let reading: Reading | null = null;
  for (let turn = 0; turn < TURNS; turn++) {
    const understood = understand(
      { table, lines, moved: order.moved, page: { ...page, declarations }, inferences },
      columns,
      edits,
      skip,
      isBare,
    );
    reading = understood.reading;
    if (reading.source === null) return reading;
    const wrong = mistakesIn(reading.source);
    if (wrong.length === 0) return reading;
    const rows = wrong.map(understood.lineAt).filter((line) => line !== null && !skip.has(line));
    for (const line of rows) if (line) skip.add(line);
    // What is wrong is in no row: what the text says beside the table goes, then the rows from the last.
    if (rows.length > 0) continue;
    if (!isBare) isBare = true;
    else for (const line of lines.filter(({ as }) => as === 'statement').slice(-2 * turn)) skip.add(line);
  }
  for (const line of lines) skip.add(line);
  return understand(
    { table, lines, moved: order.moved, page: { ...page, declarations }, inferences },
    columns,
    edits,
    skip,
    true,
  ).reading;
}

/** A heading that stores something, `set_current_state(X)`, is the first step of its column. */
function withHeadingSteps(table: FoundTable): FoundTable {
  const [first, ...rest] = table.rows;
  const steps = table.columns.flatMap(({ title, place }, column) =>
    STORES.test(title) ? [{ column, text: title, indent: 0, place }] : [],
  );
  if (!first || steps.length === 0) return table;
  return { ...table, rows: [{ ...first, cells: [...steps, ...first.cells] }, ...rest] };
}

const STORES = /^(?:(?:__)?set_(?:current|special)_state|WRITE_ONCE|smp_store_\w+|(?:set|clear)_bit)\(.+\)$/;

/** `INIT: a = 1` in a row of its own says how memory begins. */
function withBeginning(table: FoundTable): FoundTable {
  const said = table.rows.flatMap(({ cells }) =>
    cells.filter(({ text }) => /^(init(ial(ly)?)?|start)\b\s*:?/i.test(text) && /=/.test(text)),
  );
  // `mm->count == 1` in the first row says what is so, and asks nothing.
  const [first] = table.rows;
  const [only] = first?.cells ?? [];
  if (first?.cells.length === 1 && only && /^[A-Za-z_][\w.>-]*\s*==\s*-?\w+;?$/.test(only.text))
    said.push(only);
  return said.length === 0 ? table : { ...table, initial: [...table.initial, ...said] };
}

/** Where the compiler finds mistakes, as offsets; the first few are enough. */
function mistakesIn(source: string): readonly number[] {
  const { scenario, diagnostics } = compileScenario(source, 'table');
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return errors.map(({ from }) => from);
  if (!scenario) return [0];
  const { program, diagnostics: found } = instantiate(scenario, {});
  if (program) return [];
  const late = found.filter(({ severity }) => severity === 'error');
  return late.length > 0 ? late.map(({ from }) => from) : [0];
}
