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
  const whole = `${plain}\n${interleavingOf(reading, shown, happens[shown] === true)}\n`;
  for (const text of [whole, plain]) {
    const { scenario, diagnostics } = compileScenario(text, 'table');
    const isRight = diagnostics.every(({ severity }) => severity !== 'error');
    if (scenario && isRight && (scenario.mistaken ?? []).length === 0) return text;
  }
  return source;
}

/** The lines of the mail that are rows of the interleaving, in its order. */
export function drawnLines(reading: Reading): readonly number[] {
  return reading.cells.filter((cell) => isRow(reading, cell)).map(({ line }) => line);
}

/** What is executed, and not left out. */
function isRow({ options }: Reading, { cpu, statement, isStep, line }: ReadCell): boolean {
  const isOff = options.some((option) => option.line === line && !option.isOn);
  return cpu !== null && statement !== null && isStep && !isOff;
}

function variantOf({ asked }: Reading, model: Model, happens: boolean): string {
  const bad = asked.k === 'deadlock' ? 'deadlock' : `violated ${asked.slug ?? ''}`;
  return `variant table.${model} "as drawn" { } model ${model} expect ${happens && asked.k !== 'nothing' ? bad : 'holds'}`;
}

function interleavingOf(reading: Reading, model: Model, happens: boolean): string {
  const { asked } = reading;
  const rows: string[] = [];
  for (const cell of reading.cells) {
    const { cpu, statement, text, value } = cell;
    if (isRow(reading, cell) && statement !== null)
      rows.push(
        `    ${String(cpu)}: "${statement.replace(/[\\"]/g, '')}"${value === null ? '' : ` value = ${value}`};`,
      );
    else if (rows.length > 0 && /\w/.test(text))
      rows.push(`    note "${text.replace(/[\\"]/g, "'").replace(/\s+/g, ' ')}";`);
  }
  if (happens && asked.k === 'deadlock') rows.push('    ...;', '    ends deadlock;');
  if (happens && asked.slug !== null) rows.push('    ...;', `    ends violated ${asked.slug};`);
  return `interleaving table.drawn "as drawn" by "the mail" of table.${model} drawn {\n${rows.join('\n')}\n}`;
}
