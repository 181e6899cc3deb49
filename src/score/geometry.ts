/**
 * Where everything of a score stands, in the caller's unit. Two settings of the same music:
 *
 *   wide     step │ ◌● CPU 0's words ───────────────► │ ◌● CPU 1's words ──► │ flags data │ fate
 *   narrow   step ◌● ◌● words of whoever acts in this row                              │ fate
 *
 * A row has one actor, so its words may run on through the empty columns at their right, and a line leads from their
 * end to where the row's effect goes. On a narrow page the columns become slim staves and all words share one column.
 */
import type { Score } from './score.ts';

export interface Metrics {
  readonly row: number;
  /** Height that a note adds under its row. */
  readonly note: number;
  readonly step: number;
  readonly fate: number;
  /** Distance of memory lanes when there is room for a value in each, and when there is not. */
  readonly lane: number;
  readonly tightLane: number;
  /** Room for the value of the last lane where lanes stand tight. */
  readonly value: number;
  /** Distance between parallel ties. */
  readonly track: number;
  readonly gutter: number;
  /** A part narrower than this sets lanes tight; with tight lanes it makes the setting narrow. */
  readonly part: number;
  readonly tightPart: number;
  /** What a narrow setting keeps for the words before it shows the memory too. */
  readonly narrowWords: number;
}

export interface Box {
  readonly x: number;
  readonly width: number;
}

export interface PartBox extends Box {
  /** Left edge of the handler gutter. */
  readonly gutter: number;
  /** Where the words may run: from beside the marks to the memory. */
  readonly text: Box;
  /** Centre of the first track; further tracks lie to its right. */
  readonly mark: number;
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
  /** Each memory location's line and the room for its values; none on a narrow page. */
  readonly lanes: readonly Box[];
  readonly tight: boolean;
  readonly fate: Box;
}

/** The whole setting for a width. */
export function layoutScore(score: Score, width: number, metrics: Metrics): Geometry {
  const tops: number[] = [0];
  let y = 0;
  for (const row of score.rows) {
    y += metrics.row + (row.note ? metrics.note : 0);
    tops.push(y);
  }
  const step = { x: 0, width: metrics.step };
  const fate = { x: width - metrics.fate, width: metrics.fate };
  const base = { width, height: y, tops, metrics, step, fate };
  const { length } = score.lanes;
  const roomy = length * metrics.lane;
  const tight = length === 0 ? 0 : length * metrics.tightLane + metrics.value;
  const each = (memory: number) =>
    (fate.x - step.width - memory) /
    Math.max(
      0.4,
      weightsOf(score).reduce((sum, weight) => sum + weight, 0),
    );
  if (each(roomy) >= metrics.part) return { ...base, ...setWide(score, base, roomy, false) };
  if (each(tight) >= metrics.tightPart) return { ...base, ...setWide(score, base, tight, length > 0) };
  const lanes = width - tight >= metrics.narrowWords ? tight : 0;
  return { ...base, ...setNarrow(score, base, lanes) };
}

type Base = Pick<Geometry, 'metrics' | 'step' | 'fate'>;
type Setting = Pick<Geometry, 'mode' | 'parts' | 'memory' | 'lanes' | 'tight'>;

function setWide(score: Score, { metrics, step, fate }: Base, laneWidth: number, tight: boolean): Setting {
  const memory = { x: fate.x - laneWidth, width: laneWidth };
  const weights = weightsOf(score);
  const unit = (memory.x - step.width) / weights.reduce((sum, weight) => sum + weight, 0);
  let x = step.width;
  const parts = score.parts.map((part, index): PartBox => {
    const width = unit * (weights[index] ?? 1);
    const text = x + metrics.gutter + part.tracks * metrics.track;
    const box = { x, width, gutter: x, mark: x + metrics.gutter, text: { x: text, width: memory.x - text } };
    x += width;
    return box;
  });
  const pitch = tight ? metrics.tightLane : metrics.lane;
  return { mode: 'wide', parts, memory, lanes: lanesIn(score, memory, pitch), tight };
}

function setNarrow(score: Score, { metrics, step, fate }: Base, laneWidth: number): Setting {
  let x = step.width;
  const staves = score.parts.map((part) => {
    const stave = { x, width: metrics.gutter + part.tracks * metrics.track };
    x += stave.width;
    return stave;
  });
  const memory = { x: fate.x - laneWidth, width: laneWidth };
  const text = { x, width: memory.x - x };
  const parts = staves.map((stave): PartBox => ({
    ...stave,
    gutter: stave.x,
    mark: stave.x + metrics.gutter,
    text,
  }));
  const lanes = laneWidth === 0 ? [] : lanesIn(score, memory, metrics.tightLane);
  return { mode: 'narrow', parts, memory, lanes, tight: true };
}

function lanesIn(score: Score, memory: Box, pitch: number): readonly Box[] {
  return score.lanes.map((_, index) => ({ x: memory.x + index * pitch, width: pitch }));
}

/** An agent that does nothing in this run needs no more room than its name. */
function weightsOf(score: Score): readonly number[] {
  const acts = new Set(score.rows.map((row) => row.part));
  return score.parts.map((part, index) => (part.agent ? (acts.has(index) ? 0.7 : 0.4) : 1));
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
  return box ? box.mark + track * geometry.metrics.track : 0;
}
