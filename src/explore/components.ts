/**
 * Strongly connected components of the state graph (Tarjan, iterative), sinks first, and what each state's component
 * says about it:
 *
 *   good      a finished run is reachable           bad    a violation, deadlock or livelock is
 *   frontier  something unexplored is reachable     void   every run from here is squashed: it does not exist
 *   looped    a cycle of two states or more lies here or on some way here from the start
 *
 * A component that no choice leaves, except into void, and that holds no end is stuck, or void when its runs are cut
 * off by squashes or never leave a guess that is still open. Steps that report a property lie on no cycle: a page
 * that became unpredictable stays so.
 */
import type { CpuSnapshot, Machine } from '../machine/index.ts';
import { BROKEN, FINISHED, HAD_SQUASH, Search, type Graph } from './search.ts';
import { grow } from './state-columns.ts';

export const GOOD = 1;
export const BAD = 2;
export const FRONTIER = 4;
export const VOID = 8;
export const LOOPED = 16;

/** A bottom component of stuck states, by the numbers of its states. */
export type StuckComponent = readonly number[];

export interface Components {
  readonly flags: Uint8Array;
  /** By the number of their first state: nearest first. */
  readonly stuck: readonly StuckComponent[];
  /** States in the order in which Tarjan left them: every edge between components leads to an earlier place. */
  readonly order: Int32Array;
}

const OPERATIONS_A_SLICE = 20_000;
const KIND_STATES = 300_000;

/** Computes the components; yields from time to time so that the caller can pause. */
export function* findComponents(graph: Graph): Generator<void, Components> {
  const { store, starts, edges, expanded } = graph;
  const size = store.size;
  // What a search that stopped early never got to stays frontier.
  const flags = new Uint8Array(size).fill(FRONTIER);
  const order = new Int32Array(size);
  let ordered = 0;
  const stuck: StuckComponent[] = [];
  const judge = new Judge(graph, flags);

  // index: 0 unvisited, else place in depth-first order + 1 while on the component stack, -1 when its component is done.
  const index = new Int32Array(size);
  let counter = 0;
  let members: Int32Array = new Int32Array(256);
  let memberCount = 0;
  let path: Int32Array = new Int32Array(256);
  let nextEdge: Int32Array = new Int32Array(256);
  let lowest: Int32Array = new Int32Array(256);
  let depth = 0;
  let operations = 0;

  const enter = (state: number): void => {
    if (depth === path.length) {
      path = grow(path, depth + 1);
      nextEdge = grow(nextEdge, depth + 1);
      lowest = grow(lowest, depth + 1);
    }
    if (memberCount === members.length) members = grow(members, memberCount + 1);
    index[state] = ++counter;
    path[depth] = state;
    nextEdge[depth] = state < expanded ? (starts[state] as number) : 0;
    lowest[depth] = counter;
    depth++;
    members[memberCount++] = state;
  };

  enter(0);
  while (depth > 0) {
    if (++operations % OPERATIONS_A_SLICE === 0) yield;
    const top = depth - 1;
    const state = path[top] as number;
    const edge = nextEdge[top] as number;
    if (state < expanded && edge < (starts[state + 1] as number)) {
      nextEdge[top] = edge + 1;
      const raw = edges[edge] as number;
      const target = raw < 0 ? ~raw : raw;
      const seen = index[target] as number;
      if (seen === 0) enter(target);
      else if (seen > 0 && seen < (lowest[top] as number)) lowest[top] = seen;
      continue;
    }
    depth--;
    const low = lowest[top] as number;
    if (depth > 0 && low < (lowest[depth - 1] as number)) lowest[depth - 1] = low;
    if (low !== index[state]) continue;
    let first = memberCount;
    do {
      first--;
      const member = members[first] as number;
      index[member] = -1;
      order[ordered++] = member;
    } while (members[first] !== state);
    if (judge.component(members, first, memberCount)) stuck.push(sorted(members, first, memberCount));
    memberCount = first;
  }
  stuck.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  return { flags, stuck, order: order.subarray(0, ordered) };
}

/** Judges components in Tarjan's order, when all that they lead to has been judged. */
class Judge {
  private readonly graph: Graph;
  private readonly flags: Uint8Array;
  private readonly words: Int32Array;
  private readonly inside = new Set<number>();

  constructor(graph: Graph, flags: Uint8Array) {
    this.graph = graph;
    this.flags = flags;
    this.words = new Int32Array(graph.machine.width + 1);
  }

