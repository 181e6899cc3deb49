/**
 * What would make a failing scenario hold: the cheapest sets of additions, found by counterexamples. Each bad run names what
 * it does out of program order; a repair must keep one of those in order, for a set that keeps none of them leaves the run
 * as it is. So the next set to try is the cheapest that meets all bad runs seen so far; it is searched whole, and either
 * holds or shows another bad run.
 */
import type { Model } from '../machine/index.ts';
import type { Menu, Strengthening, TextEdit } from '../scenario/index.ts';
import { cheapestHittingSet } from './hitting-set.ts';
import type { Judge, Judged } from './judgement.ts';
import { isAsStrong, orders } from './orders.ts';
import type { Place, Reordering } from './reorderings.ts';

export interface Repair {
  readonly parts: readonly Strengthening[];
  readonly cost: number;
  readonly edits: readonly TextEdit[];
  /** By part: what goes wrong with all others and without it. Null where that is not known. */
  readonly kills: readonly (Kill | null)[];
  /** How many bad runs each part was needed against, and the first of them. */
  readonly against: readonly {
    readonly model: Model;
    readonly bad: readonly string[];
    readonly witness: readonly string[];
  }[];
}

/** What one part of a repair alone keeps from happening. */
export interface Kill {
  /** Those of the other parts. */
  readonly edits: readonly TextEdit[];
  readonly model: Model | 'lkmm';
  readonly bad: readonly string[];
  /** The first run to it that was found in the text with the edits, a shortest one unless states were left out; null where
   *  there are no runs. */
  readonly witness: readonly string[] | null;
}

export type RepairAnswer =
  /** Nothing fails. */
  | { readonly k: 'holds' }
  /** It fails where nothing is reordered, so no barrier can help; what else does. `complete`: all of the menu was tried, one
   *  change or two at once, as far as there is none cheaper. */
  | {
      readonly k: 'not ordering';
      readonly bad: readonly string[];
      readonly repairs: readonly Repair[];
      readonly complete: boolean;
    }
  /** Cheapest first. `complete`: there is no cheaper one within the menu. `above`: none costs less than this. */
  | {
      readonly k: 'repairs';
      readonly repairs: readonly Repair[];
      readonly complete: boolean;
      readonly above: number;
    }
  | { readonly k: 'unknown'; readonly reason: string };

export interface RepairLimits {
  /** Milliseconds for all of it; what is found by then is told. */
  readonly ms: number;
  /** How many repairs are looked for. */
  readonly repairs: number;
  /** How many parts one may have. */
  readonly parts: number;
}

const REPAIR_LIMITS: RepairLimits = { ms: 10_000, repairs: 5, parts: 6 };

interface BadRun {
  readonly model: Model;
  readonly bad: readonly string[];
  readonly witness: readonly string[];
  readonly hitBy: readonly number[];
}

/**
 * `models`: under which nothing may fail. `judge` is asked for some versions twice. `originOf` tells where a place in a
 * version's text stood before, given the edits.
 */
export async function findRepairs(
  menu: Menu,
  models: readonly Model[],
  judge: Judge,
  originOf: (edits: readonly TextEdit[], place: Place) => Place | null,
  limits: RepairLimits = REPAIR_LIMITS,
): Promise<RepairAnswer> {
  const base = await failureOf([], models, judge);
  if (base.k === 'unknown') return base;
  if (base.k === 'holds') return { k: 'holds' };
  // What happens in order happens under any model, and there it is found soonest. It may still be an instruction or a
  // translation that is out of date, which a barrier can help against.
  const inOrder = await judge([], 'sc');
  const fails = inOrder.k === 'judged' && inOrder.bad.some((end) => end !== 'livelock');
  const tried = fails ? withFirst('sc', models) : models;
  const found = await new RepairSearch(menu.orderings, tried, judge, originOf, limits).run();
  if (!fails || found.repairs.length > 0 || !found.complete) return { k: 'repairs', ...found };
  const failure = (edits: readonly TextEdit[]) => failureOf(edits, withFirst('sc', models), judge);
  return { k: 'not ordering', bad: inOrder.bad, ...(await tryOthers(menu.others, failure, limits)) };
}

function withFirst(first: Model, models: readonly Model[]): readonly Model[] {
  return [first, ...models.filter((model) => model !== first)];
}

