/** Why the properties of a scenario hold, on the command line. */
import { finish, lineStarts, namingBy, whyHolds, type Holding, type Unwanted } from '../advice/index.ts';
import type { Model, Program } from '../machine/index.ts';
import type { ScenarioFile } from './scenario-files.ts';
import { UserError } from './user-error.ts';

interface ToldHolding extends Holding {
  readonly name: string;
}

const LIMITS = { states: 60_000, ms: 4000 };

/** Of all properties, or of the one that is named; `deadlock` and `livelock` count as such. */
export function holdingsOf(
  file: ScenarioFile,
  program: Program,
  model: Model,
  named: string | null,
): readonly ToldHolding[] {
  const slugs = [...file.scenario.properties, ...(file.scenario.rules ?? [])].map(({ slug }) => slug);
  if (named !== null && ![...slugs, 'deadlock', 'livelock'].includes(named))
    throw new UserError(
      `There is no property ${named}; there are ${[...file.scenario.properties.map(({ slug }) => slug), 'deadlock'].join(', ')}.`,
    );
  const names = named === null ? file.scenario.properties.map(({ slug }) => slug) : [named];
  const naming = namingBy(program, lineStarts(file.text));
  return names.map((name) => {
    const unwanted: Unwanted =
      name === 'deadlock' || name === 'livelock' ? { k: name } : { k: 'property', slug: name };
    return { name, ...finish(whyHolds(program, model, unwanted, LIMITS, naming)) };
  });
}

export function holdingLines(holdings: readonly ToldHolding[]): readonly string[] {
  return holdings.flatMap(({ name, short, chain, never }) => [
    never.k === 'ordered' ? `${name} cannot be: ${short}` : `${name}: ${short}`,
    ...chain.map((one) => `  ${one}`),
  ]);
}

export function holdingJson(holdings: readonly ToldHolding[]) {
  return {
    holds: holdings.map(({ name, short, chain, never }) => ({
      property: name,
      kind: never.k,
      short,
      chain,
      ...(never.k === 'ordered'
        ? {
            without: never.alone.map(({ construct, happens }) => ({ text: construct.text, happens })),
            run: never.run.steps.map(({ key }) => key),
          }
        : {}),
    })),
  };
}
