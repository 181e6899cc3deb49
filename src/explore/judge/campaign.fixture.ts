/** Many random races, judged one after the other: what `npm run judge` runs, and in small number the unit tests. */
import type { Model } from '../../machine/index.ts';
import { differences, shrunk, type Judge } from './judgement.fixture.ts';
import { randomRace, textOf, type Race } from './random-race.fixture.ts';

export interface Verdict {
  readonly seed: number;
  readonly by: Judge;
  /** `beyond`: too large, or with something in it that the judge leaves out. */
  readonly outcome: 'same' | 'different' | 'beyond';
  /** Of a different one: its smallest form, and what differs in it. */
  readonly smallest: string;
  readonly differs: readonly string[];
}

export const MODELS: readonly Model[] = ['arm', 'tso', 'sc'];

/** Judges the races with the seeds `from`, `from + 1`, …; every fifth has hardware that only the product's machine knows. */
export function* campaign(
  from: number,
  count: number,
  limit: number,
  models: readonly Model[],
): Generator<Verdict> {
  for (let seed = from; seed < from + count; seed++) {
    const hardware = seed % 5 === 0;
    const by = hardware ? 'driven' : 'reference';
    const race = randomRace(seed, { hardware });
    const differ = (one: Race) => differences(one, limit, by, models);
    const differs = differ(race);
    const same = differs?.length === 0;
    const small = differs === null || same ? null : shrunk(race, differ);
    yield {
      seed,
      by,
      outcome: differs === null ? 'beyond' : same ? 'same' : 'different',
      smallest: small ? `${small.exclusives ? '// atomics as exclusives\n' : ''}${textOf(small)}` : '',
      differs: (small && differ(small)) ?? [],
    };
  }
}
