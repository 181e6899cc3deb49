/** `smpscope table`: the scenario that is understood from a mail's table, what each row became, whether it happens. */
import { safeJson, safeLine } from '../base/index.ts';
import {
  completedSource,
  findTables,
  notExecuted,
  readTable,
  type FoundTable,
  type Happens,
  type Reading,
} from '../scenario/index.ts';
import { aboutLine, knownCase, recognisedJson, recognisedLines, replayed } from './table-recognised.ts';
import { copiedCase, copiedJson, copiedLines } from './table-copied.ts';
import type { Model } from '../machine/index.ts';
import { fencesWords } from './table-fences.ts';
import { asTaken, checkEdits, editsOf, readInput, refuseEdits } from './table-input.ts';
import { drawnAnswers, judgeTable, MODELS, type DrawnAnswers, type TableVerdict } from './table-verdict.ts';
import { onlyOne, readArguments, readCount, UserError } from './user-error.ts';

/** States and time of one search unless --limit says otherwise. */
const STATES = 400_000;
const MS = 20_000;

export async function runTable(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    list: { type: 'boolean' },
    number: { type: 'string' },
    set: { type: 'string', multiple: true },
    with: { type: 'string' },
    limit: { type: 'string' },
    json: { type: 'boolean' },
  });
  const path = onlyOne(positionals, 'a file with a mail, a commit message or a table');
  const text = readInput(path);
  const edits = editsOf(values.set ?? []);
  const copied = values.list ? null : await copiedCase(text, values.with ?? null);
  if (copied) {
    refuseEdits(edits, 'it was copied out of here, so change its lines');
    const { happens } = copied;
    if (values.json) console.log(safeJson(copiedJson(copied, findTables(text).tables[0]), 2));
    else for (const line of copiedLines(copied)) console.log(safeLine(line));
    if (MODELS.every((model) => happens[model] === null)) return 2;
    return MODELS.some((model) => happens[model] === true) ? 0 : 1;
  }
  const { tables } = findTables(text);
  if (values.list) {
    if (values.json) console.log(safeJson({ tables: tables.map(listed) }, 2));
    else for (const table of tables) console.log(safeLine(listLine(table)));
    if (tables.length === 0) console.error(withAbout(`${path}: no table is found in it.`, text));
    return tables.length === 0 ? 2 : 0;
  }
  const read = chosen(path, tables, values.number).map((table) => ({
    table,
    reading: readTable(table, asTaken(edits), tables),
  }));
  const best = bestOf(read);
  if (!best)
    throw new UserError(
      withAbout(
        `${path}: no table is found in it. One has a line of headings, such as “CPU 0      CPU 1”, with steps of both below it; lines such as “CPU 0: x = 1” do as well.`,
        text,
      ),
    );
  const { table, reading } = best;
  const known = knownCase(table);
  if (known) {
    const { file, recognised } = known;
    refuseEdits(edits, `it is ${recognised.interleaving} of ${recognised.scenario}`);
    const happens = replayed(file, recognised.interleaving);
    if (values.json) console.log(safeJson(recognisedJson(table, reading, recognised, happens, file.text), 2));
    else for (const line of recognisedLines(table, reading, recognised, happens)) console.log(safeLine(line));
    return MODELS.some((model) => happens[model] === true) ? 0 : 1;
  }
  checkEdits(edits, [readTable(table, {}, tables), reading]);
  const limits = { states: values.limit === undefined ? STATES : readCount(values.limit, 'limit'), ms: MS };
  const verdict = judgeTable(reading, limits);
  const source = completedSource(reading, verdict.runs);
  const judged: Judged = {
    ...verdict,
    ...(source === null ? { answers: {}, fences: [] } : drawnAnswers(reading, verdict, source)),
  };
  if (values.json) console.log(safeJson(asJson(table, reading, judged, source), 2));
  else {
    const about = reading.asked.k === 'nothing' ? aboutLine(textOf(table)) : null;
    for (const line of told(table, tables.length, reading, judged, source, about))
      console.log(safeLine(line));
  }
  return statusOf(reading, judged);
}

