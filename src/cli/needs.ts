/** `smpscope needs FILE`: which barriers, acquires, releases and masks a scenario needs, under each model; the kernel's own is
 *  asked in this very thread, since its answers take milliseconds. */
import {
  dependenciesIn,
  findNeeds,
  judgedOnce,
  kernelDependencies,
  underModels,
  type DependencyNeeds,
  type Judge,
  type LedBy,
  type Needed,
  type NeededTogether,
} from '../advice/index.ts';
import { safeJson } from '../base/index.ts';
import type { Model } from '../machine/index.ts';
import { findOrderings, position, type Ordering, type Settings } from '../scenario/index.ts';
import { judgeByKernel, judgeLoose } from './kernel-judge.ts';
import { fullSettings, loadScenario, makeProgram, type ScenarioFile } from './scenario-files.ts';
import { readModel, readSettings } from './settings.ts';
import { TaskPool } from './task-pool.ts';
import { onlyOne, readArguments, readCount, UserError } from './user-error.ts';

const DEFAULT_LIMIT = 300_000;

/** What the two commands that give advice are asked about. */
export interface Asked {
  readonly file: ScenarioFile;
  readonly settings: Settings;
  readonly models: readonly Model[];
  readonly limit: number;
  readonly json: boolean;
}

export const ADVICE_OPTIONS = {
  variant: { type: 'string' },
  model: { type: 'string', multiple: true },
  set: { type: 'string', multiple: true },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export async function runNeeds(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, ADVICE_OPTIONS);
  const kernel = values.model?.includes('lkmm') === true;
  const others = values.model?.filter((model) => model !== 'lkmm');
  const asked = askedOf(onlyOne(positionals, 'a scenario file'), { ...values, model: others });
  const { file, json } = asked;
  const models: readonly (Model | 'lkmm')[] = kernel ? [...asked.models, 'lkmm'] : asked.models;
  const orderings = findOrderings(file.text);
  const pool = new TaskPool();
  const machineJudge = judgeIn(pool, asked);
  const kernelJudge = judgeByKernel(asked);
  const [{ needs: stated, together: sets }, dependencies] = await Promise.all([
    findNeeds(orderings, models, (edits, model) =>
      model === 'lkmm' ? kernelJudge(edits, model) : machineJudge(edits, model),
    ),
    dependenciesUnder(pool, asked),
  ]);
  const spare = stated.flatMap(({ ordering, model, need }) =>
    model === 'lkmm' && need === 'no effect' && !ordering.base ? [ordering] : [],
  );
  const ofKernel = kernel
    ? await kernelDependencies(listed(asked, dependencies), spare, judgeLoose(asked))
    : { needs: [], together: [] };
  const needs = [...stated, ...underModels(dependencies.needs, asked.models), ...ofKernel.needs];
  const onArm = dependencies.together.map((one) => ({ ...one, model: 'arm' as const }));
  const together = [...sets, ...onArm, ...ofKernel.together];
  const bases = await Promise.all(
    models.map(async (model) => {
      const base = await (model === 'lkmm' ? kernelJudge([], model) : machineJudge([], model));
      return base.k === 'judged' && base.bad.length > 0 ? [{ model, bad: base.bad }] : [];
    }),
  );
  const fails = bases.flat();
  await pool.close();
  if (json)
    console.log(
      safeJson(
        {
          scenario: file.scenario.id,
          options: asked.settings,
          models,
          fails,
          orderings: needs.map((needed) => toldNeed(file, needed)),
          together: together.map(({ orderings: members, ...others }) => ({
            ...others,
            orderings: members.map((ordering) => placeOf(file, ordering)),
          })),
        },
        2,
      ),
    );
  else for (const line of lines(file, needs, together, fails)) console.log(line);
  return needs.some(({ need }) => need === 'unknown') ? 3 : 0;
}

export function askedOf(
  path: string,
  values: {
    readonly variant?: string | undefined;
    readonly model?: readonly string[] | undefined;
    readonly set?: readonly string[] | undefined;
    readonly limit?: string | undefined;
    readonly json?: boolean | undefined;
  },
): Asked {
  const file = loadScenario(path);
  const { scenario } = file;
  const variant = scenario.variants.find(({ id }) => id === values.variant);
  const ofKernel = scenario.kernelVariants?.find(({ id }) => id === values.variant);
  if (values.variant !== undefined && !variant && !ofKernel) {
    const all = [...scenario.variants, ...(scenario.kernelVariants ?? [])];
    throw new UserError(
      `${path} has no variant ${values.variant}; it has ${all.map(({ id }) => id).join(', ') || 'none'}.`,
    );
  }
  // Under lkmm no machine's model is given.
  if (ofKernel && values.model?.length !== 0)
    throw new UserError(`The variant ${ofKernel.id} is for the kernel's memory model: add --model lkmm.`);
  const given = { ...(variant ?? ofKernel)?.settings, ...readSettings(values.set ?? []) };
  makeProgram(file, given);
  return {
    file,
    settings: fullSettings(scenario, given),
    models: values.model?.map(readModel) ?? (variant ? [variant.model] : ['sc', 'tso', 'arm']),
    limit: values.limit === undefined ? DEFAULT_LIMIT : readCount(values.limit, 'limit'),
    json: values.json ?? false,
  };
}

