/** What the machine says of a table: whether it happens, under which models, with which barriers. */
import {
  finish,
  lineStarts,
  namingBy,
  whyHolds,
  type Holding,
  type TableLine,
  type Unwanted,
} from '../advice/index.ts';
import { exploreVerdict, playSchedule, replay, type Run } from '../explore/index.ts';
import { createMachine, type Model, type Program } from '../machine/index.ts';
import {
  compileScenario,
  drawnCells,
  instantiate,
  type Happens,
  type Reading,
  type Scenario,
  type Settings,
} from '../scenario/index.ts';
import { fencesFor, type Fence } from './table-fences.ts';
import { inMailLines, isAsDrawn } from './table-lines.ts';
import { refusalLines } from './why-refused.ts';

export const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];

/** Limits of one search; a table is small. */
export interface TableLimits {
  readonly states: number;
  readonly ms: number;
}

export interface TableVerdict {
  /** Null throughout where nothing is asked. */
  readonly happens: Happens;
  /** The same, where nothing is asked whether it runs at all: what the scenario's variants go by. */
  readonly runs: Happens;
  /** A rule that is broken before it can come to what is asked, by models of which nothing can be told for that. */
  readonly instead: Readonly<Partial<Record<Model, string>>>;
  /** For each option its other value, alone. */
  readonly switched: readonly {
    readonly name: string;
    readonly to: 'on' | 'off';
    readonly happens: Happens;
  }[];
  /** The number of the step that a line of the scenario's text takes in the run that is drawn, from 1; where that is none, in
   *  the shortest in which it happens. */
  readonly steps: ReadonlyMap<number, number>;
  /** The model of that run; null where it happens nowhere. */
  readonly shown: Model | null;
}

const NOWHERE: Happens = { sc: null, tso: null, arm: null };
const NOTHING: TableVerdict = {
  happens: NOWHERE,
  runs: NOWHERE,
  instead: {},
  switched: [],
  steps: new Map(),
  shown: null,
};

/** Rules of which a run that breaks them goes no further. */
const ENDING = [
  ...['null-access', 'wild-access', 'use-after-free', 'double-free', 'bug-on'],
  ...['lockdep-assert', 'self-deadlock', 'unlock-not-held', 'sleeping-in-atomic'],
];

/** Asks the machine. A table of which nothing can be executed happens nowhere that can be told. */
export function judgeTable(reading: Reading, limits: TableLimits): TableVerdict {
  const { source, options } = reading;
  if (source === null) return NOTHING;
  const { scenario } = compileScenario(source, 'table');
  if (!scenario) return NOTHING;
  const instead: Partial<Record<Model, string>> = {};
  const asked = (settings: Settings, isFirst = false): Happens => {
    const of = (model: Model): boolean | null => {
      const told = happensUnder(reading, scenario, settings, model, limits);
      if (typeof told !== 'string') return told;
      if (isFirst) instead[model] = told;
      return null;
    };
    return { sc: of('sc'), tso: of('tso'), arm: of('arm') };
  };
  const runs = asked({}, true);
  const isAsked = reading.asked.k !== 'nothing';
  const shown = MODELS.find((model) => runs[model] === true) ?? null;
  return {
    happens: isAsked ? runs : NOWHERE,
    runs,
    instead,
    switched: (isAsked ? options : []).map(({ name, isOn }) => {
      const to = isOn ? ('off' as const) : ('on' as const);
      return { name, to, happens: asked({ [name]: to }) };
    }),
    steps: shown === null ? new Map() : stepsOf(reading, scenario, shown, limits),
    shown,
  };
}

/** Whether it happens; a rule where that is broken before, so that nothing can be told; null at a limit. */
function happensUnder(
  { asked }: Reading,
  scenario: Scenario,
  settings: Settings,
  model: Model,
  limits: TableLimits,
): boolean | string | null {
  const { program } = instantiate(scenario, settings);
  if (!program) return null;
  const { verdict, properties, limit, outcomes } = exploreVerdict(createMachine(program, model), limits);
  if (asked.slug !== null && properties.includes(asked.slug)) return true;
  if (asked.k === 'deadlock' && (verdict === 'deadlock' || outcomes.some(({ kind }) => kind === 'deadlock')))
    return true;
  if (asked.k === 'nothing') return limit === null || outcomes.length > 0 ? true : null;
  return properties.find((rule) => ENDING.includes(rule)) ?? (limit === null ? false : null);
}

/** What is said of a model. */
interface Answer {
  readonly words: string;
  /** By which orderings it cannot be. */
  readonly because: readonly string[];
}

export interface DrawnAnswers {
  readonly answers: Readonly<Partial<Record<Model, Answer>>>;
  /** Barriers with which it happens nowhere, where order alone is what is missing. */
  readonly fences: readonly Fence[];
  /** Steps of the drawn run; missing where it was not found. */
  readonly steps?: TableVerdict['steps'];
}

/**
 * What the search for the drawn run says: how it happens under the first model under which it does, and what forbids it
 * under the weakest of the others. Lines are those of the mail.
 * `source` is the completed one; nothing where the table could not be written as an interleaving.
 */
