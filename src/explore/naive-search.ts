/**
 * The search's reference: the definitions of stuck, void and fate written down literally over a graph, with sets and
 * fixpoints and no regard for time. Tests compare the real search with it.
 */
import type { Fate } from './api.ts';
import type { RunKind } from './completion.ts';
import type { Edge, Node } from './graph-machine.ts';

export interface NaiveAnswer {
  readonly properties: readonly string[];
  readonly deadlocks: number;
  readonly livelocks: number;
  readonly finals: Readonly<Record<string, number>>;
  /** Steps of the shortest run to each outcome. */
  readonly shortest: Readonly<Record<string, number>>;
  readonly fates: ReadonlyMap<number, Fate>;
  /** Number of runs to each outcome, null with cycles. */
  readonly paths: Readonly<Record<string, number | null>>;
}

const SLUGS = ['first', 'second'];

/** What cannot happen: `isVoid` by every way on being squashed, or (`held`, void as well) by resting for ever on what
 *  only a squash would undo. */
interface Unreal {
  readonly isVoid: ReadonlySet<number>;
  readonly held: ReadonlySet<number>;
}

/** Nodes reached from some over the edges that go on, none of `drop` among them. */
function reach(
  steps: (n: number) => readonly Edge[],
  from: Iterable<number>,
  drop: ReadonlySet<number> = new Set(),
): Set<number> {
  const seen = new Set<number>();
  const todo = [...from].filter((n) => !drop.has(n));
  for (let n = todo.pop(); n !== undefined; n = todo.pop()) {
    if (seen.has(n)) continue;
    seen.add(n);
    todo.push(
      ...steps(n)
        .map(({ to }) => to)
        .filter((to) => !drop.has(to)),
    );
  }
  return seen;
}

/** The least sets closed under the definitions, bottom by bottom. */
function unreal(
  nodes: readonly Node[],
  steps: (n: number) => readonly Edge[],
  isEnd: (n: number) => boolean,
): Unreal {
  const isVoid = new Set<number>();
  const held = new Set<number>();
  const all = nodes.map((_, n) => n);
  const endless = all.filter((n) => ![...reach(steps, [n])].some(isEnd));
  for (let grew = true; grew;) {
    grew = false;
    for (const n of endless) {
      if (isVoid.has(n)) continue;
      const component = [...reach(steps, [n], isVoid)];
      if (!component.every((m) => reach(steps, [m], isVoid).has(n))) continue;
      const members = component.map((m) => nodes[m] as Node);
      const ways = component.flatMap(steps);
      const stays = ways.some(({ to }) => component.includes(to));
      const all = members.flatMap(({ edges }) => edges);
      const meetsHeld = all.some(({ kind }) => kind === 'held') || ways.some(({ to }) => held.has(to));
      const cut = all.some(({ kind }) => kind === 'squash') || component.some(toVoid);
      const holding = members.reduce((sum, node) => sum & node.holding, -1);
      const inTheWay = members.reduce((sum, node) => sum | node.inTheWay, 0);
      const rests =
        members.every(({ guessing }) => guessing) ||
        (holding & inTheWay) !== 0 ||
        (meetsHeld && members.every(({ tentative }) => tentative));
      const squashed = !stays && cut && !meetsHeld;
      const refuted =
        !rests && cpusOf(all).some((cpu) => members.every((member) => squashes(member, cpu, component)));
      if (!squashed && !rests && !refuted) continue;
      component.forEach((m) => isVoid.add(m));
      if (!squashed && !refuted) component.forEach((m) => held.add(m));
      grew = true;
    }
  }
  return { isVoid, held };

  /** Something that the CPU does some day only leads into void. */
  function squashes({ edges }: Node, cpu: number, component: readonly number[]): boolean {
    const ways = new Set(edges.flatMap(({ way }) => (way >= 0 && way >> 24 === cpu ? way : [])));
    const isOut = ({ kind, to }: Edge) =>
      kind === 'squash' || (kind !== 'held' && !component.includes(to) && isVoid.has(to) && !held.has(to));
    return [...ways].some((way) => edges.every((edge) => edge.way !== way || isOut(edge)));
  }

  function toVoid(m: number): boolean {
    return steps(m).some(({ to }) => isVoid.has(to) && !held.has(to));
  }
}

/** Which runs exist in a graph in which violations end nothing: what kind a run is that has come to a node. */
export function runKinds(nodes: readonly Node[]): (n: number) => RunKind {
  const { isVoid, held } = unreal(
    nodes,
    (n) => passed(nodes, n),
    (n) => nodes[n]?.end !== null,
  );
  return (n) => (held.has(n) ? 'held' : isVoid.has(n) ? 'void' : 'real');
}

/** Whose moves these are. */
function cpusOf(edges: readonly Edge[]): readonly number[] {
  return [...new Set(edges.flatMap(({ way }) => (way >= 0 ? way >> 24 : [])))];
}

function passed(nodes: readonly Node[], n: number): Edge[] {
  return nodes[n]?.edges.filter(({ kind }) => kind !== 'squash') ?? [];
}

/** What kind of run a violation that leads to a node lies on: real where, as if nobody had looked, the run can go on to
 *  where nothing is tentative, or for ever. */
function violatedRuns(nodes: readonly Node[]): (to: number) => RunKind {
  const kindOf = runKinds(nodes);
  const settles = (to: number) =>
    [...reach((n) => passed(nodes, n), [to])].some((n) => nodes[n]?.tentative === false);
  return (to) => (settles(to) ? 'real' : kindOf(to));
}

