/**
 * Questions answered by the machine, and what a reader is told who has guessed: the run that shows it, opened at the step
 * where the reader's picture and the machine part, or why no run can.
 */
import { cpuName, engrave, type Row, type Score } from '../../score/index.ts';
import type { Instance } from '../../protocol/index.ts';
import type { ExploreResult, Model, Outcome, Program, Scenario, Settings, Translation } from '../answers.ts';
import { differing, LIMITS } from './instances.ts';
import {
  isSubject,
  type Account,
  type Answer,
  type Guess,
  type UnderModel,
  type Question,
} from './question.ts';
import type { WorkerClient } from '../ports.ts';

/** So many other variants are asked, until so many have shown it. */
const TRIED = 8;
const TOLD = 3;

/** A run that does what was asked about, elsewhere; `words` say where. */
interface Neighbour {
  readonly instance: Instance;
  readonly keys: readonly string[];
  readonly words: string;
}

/** Steps of a run that are not told any more. */
function rest({
  keys,
  broken,
}: Pick<Neighbour, 'keys'> & { readonly broken: Translation['broken'] }): number {
  return broken ? keys.length - broken.step : -1;
}

export function createAnswering(client: WorkerClient) {
  const instanceOf = ({ file }: Question, settings: Settings, model: Model): Instance => ({
    id: file.id,
    text: file.text,
    settings,
    model,
  });
  const explore = (instance: Instance): Promise<ExploreResult> =>
    client.request({ do: 'explore', instance, limits: LIMITS }).promise;

  async function answer(question: Question): Promise<Answer> {
    const models = await Promise.all(
      question.models.map(async (model): Promise<UnderModel> => {
        const result = await explore(instanceOf(question, question.settings, model));
        const found = witnessOf(result, question);
        const happens = found ? true : result.limit === null ? false : null;
        return { model, happens, witness: found?.witness ?? null, states: result.states };
      }),
    );
    return { truth: truthOf(models), models };
  }

  /** The run of `keys` as it is drawn, fates included. */
  async function drawn(
    instance: Instance,
    keys: readonly string[],
  ): Promise<{ program: Program; score: Score }> {
    const program = await client.request({ do: 'program', instance }).promise;
    const run = await client.request({ do: 'replay', instance, keys, fates: true }).promise;
    return { program, score: engrave(program, run) };
  }

  /** What a reader is told who guessed `guess`. `scenario` offers other options, where the thing may happen. */
  async function account(
    question: Question,
    { models }: Answer,
    guess: Guess,
    scenario: Scenario,
  ): Promise<Account> {
    const shows = models.filter(({ happens }) => happens === true);
    const never = models.filter(({ happens }) => happens === false);
    // Who expected it everywhere is shown where it cannot be; anybody else where it can, in the simplest machine.
    const shown = guess === 'yes' && never.length > 0 ? undefined : shows[0];
    if (shown?.witness) return happening(question, shown.model, shown.witness, truthOf(models) === guess);
    const where = never.at(-1);
    if (!where) return { words: 'The search stopped before it was sure.', parting: null };
    return refusing(question, where, shows, scenario);
  }

  /** `foreseen`: the reader was right, and is not told what they expected. */
  async function happening(
    question: Question,
    model: Model,
    keys: readonly string[],
    foreseen: boolean,
  ): Promise<Account> {
    const { settings } = question;
    const { program, score } = await drawn(instanceOf(question, settings, model), keys);
    const { step, words } = partingOf(program, score, foreseen);
    return { words, parting: { settings, model, keys, step } };
  }

  /** It cannot happen under `where`: a near run that does it elsewhere is told there, and ends where the machine refuses. Of
   *  several the one that ends soonest, for what else it does would only be in the way. */
  async function refusing(
    question: Question,
    where: UnderModel,
    shows: readonly UnderModel[],
    scenario: Scenario,
  ): Promise<Account> {
    const searched = `None of the ${counted(where.states)} states that can be reached under ${where.model} does.`;
    const here = instanceOf(question, question.settings, where.model);
    let best: (Neighbour & { readonly broken: Translation['broken'] }) | null = null;
    for (const near of await neighbours(question, where, shows, scenario)) {
      const { instance, keys } = near;
      const { broken } = await client.request({ do: 'translate', instance: here, of: instance, keys })
        .promise;
      if (best === null || rest({ keys, broken }) > rest(best)) best = { ...near, broken };
    }
    if (!best) return { words: searched, parting: null };
    const { broken, keys, words } = best;
    const { settings, model } = best.instance;
    const parting = { settings, model, keys, step: Math.max(0, (broken?.step ?? 1) - 1), under: here };
    const why = broken ? `Told here, that run ends before its step ${broken.step}. ${broken.why}` : '';
    return { words: `${searched} It takes ${words}. ${why}`.trim(), parting };
  }

  /** Runs that do it under other models, else under other options, the nearest first. */
  async function neighbours(
    question: Question,
    where: UnderModel,
    shows: readonly UnderModel[],
    scenario: Scenario,
  ): Promise<readonly Neighbour[]> {
    const near = shows.at(-1);
    if (near?.witness) {
      const instance = instanceOf(question, question.settings, near.model);
      return [{ instance, keys: near.witness, words: `the model ${near.model}` }];
    }
    const others = scenario.variants
      .map(({ settings, model }) => ({
        instance: instanceOf(question, settings, model),
        changes: differing(scenario, question.settings, settings),
      }))
      .filter(({ changes }) => changes.length > 0)
      .sort((a, b) => a.changes.length - b.changes.length)
      .slice(0, TRIED);
    const found: Neighbour[] = [];
    for (const { instance, changes } of others) {
      if (found.length === TOLD) break;
      const outcome = witnessOf(await explore(instance), question);
      if (outcome) found.push({ instance, keys: outcome.witness, words: changes.join(', ') });
    }
    return found;
  }

  return { answer, account };
}

