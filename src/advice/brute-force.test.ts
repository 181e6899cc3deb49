/**
 * What is needed and what repairs, against trying all sets: on random small races. `RACES=200` takes more of them than a few,
 * and says how many it looked at.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeOf, originIn } from './advised.fixture.ts';
import { findOrderings, findStrengthenings, type Strengthening, type TextEdit } from '../scenario/index.ts';
import { judgedOnce } from './judged-once.ts';
import type { Judge } from './judgement.ts';
import { judgedByKernel, KernelVersions } from './kernel-versions.ts';
import { findNeeds } from './needs.ts';
import { finish } from './never.ts';
import { findRepairs, costOf, overlap, type Repair, type RepairAnswer } from './repair.ts';
import { tryRepairs } from './repair-by-trying.ts';
import { SHAPES, smallRace } from './small-races.fixture.ts';

const RACES = Number(process.env['RACES'] ?? 5);
const SEED = Number(process.env['SEED'] ?? 3);
const LIMITS = { ms: 60_000, repairs: 3, parts: 6 };
/** `both`: code for x86 under tso and for arm64 under arm, as a portable repair must hold. */
const MODELS = ['tso', 'arm', 'both', 'lkmm'] as const;

type Under = (typeof MODELS)[number];
type Bad = (edits: readonly TextEdit[]) => Promise<readonly string[] | null>;

function judgeUnder(text: string, model: Under): Judge<Under> {
  if (model === 'lkmm') {
    const versions = new KernelVersions(text, {});
    return judgedOnce((edits) =>
      Promise.resolve(judgedByKernel(finish(versions.judge(edits, { ms: 20_000 })))),
    );
  }
  const [arm, x86] = [judgeOf(text, { arch: 'arm64' }), judgeOf(text, { arch: 'x86' })];
  if (model !== 'both') return (edits, _, first) => (model === 'tso' ? x86 : arm)(edits, model, first);
  return async (edits, _, first) => {
    const [one, other] = [await arm(edits, 'arm', first), await x86(edits, 'tso', first)];
    if (one.k !== 'judged') return other;
    return other.k !== 'judged' || one.bad.length > 0 ? one : other;
  };
}

/** How a version can end badly. */
function badOf(text: string, model: Under): Bad {
  const judge = judgeUnder(text, model);
  return async (edits) => {
    const judged = await judge(edits, model);
    if (judged.k === 'same') return (await badOf(text, model)([])) ?? null;
    return judged.k === 'judged' ? judged.bad : null;
  };
}

const sample = (model: Under, many: boolean) =>
  fc.sample(smallRace(Object.keys(SHAPES), 'arm64 | x86', many), {
    numRuns: RACES,
    seed: SEED + MODELS.indexOf(model),
  });

describe.each(MODELS)('under %s', (model) => {
  test('the cheapest repair holds, is as cheap as trying all sets says, and needs all of its parts', async () => {
    const counts = { races: 0, failing: 0, sets: 0 };
    for (const { text } of sample(model, false)) {
      counts.races += 1;
      const bad = badOf(text, model);
      if ((await bad([]))?.length === 0) continue;
      counts.failing += 1;
      const answer = await repairsOf(text, model);
      const repairs = answer.k === 'repairs' ? answer.repairs : [];
      for (const { parts, kills } of repairs) {
        expect([text, saysOf(parts), await bad(editsOf(parts))]).toEqual([text, saysOf(parts), []]);
        for (const kill of kills) expect([text, kill && (await bad(kill.edits))]).toEqual([text, kill?.bad]);
        for (const one of parts) {
          const fewer = parts.filter((other) => other !== one);
          expect([text, saysOf(parts), await isPromised(fewer, text, bad)]).toEqual([
            text,
            saysOf(parts),
            false,
          ]);
        }
      }
      const cheaper = await cheaperThan(repairs[0], text, bad, counts);
      expect([text, cheaper && saysOf(cheaper)]).toEqual([text, null]);
    }
    tell(`repairs under ${model}`, counts);
  });

  test('what is needed alone and together is what leaving out all subsets shows', async () => {
    const counts = { races: 0, subsets: 0, together: 0 };
    for (const { text } of sample(model, true)) {
      const orderings = findOrderings(text).filter(({ is }) => is !== 'marked');
      const bad = badOf(text, model);
      if (((await bad([]))?.length ?? 1) > 0 || orderings.length === 0) continue;
      counts.races += 1;
      const subsets = Array.from({ length: 2 ** orderings.length }, (_, bits) =>
        orderings.filter((_, nth) => (bits >> nth) % 2 === 1),
      );
      const failing: (typeof orderings)[] = [];
      for (const subset of subsets.sort((a, b) => a.length - b.length)) {
        if (failing.some((known) => known.every((one) => subset.includes(one)))) continue;
        counts.subsets += 1;
        const edits = subset.flatMap(({ forms }) => forms[0]?.edits ?? []);
        if (((await bad(edits))?.length ?? 0) > 0) failing.push(subset);
      }
      const judge = async (edits: readonly TextEdit[]) => {
        const found = await bad(edits);
        return found
          ? ({ k: 'judged', verdict: found.length > 0 ? 'violated' : 'holds', bad: found, outcomes: [], states: 0, witness: null, reorderings: [] } as const) // prettier-ignore
          : ({ k: 'refused', message: '' } as const);
      };
      const { needs, together } = await findNeeds(orderings, [model], judge);
      const told = [
        ...needs.filter(({ need }) => need === 'needed').map(({ ordering }) => [ordering]),
        ...together.map((one) => one.orderings),
      ];
      counts.together += together.length;
      expect([text, told.map(namesOf).sort()]).toEqual([text, failing.map(namesOf).sort()]);
    }
    tell(`needs under ${model}`, counts);
  });
});