/** Milliseconds that other repairs may take besides what the first one took. */
const FOR_OTHERS = 1000;

export type Failure<M = Model> =
  | { readonly k: 'holds' }
  | { readonly k: 'unknown'; readonly reason: string }
  | { readonly k: 'fails'; readonly model: M; readonly judged: Extract<Judged, { k: 'judged' }> };

/** With what each part kills: a version without it is asked for, which has mostly been searched on the way here. */
export async function withKills(
  repairs: readonly Omit<Repair, 'kills'>[],
  failure: (edits: readonly TextEdit[]) => Promise<Failure<Model | 'lkmm'>>,
): Promise<readonly Repair[]> {
  const killOf = async (parts: readonly Strengthening[], part: Strengthening): Promise<Kill | null> => {
    const edits = parts.flatMap((other) => (other === part ? [] : other.edits));
    const found = await failure(edits);
    if (found.k !== 'fails') return null;
    const { model, judged } = found;
    return { edits, model, bad: judged.bad, witness: judged.witness };
  };
  return Promise.all(
    repairs.map(async (repair) => ({
      ...repair,
      kills: await Promise.all(repair.parts.map((part) => killOf(repair.parts, part))),
    })),
  );
}

/** The first failure of a version; the same as the scenario itself holds nothing new. */
async function failureOf(
  edits: readonly TextEdit[],
  models: readonly Model[],
  judge: Judge,
): Promise<Failure> {
  for (const model of models) {
    const asked = await judge(edits, model, edits.length > 0);
    const judged = asked.k === 'same' ? await judge([], model) : asked;
    if (judged.k === 'refused') return { k: 'unknown', reason: judged.message };
    if (judged.k === 'same') return { k: 'unknown', reason: 'the scenario itself was not searched' };
    if (judged.bad.length > 0) return { k: 'fails', model, judged };
    if (judged.verdict === 'bounded')
      return { k: 'unknown', reason: `the search under ${model} reached its limit` };
  }
  return { k: 'holds' };
}

class RepairSearch {
  private readonly parts: readonly Strengthening[];
  private readonly models: readonly Model[];
  private readonly judge: Judge;
  private readonly originOf: Parameters<typeof findRepairs>[3];
  private readonly limits: RepairLimits;
  private readonly runs: BadRun[] = [];
  /** Sets that failed, each with what might help besides. */
  private readonly clauses: (readonly number[])[] = [];
  /** Sets that were found to hold; and that cannot be made, or of which nothing is known. */
  private readonly holding: (readonly Strengthening[])[] = [];
  private readonly unknown: (readonly Strengthening[])[] = [];

  constructor(
    parts: readonly Strengthening[],
    models: readonly Model[],
    judge: Judge,
    originOf: Parameters<typeof findRepairs>[3],
    limits: RepairLimits,
  ) {
    this.parts = parts;
    this.models = models;
    this.judge = judge;
    this.originOf = originOf;
    this.limits = limits;
  }

  async run(): Promise<Omit<Extract<RepairAnswer, { k: 'repairs' }>, 'k'>> {
    const { repairs, ...others } = await this.search();
    const failure = (edits: readonly TextEdit[]) => failureOf(edits, this.models, this.judge);
    return { ...others, repairs: await withKills(repairs, failure) };
  }

  private async search() {
    const repairs: Omit<Repair, 'kills'>[] = [];
    let above = 0;
    const began = performance.now();
    let until = began + this.limits.ms;
    while (performance.now() < until) {
      const next = cheapestHittingSet(
        this.clauses,
        (chosen) => this.isForbidden(chosen),
        (part) => this.parts[part]?.cost ?? 0,
        this.limits.parts,
      );
      if (!next) return { repairs, complete: true, above };
      if (repairs.length === 0) above = next.cost;
      const edits = this.editsOf(next.members);
      const failure = await failureOf(edits, this.models, this.judge);
      if (failure.k === 'holds') {
        repairs.push({ ...next, parts: this.partsOf(next.members), edits, against: this.runs });
        if (repairs.length >= this.limits.repairs) return { repairs, complete: true, above };
        this.holding.push(this.partsOf(next.members));
        // Others are welcome, the cheapest is what was asked for.
        if (repairs.length === 1)
          until = Math.min(until, performance.now() + (performance.now() - began) + FOR_OTHERS);
      } else if (failure.k === 'unknown') this.unknown.push(this.partsOf(next.members));
      else this.learn(next.members, edits, failure);
    }
    return { repairs, complete: false, above };
  }