export function drawnAnswers(
  reading: Reading,
  { happens, runs, shown }: TableVerdict,
  source: string,
): DrawnAnswers {
  const { scenario } = compileScenario(source, 'table');
  const [interleaving] = scenario?.interleavings ?? [];
  const { program } = scenario ? instantiate(scenario, {}) : { program: null };
  if (!interleaving || !program) return { answers: {}, fences: [] };
  const isAsked = reading.asked.k !== 'nothing';
  const strongest = MODELS.findLast((model) => (isAsked ? happens : runs)[model] === false);
  const asked = strongest ? whyNot(reading, program, strongest, source) : null;
  const forbidden: Partial<Record<Model, Answer>> =
    asked && strongest
      ? { [strongest]: { words: `cannot happen under ${strongest}: ${asked.short}`, because: asked.chain } }
      : {};
  const open = MODELS.filter((model) => happens[model] === true);
  const fences =
    asked && isAsked && asked.never.k === 'ordered'
      ? fencesFor(reading, program, source, asked.never, open, (fenced, models) =>
          stillUnder(reading, fenced, models),
        )
      : [];
  // A loop that goes round as often as it likes has too many runs to look for the nearest one.
  if (/^\s*(for|while) \(.*\{$/m.test(source)) return { answers: forbidden, fences };
  const rows = drawnCells(reading, source);
  const told: Partial<Record<Model, Answer>> = { ...forbidden };
  let steps: TableVerdict['steps'] | null = null;
  for (const model of [shown, strongest]) {
    if (model === null || model === undefined) continue;
    const run = playSchedule(createMachine(program, model), interleaving, null);
    const { drawn, problem } = run;
    const words = drawn?.words ?? problem?.message;
    // It knows the values of the rows, and not all that is asked.
    if (words === undefined || (isAsked && words.startsWith('happens') !== (happens[model] === true)))
      continue;
    if (model === shown && problem === null) steps = stepsIn(run.steps, program, source);
    const inMail = inMailLines(words, rows, reading).replace(/\.$/, '');
    // Why its row is not come to says what is asked better than where it stands.
    if (asked && model === strongest && words.includes(' is never reached')) continue;
    // Who waits for ever is in no order.
    const isPlain =
      words.startsWith('happens') && (reading.asked.k === 'deadlock' || (drawn && isAsDrawn(drawn, rows)));
    const said = isPlain
      ? plainly(inMail, model, drawn?.broken.length === 0 || reading.asked.k !== 'deadlock')
      : inMail;
    // Of rows of which nothing is asked nothing happens: they run.
    const named = isAsked
      ? said
      : said.replace(/^happens\b/, 'runs').replace(/^cannot happen\b/, 'cannot run');
    const lineOf = (row: number) => rows[row]?.line ?? row + 1;
    const because = asked
      ? [`${asked.short}:`, ...asked.chain]
      : refusalLines(program, model, interleaving, lineOf);
    told[model] = { words: named, because: problem === null ? [] : because };
  }
  return { answers: told, fences, ...(steps && { steps }) };
}

/** The models under which it happens in another version; null where a search reaches its limit. */
function stillUnder(reading: Reading, scenario: Scenario, models: readonly Model[]): readonly Model[] | null {
  const found = models.map((model) => happensUnder(reading, scenario, {}, model, WHY));
  return found.includes(null) ? null : models.filter((_, i) => found[i] !== false);
}

/** "happens as drawn", with what stands behind the failure; for a run that is drawn otherwise that it happens. */
function plainly(words: string, model: Model, isDrawn: boolean): string {
  const behind = /; .*$/.exec(words)?.[0] ?? '';
  return `happens ${isDrawn ? 'as drawn ' : ''}under ${model}${behind}`;
}

/** By which orderings what the table asks cannot be. Lines are those of the mail. */
function whyNot({ asked, cells }: Reading, program: Program, model: Model, source: string): Holding | null {
  if (asked.slug === null && asked.k !== 'deadlock') return null;
  const unwanted: Unwanted = asked.slug === null ? { k: 'deadlock' } : { k: 'property', slug: asked.slug };
  const naming = namingBy(program, lineStarts(source), tableLines(cells));
  const holding = finish(whyHolds(program, model, unwanted, WHY, naming));
  return holding.never.k === 'ordered' ? holding : null;
}

function tableLines(cells: Reading['cells']): readonly TableLine[] {
  return cells.flatMap(({ cpu, sourceLine, line }) =>
    cpu === null || sourceLine === null ? [] : [{ cpu, sourceLine, line }],
  );
}

const WHY: TableLimits = { states: 60_000, ms: 3000 };

/** Lines of the scenario by the last step that is taken for them. */
function stepsOf(
  { asked }: Reading,
  scenario: Scenario,
  model: Model,
  limits: TableLimits,
): ReadonlyMap<number, number> {
  const { program } = instantiate(scenario, {});
  if (!program) return new Map();
  const machine = createMachine(program, model);
  const { outcomes, witness } = exploreVerdict(machine, limits);
  const shown = outcomes.find(({ kind, property }) =>
    asked.k === 'deadlock' ? kind === 'deadlock' : property === asked.slug,
  );
  const keys = shown?.witness ?? (asked.k === 'nothing' ? outcomes[0]?.witness : witness) ?? [];
  return stepsIn(replay(machine, keys, null).steps, program, scenario.text);
}

/** Lines of a scenario's text by the last step of a run that is taken for them. */
function stepsIn(steps: Run['steps'], program: Program, text: string): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  steps.forEach(({ trace: { info } }, i) => {
    const at = info.pc === null ? undefined : program.code[info.pc]?.at;
    if (!at) return;
    // Of what a call of the prelude does the place is the call's.
    const scope = at.scope.map((index) => program.scopes[index]).find((one) => one?.file === 0);
    const from = at.file === 0 ? at.from : scope?.from;
    if (from !== undefined) found.set(text.slice(0, from).split('\n').length, i + 1);
  });
  return found;
}