async function repairsOf(text: string, model: Under): Promise<RepairAnswer> {
  const menu = { orderings: menuOf(text), others: [] };
  if (model === 'lkmm') {
    const judge = judgeUnder(text, model);
    return tryRepairs(menu, (edits) => judge(edits, model), null, LIMITS.ms);
  }
  const [arm, x86] = [judgeOf(text, { arch: 'arm64' }), judgeOf(text, { arch: 'x86' })];
  const judge: Judge = (edits, of, first) => (of === 'tso' ? x86 : arm)(edits, of, first);
  const models = model === 'both' ? (['tso', 'arm'] as const) : [model];
  return findRepairs(menu, models, judge, originIn(text), LIMITS);
}

/** What orders accesses. */
function menuOf(text: string): readonly Strengthening[] {
  const { orderings } = findStrengthenings(text, ['arm64', 'x86']);
  return orderings.filter(({ keeps }) => keeps !== 'fetches' && keeps !== 'complete');
}

/** By trying all sets of up to three that cost less; where there is no repair, those of up to two. */
async function cheaperThan(
  repair: Repair | undefined,
  text: string,
  bad: Bad,
  counts: { sets: number },
): Promise<readonly Strengthening[] | null> {
  const most = repair?.cost ?? 9;
  const parts = menuOf(text);
  let sets: (readonly Strengthening[])[] = [[]];
  for (const part of parts)
    sets = sets.flatMap((set) =>
      costOf(set) + part.cost < most &&
      set.length < (repair ? 3 : 2) &&
      !set.some((one) => overlap(one, part))
        ? [set, [...set, part]]
        : [set],
    );
  for (const set of sets) {
    counts.sets += 1;
    if (await isPromised(set, text, bad)) return set;
  }
  return null;
}

/** Words count by what the kernel promises of them, whatever a machine makes of them: on arm64 an smp_rmb() keeps stores back
 *  as well, and a release orders a later acquire. */
async function isPromised(set: readonly Strengthening[], text: string, bad: Bad): Promise<boolean> {
  if ((await bad(editsOf(set)))?.length !== 0) return false;
  return (await badOf(text, 'lkmm')(editsOf(set)))?.length === 0;
}

function editsOf(parts: readonly Strengthening[]): readonly TextEdit[] {
  return parts.flatMap(({ edits }) => edits);
}

function saysOf(parts: readonly Strengthening[]): string {
  return parts.map(({ says, inside, from }) => `${says} in ${inside} ${String(from)}`).join(', ');
}

function namesOf(orderings: readonly { readonly text: string; readonly from: number }[]): string {
  return orderings.map(({ text, from }) => `${text} ${String(from)}`).join(', ');
}

/** Where somebody asked for more than a few. */
function tell(what: string, counts: Readonly<Record<string, number>>): void {
  if (process.env['RACES'] !== undefined) process.stdout.write(`${what}: ${JSON.stringify(counts)}\n`);
}
