/** How runs can end, grouped as a reader tells them apart: by property, deadlock, livelock, or observed values. */
import { ADDRESS_BASE, holdsIn } from '../base/index.ts';
import type { Program } from '../machine/index.ts';
import type { Outcome } from './api.ts';
import { componentsOf, VOID, type Components } from './components.ts';
import { countPaths } from './path-count.ts';
import { BROKEN, FINISHED, type Graph, type Report } from './graph.ts';
import { kindOfStuck } from './stuck.ts';
import { choicesTo, depthOf, witnessTo } from './witness.ts';

interface Group {
  readonly kind: Outcome['kind'];
  readonly label: string;
  readonly property: string | null;
  readonly values: Readonly<Record<string, string>>;
  readonly states: number[];
  readonly reports: Report[];
  /** One for each violated or finished state, deadlocked component, or state entered by a reporting step. */
  readonly finals: Set<number>;
  /** Where its first state shows it only after identical CPUs changed places: how (`View.from`). */
  from: readonly number[] | null;
}

const STATES_A_SLICE = 2000;
const STATES_AHEAD = 20_000;
const KINDS: readonly Outcome['kind'][] = ['violated', 'deadlock', 'livelock', 'finished'];

/** Every outcome of the graph, bad ones first, then by label. `counted` asks for the numbers of interleavings. */
export function* findOutcomes(
  graph: Graph,
  components: Components,
  counted: boolean,
): Generator<void, Outcome[]> {
  const groups = new Map<string, Group>();
  yield* groupEnds(graph, groups);
  groupStuck(graph, components, groups);
  groupReports(graph, components, groups);
  const list = [...groups.values()].sort(
    (a, b) =>
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0),
  );
  const ends = list.map(({ states, reports }) => ({ states, reportedFrom: reports.map(({ from }) => from) }));
  const counts = counted && graph.limit === null ? yield* countPaths(graph, components, ends) : [];
  return list.map((group, nth) => ({
    kind: group.kind,
    label: group.label,
    property: group.property,
    values: group.values,
    bad: group.kind !== 'finished',
    finals: group.finals.size,
    interleavings: counts[nth] ?? null,
    witness: shortest(graph, group),
  }));
}

function* groupEnds(graph: Graph, groups: Map<string, Group>): Generator<void, void> {
  const { machine, store, marks, folded } = graph;
  const words = new Int32Array(machine.width + 1);
  for (let state = 0; state < store.size; state++) {
    if (state % STATES_A_SLICE === 0) yield;
    const mark = marks[state] as number;
    if ((mark & (FINISHED | BROKEN)) === 0) continue;
    store.load(state, words);
    const violated = (words[machine.width] as number) - 1;
    if (violated >= 0) {
      const group = violation(machine.program, groups, violated);
      group.states.push(state);
      group.finals.add(state);
      continue;
    }
    for (const { observed, from } of folded?.views(words) ?? [
      { observed: machine.observe(words, 0), from: null },
    ]) {
      const group = finished(machine.program, groups, observed);
      if (!group) continue;
      if (group.states.length === 0) group.from = from;
      group.states.push(state);
      group.finals.add(state);
    }
  }
}

function groupStuck(graph: Graph, { stuck }: Components, groups: Map<string, Group>): void {
  for (const component of stuck) {
    const kind = kindOfStuck(graph, component);
    const group = groupOf(groups, kind, kind, null, {});
    const [first] = component;
    if (first === undefined) continue;
    // Of a component all states count as places to stop at only when it is one state; else the count is infinite.
    group.states.push(first);
    group.finals.add(first);
  }
}

function groupReports(graph: Graph, { flags }: Components, groups: Map<string, Group>): void {
  const { reports, edges, starts, expanded, machine } = graph;
  const known = starts[expanded] as number;
  for (const report of reports) {
    if (report.edge >= known) continue;
    const target = ~(edges[report.edge] as number);
    // A report on a run that is squashed later did not happen.
    if (((flags[target] as number) & VOID) !== 0) continue;
    const group = violation(machine.program, groups, report.property);
    group.reports.push(report);
    group.finals.add(target);
  }
}

function violation(program: Program, groups: Map<string, Group>, property: number): Group {
  const slug = program.properties[property]?.slug ?? `property-${property}`;
  return groupOf(groups, 'violated', slug, slug, {});
}

/** By what it shows; null for an end that a litmus test does not count. */
function finished(program: Program, groups: Map<string, Group>, observed: readonly number[]): Group | null {
  const { asks } = program;
  if (asks?.filter && !holdsIn(asks.filter, observed)) return null;
  const values: Record<string, string> = {};
  program.observed.slice(0, asks?.keyLength).forEach((what, nth) => {
    const value = observed[nth] ?? 0;
    const names =
      what.k === 'cell' ? program.cells[what.cell]?.values : what.k === 'reg' ? what.values : undefined;
    values[what.name] = names?.[value] ?? addressed(program, value) ?? String(value);
  });
  const label = Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  if (asks && holdsIn(asks.wanted, observed))
    return groupOf(groups, 'violated', label, program.properties[asks.property]?.slug ?? null, values);
  return groupOf(groups, 'finished', label || 'finished', null, values);
}

/** A pointer as C writes it: `&x`. */
function addressed(program: Program, value: number): string | null {
  const cell = program.cells[value - ADDRESS_BASE];
  return cell ? `&${cell.name}` : null;
}

function groupOf(
  groups: Map<string, Group>,
  kind: Outcome['kind'],
  label: string,
  property: string | null,
  values: Group['values'],
): Group {
  const key = `${kind} ${label}`;
  let group = groups.get(key);
  if (!group) {
    group = { kind, label, property, values, states: [], reports: [], finals: new Set(), from: null };
    groups.set(key, group);
  }
  return group;
}

/**
 * Where steps that nobody sees were tried alone, a run may already count as stuck when the first of them keeps all others
 * from getting anywhere for good. What is still to happen besides is found by trying all from there.
 */
function untilStuck(graph: Graph, state: number): string[] {
  const way = witnessTo(graph, state);
  if (!(graph.shrunk || graph.reduced) || graph.folded) return way;
  const words = new Int32Array(graph.machine.width + 1);
  graph.store.load(state, words);
  const ahead = graph.ahead(words, STATES_AHEAD);
  if (ahead.limit !== null) return way;
  const [first] = componentsOf(ahead).stuck[0] ?? [];
  return first === undefined ? way : [...way, ...witnessTo(ahead, first)];
}

function shortest(graph: Graph, { kind, states, reports, from }: Group): string[] {
  // States and reports come in the order of discovery: the first of each is a nearest one.
  const [state] = states;
  const [report] = reports;
  if (graph.folded && state !== undefined && from)
    return graph.folded.rearranged(choicesTo(graph, state), from);
  if (state !== undefined && (kind === 'deadlock' || kind === 'livelock')) return untilStuck(graph, state);
  if (report === undefined) return state === undefined ? [] : witnessTo(graph, state);
  if (state !== undefined && depthOf(graph, state) <= depthOf(graph, report.from) + 1)
    return witnessTo(graph, state);
  return witnessTo(graph, report.from, report.choice);
}
