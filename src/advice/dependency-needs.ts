/**
 * Which dependencies a scenario needs, by trying without: the program is changed and not the text, for what a compiler or a
 * patch may make of one is no line that could be taken out. Under `arm` alone: `tso` and `sc` keep in order what depends
 * in any case.
 */
import { exploreVerdict, type ExploreLimits, type ExploreResult } from '../explore/index.ts';
import { createMachine, type Program } from '../machine/index.ts';
import { placeOf } from './constructs.ts';
import { dependenciesOf, type Dependency, type DependingOn } from './dependencies.ts';
import { TOLD, withoutAddresses, withoutHolds } from './loosened.ts';
import { lineStarts } from './naming.ts';
import type { Ordering } from '../scenario/index.ts';
import type { Needed } from './needs.ts';

/** One, by its beginning and whether it leads to loads or to stores. */
export interface NeededDependency {
  readonly ordering: Ordering;
  readonly need: 'needed' | 'seen' | 'no effect' | 'unknown';
  readonly because: readonly string[];
  readonly reason: string | null;
}

/** In the order of the text; `limits` are those of each search. */
export function* dependencyNeeds(
  program: Program,
  text: string,
  limits: ExploreLimits,
): Generator<void, readonly NeededDependency[]> {
  const asked = dependenciesOf(program);
  const needs: NeededDependency[] = [];
  let base: ExploreResult | null = null;
  for (const one of asked) {
    const isRead = ({ of, to }: Dependency) => of === 'address' && program.code[to]?.op === 'load';
    for (const [without, dependencies] of [
      [withoutAddresses, one.dependencies.filter(isRead)],
      [withoutHolds, one.dependencies.filter((each) => !isRead(each))],
    ] as const) {
      const version = without(program, dependencies);
      if (!version) continue;
      base ??= searched(program, limits);
      yield;
      const ordering = told(program, text, one, dependencies);
      const isForetold = without === withoutHolds;
      needs.push({ ordering, ...changeOf(base, searched(version, limits), isForetold) });
      yield;
    }
  }
  return needs;
}

/** The same for each model: all but `arm` keep in order what depends in any case. */
export function underModels<M extends string>(
  needs: readonly NeededDependency[],
  models: readonly M[],
): readonly Needed<M>[] {
  return needs.flatMap((needed) =>
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
