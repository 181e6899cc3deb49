/** Why a property holds, or nothing gets stuck: the run that would be needed, and what forbids it. */
import { replay, VerdictSearch, type ExploreLimits, type Run } from '../explore/index.ts';
import type { Machine, Model, Program } from '../machine/index.ts';
import { whyNever, type Look, type Never } from './never.ts';
import { neverWords, type Naming, type NeverWords } from './never-words.ts';

/** What does not happen: a property's slug, or an end. */
export type Unwanted =
  { readonly k: 'property'; readonly slug: string } | { readonly k: 'deadlock' | 'livelock' };

export interface Holding extends NeverWords {
  readonly never: Never;
}

const NAMELESS: Naming = { row: () => null, line: () => null };

/** `limits` are those of each search. */
export function* whyHolds(
  program: Program,
  model: Model,
  unwanted: Unwanted,
  limits: ExploreLimits,
  naming: Naming = NAMELESS,
): Generator<void, Holding> {
  const look: Look = (machine) => lookFor(machine, unwanted, limits);
  const never = yield* whyNever(program, model, look);
  return { never, ...neverWords(program, model, never, naming) };
}

/** Milliseconds between pauses. */
const SLICE_MS = 25;

function* lookFor(
  machine: Machine,
  unwanted: Unwanted,
  limits: ExploreLimits,
): Generator<void, Run | null | undefined> {
  const search = new VerdictSearch(machine, limits);
  while (!search.advance(performance.now() + SLICE_MS)) yield;
  const { outcomes, limit } = search.result;
  const found = outcomes.find(({ kind, property }) =>
    unwanted.k === 'property' ? property === unwanted.slug : kind === unwanted.k,
  );
  if (found) return replay(machine, found.witness, null);
  return limit === null ? null : undefined;
}
