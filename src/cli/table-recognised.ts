/** A table that is an interleaving of a bundled scenario: it opens as that one, with its verdicts. */
import { readFileSync } from 'node:fs';
import { playSchedule } from '../explore/index.ts';
import {
  cellKey,
  recognise,
  relatedScenario,
  type FoundTable,
  type Happens,
  type Reading,
  type Recognised,
} from '../scenario/index.ts';
import { variantOf } from './checked.ts';
import {
  bundledFile,
  bundledFiles,
  idOf,
  loadScenario,
  makeMachine,
  type ScenarioFile,
} from './scenario-files.ts';
import { MODELS } from './table-verdict.ts';

export interface KnownCase {
  readonly file: ScenarioFile;
  readonly recognised: Recognised;
}

/** The bundled interleaving that a table draws; null where it is none of them. */
export function knownCase(table: FoundTable): KnownCase | null {
  const recognised = recognise(table, bundled());
  const path = recognised && bundledFile(recognised.scenario);
  return recognised && path !== null ? { recognised, file: loadScenario(path) } : null;
}

/** What a text is about that has no table, or none that asks anything, where a bundled scenario is; else nothing. */
export function aboutLine(text: string): string | null {
  const related = relatedScenario(text, bundled());
  if (!related) return null;
  const { scenario, names } = related;
  return `A bundled scenario is about ${names.join(', ')} too: smpscope check scenarios/${scenario}.smp`;
}

function bundled() {
  return bundledFiles().map((path) => ({ id: idOf(path), text: readFileSync(path, 'utf8') }));
}

/** Under which models the interleaving can be played: as it is written, or with its values in another order. */
export function replayed(file: ScenarioFile, id: string): Happens {
  const interleaving = file.scenario.interleavings.find((one) => one.id === id);
  const of = (model: (typeof MODELS)[number]): boolean => {
    if (!interleaving) return false;
    const settings = variantOf(file, interleaving)?.settings ?? {};
    const machine = makeMachine(file, settings, model);
    return (['effects', 'drawn'] as const).some(
      (reading) => playSchedule(machine, { ...interleaving, reading }, null).problem === null,
    );
  };
  return { sc: of('sc'), tso: of('tso'), arm: of('arm') };
}

export function recognisedJson(
  table: FoundTable,
  reading: Reading,
  recognised: Recognised,
  happens: Happens,
  source: string,
) {
  const { scenario, interleaving, title } = recognised;
  return {
    number: table.number,
    columns: reading.columns.map((column) => column.title),
    rows: reading.cells.map(({ line, cpu, text, as }) => ({
      line,
      cpu,
      text,
      as,
      statement: cpu === null ? null : (recognised.drawn.get(cellKey(cpu, line)) ?? null),
      step: null,
    })),
    reading: 'effects',
    recognised: { scenario, interleaving, title },
    happens,
    options: [],
    inferences: [],
    source,
  };
}

export function recognisedLines(
  table: FoundTable,
  reading: Reading,
  { scenario, interleaving, title, drawn }: Recognised,
  happens: Happens,
): readonly string[] {
  return [
    `Table ${String(table.number)}, line ${String(table.place.line)}: this is ${interleaving} of ${scenario}, “${title}”`,
    '',
    ...reading.cells.map(({ line, cpu, text }) => {
      const row = cpu === null ? undefined : drawn.get(cellKey(cpu, line));
      return `  ${String(line).padStart(4)}  ${cpu === null ? ' ' : String(cpu)}  ${text.slice(0, 44).padEnd(44)}  ${row ?? ''}`.trimEnd();
    }),
    '',
    ...MODELS.map((model) => `  ${model.padEnd(4)} ${happens[model] === true ? 'happens' : 'cannot happen'}`),
    '',
    `  show it: smpscope show scenarios/${scenario}.smp --interleaving ${interleaving}`,
  ];
}
