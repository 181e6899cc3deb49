/**
 * The explored graph, as the search leaves it and everything that judges it reads it. States are numbered in the order
 * of discovery, which is the order of distance from the start; the edges of a state lie in the same order:
 *
 *   starts   [ 0, 2, 3, … ]          first edge of state s is starts[s], last is starts[s + 1] - 1
 *   edges    [ 1, 2,  ~3,  … ]       target state; ~target where the step reported a property and went on
 *   parent, choice                   how a state was first reached: a shortest path
 *   marks    finished | violated | squashed (some choice of it contradicts a guess)
 */
import type { Machine } from '../machine/index.ts';
import type { ExploreResult } from './api.ts';
import type { StateStore } from './state-store.ts';
import type { FoldedStore } from './symmetry.ts';

export const FINISHED = 1;
export const BROKEN = 2;
export const HAD_SQUASH = 4;
/** Some choice of it violates something on a run that rests for ever on what only a squash would undo. */
export const MET_HELD = 8;

export interface Graph {
  readonly machine: Machine;
  readonly store: StateStore;
  /** States 0 … expanded - 1 have their edges; the others are the frontier of a search that stopped early. */
  readonly expanded: number;
  readonly starts: Uint32Array;
  readonly edges: Int32Array;
  readonly parent: Int32Array;
  readonly choice: Int32Array;
  readonly marks: Uint8Array;
  readonly reports: readonly Report[];
  readonly steps: number;
  readonly squashed: number;
  readonly limit: ExploreResult['limit'];
  /** Some step was tried alone, or some choices were left out, so that not every interleaving is there. */
  readonly shrunk: boolean;
  readonly reduced: boolean;
  /** Set where states that differ only in which of several identical CPUs is where count as one (symmetry.ts). */
  readonly folded: FoldedStore | null;
  /** Flags (components.ts) of states that were known and not gone beyond, by number. */
  readonly given?: ReadonlyMap<number, number>;
  /** Explores from a state, up to a number of states, as far as can be told apart. */
  ahead(from: Int32Array, states: number): Graph;
}

/** A step that reported a property and went on: `edge` is its index in `edges`, `from` its state. */
export interface Report {
  readonly property: number;
  readonly from: number;
  readonly choice: number;
  readonly edge: number;
}
