/**
 * What is kept of a reader's work on one scenario, as plain data: the tree of runs by their keys, the place in it, and
 * where it stops. Told again by the machine when it comes back, so that a later release shows it its own way.
 */
import type { DrawerTab } from './drawer.ts';
import { notesOf, type Note } from './retelling.ts';
import type { RunNode, RunTree, Visit } from './run-tree.ts';
import type { SessionState } from './session-state.ts';
import type { Stop } from './stops.ts';

export type KeptRun = Omit<RunNode, 'id' | 'program' | 'run' | 'score'> & {
  readonly keys: readonly string[];
  readonly notes: readonly Note[];
};

export interface KeptWork {
  readonly format: 1;
  readonly runs: readonly KeptRun[];
  readonly current: number;
  readonly past: readonly Visit[];
  readonly future: readonly Visit[];
  readonly position: number;
  readonly stops: readonly Stop[];
  readonly cell: number | null;
  readonly tab: DrawerTab;
  /** The text was being written. */
  readonly editing?: true;
}

/** Telling a run again takes a moment; of more the oldest are let go. */
const MOST_RUNS = 60;

/** Null where there is nothing to keep. */
export function workOf(
  { tree, position, stops, cell }: SessionState,
  tab: DrawerTab,
  editing = false,
  most = MOST_RUNS,
): KeptWork | null {
  const isUntouched = tree.nodes.length === 1 && position === 0 && stops.length === 0 && cell === null;
  if (tree.current < 0 || (isUntouched && tab === 'code' && !editing)) return null;
  const places = newest(tree, most);
  const visits = (all: readonly Visit[]) =>
    all.flatMap((visit) => {
      const at = places.get(visit.node);
      return at === undefined ? [] : [{ node: at, position: visit.position }];
    });
  return {
    format: 1,
    runs: tree.nodes.flatMap((node) => (places.has(node.id) ? [keptRun(node, places)] : [])),
    current: places.get(tree.current) ?? 0,
    past: visits(tree.past),
    future: visits(tree.future),
    position,
    stops,
    cell,
    tab,
    ...(editing ? { editing } : {}),
  };
}

/** Where the nodes that are kept stand among them: the current one and the newest others. */
function newest(tree: RunTree, most: number): ReadonlyMap<number, number> {
  const others = tree.nodes.map(({ id }) => id).filter((id) => id !== tree.current);
  const chosen = [...others.slice(-(most - 1)), tree.current];
  // What is told again under other options rests on the run that it was.
  const origins = chosen.flatMap((id) => tree.nodes[id]?.retold?.origin ?? []);
  const kept = [...new Set([...chosen, ...origins])].sort((a, b) => a - b);
  return new Map(kept.map((id, at) => [id, at]));
}

function keptRun(node: RunNode, places: ReadonlyMap<number, number>): KeptRun {
  const { id: _, program: __, run, score: ___, ...rest } = node;
  const parent = rest.parent === null ? null : (places.get(rest.parent) ?? null);
  const { retold } = rest;
  const moved = retold && { retold: { ...retold, origin: places.get(retold.origin ?? -1) ?? null } };
  return { ...rest, ...moved, parent, keys: run.steps.map((step) => step.key), notes: notesOf(run) };
}

/** What was read back; null where it is nothing that this release wrote. */
export function asWork(value: unknown): KeptWork | null {
  if (typeof value !== 'object' || value === null) return null;
  const work = value as Partial<KeptWork>;
  const whole =
    work.format === 1 &&
    [work.runs, work.past, work.future, work.stops].every(Array.isArray) &&
    typeof work.position === 'number' &&
    typeof work.current === 'number' &&
    work.runs?.[work.current] !== undefined;
  return whole ? (work as KeptWork) : null;
}
