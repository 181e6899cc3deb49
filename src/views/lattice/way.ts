/** Runs as ways through a lattice. */
import type { Lattice } from '../../state/index.ts';

export interface Way {
  /** States passed, the start included. */
  readonly nodes: readonly number[];
  readonly keys: readonly string[];
  /** How many steps it shares with the run it leaves. */
  readonly shared: number;
}

/** Edges leaving each state, for many questions about one lattice. */
export type Leaving = readonly (readonly {
  readonly to: number;
  readonly key: string;
  readonly move: number;
}[])[];

export function leavingOf({ nodes, edges, moves }: Lattice): Leaving {
  const leaving: { to: number; key: string; move: number }[][] = nodes.map(() => []);
  for (const { from, to, move } of edges) leaving[from]?.push({ to, key: moves[move]?.key ?? '', move });
  return leaving;
}

/**
 * The way that a run of choice keys takes, as far as it stays in the lattice; a run of other options leaves out what does
 * not exist here and goes on.
 */
export function followRun(leaving: Leaving, keys: readonly string[], other = false): Way {
  const nodes = [0];
  const taken: string[] = [];
  for (const key of keys) {
    const edge = leaving[nodes.at(-1) ?? 0]?.find((one) => one.key === key);
    if (edge) {
      nodes.push(edge.to);
      taken.push(key);
    } else if (!other) break;
  }
  return { nodes, keys: taken, shared: taken.length };
}

/** The way to a state that stays with a run as long as it can and is shortest from there; null where none leads. */
export function wayTo(leaving: Leaving, { nodes: run, keys }: Way, target: number): Way | null {
  const met = run.indexOf(target);
  if (met >= 0) return { nodes: run.slice(0, met + 1), keys: keys.slice(0, met), shared: met };
  const before: number[][] = leaving.map(() => []);
  for (const [from, edges] of leaving.entries()) for (const { to } of edges) before[to]?.push(from);
  const far: number[] = leaving.map(() => -1);
  far[target] = 0;
  const queue = [target];
  for (const at of queue) {
    for (const from of before[at] ?? []) {
      if ((far[from] ?? -1) >= 0) continue;
      far[from] = (far[at] ?? 0) + 1;
      queue.push(from);
    }
  }
  const shared = run.findLastIndex((at) => (far[at] ?? -1) >= 0);
  if (shared < 0) return null;
  const nodes = run.slice(0, shared + 1);
  const way = keys.slice(0, shared);
  for (let at = nodes.at(-1) ?? 0; at !== target;) {
    const edge = leaving[at]?.find(({ to }) => far[to] === (far[at] ?? 0) - 1);
    if (!edge) return null;
    nodes.push(edge.to);
    way.push(edge.key);
    at = edge.to;
  }
  return { nodes, keys: way, shared };
}
