/**
 * Which dependencies a scenario needs, by trying without: the program is changed and not the text, for what a compiler or a
 * patch may make of one is no line that could be taken out. Under `arm` alone: `tso` and `sc` keep in order what depends
 * in any case.
 */
import { exploreVerdict, type ExploreLimits, type ExploreResult } from '../explore/index.ts';
import { createMachine, type Program } from '../machine/index.ts';
import { constructsOf, placeOf, without, type Construct } from './constructs.ts';
import { dependenciesOf, type Dependency, type DependingOn } from './dependencies.ts';
import { TOLD, withoutAddresses, withoutHolds } from './loosened.ts';
import { lineStarts } from './naming.ts';
import type { Ordering } from '../scenario/index.ts';
import type { Needed, NeededTogether } from './needs.ts';
import { smallestSets } from './smallest-sets.ts';

/** One, by its beginning and whether it leads to loads or to stores. */
export interface LedBy {
  readonly ordering: Ordering;
  readonly leads: 'loads' | 'stores';
}

export interface NeededDependency extends LedBy {
  readonly need: 'needed' | 'seen' | 'no effect' | 'unknown';
  readonly because: readonly string[];
  readonly reason: string | null;
}

export interface DependencyNeeds {
  readonly needs: readonly NeededDependency[];
  /** With others, of which each can go and not all; a dependency is among them. */
  readonly together: readonly Pick<NeededTogether, 'orderings' | 'need' | 'because'>[];
}

/** In the order of the text; `limits` are those of each search. */
export function* dependencyNeeds(
  program: Program,
  text: string,
  limits: ExploreLimits,
): Generator<void, DependencyNeeds> {
  const loosenings = looseningsOf(program, text);
  if (loosenings.length === 0) return { needs: [], together: [] };
  const base = searched(program, limits);
  yield;
  const needs: NeededDependency[] = [];
  const spare: Element[] = [];
  for (const one of loosenings) {
    const need = changeOf(base, searched(loosened(program, [one]), limits), !one.isRead);
    needs.push({ ordering: one.ordering, leads: leadsOf(one), ...need });
    if (need.need === 'no effect') spare.push(one);
    yield;
  }
  if (spare.length === 0 || base.limit !== null) return { needs, together: [] };
  const until = performance.now() + TOGETHER_MS;
  const isLate = () => performance.now() > until;
  for (const construct of constructsOf(program)) {
    if (construct.kind !== 'order') continue;
    if (isLate()) return { needs, together: [] };
    const element = { construct, ordering: constructTold(program, construct) };
    const { need } = changeOf(base, searched(loosened(program, [element]), limits), false);
    if (need === 'no effect') spare.push(element);
    yield;
  }
  const asking = smallestSets(spare.length, TRIALS);
  const members = (set: readonly number[]) => set.flatMap((one) => spare[one] ?? []);
  const without = (set: readonly number[]) => {
    const elements = members(set);
    const isForetold = elements.some((one) => 'isRead' in one && !one.isRead);
    return changeOf(base, searched(loosened(program, elements), limits), isForetold);
  };
  const changes = ({ need }: Pick<NeededDependency, 'need'>) => need === 'needed' || need === 'seen';
  let asked = asking.next();
  while (!asked.done) {
    asked = asking.next(!isLate() && changes(without(asked.value)));
    yield;
  }
  const together = asked.value.flatMap((set) => {
    const elements = members(set);
    if (!elements.some((one) => 'isRead' in one)) return [];
    const { need, because } = without(set);
    return need === 'needed' || need === 'seen'
      ? [{ orderings: elements.map(({ ordering }) => ordering), need, because }]
      : [];
  });
  return { needs, together };
}

/** Which there are, without asking what they are for. */
export function dependenciesIn(program: Program, text: string): readonly LedBy[] {
  return looseningsOf(program, text).map((one) => ({ ordering: one.ordering, leads: leadsOf(one) }));
}

function leadsOf({ isRead }: Loosening): LedBy['leads'] {
  return isRead ? 'loads' : 'stores';
}

/** Searches for what is needed together. */
const TRIALS = 24;
/** Milliseconds after which no other one is begun. */
const TOGETHER_MS = 5000;

interface Loosening {
  readonly ordering: Ordering;
  readonly dependencies: readonly Dependency[];
  /** Loads whose address depends; else what is stored, and whether. */
  readonly isRead: boolean;
}

/** What can be left out: a dependency, or a barrier, acquire, release or atomic. */
type Element = Loosening | { readonly construct: Construct; readonly ordering: Ordering };

function looseningsOf(program: Program, text: string): readonly Loosening[] {
  const reads = ({ of, to }: Dependency) => of === 'address' && program.code[to]?.op === 'load';
  return dependenciesOf(program).flatMap((one) =>
    [true, false].flatMap((isRead) => {
      const dependencies = one.dependencies.filter((each) => reads(each) === isRead);
      const version = (isRead ? withoutAddresses : withoutHolds)(program, dependencies);
      return version ? [{ ordering: told(program, text, one, dependencies), dependencies, isRead }] : [];
    }),
  );
}

