/** The rows of a run as the reader has them: calls folded or open, or only those in which CPUs communicate. */
import { useStore } from 'zustand';
import type { Score } from '../../score/index.ts';
import { shownScore, type RunNode } from '../../state/index.ts';
import { usePage, usePreferences } from '../context.ts';

export function useShownScore(node: RunNode): Score {
  const { rowView } = usePage();
  const { rows } = usePreferences();
  const opened = useStore(rowView.store, (state) => state.opened);
  return shownScore(node, rows, opened);
}
