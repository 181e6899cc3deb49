/** `smpscope needs FILE`: which barriers, acquires, releases and masks a scenario needs, under each model; the kernel's own is
 *  asked in this very thread, since its answers take milliseconds. */
import { findNeeds, type Judge, type Needed, type NeededTogether } from '../advice/index.ts';
import { safeJson } from '../base/index.ts';
import type { Model } from '../machine/index.ts';
import { findOrderings, position, type Ordering, type Settings } from '../scenario/index.ts';
import { judgeByKernel } from './kernel-judge.ts';
import { fullSettings, loadScenario, type ScenarioFile } from './scenario-files.ts';
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
  const { needs, together } = await findNeeds(orderings, models, (edits, model) =>
    model === 'lkmm' ? kernelJudge(edits) : machineJudge(edits, model),
  );
  await pool.close();
  if (json)
    console.log(
      safeJson(
        {
          scenario: file.scenario.id,
          options: asked.settings,
          models,
          orderings: needs.map((needed) => toldNeed(file, needed)),
          together: together.map(({ orderings: members, ...others }) => ({
            ...others,
            orderings: members.map((ordering) => placeOf(file, ordering)),
          })),
        },
        2,
      ),
    );
  else for (const line of lines(file, orderings, needs, together)) console.log(line);
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
  return {
    file,
    settings: fullSettings(scenario, given),
    models: values.model?.map(readModel) ?? (variant ? [variant.model] : ['sc', 'tso', 'arm']),
    limit: values.limit === undefined ? DEFAULT_LIMIT : readCount(values.limit, 'limit'),
    json: values.json ?? false,
  };
}

/** Each version once, whoever asks for it. */
export function judgeIn(pool: TaskPool, { file, settings, limit }: Asked): Judge {
  const asked = new Map<string, ReturnType<Judge>>();
  return (edits, model) => {
    const key = JSON.stringify([model, edits]);
    const known = asked.get(key) ?? pool.run({ do: 'judge', path: file.path, edits, settings, model, limit });
    asked.set(key, known);
    return known;
  };
}

type NeededHere = Needed<Model | 'lkmm'>;

interface ToldPlace {
  readonly text: string;
  readonly inside: string;
  /** In the scenario's text; null in the prelude. */
  readonly line: number | null;
}

function placeOf(file: ScenarioFile, { text, inside, from, file: source }: Ordering): ToldPlace {
  return { text, inside, line: source === 0 ? position(file.text, from).line : null };
}

function toldNeed(file: ScenarioFile, { ordering, ...others }: NeededHere) {
  return { ...placeOf(file, ordering), ...others };
}

function lines(
  file: ScenarioFile,
  orderings: readonly Ordering[],
  needs: readonly NeededHere[],
  together: readonly NeededTogether<Model | 'lkmm'>[],
): readonly string[] {
  const told = orderings.flatMap((ordering) => {
    const of = needs.filter((needed) => needed.ordering === ordering);
    if (of.every(({ need }) => need === 'absent')) return [];
    return [
      nameOf(file, ordering),
      ...of.map((needed) => `    ${needed.model.padEnd(4)} ${needWords(needed)}`),
    ];
  });
  if (told.length === 0) return ['There is no ordering in the code that runs under these settings.'];
  const sets = together.map(
    ({ orderings: members, model, because }) =>
      `under ${model} one of these is needed (${because.join(', ')}): ${members.map((one) => nameOf(file, one)).join(', ')}`,
  );
  return [...told, ...sets];
}

function nameOf(file: ScenarioFile, ordering: Ordering): string {
  const { line } = placeOf(file, ordering);
  return `${ordering.text}  (${line === null ? '' : `line ${String(line)}, `}${ordering.inside})`;
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
      return 'nothing to order here';
    case 'unknown':
      return `not known: ${reason ?? ''}`;
  }
}