/** Instructions stay where they are, so that one is left out after the other; what is foretold comes last, since all that is
 *  asserted is told differently then. */
function loosened(program: Program, elements: readonly Element[]): Program {
  const constructs = elements.flatMap((one) => ('construct' in one ? [one.construct] : []));
  const of = (isRead: boolean) =>
    elements.flatMap((one) => ('isRead' in one && one.isRead === isRead ? one.dependencies : []));
  const less = without(program, constructs);
  const addressed = withoutAddresses(less, of(true)) ?? less;
  return withoutHolds(addressed, of(false)) ?? addressed;
}

function constructTold(program: Program, { pcs, text }: Construct): Ordering {
  const [pc = 0] = pcs;
  const { from } = placeOf(program, pc);
  const cpu = program.cpus.reduce(
    (best, { entry }, nth) => (entry <= pc && entry >= (program.cpus[best]?.entry ?? 0) ? nth : best),
    0,
  );
  return { file: 0, from, to: from + text.length, text, inside: `CPU ${String(cpu)}`, forms: [] };
}

/** The same for each model: all but `arm` keep in order what depends in any case. */
export function underModels<M extends string>(
  needs: readonly NeededDependency[],
  models: readonly M[],
): readonly Needed<M>[] {
  return needs.flatMap(({ leads: _, ...needed }) =>
    models.map((model): Needed<M> => {
      const nothing = { because: [], enough: null, witness: null, reason: null, model };
      return model === 'arm'
        ? { ...nothing, ...needed }
        : { ...nothing, ordering: needed.ordering, need: 'absent' };
    }),
  );
}

function searched(program: Program, limits: ExploreLimits): ExploreResult {
  return exploreVerdict(createMachine(program, 'arm'), limits);
}

/** `isForetold`: runs count in which all that was foretold came true, and those that are over. */
function changeOf(
  base: ExploreResult,
  version: ExploreResult,
  isForetold: boolean,
): Pick<NeededDependency, 'need' | 'because' | 'reason'> {
  const unknown = (reason: string) => ({ need: 'unknown', because: [], reason }) as const;
  if (base.limit !== null) return unknown('the search of the scenario itself reached its limit');
  const before = endsOf(base);
  const [sure, unsure] = [[] as string[], [] as string[]];
  for (const end of endsOf(version)) {
    const isSure = !isForetold || end.startsWith(TOLD);
    const name = end.startsWith(TOLD) ? end.slice(TOLD.length) : end;
    if (!before.includes(name)) (isSure ? sure : unsure).push(name);
  }
  if (sure.length > 0) return { need: 'needed', because: sure, reason: null };
  const known = new Set(resultsOf(base));
  const seen = resultsOf(version).filter((label) => !known.has(label));
  if (seen.length > 0) return { need: 'seen', because: seen, reason: null };
  if (version.limit !== null) return unknown('the search reached its limit');
  // A store that should not have been made may be what leads there.
  if (unsure.length > 0) return unknown(`${unsure.join(', ')} may be of a value that was foretold wrong`);
  return { need: 'no effect', because: [], reason: null };
}

function endsOf({ properties, outcomes }: ExploreResult): readonly string[] {
  const stuck = outcomes.flatMap(({ kind }) => (kind === 'deadlock' || kind === 'livelock' ? [kind] : []));
  return [...new Set([...properties, ...stuck])].sort();
}

function resultsOf({ outcomes }: ExploreResult): readonly string[] {
  const labels = outcomes.flatMap(({ kind, values }) => {
    const shown = Object.entries(values);
    if (kind !== 'finished' || shown.some(([name, value]) => name.startsWith(TOLD) && value !== '0'))
      return [];
    return [shown.flatMap(([name, value]) => (name.startsWith(TOLD) ? [] : [`${name}=${value}`])).join(' ')];
  });
  return [...new Set(labels)].sort();
}

/** "the address dependency from line 12 to line 14 (rcu_dereference)". */
function told(
  program: Program,
  text: string,
  { from, text: load }: DependingOn,
  dependencies: readonly Dependency[],
): Ordering {
  const starts = lineStarts(text);
  const lineOf = (at: number) => starts.findLastIndex((start) => start <= at) + 1;
  const listed = (words: readonly string[]) =>
    words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
  const kinds = [...new Set(dependencies.map(({ of }) => of))];
  const behind = dependencies.map(({ to }) => lineOf(placeOf(program, to).from));
  const lines = [...new Set(behind)].sort((a, b) => a - b).map(String);
  const cpus = [...new Set(dependencies.map(({ cpu }) => `CPU ${String(cpu)}`))];
  const all = lines.length > MOST_LINES ? `lines ${listed([...lines.slice(0, MOST_LINES), 'others'])}` : null;
  const to = all ?? `${lines.length > 1 ? 'lines' : 'line'} ${listed(lines)}`;
  return {
    file: 0,
    from,
    to: from,
    text: `the ${listed(kinds)} ${kinds.length > 1 ? 'dependencies' : 'dependency'} from line ${String(lineOf(from))} to ${to} (${load.replace(/\(.*/s, '')})`,
    inside: listed(cpus),
    forms: [],
    is: 'dependency',
  };
}

const MOST_LINES = 3;
