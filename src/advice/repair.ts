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
  /** How many bad runs each part was needed against, and the first of them. */
  readonly against: readonly {
    readonly model: Model;
    readonly bad: readonly string[];
    readonly witness: readonly string[];
  }[];
}

export type RepairAnswer =
  /** Nothing fails. */
  | { readonly k: 'holds' }
  /** It fails where nothing is reordered, so no barrier can help; what else does. */
  | { readonly k: 'not ordering'; readonly bad: readonly string[]; readonly repairs: readonly Repair[] }
  /** Cheapest first. `complete`: there is no cheaper one within the menu. */
  | { readonly k: 'repairs'; readonly repairs: readonly Repair[]; readonly complete: boolean }
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
 * `models`: under which nothing may fail. `originOf` tells where a place in a version's text stood before, given the edits.
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
  const { repairs, complete } = await new RepairSearch(menu.orderings, models, judge, originOf, limits).run();
  // What fails in order may still be an instruction or a translation that is out of date, so that is said where all was tried.
  if (repairs.length > 0 || !complete) return { k: 'repairs', repairs, complete };
  const inOrder = await judge([], 'sc');
  if (inOrder.k !== 'judged' || inOrder.bad.length === 0) return { k: 'repairs', repairs, complete };
  return {
    k: 'not ordering',
    bad: inOrder.bad,
    repairs: await tryOthers(menu.others, models, judge, limits),
  };
}

/** Milliseconds that other repairs may take besides what the first one took. */
const FOR_OTHERS = 1000;

type Failure =
  | { readonly k: 'holds' }
  | { readonly k: 'unknown'; readonly reason: string }
  | { readonly k: 'fails'; readonly model: Model; readonly judged: Extract<Judged, { k: 'judged' }> };

/** The first failure of a version; the same as the scenario itself holds nothing new. */
async function failureOf(
  edits: readonly TextEdit[],
  models: readonly Model[],
  judge: Judge,
): Promise<Failure> {
  for (const model of models) {
    const asked = await judge(edits, model);
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

  async run(): Promise<{ readonly repairs: readonly Repair[]; readonly complete: boolean }> {
    const repairs: Repair[] = [];
    const began = performance.now();
    let until = began + this.limits.ms;
    while (performance.now() < until) {
      const next = cheapestHittingSet(
        this.clauses,
        (chosen) => this.isForbidden(chosen),
        (part) => this.parts[part]?.cost ?? 0,
        this.limits.parts,
      );
      if (!next) return { repairs, complete: true };
      const edits = this.editsOf(next.members);
      const failure = await failureOf(edits, this.models, this.judge);
      if (failure.k === 'holds') {
        repairs.push({ ...next, parts: this.partsOf(next.members), edits, against: this.runs });
        if (repairs.length >= this.limits.repairs) return { repairs, complete: true };
        this.holding.push(this.partsOf(next.members));
        // Others are welcome, the cheapest is what was asked for.
        if (repairs.length === 1)
          until = Math.min(until, performance.now() + (performance.now() - began) + FOR_OTHERS);
      } else if (failure.k === 'unknown') this.unknown.push(this.partsOf(next.members));
      else this.learn(next.members, edits, failure);
    }
    return { repairs, complete: false };
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

/** What orders nothing has no run that shows that it must help: each is tried, then two at a time where none is enough alone. */
async function tryOthers(
  parts: readonly Strengthening[],
  models: readonly Model[],
  judge: Judge,
  { ms, repairs: most }: RepairLimits,
): Promise<readonly Repair[]> {
  const until = performance.now() + ms;
  const inOrder: readonly Model[] = ['sc', ...models.filter((model) => model !== 'sc')];
  const byCost = [...parts].sort((a, b) => a.cost - b.cost);
  for (const sets of [byCost.map((part) => [part]), pairsOf(byCost)]) {
    const repairs: Repair[] = [];
    for (const set of sets) {
      if (performance.now() > until || repairs.length >= most) break;
      const edits = set.flatMap((part) => part.edits);
      const failure = await failureOf(edits, inOrder, judge);
      if (failure.k === 'holds') repairs.push({ parts: set, cost: costOf(set), edits, against: [] });
    }
    if (repairs.length > 0) return repairs;
  }
  return [];
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
