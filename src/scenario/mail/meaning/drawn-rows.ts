/**
 * The verdicts as variants, and the table itself as an interleaving of one of them: each row names its statement, what it
 * is said to have found, and what stands beside it.
 */
import { compileScenario } from '../../explained.ts';
import type { Model } from '../../../machine/index.ts';
import type { ReadCell, Reading } from './reading.ts';

const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];

/** Whether what is asked can happen, by model; null where the search reached a limit. */
export type Happens = Readonly<Record<Model, boolean | null>>;

/** The scenario with what the machine said of it; without what does not compile. Null where there is none. */
export function completedSource(reading: Reading, happens: Happens): string | null {
  const { source } = reading;
  if (source === null) return null;
  const known = MODELS.filter((model) => happens[model] !== null);
  const variants = known.map((model) => variantOf(reading, model, happens[model] === true));
  const shown = known.find((model) => happens[model] === true) ?? known.at(-1);
  const parts = [source.trimEnd(), '', ...variants];
  const plain = `${parts.join('\n')}\n`;
  if (shown === undefined) return source;
  for (const text of [...wholes(plain, reading, shown, happens[shown] === true), plain]) {
    const { scenario, diagnostics } = compileScenario(text, 'table');
    const isRight = diagnostics.every(({ severity }) => severity !== 'error');
    if (scenario && isRight && (scenario.mistaken ?? []).length === 0) return text;
  }
  return source;
}

/** With the interleaving; again without the rows that are no steps in this scenario after all, as a section in which
 *  nobody waits for anybody. */
function* wholes(plain: string, reading: Reading, model: Model, happens: boolean): Generator<string> {
  const withRows = (wrong: ReadonlySet<string>) =>
    `${plain}\n${interleavingOf(reading, model, happens, wrong)}\n`;
  let text = withRows(NONE);
  yield text;
  // A row that finds no value may still be a step; one that is none is a note.
  const wrong = new Set<string>();
  for (let turn = 0; turn < 2; turn++) {
    for (const row of mistakenRows(text)) wrong.add(row);
    if (wrong.size === 0) return;
    text = withRows(wrong);
    yield text;
  }
}

/** The rows of which a text's scenario has no such statement, as they are written. */
function mistakenRows(text: string): readonly string[] {
  const { scenario } = compileScenario(text, 'table');
  const wrong = (scenario?.mistaken ?? []).flatMap(({ diagnostics }) => diagnostics);
  return wrong.flatMap(({ code, from }) => {
    const row = text.slice(text.lastIndexOf('\n', from) + 1).split('\n')[0] ?? '';
    return code === 'unknown-statement' ? [row.trim().replace(/;$/, '')] : [];
  });
}

const NONE: ReadonlySet<string> = new Set();

/** The cells that are rows of the interleaving in a completed source, in its order. */
export function drawnCells(reading: Reading, source: string): readonly ReadCell[] {
  const rows = source.slice(source.lastIndexOf('\ninterleaving ')).split('\n');
  const isIn = (cell: ReadCell) => rows.some((row) => row.startsWith(`    ${rowOf(cell)}`));
  return reading.cells.filter((cell) => (isRow(reading, cell) || cell.irq !== undefined) && isIn(cell));
}

function rowOf({ cpu, statement, irq }: ReadCell): string {
  if (irq !== undefined) return `${String(cpu)}: irq ${irq};`;
  return `${String(cpu)}: "${(statement ?? '').replace(/[\\"]/g, '')}"`;
}

/** What is executed, and not left out. */
function isRow({ options }: Reading, { cpu, statement, isStep, line, isAdded }: ReadCell): boolean {
  if (isAdded === true) return false;
  const isOff = options.some((option) => option.line === line && !option.isOn);
  return cpu !== null && statement !== null && isStep && !isOff;
}

function variantOf({ asked }: Reading, model: Model, happens: boolean): string {
  const bad = asked.k === 'deadlock' ? 'deadlock' : `violated ${asked.slug ?? ''}`;
  return `variant table.${model} "as drawn" { } model ${model} expect ${happens && asked.k !== 'nothing' ? bad : 'holds'}`;
}

/** `wrong`: rows that the scenario has not, with their value or without. */
function interleavingOf(
  reading: Reading,
  model: Model,
  happens: boolean,
  wrong: ReadonlySet<string>,
): string {
  const { asked } = reading;
  const rows: string[] = [];
  for (const cell of reading.cells) {
    const { text, value, irq } = cell;
    if (cell.isAdded === true) continue;
    const row = rowOf(cell);
    if (irq !== undefined) rows.push(`    ${row}`);
    else if (isRow(reading, cell) && !wrong.has(row)) {
      const valued = `${row}${value === null ? '' : ` value = ${value}`}`;
      rows.push(`    ${wrong.has(valued) ? row : valued};`);
    } else if (rows.length > 0 && /\w/.test(text))
      rows.push(`    note "${text.replace(/[\\"]/g, "'").replace(/\s+/g, ' ')}";`);
  }
  if (happens && asked.k === 'deadlock') rows.push('    ...;', '    ends deadlock;');
  if (happens && asked.slug !== null) rows.push('    ...;', `    ends violated ${asked.slug};`);
  return `interleaving table.drawn "as drawn" by "the mail" of table.${model} drawn {\n${rows.join('\n')}\n}`;
}
