/**
 * The answer to a question, asked of the machine. Nobody writes answers down: they are what a search of all interleavings
 * says, and a question that has none is no question.
 */
import { err, ok, type Result } from '../base/index.ts';
import type { ExploreResult, Outcome } from '../explore/index.ts';
import type { Scenario, Settings } from '../scenario/index.ts';
import type { Circumstance, Ending, ModelName, Question } from './text.ts';

/** Every interleaving under some settings. */
export type Ask = (settings: Settings, model: ModelName) => ExploreResult | Promise<ExploreResult>;

export type Answer =
  | {
      readonly k: 'predict';
      readonly can: 'yes' | 'no' | 'depends';
      /** Steps of the shortest run that shows it, by model; null where none does. */
      readonly steps: Readonly<Partial<Record<ModelName, number | null>>>;
    }
  /** Steps of the shortest run to the goal. */
  | { readonly k: 'break'; readonly model: ModelName; readonly steps: number }
  /** Every smallest set of changes after which nothing goes wrong. */
  | { readonly k: 'fix'; readonly model: ModelName; readonly solutions: readonly Settings[] };

/** The answer, or why there is none. */
export async function answerOf(
  question: Question,
  scenario: Scenario,
  ask: Ask,
): Promise<Result<Answer, string>> {
  const settings = settingsOf(question, scenario);
  switch (question.k) {
    case 'predict':
      return predicted(question, settings, ask);
    case 'break': {
      const model = modelOf(question, scenario);
      const result = await ask(settings, model);
      const end = find(result, question.ending);
      if (end) return ok({ k: 'break', model, steps: end.witness.length });
      return err(`the goal “${endingText(question.ending)}” is out of reach under ${model}`);
    }
    case 'fix':
      return fixed(question, settings, modelOf(question, scenario), scenario, ask);
  }
}

async function predicted(
  { ending, models }: Question & { k: 'predict' },
  settings: Settings,
  ask: Ask,
): Promise<Result<Answer, string>> {
  const steps: Partial<Record<ModelName, number | null>> = {};
  let isKnown = ending.k === 'bad';
  for (const model of models) {
    const result = await ask(settings, model);
    const end = find(result, ending);
    if (!end && result.limit !== null)
      return err(`the search under ${model} reached a limit, so there is no answer`);
    steps[model] = end?.witness.length ?? null;
    isKnown ||= ending.k === 'values' && areObserved(result.outcomes, ending.values);
  }
  if (!isKnown) return err(`“${endingText(ending)}” names values that no run ends with, each by itself`);
  const can = models.filter((model) => steps[model] !== null).length;
  return ok({ k: 'predict', can: can === 0 ? 'no' : can === models.length ? 'yes' : 'depends', steps });
}

/** Each value is one that a run ends with, so a misspelt one is not taken for one that cannot be. */
function areObserved(outcomes: readonly Outcome[], values: Readonly<Record<string, string>>): boolean {
  return Object.entries(values).every(([name, value]) =>
    outcomes.some((outcome) => outcome.values[name] === value),
  );
}

async function fixed(
  { options }: Question & { k: 'fix' },
  base: Settings,
  model: ModelName,
  scenario: Scenario,
  ask: Ask,
): Promise<Result<Answer, string>> {
  for (const changes of changesOf(options, base, scenario)) {
    const { verdict } = await ask({ ...base, ...changes }, model);
    if (verdict !== 'holds') continue;
    const fewest = Object.keys(changes).length;
    if (fewest === 0) return err(`nothing goes wrong under ${model} to begin with`);
    const solutions: Settings[] = [];
    for (const others of changesOf(options, base, scenario)) {
      if (Object.keys(others).length !== fewest) continue;
      if ((await ask({ ...base, ...others }, model)).verdict === 'holds') solutions.push(others);
    }
    return ok({ k: 'fix', model, solutions });
  }
  return err(`no choice of ${options.join(', ')} mends it under ${model}`);
}

/** Every way to change some of the options, the fewest changes first. */
function changesOf(options: readonly string[], base: Settings, scenario: Scenario): readonly Settings[] {
  let all: readonly Settings[] = [{}];
  for (const name of options) {
    const option = scenario.options.find((one) => one.name === name);
    const now = base[name] ?? option?.initial;
    const others = (option?.values ?? []).filter((value) => value !== now);
    all = all.flatMap((changes) => [changes, ...others.map((value) => ({ ...changes, [name]: value }))]);
  }
  return all.toSorted((a, b) => Object.keys(a).length - Object.keys(b).length);
}

/** The settings that a question is asked under; options that it does not name have their initial values. */
export function settingsOf({ under, set }: Circumstance, { variants }: Scenario): Settings {
  return { ...variants.find(({ id }) => id === under)?.settings, ...set };
}

/** Its own model, else that of the variant it is asked under, else the scenario's. */
export function modelOf(
  { under, model }: Circumstance & { readonly model: ModelName | null },
  { variants, model: first }: Scenario,
): ModelName {
  return model ?? variants.find(({ id }) => id === under)?.model ?? first;
}

function find({ outcomes }: ExploreResult, ending: Ending): Outcome | undefined {
  return outcomes.find(({ kind, label, values }) =>
    ending.k === 'bad'
      ? kind !== 'finished' && label === ending.slug
      : kind === 'finished' && Object.entries(ending.values).every(([name, value]) => values[name] === value),
  );
}

/** An ending as its author wrote it. */
export function endingText(ending: Ending): string {
  if (ending.k === 'bad') return ending.slug;
  return Object.entries(ending.values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
}