  /** Sets the flags of the component in members[first … end - 1]; true when it is stuck and nothing leaves it. */
  component(members: Int32Array, first: number, end: number): boolean {
    const { graph, flags, inside } = this;
    const { starts, edges, marks, expanded } = graph;
    const single = end - first === 1 ? (members[first] as number) : -1;
    if (single < 0) {
      inside.clear();
      for (let nth = first; nth < end; nth++) inside.add(members[nth] as number);
    }
    let sum = single < 0 ? LOOPED : 0;
    let leaves = false;
    let stays = false;
    let dropped = false;
    for (let nth = first; nth < end; nth++) {
      const state = members[nth] as number;
      const mark = marks[state] as number;
      if ((mark & FINISHED) !== 0) sum |= GOOD;
      if ((mark & BROKEN) !== 0) sum |= BAD;
      if ((mark & HAD_SQUASH) !== 0) dropped = true;
      if (state >= expanded) {
        if ((mark & BROKEN) === 0) sum |= FRONTIER;
        continue;
      }
      for (let edge = starts[state] as number; edge < (starts[state + 1] as number); edge++) {
        const raw = edges[edge] as number;
        const target = raw < 0 ? ~raw : raw;
        if (single < 0 ? inside.has(target) : target === single) {
          stays = true;
          if (raw < 0) sum |= BAD;
          continue;
        }
        const beyond = flags[target] as number;
        if ((beyond & VOID) !== 0) {
          dropped = true;
          continue;
        }
        leaves = true;
        // After a reported violation no end is a good one.
        sum |= raw < 0 ? BAD | (beyond & FRONTIER) : beyond & (GOOD | BAD | FRONTIER);
      }
    }
    let isStuck = false;
    const ends = (sum & (GOOD | FRONTIER)) !== 0 || this.anyBroken(members, first, end);
    if (!leaves && !ends) {
      if (!stays && dropped) sum = VOID;
      else if (this.allGuessing(members, first, end)) sum = VOID;
      else {
        isStuck = true;
        sum |= BAD;
      }
    }
    for (let nth = first; nth < end; nth++) flags[members[nth] as number] = sum;
    return isStuck;
  }

  private anyBroken(members: Int32Array, first: number, end: number): boolean {
    for (let nth = first; nth < end; nth++) {
      if (((this.graph.marks[members[nth] as number] as number) & BROKEN) !== 0) return true;
    }
    return false;
  }

  private allGuessing(members: Int32Array, first: number, end: number): boolean {
    const { machine, store } = this.graph;
    for (let nth = first; nth < end; nth++) {
      store.load(members[nth] as number, this.words);
      if (!machine.hasOpenGuess(this.words, 0)) return false;
    }
    return true;
  }
}

function sorted(members: Int32Array, first: number, end: number): number[] {
  return Array.from(members.subarray(first, end)).sort((a, b) => a - b);
}

/** Deadlock where throughout the component cells, masks, pending interrupts and the place of every CPU stay. */
export function kindOfStuck(graph: Graph, component: StuckComponent): 'deadlock' | 'livelock' {
  const { machine, store } = graph;
  const words = new Int32Array(machine.width + 1);
  if (graph.folded) {
    store.load(component[0] ?? 0, words);
    const kind = kindFrom(machine, words);
    if (kind !== null) return kind;
  }
  let expected: string | null = null;
  for (const state of component) {
    store.load(state, words);
    const still = stillness(machine, words);
    if (expected !== null && still !== expected) return 'livelock';
    expected = still;
  }
  return 'deadlock';
}

/** Where identical CPUs count as one, a state may stand for others that differ in what each CPU does: what lies ahead is
 *  searched with all of them apart. Null where that is too much. */
function kindFrom(machine: Machine, state: Int32Array): 'deadlock' | 'livelock' | null {
  const ahead = new Search(machine, { states: KIND_STATES }, state);
  ahead.advance(Number.POSITIVE_INFINITY);
  if (ahead.limit !== null) return null;
  const work = findComponents(ahead);
  let step = work.next();
  while (!step.done) step = work.next();
  const { stuck } = step.value;
  if (stuck.length === 0) return null;
  return stuck.every((component) => kindOfStuck(ahead, component) === 'deadlock') ? 'deadlock' : 'livelock';
}

/**
 * A deadlock that its CPUs are only about to reach: nothing but deadlock lies ahead of the first state of this graph, and
 * from there on memory and pending interrupts stay as they are. What is left is issuing behind waits that never end.
 */
export function isSettled(graph: Graph, { flags, stuck }: Components): boolean {
  const { machine, store, marks, reports } = graph;
  if (((flags[0] as number) & (GOOD | FRONTIER)) !== 0 || reports.length > 0) return false;
  if (stuck.length === 0 || stuck.some((component) => kindOfStuck(graph, component) !== 'deadlock'))
    return false;
  const words = new Int32Array(machine.width + 1);
  let expected: string | null = null;
  for (let state = 0; state < store.size; state++) {
    if (((marks[state] as number) & BROKEN) !== 0) return false;
    if (((flags[state] as number) & VOID) !== 0) continue;
    store.load(state, words);
    const seen = outside(machine, words, machine.decode(words, 0).cpus);
    if (expected !== null && seen !== expected) return false;
    expected = seen;
  }
  return true;
}

/** Equal for states between which a deadlocked machine may move. */
function stillness(machine: Machine, words: Int32Array): string {
  const { cpus } = machine.decode(words, 0);
  const places = cpus.map(({ chart }, cpu) => `${machine.place(words, 0, cpu)}/${chart['mask'] ?? ''}`);
  return `${outside(machine, words, cpus)};${places.join(';')}`;
}

/** What one CPU can do to another: memory and pending interrupts. */
function outside(machine: Machine, words: Int32Array, cpus: readonly CpuSnapshot[]): string {
  const cells = words.subarray(0, machine.cellWords).join();
  return `${cells};${cpus.map(({ pending }) => pending.join('.')).join(';')}`;
}