  private learn(
    members: readonly number[],
    edits: readonly TextEdit[],
    { model, judged }: Extract<Failure, { k: 'fails' }>,
  ): void {
    const reorderings = judged.reorderings.map((one) => this.before(edits, one));
    const hitBy = [...this.parts.keys()].filter(
      (part) =>
        !members.includes(part) &&
        reorderings.some((one) => this.parts[part] && orders(this.parts[part], one)),
    );
    this.runs.push({ model, bad: judged.bad, witness: judged.witness ?? [], hitBy });
    this.clauses.push(hitBy);
  }

  /** As it stands in the text without the edits. */
  private before(edits: readonly TextEdit[], { first, second, between, ...others }: Reordering): Reordering {
    const places = (list: Reordering['between'][number]) =>
      list.flatMap((place) => this.originOf(edits, place) ?? []);
    return {
      ...others,
      first: { ...first, places: places(first.places) },
      second: { ...second, places: places(second.places) },
      between: between.map(places),
    };
  }

  /** What is as strong as a set that is known, or differs from one by nothing but the line, is none of interest. */
  private isForbidden(chosen: ReadonlySet<number>): boolean {
    const parts = this.partsOf(chosen);
    if (parts.some((one, n) => parts.slice(n + 1).some((other) => overlap(one, other)))) return true;
    return (
      this.unknown.some((known) => known.every((part) => parts.includes(part))) ||
      this.holding.some((known) =>
        known.every((part) =>
          parts.some(
            (one) => isAsStrong(one, part) || (one.says === part.says && one.inside === part.inside),
          ),
        ),
      )
    );
  }

  private partsOf(members: Iterable<number>): readonly Strengthening[] {
    return [...members].flatMap((part) => this.parts[part] ?? []);
  }

  private editsOf(members: readonly number[]): readonly TextEdit[] {
    return this.partsOf(members).flatMap(({ edits }) => edits);
  }
}

/** Two that change the same text cannot both be made. */
export function overlap(one: Strengthening, other: Strengthening): boolean {
  return one.edits.some((a) => other.edits.some((b) => a.file === b.file && a.from < b.to && b.from < a.to));
}

/** So many are asked for at once, where there are threads to share them. */
const AT_ONCE = 4;

/** What orders nothing has no run that shows that it must help: each is tried, then two at a time where none is enough alone. */
export async function tryOthers(
  parts: readonly Strengthening[],
  failure: (edits: readonly TextEdit[]) => Promise<Failure<Model | 'lkmm'>>,
  { ms, repairs: most }: Pick<RepairLimits, 'ms' | 'repairs'> = REPAIR_LIMITS,
): Promise<{ readonly repairs: readonly Repair[]; readonly complete: boolean }> {
  const until = performance.now() + ms;
  const byCost = [...parts].sort((a, b) => a.cost - b.cost);
  for (const sets of [byCost.map((part) => [part]), pairsOf(byCost)]) {
    const repairs: Omit<Repair, 'kills'>[] = [];
    const found = () => withKills(repairs.slice(0, most), failure);
    for (let from = 0; from < sets.length && repairs.length < most; from += AT_ONCE) {
      if (performance.now() > until) return { repairs: await found(), complete: false };
      const asked = sets.slice(from, from + AT_ONCE).map(async (set) => {
        const edits = set.flatMap((part) => part.edits);
        const { k } = await failure(edits);
        return k === 'holds' ? [{ parts: set, cost: costOf(set), edits, against: [] }] : [];
      });
      repairs.push(...(await Promise.all(asked)).flat());
    }
    if (repairs.length > 0) return { repairs: await found(), complete: true };
  }
  return { repairs: [], complete: true };
}

/** By cost. */
function pairsOf(parts: readonly Strengthening[]): readonly (readonly Strengthening[])[] {
  return parts
    .flatMap((one, nth) =>
      parts.slice(nth + 1).flatMap((other) => (overlap(one, other) ? [] : [[one, other]])),
    )
    .sort((a, b) => costOf(a) - costOf(b));
}

export function costOf(set: readonly Strengthening[]): number {
  return set.reduce((sum, { cost }) => sum + cost, 0);
}
