/**
 * A table that was copied out of here, with the link below it: it opens as the run that the link leads to. Where somebody
 * has edited it since, its lines count and not the link: they are read as drawn, under every model.
 */
import { claimsOf, mailTable } from '../export/index.ts';
import { playSchedule } from '../explore/index.ts';
import { createMachine } from '../machine/index.ts';
import { engrave } from '../score/index.ts';
import {
  compileText,
  findTables,
  FROM_MAIL,
  readBack,
  readTable,
  sameRows,
  tableIn,
  type FoundTable,
  type Happens,
  type ReadableTable,
} from '../scenario/index.ts';
import { runOfLink, type Shown } from './shown-run.ts';
import { MODELS } from './table-verdict.ts';

export interface CopiedCase {
  readonly shown: Shown;
  readonly link: string;
  readonly isEdited: boolean;
  readonly happens: Happens;
  /** One clause for each model, where it was edited. */
  readonly words: readonly string[];
  /** The scenario, with the lines as its last interleaving where they were edited. */
  readonly source: string;
}

/** A permalink as a mail has it, quoted or not. */
const LINK = /\bhttps?:\/\/\S*#\d+\/\S+/;

/** Null where no link of ours stands in the text, or no table beside it. */
export async function copiedCase(text: string): Promise<CopiedCase | null> {
  const link = LINK.exec(text)?.[0];
  const table = link === undefined ? null : tableOf(text);
  if (link === undefined || !table) return null;
  const shown = await runOfLink(link);
  const { file, program, settings, model, run } = shown;
  const isSame = [false, true].some((every) => {
    const head = {
      title: shown.title,
      lines: [],
      claims: claimsOf(file.scenario, program, run),
      link: null,
      every,
    };
    const own = tableOf(mailTable(engrave(program, run), head, program));
    return own !== null && sameRows(own, table);
  });
  const own: Happens = { sc: null, tso: null, arm: null };
  if (isSame)
    return { shown, link, isEdited: false, happens: { ...own, [model]: true }, words: [], source: file.text };
  const { source } = readBack(table, file.scenario, { settings, model });
  const { scenario, diagnostics } = compileText(source, file.scenario.id);
  const drawn = scenario?.interleavings.find(({ id }) => id === `${FROM_MAIL}.i`);
  if (!drawn) {
    const [mistake] = scenario?.mistaken?.at(-1)?.diagnostics ?? diagnostics;
    return { shown, link, isEdited: true, happens: own, words: [mistake?.message ?? ''], source };
  }
  const played = MODELS.map((one) => playSchedule(createMachine(program, one), drawn, null));
  const [sc, tso, arm] = played.map((one) => one.problem === null);
  const words = played.map((one) => one.drawn?.words ?? '');
  return {
    shown,
    link,
    isEdited: true,
    happens: { sc: sc ?? null, tso: tso ?? null, arm: arm ?? null },
    words,
    source,
  };
}

function tableOf(text: string): ReadableTable | null {
  return findTables(text).tables[0] ?? tableIn(text);
}

/** `table`: the mail's table as the finder has it, for its rows. */
export function copiedJson({ happens, source, isEdited, link }: CopiedCase, table: FoundTable | undefined) {
  const reading = table && readTable(table);
  return {
    columns: reading?.columns.map(({ title }) => title) ?? [],
    rows: reading?.cells.map(({ line, cpu, text, as }) => ({ line, cpu, text, as, step: null })) ?? [],
    reading: isEdited ? 'drawn' : 'effects',
    edited: isEdited,
    link,
    happens,
    source,
  };
}

export function copiedLines({ shown, isEdited, words, link }: CopiedCase): readonly string[] {
  const { title, model, file } = shown;
  if (!isEdited)
    return [
      `This is “${title}” of ${file.scenario.id}, as it was copied; it happens under ${model}.`,
      '',
      `  ${link}`,
    ];
  return [
    `This was “${title}” of ${file.scenario.id} and has been edited since: its lines count, not the link.`,
    '',
    ...words.map((one) => `  ${one}`),
  ];
}
