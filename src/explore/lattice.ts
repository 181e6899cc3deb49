/**
 * All interleavings of a small state space as one graph: what the lattice view draws.
 *
 *     0 ──CPU 0──► 1 ──CPU 1──► 3        nodes in the order of their distance from the start, 0 is the start
 *     └──CPU 1──► 2 ──CPU 0──► 3         edges carry the choice's key, so that a run can be followed along them
 *
 * States whose every run is squashed are left out, for they do not exist.
 */
import { SQUASHED, VIOLATED, type ChoiceInfo } from '../machine/index.ts';
import { lawfulStep } from './lawful-step.ts';
import type { Fate } from './api.ts';
import type { FateMap } from './exploration.ts';
import { BROKEN, FINISHED, type Graph } from './graph.ts';
import { searchedChoices } from './searched-choices.ts';

export interface LatticeNode {
  readonly fate: Fate;
  /** How a run that gets here ends here, null where it goes on. */
  readonly end: 'finished' | 'violated' | 'deadlock' | 'livelock' | null;
  /** Slug of the property that is violated here. */
  readonly property: string | null;
  /** Steps from the start, at least. */
  readonly depth: number;
}

/** What an edge does: enough of a choice to name it. */
export type LatticeMove = Pick<ChoiceInfo, 'key' | 'cpu' | 'kind' | 'pc' | 'words' | 'hardware'>;

export interface LatticeEdge {
  readonly from: number;
  readonly to: number;
  /** Index into `moves`. */
  readonly move: number;
  /** The step reports a violation and the run goes on. */
  readonly reports: boolean;
}

export interface Lattice {
  readonly nodes: readonly LatticeNode[];
  readonly edges: readonly LatticeEdge[];
  readonly moves: readonly LatticeMove[];
}

/** The graph of a finished exploration, pausing between states. */
export function* buildLattice(graph: Graph, fates: FateMap): Generator<void, Lattice> {
  const { machine, store, marks } = graph;
  const source = new Int32Array(machine.width + 1);
  const target = new Int32Array(machine.width + 1);
  const numbers = new Int32Array(store.size).fill(-1);
  const depths: number[] = [];
  const nodes: LatticeNode[] = [];
  const edges: LatticeEdge[] = [];
  const moves: LatticeMove[] = [];
  const moveOf = new Map<string, number>();

  for (let state = 0; state < store.size; state++) {
    const parent = graph.parent[state] as number;
    depths.push(parent < 0 ? 0 : (depths[parent] as number) + 1);
    store.load(state, source);
    if (fates.isVoid(source)) continue;
    const mark = marks[state] as number;
    const broken = (mark & BROKEN) !== 0;
    const property = broken
      ? (machine.program.properties[(source[machine.width] as number) - 1]?.slug ?? null)
      : null;
    const end = broken ? 'violated' : (mark & FINISHED) !== 0 ? 'finished' : fates.stuckAt(source);
    numbers[state] = nodes.length;
    nodes.push({
      fate: broken ? 'doomed' : fates.fateOf(source),
      end,
      property,
      depth: depths[state] as number,
    });
  }

  for (let state = 0; state < graph.expanded; state++) {
    const from = numbers[state] as number;
    if (from < 0 || nodes[from]?.end === 'violated') continue;
    store.load(state, source);
    const count = searchedChoices(machine, source, 0);
    const choices = Array.from(machine.choices.subarray(0, count));
    for (const choice of choices) {
      const status = lawfulStep(machine, source, choice, target);
      if (status === SQUASHED) continue;
      target[machine.width] = status === VIOLATED ? machine.violated + 1 : 0;
      const reports = machine.reportCount > 0;
      const found = store.find(target);
      const to = found < 0 ? -1 : (numbers[found] as number);
      if (to < 0) continue;
      const { key, cpu, kind, pc, words, hardware } = machine.choiceInfo(source, 0, choice);
      const name = `${key} ${words}`;
      const move = moveOf.get(name) ?? moves.length;
      if (move === moves.length) {
        moveOf.set(name, move);
        moves.push({ key, cpu, kind, pc, words, hardware });
      }
      edges.push({ from, to, move, reports });
    }
    if ((state & 63) === 63) yield;
  }
  return { nodes, edges, moves };
}