function textOf({ before, rows }: FoundTable): string {
  return [before, ...rows.flatMap(({ cells }) => cells.map(({ text }) => text))].join('\n');
}

function withAbout(words: string, text: string): string {
  const about = aboutLine(text);
  return about === null ? words : `${words}\n${about}`;
}

function chosen(
  path: string,
  tables: readonly FoundTable[],
  number: string | undefined,
): readonly FoundTable[] {
  if (number === undefined) return tables;
  const wanted = readCount(number, 'number');
  const table = tables[wanted - 1];
  const count = `${tables.length} table${tables.length === 1 ? '' : 's'}`;
  if (!table) throw new UserError(`${path} has ${count}; there is no number ${wanted}.`);
  return [table];
}

/** With what the search for the drawn run says. */
type Judged = TableVerdict & Omit<DrawnAnswers, 'steps'>;

interface Read {
  readonly table: FoundTable;
  readonly reading: Reading;
}

/** The first that asks something of the machine, else the first that can be executed, else the first. */
function bestOf(read: readonly Read[]): Read | null {
  return (
    read.find(({ reading }) => reading.source !== null && reading.asked.k !== 'nothing') ??
    read.find(({ reading }) => reading.source !== null) ??
    read[0] ??
    null
  );
}

function statusOf(reading: Reading, verdict: Judged): number {
  const { source, asked, without, undrawn } = reading;
  const { happens } = verdict;
  if (source === null || asked.k === 'nothing') return 2;
  if (MODELS.some((model) => happens[model] === true)) return 0;
  const isOpen =
    (without ?? undrawn) !== null && MODELS.some((model) => isUnreached(reading, verdict, model));
  return isOpen || MODELS.some((model) => happens[model] === null) ? 3 : 1;
}

/** It does not happen, and no chain of orderings says why values cannot be, or an assertion over them cannot fire; what else
 *  is asked may hang on any row. */
function isUnreached({ asked }: Reading, { happens, answers }: Judged, model: Model): boolean {
  const isOfValues =
    asked.k === 'values' || (asked.k === 'rule' && /^(?:bug|warn)-on$/.test(asked.slug ?? ''));
  const isForbidden = isOfValues && MODELS.some((one) => (answers[one]?.because.length ?? 0) > 0);
  return happens[model] === false && !isForbidden;
}

function listed(table: FoundTable) {
  const { number, place, columns, rows, before } = table;
  return { number, line: place.line, columns: columns.map(({ title }) => title), rows: rows.length, before };
}

function listLine({ number, place, columns, rows, before }: FoundTable): string {
  const words = before.trim().split('\n').at(-1)?.trim() ?? '';
  const titles = columns.map(({ title }) => title).join(' | ');
  return `${String(number)}  line ${String(place.line)}  ${titles}  (${String(rows.length)} rows)  ${words}`;
}

function asJson(table: FoundTable, reading: Reading, verdict: Judged, source: string | null) {
  return {
    number: table.number,
    line: table.place.line,
    columns: reading.columns.map(({ title }) => title),
    rows: reading.cells.map(({ line, cpu, text, as, statement, sourceLine }) => ({
      line,
      cpu,
      text,
      as,
      statement,
      step: sourceLine === null ? null : (verdict.steps.get(sourceLine) ?? null),
    })),
    reading: readingOf(reading, verdict),
    asked: reading.asked,
    happens: verdict.happens,
    instead: verdict.instead,
    without: reading.without,
    undrawn: reading.undrawn,
    notExecuted: notExecuted(reading).map(({ line, cpu, text }) => ({ line, cpu, text })),
    answers: Object.fromEntries(Object.entries(verdict.answers).map(([model, { words }]) => [model, words])),
    because: Object.fromEntries(
      Object.entries(verdict.answers).map(([model, { because }]) => [model, because]),
    ),
    options: reading.options.map((option) => {
      const switched = verdict.switched.find(({ name }) => name === option.name);
      return { ...option, switchedTo: switched?.to ?? null, happens: switched?.happens ?? null };
    }),
    fences: verdict.fences,
    inferences: reading.inferences,
    source,
  };
}

