/**
 * Which of a scenario's orderings are needed, by trying without: each is weakened to nothing and to each weaker form, each
 * version is searched, and what can happen then and could not before is the answer. Where one alone shows nothing, sets
 * are tried, since two barriers may each do what the other does.
 */
import type { Model } from '../machine/index.ts';
import type { Ordering } from '../scenario/index.ts';
import type { Judge, Judged, Judgement } from './judgement.ts';
import { smallestSets } from './smallest-sets.ts';

/** What comes of it where an ordering is weakened. */
export type Need =
  /** A property is violated, or a run gets stuck, that did not. */
  | 'needed'
  /** Nothing goes wrong, but a result is possible that was not. */
  | 'seen'
  /** Nothing changes. */
  | 'no effect'
  /** It is nothing to this machine, or not in the code that runs under these settings. */
  | 'absent'
  /** The search reached its limit, or the text does not compile without. */
  | 'unknown';

export interface Needed<M = Model> {
  readonly ordering: Ordering;
  readonly model: M;
  readonly need: Need;
  /** What can happen without it: property slugs, `deadlock`, `livelock`; where it is only seen, the outcomes. */
  readonly because: readonly string[];
  /** The weakest form with which nothing changes, where there is one between itself and nothing. */
  readonly enough: string | null;
  /** The shortest run to what happens without it. */
  readonly witness: readonly string[] | null;
  /** Why it is not known. */
  readonly reason: string | null;
}

/** Orderings that can each be left out, but not all of them. */
export interface NeededTogether<M = Model> {
  readonly orderings: readonly Ordering[];
  readonly model: M;
  readonly need: 'needed' | 'seen';
  readonly because: readonly string[];
}

export interface NeedsBudget {
  /** How many versions are searched to find what is needed together. */
  readonly together: number;
}

const DEFAULT_BUDGET: NeedsBudget = { together: 60 };

/** Asks for every ordering under every model; each answer is told as it comes. */
export async function findNeeds<M>(
  orderings: readonly Ordering[],
  models: readonly M[],
  judge: Judge<M>,
  told: (needed: Needed<M>) => void = () => undefined,
  budget: NeedsBudget = DEFAULT_BUDGET,
): Promise<{ readonly needs: readonly Needed<M>[]; readonly together: readonly NeededTogether<M>[] }> {
  const asked = models.map(async (model) => {
    const base = await judge([], model);
    const needs = await Promise.all(
      orderings.map(async (ordering) => {
        const needed = await needOf(ordering, model, await baseOf(ordering, model, base, judge), judge);
        told(needed);
        return needed;
      }),
    );
    const spare = needs.flatMap(({ need, ordering }) =>
      need === 'no effect' && !ordering.base ? [ordering] : [],
    );
    return { needs, together: await findTogether(spare, model, base, judge, budget) };
  });
  const answers = await Promise.all(asked);
  return {
    needs: answers.flatMap(({ needs }) => needs),
    together: answers.flatMap(({ together }) => together),
  };
}

/** What an ordering is looked at with may be nothing to the machine. */
async function baseOf<M>(
  { base: edits }: Ordering,
  model: M,
  base: Judged,
  judge: Judge<M>,
): Promise<Judged> {
  if (!edits || edits.length === 0) return base;
  const looked = await judge(edits, model);
  return looked.k === 'same' ? base : looked;
}

async function needOf<M>(ordering: Ordering, model: M, base: Judged, judge: Judge<M>): Promise<Needed<M>> {
  const answer = { ordering, model, because: [], enough: null, witness: null, reason: null };
  const unknown = (reason: string): Needed<M> => ({ ...answer, need: 'unknown', reason });
  if (base.k !== 'judged') return unknown('the scenario itself was not searched');
  if (base.verdict === 'bounded') return unknown('the search of the scenario itself reached its limit');
  const [weakest, ...others] = ordering.forms;
  if (!weakest) return { ...answer, need: 'absent' };
  const without = await judge(weakest.edits, model);
  if (without.k === 'same') return { ...answer, need: 'absent' };
  // A mere name is no statement.
  if (without.k === 'refused' && ordering.is === 'marked') return { ...answer, need: 'absent' };
  if (without.k === 'refused') return unknown(without.message);
  const change = changeOf(base, without);
  if (!change) {
    if (without.verdict === 'bounded') return unknown('the search reached its limit');
    return { ...answer, need: 'no effect' };
  }
  let enough: string | null = null;
  for (const form of others) {
    const weaker = await judge(form.edits, model);
    if (weaker.k !== 'judged' || weaker.verdict === 'bounded' || changeOf(base, weaker)) continue;
    enough = form.says;
    break;
  }
  return { ...answer, ...change, enough, witness: change.need === 'needed' ? without.witness : null };
}

/** What can happen in a version and could not before; null where nothing can. */
export function changeOf(
  base: Judgement,
  version: Judgement,
): { readonly need: 'needed' | 'seen'; readonly because: readonly string[] } | null {
  const bad = version.bad.filter((end) => !base.bad.includes(end));
  if (bad.length > 0) return { need: 'needed', because: bad };
  const outcomes = version.outcomes.filter((label) => !base.outcomes.includes(label));
  return outcomes.length > 0 ? { need: 'seen', because: outcomes } : null;
}

/** Smallest sets, of orderings that can each be left out: what goes wrong without them; where nothing does, what can be seen. */
async function findTogether<M>(
  spare: readonly Ordering[],
  model: M,
  base: Judged,
  judge: Judge<M>,
  { together }: NeedsBudget,
): Promise<readonly NeededTogether<M>[]> {
  if (base.k !== 'judged' || spare.length < 2) return [];
  const of = (members: readonly number[]) => members.flatMap((one) => spare[one] ?? []);
  const changeWithout = async (members: readonly number[]) => {
    const edits = of(members).flatMap(({ forms }) => forms[0]?.edits ?? []);
    const version = await judge(edits, model);
    return version.k === 'judged' ? changeOf(base, version) : null;
  };
  const all = await changeWithout([...spare.keys()]);
  if (!all) return [];
  const asking = smallestSets(spare.length, together);
  let asked = asking.next();
  while (!asked.done) asked = asking.next((await changeWithout(asked.value))?.need === all.need);
  const found = asked.value.map(async (members) => {
    const because = (await changeWithout(members))?.because ?? [];
    return { orderings: of(members), model, need: all.need, because };
  });
  return Promise.all(found);
}
