/**
 * All interleavings of a state space that is too large to be drawn state by state: states counted by how far two CPUs
 * have come, with the fates of those that share a place. The region that no run may enter keeps its shape.
 *
 *        ─── steps of CPU 0 ──►
 *      │  ·  ·  ·                 a cell: 40 states, 31 of them open, 9 doomed, 2 of these a point of no return
 *   CPU 1 │  ·  ▨  ▨
 *      ▼  ·  ▨  ✕
 *
 * A state's steps are those of the shortest run to it. States whose every run is squashed are left out.
 */
import type { Machine } from '../machine/index.ts';
import { VOID } from './components.ts';
import { fateOf } from './fate.ts';
import { BROKEN, FINISHED, type Graph } from './graph.ts';

export interface ProgressMap {
  /** CPUs that take steps, in their order. */
  readonly movers: readonly number[];
  /** The CPUs whose steps run to the right and downwards. */
  readonly axes: readonly [across: number, down: number];
  readonly cells: readonly ProgressCell[];
  readonly ways: Ways;
}

/** States that are as far; numbers of states. */
export interface ProgressCell {
  readonly x: number;
  readonly y: number;
  readonly open: number;
  readonly clear: number;
  readonly doomed: number;
  /** Doomed states that an open one leads to. */
  readonly turns: number;
  /** Runs that end here, badly and well. */
  readonly broken: number;
  readonly finished: number;
  /** The state to go to, as a node of the ways: a turn before another failure before any doomed state before the first. */
  readonly way: number;
}

/** Shortest runs to the cells' states, as a tree; node 0 is the start. */
export interface Ways {
  readonly parents: readonly number[];
  /** Index into `keys` of the choice that leads to the node, -1 for the start. */
  readonly choices: readonly number[];
  readonly keys: readonly string[];
}

const STATES_A_SLICE = 4096;

interface Draft {
  open: number;
  clear: number;
  doomed: number;
  turns: number;
  broken: number;
  finished: number;
  state: number;
  rank: number;
}

/**
 * Counts a finished exploration, pausing between states. `flags` as components.ts gives them; `wanted` axes, or null for
 * the two CPUs that take most steps.
 */
export function* mapProgress(
  graph: Graph,
  flags: Uint8Array,
  wanted: readonly [number, number] | null,
): Generator<void, ProgressMap> {
  const { machine, store, parent, choice, marks } = graph;
  const cpus = machine.program.cpus.length;
  const steps = new Uint16Array(store.size * cpus);
  const most = new Array<number>(cpus).fill(0);
  for (let state = 1; state < store.size; state++) {
    const from = parent[state] as number;
    for (let cpu = 0; cpu < cpus; cpu++) steps[state * cpus + cpu] = steps[from * cpus + cpu] as number;
    const cpu = machine.choiceCpu(choice[state] as number);
    const count = (steps[state * cpus + cpu] as number) + 1;
    steps[state * cpus + cpu] = count;
    most[cpu] = Math.max(most[cpu] ?? 0, count);
    if (state % STATES_A_SLICE === 0) yield;
  }
  const [across, down] = wanted ?? longestTwo(machine, most);
  const turned = yield* findTurns(graph, flags);
  const drafts = new Map<number, Draft>();
  for (let state = 0; state < store.size; state++) {
    const flag = flags[state] as number;
    if ((flag & VOID) !== 0) continue;
    const x = steps[state * cpus + across] as number;
    const y = across === down ? 0 : (steps[state * cpus + down] as number);
    const mark = marks[state] as number;
    const fate = (mark & BROKEN) !== 0 ? 'doomed' : fateOf(flag);
    const over = (mark & (BROKEN | FINISHED)) !== 0 || graph.starts[state] === graph.starts[state + 1];
    const place = x * 0x10000 + y;
    let draft = drafts.get(place);
    if (!draft) {
      draft = { open: 0, clear: 0, doomed: 0, turns: 0, broken: 0, finished: 0, state, rank: 0 };
      drafts.set(place, draft);
    }
    if (fate !== 'unknown') draft[fate]++;
    const turns = turned[state] === 1;
    const broken = over && fate === 'doomed';
    if (turns) draft.turns++;
    if (broken) draft.broken++;
    else if (over) draft.finished++;
    const rank = turns ? 3 : broken ? 2 : fate === 'doomed' ? 1 : 0;
    if (rank > draft.rank) {
      draft.rank = rank;
      draft.state = state;
    }
    if (state % STATES_A_SLICE === 0) yield;
  }
  const { ways, nodeOf } = yield* waysTo(
    graph,
    [...drafts.values()].map(({ state }) => state),
  );
  return {
    movers: most.flatMap((count, cpu) => (count > 0 ? [cpu] : [])),
    axes: [across, down],
    cells: [...drafts].map(([place, { state, rank: _, ...counts }]) => ({
      x: Math.floor(place / 0x10000),
      y: place % 0x10000,
      ...counts,
      way: nodeOf.get(state) ?? 0,
    })),
    ways,
  };
}

/** The CPUs that take most steps, the busier first; what stands for the environment only where there are no others. */
function longestTwo({ program }: Machine, most: readonly number[]): readonly [number, number] {
  const [first = 0, second = first] = [...most.keys()].sort(
    (a, b) =>
      Number(program.cpus[a]?.agent ?? false) - Number(program.cpus[b]?.agent ?? false) ||
      (most[b] ?? 0) - (most[a] ?? 0),
  );
  return [first, second];
}

/** 1 for each state that is doomed, or just reported a violation, one step after an open one. */
function* findTurns({ store, starts, edges, expanded, marks }: Graph, flags: Uint8Array) {
  const turned = new Uint8Array(store.size);
  for (let from = 0; from < expanded; from++) {
    if (fateOf(flags[from] as number) !== 'open') continue;
    for (let edge = starts[from] as number; edge < (starts[from + 1] as number); edge++) {
      const to = edges[edge] as number;
      const [state, reports] = to < 0 ? [~to, true] : [to, false];
      const doomed = ((marks[state] as number) & BROKEN) !== 0 || fateOf(flags[state] as number) === 'doomed';
      if (doomed || reports) turned[state] = 1;
    }
    if (from % STATES_A_SLICE === 0) yield;
  }
  return turned;
}

/** The shortest runs to some states as one tree. */
function* waysTo({ machine, store, parent, choice }: Graph, states: readonly number[]) {
  const nodeOf = new Map<number, number>([[0, 0]]);
  const parents = [-1];
  const choices = [-1];
  const keys: string[] = [];
  const indexOf = new Map<string, number>();
  const words = new Int32Array(machine.width + 1);
  for (const state of states) {
    const path: number[] = [];
    for (let at = state; !nodeOf.has(at); at = parent[at] as number) path.push(at);
    for (const at of path.reverse()) {
      const from = parent[at] as number;
      store.load(from, words);
      const { key } = machine.choiceInfo(words, 0, choice[at] as number);
      let index = indexOf.get(key);
      if (index === undefined) {
        index = keys.length;
        keys.push(key);
        indexOf.set(key, index);
      }
      nodeOf.set(at, parents.length);
      parents.push(nodeOf.get(from) ?? 0);
      choices.push(index);
    }
    yield;
  }
  return { ways: { parents, choices, keys } satisfies Ways, nodeOf };
}
