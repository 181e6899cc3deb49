/**
 * The runs taken so far, each a branch of the one it was forked from.
 *
 *     Belits 2 ───1──2──3──4──5──6
 *                       └─4'─5'          by hand, forked at 3
 *
 * Invariant: a node never changes its keys; `current` is always a node of the tree.
 */
import type { LostRow, Score } from '../score/index.ts';
import type { Model, Program, Run, Settings, Translation } from './answers.ts';
import { instanceKey } from './retelling.ts';

/** Where a run came from: the title and what to ask the worker to get it again. */
export type RunSource =
  | {
      readonly kind: 'interleaving';
      readonly name: string;
      readonly title: string;
      readonly by: string;
      readonly about: string | null;
    }
  | { readonly kind: 'witness'; readonly title: string }
  | { readonly kind: 'hand'; readonly title: string }
  | {
      readonly kind: 'link';
      readonly title: string;
      /** Of the interleaving that it follows, where it follows one. */
      readonly by: string | null;
      readonly about: string | null;
    };

export interface RunNode {
  readonly id: number;
  readonly parent: number | null;
  /** Position in the parent at which this run left it. */
  readonly fork: number;
  readonly source: RunSource;
  readonly settings: Settings;
  readonly model: Model;
  readonly program: Program;
  readonly run: Run;
  readonly score: Score;
  /** Nobody asked for it: once all is explored, a run worth looking at takes its place. */
  readonly provisional?: true;
  /** Set where this is another run of the tree, told again under other options, or where steps of a link are lost. */
  readonly retold?: Retold;
}

/** What a run told again has to do with the one that it was. */
export interface Retold extends Pick<Translation, 'broken' | 'moved' | 'gone'> {
  /** Null for a link's own run. */
  readonly origin: number | null;
  /** For each position of this run, the position of the origin that it corresponds to. */
  readonly positions: readonly number[];
  /** Where the reader came to this run, and from which position of the origin: going back from there leads there. */
  readonly came: { readonly here: number; readonly origin: number };
  /** What of the origin is not possible under these options. */
  readonly lost: readonly LostRow[];
}

export interface Visit {
  readonly node: number;
  readonly position: number;
}

export interface RunTree {
  readonly nodes: readonly RunNode[];
  readonly current: number;
  readonly past: readonly Visit[];
  readonly future: readonly Visit[];
}

export const emptyTree: RunTree = { nodes: [], current: -1, past: [], future: [] };

export function currentNode(tree: RunTree): RunNode | null {
  return tree.nodes[tree.current] ?? null;
}

/** The run that a view shows, if it is one of the tree: the current one where several are it. */
export function sameRun(
  tree: RunTree,
  { settings, model, keys }: Pick<RunNode, 'settings' | 'model'> & { readonly keys: readonly string[] },
): RunNode | null {
  const wanted = instanceKey(settings, model);
  const isIt = (node: RunNode) =>
    instanceKey(node.settings, node.model) === wanted &&
    node.run.steps.length === keys.length &&
    node.run.steps.every((step, nth) => step.key === keys[nth]);
  return [currentNode(tree), ...tree.nodes].find((node) => node !== null && isIt(node)) ?? null;
}

/** Adds a run and goes to it; where the reader was can be undone to. */
export function grow(tree: RunTree, node: Omit<RunNode, 'id'>, from: number): RunTree {
  const id = tree.nodes.length;
  return { ...visit(tree, from), nodes: [...tree.nodes, { ...node, id }], current: id };
}

/** Goes to a run that is already there. */
export function goTo(tree: RunTree, id: number, from: number): RunTree {
  if (id === tree.current || !tree.nodes[id]) return tree;
  return { ...visit(tree, from), current: id };
}

function visit(tree: RunTree, position: number): RunTree {
  if (tree.current < 0) return tree;
  return { ...tree, past: [...tree.past, { node: tree.current, position }], future: [] };
}

export function undo(
  tree: RunTree,
  position: number,
): { readonly tree: RunTree; readonly position: number } | null {
  const last = tree.past.at(-1);
  if (!last) return null;
  const future = [...tree.future, { node: tree.current, position }];
  return {
    tree: { ...tree, past: tree.past.slice(0, -1), future, current: last.node },
    position: last.position,
  };
}

export function redo(
  tree: RunTree,
  position: number,
): { readonly tree: RunTree; readonly position: number } | null {
  const next = tree.future.at(-1);
  if (!next) return null;
  const past = [...tree.past, { node: tree.current, position }];
  return {
    tree: { ...tree, future: tree.future.slice(0, -1), past, current: next.node },
    position: next.position,
  };
}

/** Remembers from which position of its origin the reader comes to a run told again. */
export function comeTo(tree: RunTree, id: number, here: number, origin: number): RunTree {
  return {
    ...tree,
    nodes: tree.nodes.map((node) =>
      node.id === id && node.retold ? { ...node, retold: { ...node.retold, came: { here, origin } } } : node,
    ),
  };
}

/** The same run told anew (with fates, for one): replaces the node's contents, not its place. */
export function refresh(tree: RunTree, id: number, run: Run, score: Score): RunTree {
  return { ...tree, nodes: tree.nodes.map((node) => (node.id === id ? { ...node, run, score } : node)) };
}

export function replaceSource(tree: RunTree, id: number, source: RunSource): RunTree {
  const nodes = tree.nodes.map((node) => {
    if (node.id !== id) return node;
    const { provisional: _, ...rest } = node;
    return { ...rest, source };
  });
  return { ...tree, nodes };
}