/** Answers by brute force; node 0 is the start. */
export function naiveSearch(given: readonly Node[]): NaiveAnswer {
  const kindOf = violatedRuns(given);
  const nodes = given.map((node) => ({
    ...node,
    edges: node.edges.map((edge): Edge => {
      const kind = edge.kind === 'violate' ? kindOf(edge.to) : 'real';
      return kind === 'real' ? edge : { ...edge, kind: kind === 'void' ? 'squash' : 'held' };
    }),
  }));
  const node = (n: number): Node => nodes[n] as Node;
  const steps = (n: number) => node(n).edges.filter(({ kind }) => kind === 'step' || kind === 'report');
  const reached = reach(steps, [0]);
  const isEnd = (n: number) => node(n).end !== null || node(n).edges.some(({ kind }) => kind === 'violate');
  const reachesEnd = (n: number) => [...reach(steps, [n])].some(isEnd);
  const { isVoid } = unreal(nodes, steps, isEnd);

  let deadlocks = 0;
  let livelocks = 0;
  const stuck = new Set<number>();
  const stuckFirst = new Map<string, number[]>();
  for (const n of reached) {
    if (isVoid.has(n) || reachesEnd(n) || stuck.has(n)) continue;
    const component = [...reach(steps, [n], isVoid)];
    if (!component.every((m) => reach(steps, [m], isVoid).has(n))) continue;
    component.forEach((m) => stuck.add(m));
    const still = component.every((m) => node(m).cell === node(n).cell && node(m).place === node(n).place);
    if (still) deadlocks++;
    else livelocks++;
    const kind = still ? 'deadlock' : 'livelock';
    stuckFirst.set(kind, [...(stuckFirst.get(kind) ?? []), ...component]);
  }

  const distance = distances(nodes);
  const shortest: Record<string, number> = {};
  const nearer = (label: string, steps: number) => {
    shortest[label] = Math.min(shortest[label] ?? Infinity, steps);
  };
  const violated = new Map<string, Set<number>>();
  const finals: Record<string, number> = {};
  for (const n of reached) {
    if (node(n).end !== null) {
      const label = `x=${node(n).cell}`;
      finals[label] = (finals[label] ?? 0) + 1;
      nearer(label, distance.get(n) ?? Infinity);
    }
    for (const { kind, property, to } of node(n).edges) {
      if (kind !== 'violate' && (kind !== 'report' || isVoid.has(to))) continue;
      const slug = SLUGS[property] ?? '';
      violated.set(slug, (violated.get(slug) ?? new Set()).add(to));
      nearer(slug, (distance.get(n) ?? Infinity) + 1);
    }
  }
  for (const [kind, members] of stuckFirst) {
    for (const n of members) nearer(kind, distance.get(n) ?? Infinity);
  }
  return {
    properties: [...violated.keys()].sort(),
    deadlocks,
    livelocks,
    finals,
    shortest,
    fates: new Map([...reached].map((n) => [n, fate(nodes, n, isVoid, stuck)])),
    paths: countRuns(nodes, isVoid, stuck),
  };
}

function distances(nodes: readonly Node[]): Map<number, number> {
  const distance = new Map([[0, 0]]);
  for (const [n, steps] of distance) {
    for (const { kind, to } of nodes[n]?.edges ?? []) {
      if ((kind === 'step' || kind === 'report') && !distance.has(to)) distance.set(to, steps + 1);
    }
  }
  return distance;
}

/** Good ends may not lie behind a report; bad ones are violations, reports and stuck components. */
function fate(
  nodes: readonly Node[],
  from: number,
  isVoid: ReadonlySet<number>,
  stuck: ReadonlySet<number>,
): Fate {
  if (isVoid.has(from)) return 'unknown';
  let good = false;
  let bad = false;
  const seen = new Set<string>();
  const todo: [number, boolean][] = [[from, false]];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const [n, reported] = next;
    if (seen.has(`${n} ${reported}`)) continue;
    seen.add(`${n} ${reported}`);
    const node = nodes[n] as Node;
    if (node.end !== null && !reported) good = true;
    if (stuck.has(n)) bad = true;
    for (const { kind, to } of node.edges) {
      if (kind === 'violate') bad = true;
      if ((kind !== 'step' && kind !== 'report') || isVoid.has(to)) continue;
      if (kind === 'report') bad = true;
      todo.push([to, reported || kind === 'report']);
    }
  }
  return good && bad ? 'open' : bad ? 'doomed' : 'clear';
}

/** Walks every run one by one; only for graphs whose only cycles are self loops. */
function countRuns(
  nodes: readonly Node[],
  isVoid: ReadonlySet<number>,
  stuck: ReadonlySet<number>,
): Record<string, number | null> {
  const counts: Record<string, number> = {};
  const add = (label: string) => {
    counts[label] = (counts[label] ?? 0) + 1;
    return Object.values(counts).reduce((a, b) => a + b, 0) < 20_000;
  };
  const onPath = new Set<number>();
  const found = { cycle: false };
  const walk = (n: number): void => {
    if (found.cycle || onPath.has(n)) {
      found.cycle = true;
      return;
    }
    onPath.add(n);
    const node = nodes[n] as Node;
    if (node.end !== null && !add(`x=${node.cell}`)) found.cycle = true;
    if (stuck.has(n)) {
      const on = node.edges.filter(({ kind, to }) => kind === 'step' && to !== n && !isVoid.has(to));
      if (on.length === 0) add('deadlock');
    }
    for (const { kind, to, property } of node.edges) {
      if (kind === 'violate') add(SLUGS[property] ?? '');
      if (kind === 'report' && !isVoid.has(to)) add(SLUGS[property] ?? '');
      if ((kind === 'step' || kind === 'report') && to !== n) walk(to);
    }
    onPath.delete(n);
  };
  walk(0);
  return found.cycle ? {} : counts;
}
