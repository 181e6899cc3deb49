/**
 * Which rows of a run are shown: calls folded (to begin with), every row, or only those in which CPUs communicate; and
 * which folded calls the reader has opened. Positions stay positions: one between two shown rows belongs to the row that
 * stands for it.
 */
import { createStore } from 'zustand/vanilla';
import { condense, foldCalls, type Score } from '../score/index.ts';
import type { PreferencesStore, RowsShown } from './preferences.ts';
import type { RunNode } from './run-tree.ts';
import { shownNode } from './selectors.ts';
import type { Session } from './session.ts';

export interface RowView {
  /** Calls, by their id in the score, that are not folded. */
  readonly opened: ReadonlySet<string>;
  /** What a note that lies open speaks of. */
  readonly spoken: readonly SpokenAccess[];
}

/** An access in flight. */
export interface SpokenAccess {
  readonly cpu: number;
  /** The step in which it issued, null before the first. */
  readonly issued: number | null;
}

export type RowViewStore = ReturnType<typeof createRowView>;

const NOTHING: readonly SpokenAccess[] = [];

export function createRowView(session: Session, preferences: PreferencesStore) {
  const store = createStore<RowView>(() => ({ opened: new Set(), spoken: NOTHING }));
  let { file, tree } = session.store.getState();
  session.store.subscribe((state) => {
    if (state.file?.id !== file?.id) store.setState({ opened: new Set() });
    file = state.file;
    if (state.tree === tree) return;
    tree = state.tree;
    const node = shownNode(state);
    if (node) openAt(node, state.position);
  });
  /** A run that opens in the middle of a call shows the call's steps. */
  const openAt = (node: RunNode, position: number) => {
    const score = scoreOf(node);
    const row = score.rows[score.rowOfStep[position] ?? 0];
    if (row?.call && row.folds > 0 && position >= row.since && position < row.step)
      store.setState(({ opened }) => ({ opened: new Set(opened).add(row.call ?? '') }));
  };
  const scoreOf = (node: RunNode) =>
    shownScore(node, preferences.store.getState().rows, store.getState().opened);
  /** On by so many shown rows, or back; a position within a row goes to an end of it. */
  const stepBy = (rows: number) => {
    const state = session.store.getState();
    const node = shownNode(state);
    if (node) session.goTo(neighbourRow(scoreOf(node), state.position, rows));
  };
  return {
    store,
    scoreOf,
    stepBy,
    /** A note opens that speaks of these; returns how to close it. */
    speakOf: (spoken: readonly SpokenAccess[]) => {
      store.setState({ spoken });
      return () => {
        if (store.getState().spoken === spoken) store.setState({ spoken: NOTHING });
      };
    },
    /** Opens a folded call, or folds it again. */
    toggle: (call: string) => {
      const opened = new Set(store.getState().opened);
      if (!opened.delete(call)) opened.add(call);
      store.setState({ opened });
    },
  };
}

const shown = new WeakMap<Score, { rows: RowsShown; opened: ReadonlySet<string>; score: Score }>();

/** The score of a run's shown rows; the same object as long as nothing of it changes. */
export function shownScore(node: RunNode, rows: RowsShown, opened: ReadonlySet<string>): Score {
  if (rows === 'every') return node.score;
  const kept = shown.get(node.score);
  if (kept?.rows === rows && kept.opened === opened) return kept.score;
  const folded = foldCalls(node.score, opened);
  const score = rows === 'few' ? condense(folded) : folded;
  shown.set(node.score, { rows, opened, score });
  return score;
}

/** The position so many shown rows ahead, or behind; the ends where there are not so many. */
function neighbourRow({ rows, steps }: Score, position: number, by: number): number {
  const stops = rows.flatMap(({ kind, step }) => (kind === 'start' || kind === 'step' ? [step] : []));
  const next = stops.findIndex((stop) => stop > position);
  const ahead = next < 0 ? stops.length : next;
  const behind = stops.findLastIndex((stop) => stop < position);
  const at = by > 0 ? ahead + by - 1 : behind + by + 1;
  return stops[Math.max(0, at)] ?? steps;
}