/** What the author has drawn: a run in the order of its effects, or programs with what they find. */
function readingOf({ isProgram }: Reading, { happens }: TableVerdict): 'drawn' | 'effects' {
  return isProgram || happens.sc === false ? 'drawn' : 'effects';
}

function told(
  table: FoundTable,
  count: number,
  reading: Reading,
  verdict: Judged,
  source: string | null,
  about: string | null,
): readonly string[] {
  const titles = reading.columns.map(({ title }, i) => title || `column ${String(i + 1)}`).join(' | ');
  const lines = [
    `Table ${String(table.number)} of ${String(count)}, line ${String(table.place.line)}: ${titles}`,
    '',
  ];
  for (const { line, cpu, text, as, statement, sourceLine, isUnknown } of reading.cells) {
    const step = sourceLine === null ? undefined : verdict.steps.get(sourceLine);
    const what =
      statement === null
        ? isUnknown
          ? 'not understood'
          : as === 'statement'
            ? 'no step'
            : as
        : `${as}: ${statement}`;
    const where = cpu === null ? ' ' : String(cpu);
    lines.push(
      `  ${String(line).padStart(4)}  ${where}  ${text.slice(0, 44).padEnd(44)}  ${what}${step === undefined ? '' : `  (step ${String(step)})`}`,
    );
  }
  // What is asked stands below, and types in the scenario.
  const taken = reading.inferences.filter(({ key }) => key !== 'claim' && !key.startsWith('type:'));
  if (taken.length > 0) lines.push('', 'Taken so:', ...taken.map(({ text }) => `  ${text}`));
  lines.push('', reading.asked.k === 'nothing' ? reading.asked.text : `Asked: ${reading.asked.text}`);
  if (about !== null) lines.push(about);
  if (source === null) return [...lines, 'Nothing in it can be executed.'];
  const { without, undrawn } = reading;
  for (const model of MODELS) {
    const told = verdict.answers[model];
    const words = told?.words.replace(` under ${model}`, '');
    if (reading.asked.k === 'nothing' && words === undefined) continue;
    const instead = verdict.instead[model];
    const said =
      words ??
      (instead === undefined
        ? answer(verdict.happens[model])
        : `cannot be told: the rule ${instead} is broken before`);
    // What nothing forbids may hang on what is not understood.
    const isOpen = (without ?? undrawn) !== null && isUnreached(reading, verdict, model);
    const qualified =
      isOpen && undrawn !== null
        ? `cannot be told, because ${undrawn}${without === null ? '' : `: it is not reached ${without}`}`
        : without === null
          ? said
          : isOpen
            ? `cannot be told: it is not reached ${without}`
            : `${said}${words?.includes(' ') ? ';' : ''} ${without}`;
    lines.push(`  ${model.padEnd(4)} ${qualified}`);
    for (const one of told?.because ?? []) lines.push(`       ${one}`);
  }
  for (const { name, to, happens } of verdict.switched) {
    const changed = changes(verdict.happens, happens);
    if (changed !== '') lines.push(`  ${name} = ${to}: ${changed}`);
  }
  // What an option of the table does needs nothing added.
  const isSwitchable = verdict.switched.some(({ happens }) =>
    MODELS.every((model) => happens[model] === false),
  );
  if (verdict.fences.length > 0 && !isSwitchable)
    lines.push(`  with ${fencesWords(verdict.fences, reading)}: cannot happen`);
  return [...lines, '', ...source.split('\n')];
}

function answer(happens: boolean | null): string {
  return happens === null ? 'a limit was reached first' : happens ? 'happens' : 'cannot happen';
}

function changes(before: Happens, after: Happens): string {
  return MODELS.filter((model) => before[model] !== after[model])
    .map((model) => `${answer(after[model])} under ${model}`)
    .join(', ');
}
