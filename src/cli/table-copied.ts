/**
 * A table that was copied out of here, with the link below it: it opens as the run that the link leads to. Where somebody
 * has edited it since, its lines count and not the link: they are read as drawn, under every model.
 */
import { readFileSync } from 'node:fs';
import { claimsOf, mailTable } from '../export/index.ts';
import { playSchedule } from '../explore/index.ts';
import { engrave } from '../score/index.ts';
import {
  compileText,
  copiedHead,
  findTables,
  FROM_MAIL,
  readBack,
  readCopied,
  readTable,
  sameRows,
  tableIn,
  type FoundTable,
  type Happens,
  type ReadableTable,
  type Settings,
} from '../scenario/index.ts';
import { bundledFiles, loadScenario, makeMachine, type ScenarioFile } from './scenario-files.ts';
import { runOfLink, type Shown } from './shown-run.ts';
import { MODELS } from './table-verdict.ts';
import { refusalLines } from './why-refused.ts';

export interface CopiedCase {
  readonly shown: Pick<Shown, 'file' | 'title' | 'model'> & Partial<Pick<Shown, 'run'>>;
  /** Null where only the lines are there, and the scenario is known by its title. */
  readonly link: string | null;
  readonly isEdited: boolean;
  readonly happens: Happens;
  /** One clause for each model, where it was edited. */
  readonly words: readonly string[];
  /** By which orderings it cannot be, under the weakest model under which it cannot; rows are counted from 1. */
  readonly because: readonly string[];
  /** The scenario, with the lines as its last interleaving where they were edited. */
  readonly source: string;
}

/** A permalink as a mail has it, quoted or not. */
const LINK = /\bhttps?:\/\/\S*#\d+\/\S+/;

/** Null where neither a link of ours stands in the text nor the title of a scenario that is known, or no table beside it.
 *  `extra`: a file that was sent along. */
export async function copiedCase(text: string, extra: string | null = null): Promise<CopiedCase | null> {
  const link = extra === null ? LINK.exec(text)?.[0] : undefined;
  if (link === undefined) return byLines(text, extra);
  const table = tableOf(text);
  if (!table) return null;
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
    return {
      shown,
      link,
      isEdited: false,
      happens: { ...own, [model]: true },
      words: [],
      because: [],
      source: file.text,
    };
  const { source } = readBack(table, file.scenario, { settings, model });
  return { shown, link, isEdited: true, ...playedUnder(source, file, settings), source };
}

/** The same of a mail without a link, by its lines alone. */
function byLines(text: string, extra: string | null): CopiedCase | null {
  const head = copiedHead(text);
  if (!head) return null;
  const paths = extra === null ? bundledFiles() : [extra];
  const known = paths.map((path) => ({ id: path, text: readFileSync(path, 'utf8') }));
  const copied = readCopied(text, known);
  if (!copied) return null;
  const { title, model, settings, source } = copied;
  const file = loadScenario(copied.scenario);
  return {
    shown: { file, title, model },
    link: null,
    isEdited: true,
    ...playedUnder(source, file, settings),
    source,
  };
}

/** The lines, played under every model. */
function playedUnder(
  source: string,
  file: ScenarioFile,
  settings: Settings,
): Pick<CopiedCase, 'happens' | 'words' | 'because'> {
  const { scenario, diagnostics } = compileText(source, file.scenario.id);
  const drawn = scenario?.interleavings.find(({ id }) => id === `${FROM_MAIL}.i`);
  if (!drawn) {
    const [mistake] = scenario?.mistaken?.at(-1)?.diagnostics ?? diagnostics;
    return { happens: { sc: null, tso: null, arm: null }, words: [mistake?.message ?? ''], because: [] };
  }
  const played = MODELS.map((one) => playSchedule(makeMachine(file, settings, one), drawn, null));
  const [sc, tso, arm] = played.map((one) => one.problem === null);
  const words = played.map((one) => one.drawn?.words ?? one.problem?.message ?? '');
  const model = MODELS.findLast((_, nth) => played[nth]?.problem);
  const because = model ? refusalLines(makeMachine(file, settings, model).program, model, drawn) : [];
  return { happens: { sc: sc ?? null, tso: tso ?? null, arm: arm ?? null }, words, because };
}

function tableOf(text: string): ReadableTable | null {
  return findTables(text).tables[0] ?? tableIn(text);
}

/** `table`: the mail's table as the finder has it, for its rows. */
export function copiedJson(
  { happens, source, isEdited, link, words, because }: CopiedCase,
  table: FoundTable | undefined,
) {
  const reading = table && readTable(table);
  return {
    columns: reading?.columns.map(({ title }) => title) ?? [],
    rows: reading?.cells.map(({ line, cpu, text, as }) => ({ line, cpu, text, as, step: null })) ?? [],
    reading: isEdited ? 'drawn' : 'effects',
    edited: isEdited,
    link,
    happens,
    answers: Object.fromEntries(MODELS.flatMap((model, nth) => (words[nth] ? [[model, words[nth]]] : []))),
    because,
    source,
  };
}

export function copiedLines({ shown, isEdited, words, because, link }: CopiedCase): readonly string[] {
  const { title, model, file } = shown;
  if (!isEdited)
    return [
      `This is “${title}” of ${file.scenario.id}, as it was copied; it happens under ${model}.`,
      '',
      `  ${link}`,
    ];
  if (link === null)
    return [
      `This was copied from “${title}” of ${file.scenario.id}: its lines are read as its rows.`,
      '',
      ...words.map((one) => `  ${one}`),
      ...because.map((one) => `    ${one}`),
    ];
  return [
    `This was “${title}” of ${file.scenario.id} and has been edited since: its lines count, not the link.`,
    '',
    ...words.map((one) => `  ${one}`),
    ...because.map((one) => `    ${one}`),
  ];
}