/** Those of arm, which were searched; else those that there are. */
function listed({ file, settings }: Asked, { needs }: DependencyNeeds): readonly LedBy[] {
  return needs.length > 0 ? needs : dependenciesIn(makeProgram(file, settings), file.text);
}

/** What depends is kept in order by the machine's models but `arm`. */
function dependenciesUnder(pool: TaskPool, { file, settings, models, limit }: Asked) {
  if (!models.includes('arm')) return { needs: [], together: [] };
  return pool.run({ do: 'dependencies', path: file.path, settings, limit });
}

/** Each version once, whoever asks for it. */
export function judgeIn(pool: TaskPool, { file, settings, limit }: Asked): Judge {
  return judgedOnce((edits, model, first = false) =>
    pool.run({ do: 'judge', path: file.path, edits, settings, model, limit, first }),
  );
}

/** A model under which the scenario fails as it is. */
interface Failing {
  readonly model: Model | 'lkmm';
  readonly bad: readonly string[];
}

type NeededHere = Needed<Model | 'lkmm'>;

interface ToldPlace {
  readonly text: string;
  readonly inside: string;
  /** In the scenario's text; null in the prelude. */
  readonly line: number | null;
  /** What it is, where it is no word that orders. */
  readonly is?: 'marked' | 'dependency';
}

function placeOf(file: ScenarioFile, { text, inside, from, file: source, is }: Ordering): ToldPlace {
  const line = source === 0 ? position(file.text, from).line : null;
  return { text, inside, line, ...(is ? { is } : {}) };
}

function toldNeed(file: ScenarioFile, { ordering, ...others }: NeededHere) {
  return { ...placeOf(file, ordering), ...others };
}

function lines(
  file: ScenarioFile,
  needs: readonly NeededHere[],
  together: readonly NeededTogether<Model | 'lkmm'>[],
  fails: readonly Failing[],
): readonly string[] {
  const failing = fails.map(
    ({ model, bad }) =>
      `It fails under ${model} as it is (${bad.join(', ')}): what is said of ${model} is what goes wrong besides.`,
  );
  const told = [...new Set(needs.map(({ ordering }) => ordering))].flatMap((ordering) => {
    const of = needs.filter((needed) => needed.ordering === ordering);
    if (of.every(({ need }) => need === 'absent')) return [];
    return [
      nameOf(file, ordering),
      ...of.map((needed) => `    ${needed.model.padEnd(4)} ${needWords(needed)}`),
    ];
  });
  if (told.length === 0) return ['There is no ordering in the code that runs under these settings.'];
  const sets = together.map(({ orderings: members, model, need, because }) => {
    const why = need === 'seen' ? 'or another result is possible' : `or ${because.join(', ')}`;
    return `under ${model} each of these can go, but not all, ${why}: ${members.map((one) => nameOf(file, one)).join(', ')}`;
  });
  return [...failing, ...told, ...sets];
}

function nameOf(file: ScenarioFile, ordering: Ordering): string {
  const { line } = placeOf(file, ordering);
  if (ordering.is === 'dependency') return `${ordering.text}, ${ordering.inside}`;
  const against = ordering.is === 'marked' ? ' instead of a plain access' : '';
  return `${ordering.text}${against}  (${line === null ? '' : `line ${String(line)}, `}${ordering.inside})`;
}

function needWords({ need, because, enough, reason, ordering }: NeededHere): string {
  const [weakest] = ordering.forms;
  const instead = enough === null ? '' : `; ${enough} would do`;
  switch (need) {
    case 'needed':
      return `needed: ${because.join(', ')}${instead}`;
    case 'seen':
      return `nothing goes wrong without it, but it can be seen: ${because.join('; ')}${instead}`;
    case 'no effect':
      return weakest === undefined || weakest.says === null
        ? 'no effect in this scenario'
        : `${weakest.says} would do`;
    case 'absent':
      return ordering.is === 'marked' ? 'a plain access is the same here' : 'nothing to order here';
    case 'unknown':
      return `not known: ${reason ?? ''}`;
  }
}
