/**
 * Where everything of a score stands, in the caller's unit. Two settings of the same music:
 *
 *   wide     step │ CPU 0  text ···· ◌● │ CPU 1  text ···· ◌● │ flags   data │ fate
 *   narrow   step ◌● ◌● text of whoever acts in this row ····· flags 1 │ fate
 *
 * Narrow works because a row has one actor: the lanes become slim staves and the words share one column.
 */
import type { Score } from './score.ts';

export interface Metrics {
  readonly row: number;
  /** Height that a note adds under its row. */
  readonly note: number;
  readonly step: number;
  readonly fate: number;
  readonly lane: number;
  /** Distance between parallel ties. */
  readonly track: number;
  readonly gutter: number;
  /** A part narrower than this makes the setting narrow. */
  readonly part: number;
}

export interface Box {
  readonly x: number;
  readonly width: number;
}

export interface PartBox extends Box {
  /** Left edge of the handler gutter. */
  readonly gutter: number;
  readonly text: Box;
  /** Centre of the first track; further tracks lie `dir` * track away. */
  readonly mark: number;
  readonly dir: 1 | -1;
}

export interface Geometry {
  readonly mode: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  /** Top of each row, one more for the end. */
  readonly tops: readonly number[];
  readonly metrics: Metrics;
  readonly step: Box;
  readonly parts: readonly PartBox[];
  readonly memory: Box;
  /** Left edge of each lane's value and the line beside it; empty when the values share one column. */
  readonly lanes: readonly Box[];
  readonly fate: Box;
}

/** The whole setting for a width. `tops` depends on the rows alone and may be kept while the width changes. */
export function layoutScore(score: Score, width: number, metrics: Metrics): Geometry {
  const tops: number[] = [0];
  let y = 0;
  for (const row of score.rows) {
    y += metrics.row + (row.note ? metrics.note : 0);
    tops.push(y);
  }
  const laneWidth = Math.min(score.lanes.length, 4) * metrics.lane;
  const room = width - metrics.step - metrics.fate - laneWidth;
  const count = Math.max(1, score.parts.length);
  const wide = room / count >= metrics.part;
  const step = { x: 0, width: metrics.step };
  const fate = { x: width - metrics.fate, width: metrics.fate };
  const base = { width, height: y, tops, metrics, step, fate };
  return wide
    ? { ...base, mode: 'wide', ...setWide(score, base, room / count, laneWidth) }
    : { ...base, mode: 'narrow', ...setNarrow(score, base) };
}

type Base = Pick<Geometry, 'metrics' | 'step' | 'fate'>;

function setWide(score: Score, { metrics, step, fate }: Base, each: number, laneWidth: number) {
  const parts = score.parts.map((part, index): PartBox => {
    const x = step.width + index * each;
    const marks = part.tracks * metrics.track + metrics.track;
    const text = { x: x + metrics.gutter, width: each - metrics.gutter - marks };
    return { x, width: each, gutter: x, text, mark: x + each - marks + metrics.track, dir: 1 };
  });
  const memory = { x: fate.x - laneWidth, width: laneWidth };
  const shared = score.lanes.length > 4;
  const lanes = shared
    ? []
    : score.lanes.map((_, index) => ({ x: memory.x + index * metrics.lane, width: metrics.lane }));
  return { parts, memory, lanes };
}

function setNarrow(score: Score, { metrics, step, fate }: Base) {
  let x = step.width;
  const staves = score.parts.map((part) => {
    const width = metrics.gutter + part.tracks * metrics.track;
    const stave = { x, width };
    x += width;
    return stave;
  });
  const memory = { x: fate.x, width: 0 };
  const parts = staves.map((stave): PartBox => ({
    ...stave,
    gutter: stave.x,
    text: { x: x + metrics.track, width: fate.x - x - metrics.track },
    mark: stave.x + metrics.gutter,
    dir: 1,
  }));
  return { parts, memory, lanes: [] };
}

/** Row at a height; the last one below the end. */
export function rowAt({ tops }: Pick<Geometry, 'tops'>, y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Baseline-centre of a row. */
export function rowCentre({ tops, metrics }: Pick<Geometry, 'tops' | 'metrics'>, row: number): number {
  return (tops[row] ?? 0) + metrics.row / 2;
}

/** Where a mark of a part stands. */
export function markX(geometry: Geometry, part: number, track: number): number {
  const box = geometry.parts[part];
  return box ? box.mark + box.dir * track * geometry.metrics.track : 0;
}
