/**
 * Strongly connected components of the state graph (Tarjan, iterative), sinks first, and what each state's component
 * says about it:
 *
 *   good      a finished run is reachable           bad    a violation, deadlock or livelock is
 *   frontier  something unexplored is reachable     void   every run from here is squashed: it does not exist
 *   looped    a cycle of two states or more lies here or on some way here from the start
 *   held      void, because it rests for ever on what only a squash would undo: a guess, or the load of a
 *             read-modify-write done long before its store (memory-model.md rule 7)
 *
 * A component that no choice leaves, except into void, and that holds no end is stuck, or void when its runs are cut
 * off by squashes, or held. Cut off they are, too, where another CPU could go round in it for ever,
 * but a step that no run puts off for ever leads into void (refutation.ts). The state before such a guess or load is stuck where every way on is held:
 *
 *     P ─ CPU 0's atomic takes its value ─► CPU 1 waits for CPU 0's store, CPU 0 for something that never comes
 *     └── CPU 1's atomic takes its value ─► the same the other way round        each of them held, P a deadlock
 *
 * A machine takes such a load back and stands at P; whatever else it could do from there would be a way on.
 * Steps that report a property lie on no cycle: a page that became unpredictable stays so.
 */
import { BROKEN, FINISHED, HAD_SQUASH, MET_HELD, type Graph } from './graph.ts';
import { isRefuted } from './refutation.ts';
import { grow } from './state-columns.ts';

export const GOOD = 1;
export const BAD = 2;
export const FRONTIER = 4;
export const VOID = 8;
export const LOOPED = 16;
export const HELD = 32;

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
const STATES_APART = 300_000;

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

/** The same at once. */
export function componentsOf(graph: Graph): Components {
  const work = findComponents(graph);
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
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
    const given = graph.given?.get(single);
    if (given !== undefined) {
      flags[single] = given;
      return false;
    }
    if (single < 0) {
      inside.clear();
      for (let nth = first; nth < end; nth++) inside.add(members[nth] as number);
    }
    let sum = single < 0 ? LOOPED : 0;
    let leaves = false;
    let stays = false;
    let dropped = false;
    let meetsHeld = false;
    for (let nth = first; nth < end; nth++) {
      const state = members[nth] as number;
      const mark = marks[state] as number;
      if ((mark & FINISHED) !== 0) sum |= GOOD;
      if ((mark & BROKEN) !== 0) sum |= BAD;
      if ((mark & HAD_SQUASH) !== 0) dropped = true;
      if ((mark & MET_HELD) !== 0) meetsHeld = true;
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
        if ((beyond & HELD) !== 0) {
          meetsHeld = true;
          continue;
        }
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
      if (!stays && dropped && !meetsHeld) sum = VOID;
      else if (this.isHeld(members, first, end, meetsHeld)) sum = VOID | HELD;
      else if (dropped && this.isRefuted(members, first, end)) sum = VOID;
      else {
        isStuck = true;
        sum |= BAD;
      }
    }
    for (let nth = first; nth < end; nth++) flags[members[nth] as number] = sum;
    return isStuck;
  }

  /** The component rests on something throughout that would have to be given back for anybody to get on. */
  private isHeld(members: Int32Array, first: number, end: number, meetsHeld: boolean): boolean {
    const { machine, store } = this.graph;
    let guessing = true;
    let tentative = meetsHeld;
    let holding = -1;
    let inTheWay = 0;
    for (let nth = first; nth < end && (guessing || tentative || holding !== 0); nth++) {
      store.load(members[nth] as number, this.words);
      guessing &&= machine.hasOpenGuess(this.words, 0);
      tentative &&= machine.mayBeUndone(this.words, 0);
      holding &= machine.holding(this.words, 0);
      inTheWay |= machine.inTheWay(this.words, 0);
    }
    return guessing || tentative || (holding & inTheWay) !== 0;
  }

  /** No run stays: see refutation.ts. Where identical CPUs count as one it is asked of a graph that tells them apart. */
  private isRefuted(members: Int32Array, first: number, end: number): boolean {
    const { graph, flags, words } = this;
    const states = members.subarray(first, end);
    if (!graph.folded) {
      return isRefuted(graph, states, (state) => ((flags[state] as number) & (VOID | HELD)) === VOID);
    }
    graph.store.load(states[0] as number, words);
    const ahead = graph.ahead(words, STATES_APART);
    if (ahead.limit !== null) return false;
    return ((componentsOf(ahead).flags[0] as number) & VOID) !== 0;
  }

  private anyBroken(members: Int32Array, first: number, end: number): boolean {
    for (let nth = first; nth < end; nth++) {
      if (((this.graph.marks[members[nth] as number] as number) & BROKEN) !== 0) return true;
    }
    return false;
  }
}

function sorted(members: Int32Array, first: number, end: number): number[] {
  return Array.from(members.subarray(first, end)).sort((a, b) => a - b);
}