function witnessOf({ outcomes }: ExploreResult, { subject }: Question): Outcome | undefined {
  return outcomes.find((outcome) => isSubject(subject, outcome));
}

/** One model that shows it and one that cannot are enough for "depends". */
function truthOf(models: readonly Pick<UnderModel, 'happens'>[]): Guess | null {
  const some = models.some(({ happens }) => happens === true);
  const none = models.some(({ happens }) => happens === false);
  if (some && none) return 'depends';
  if (models.some(({ happens }) => happens === null)) return null;
  return some ? 'yes' : 'no';
}

/** The first step that a reader who sees one access after the other does not expect; else the one that settles it. */
function partingOf(
  program: Program,
  score: Score,
  foreseen: boolean,
): { readonly step: number; readonly words: string } {
  const stale = score.rows.find((row) => row.kind === 'step' && row.missed !== null);
  if (stale) return { step: stale.step, words: missedWords(program, score, stale, foreseen) };
  const copy = score.spans.find(({ kind, from }) => kind === 'stale' && from > 0);
  const since = copy && score.rows[copy.from];
  if (copy && since) {
    const held = score.parts[copy.part];
    const words = `From step ${since.step} on ${held?.name ?? 'a CPU'} may use an old copy of ${copy.name}: memory has changed, what it holds has not.`;
    return { step: since.step, words };
  }
  const early = score.rows.find((row) => row.kind === 'step' && row.replaced !== null);
  if (early) {
    const who = whoOf(program, score, early);
    const looks = foreseen ? `${sentence(who)} looks early` : `You expected ${who} to look later`;
    return {
      step: early.step,
      words: `${looks}: what ${early.text} finds in step ${early.step} is replaced in step ${early.replaced ?? 0}, before its CPU has done what stands above it.`,
    };
  }
  const turn = score.noReturn ?? score.steps;
  const row = score.rows[score.rowOfStep[turn] ?? 0];
  return {
    step: turn,
    words: row
      ? `No access is out of order here, only the CPUs’ turns: with step ${turn}, ${whoOf(program, score, row)}: ${row.text}, it is settled.`
      : 'It happens at once.',
  };
}

function missedWords(program: Program, score: Score, row: Row, foreseen: boolean): string {
  const who = whoOf(program, score, row);
  const found = row.result === null ? 'found the older value' : `found ${row.result}`;
  const sees = foreseen
    ? `${sentence(who)} does not see the newer value in step ${row.step}`
    : `You expected ${who} to see the newer value in step ${row.step}`;
  return `${sees}: ${row.text} ${found}, ${row.missed ?? ''}.`;
}

function sentence(who: string): string {
  return who.charAt(0).toUpperCase() + who.slice(1);
}

function whoOf(program: Program, { parts }: Score, { part }: Row): string {
  const cpu = parts[part ?? 0]?.cpu;
  return cpu === undefined ? 'a CPU' : cpuName(program, cpu);
}

const count = new Intl.NumberFormat('en');
const counted = (many: number) => count.format(many);
