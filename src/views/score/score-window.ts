/** Which rows are on the page: long runs draw only these. */
import { rowAt, type Geometry, type Score } from '../../score/index.ts';
import type { Sight } from './viewport.ts';

export interface ScoreWindow {
  readonly first: number;
  readonly last: number;
}

const MARGIN = 4;
/** Scrolling redraws only when it has moved by this many rows. */
const GRAIN = 4;

export function windowOf(geometry: Geometry, scrollTop: number, height: number): ScoreWindow {
  const rows = geometry.tops.length - 1;
  const first = Math.floor(rowAt(geometry, scrollTop) / GRAIN) * GRAIN - MARGIN;
  const last = Math.ceil(rowAt(geometry, scrollTop + height) / GRAIN) * GRAIN + MARGIN;
  return { first: Math.max(0, first), last: Math.min(rows - 1, last) };
}

/** Where to scroll so that a row stands clear of both edges; the old place where it already does. */
export function scrollFor(geometry: Geometry, row: number, scrollTop: number, height: number): number {
  const pad = Math.min(72, height / 4);
  const top = geometry.tops[row] ?? 0;
  const bottom = geometry.tops[row + 1] ?? top;
  const most = Math.max(0, geometry.height - height);
  if (top - pad < scrollTop) return Math.round(Math.max(0, top - pad));
  if (bottom + pad > scrollTop + height) return Math.round(Math.min(most, bottom + pad - height));
  return scrollTop;
}

/** Positions of the first and last rows that are wholly in sight. */
export function sightOf(score: Score, geometry: Geometry, scrollTop: number, height: number): Sight {
  const half = geometry.metrics.row / 2;
  const first = score.rows[rowAt(geometry, scrollTop + half)];
  const last = score.rows[rowAt(geometry, Math.max(scrollTop, scrollTop + height - half))];
  return { first: first?.step ?? 0, last: last?.step ?? score.steps };
}
