/**
 * Where everything of a score stands, in the caller's unit. Two settings of the same music:
 *
 *   wide     step │┊[◌● CPU 0's words ──────────────► │┊[◌● CPU 1's words ──► │ flags data │ fate
 *   narrow   step │┊[◌● │┊[◌● words of whoever acts in this row               │ flags data │ fate
 *
 * A part's edge │ is followed by its copies ┊ (pipeline, TLB), its spans [ (handlers, locks), its marks and its words.
 * A row has one actor, so its words may run on through the empty columns at their right, and a line leads from their
 * end to where the row's effect goes. On a narrow page the columns become slim staves and all words share one column.
 * Where there is no room for both, the copies go before the words do.
 */
import type { Row, Score } from './score.ts';
import { wrapWords } from './wrap.ts';

export interface Metrics {
  readonly row: number;
  /** Height that a note adds under its row, and what each further line of it adds. */
  readonly note: number;
  readonly noteLine: number;
  /** Width of a note's average character, rather too wide than too narrow. */
  readonly noteChar: number;
  readonly step: number;
  readonly fate: number;
  /** Distance of memory lanes when there is room for a value in each, and when there is not. */
  readonly lane: number;
  readonly tightLane: number;
  /** Room for the value of the last lane where lanes stand tight. */
  readonly value: number;
  /** Distance between parallel ties. */
  readonly track: number;
  /** Room between a part's edge (or its copies) and its marks: for one span, and for each further one. */
  readonly gutter: number;
  readonly span: number;
  /** Distance between lanes of copies; 0: they are never shown. */
  readonly copy: number;
  /** A part narrower than this sets lanes tight; with tight lanes it makes the setting narrow. */
  readonly part: number;
  readonly tightPart: number;
  /** What a narrow setting keeps for the words before it shows the memory too, and beside that the copies. */
  readonly narrowWords: number;
  readonly copyWords: number;
  /** Width of a character of a row's words. */
  readonly char: number;
}

export interface Box {
  readonly x: number;
  readonly width: number;
}

export interface PartBox extends Box {
  /** The line of each of its copies, in the order of `Score.copies`; none where there is no room. */
  readonly copies: readonly number[];
  /** The line of the first handler or lock. */
  readonly span: number;
  /** Where links from other parts come down, beside the marks. */
  readonly side: number;
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
  /** Each note's lines, by row. */
  readonly notes: ReadonlyMap<number, readonly string[]>;
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
  const step = { x: 0, width: metrics.step };
  const fate = { x: width - metrics.fate, width: metrics.fate };
  const setting = settingFor(score, { width, metrics, step, fate });
  const notes = notesIn(score, setting, fate, metrics);
  const tops: number[] = [0];
  let y = 0;
  for (const { index } of score.rows) {
    const lines = notes.get(index)?.length ?? 0;
    y += metrics.row + (lines > 0 ? metrics.note + (lines - 1) * metrics.noteLine : 0);
    tops.push(y);
  }
  return { width, height: y, tops, notes, metrics, step, fate, ...setting };
}

type Frame = Pick<Geometry, 'width' | 'metrics' | 'step' | 'fate'>;
type Setting = Pick<Geometry, 'mode' | 'parts' | 'memory' | 'lanes' | 'tight'>;

function settingFor(score: Score, frame: Frame): Setting {
  const { metrics, step, fate, width } = frame;
  const { length } = score.lanes;
  const roomy = length * metrics.lane;
  const tight = length === 0 ? 0 : length * metrics.tightLane + metrics.value;
  const weight = Math.max(
    0.4,
    weightsOf(score).reduce((sum, one) => sum + one, 0),
  );
  const each = (memory: number, copies: number) => (fate.x - step.width - memory) / weight - copies;
  const copies = Math.max(0, ...score.parts.map((_, part) => copiesWidth(score, part, metrics)));
  for (const shown of copies > 0 ? [copies, 0] : [0]) {
    if (each(roomy, shown) >= metrics.part) return setWide(score, frame, roomy, false, shown > 0);
    if (each(tight, shown) >= metrics.tightPart) return setWide(score, frame, tight, length > 0, shown > 0);
  }
  const staves = score.parts.reduce((sum, _, part) => sum + markRoom(score, part, metrics).width, 0);
  const all = score.parts.reduce((sum, _, part) => sum + copiesWidth(score, part, metrics), 0);
  const memory = width - tight >= metrics.narrowWords ? tight : 0;
  const words = fate.x - step.width - staves - memory - all;
  const text = step.width + staves + all;
  const fits =
    all > 0 && words >= metrics.copyWords && wordsFit(score, metrics, text, fate.x - memory, fate.x);
  return setNarrow(score, frame, memory, fits);
}

/** The sign before a folded row's words. */
const SIGN = 16;

/** What a row's words take that must not be cut, with room for a leader's beginning. */
export function wordsWidth(row: Row, { char }: Metrics): number {
  // A folded row's own words say that a lock is taken.
  const locks = row.folds > 0 ? [] : row.facts.flatMap(({ about, words }) => (about === 'lock' ? words : []));
  const folded = row.folds > 0 ? row.detail : null;
  const said = [row.text, row.result && `→ ${row.result}`, folded, row.violation, ...locks].filter(Boolean);
  return said.join('  ').length * char + (row.voice === 'hardware' ? 12 : 0) + (folded ? SIGN : 0) + 28;
}

/** Whether words that begin at `text` end before the memory location that their row leads to, or before the fate. */
function wordsFit(score: Score, metrics: Metrics, text: number, memory: number, fate: number): boolean {
  const ends = new Map<number, number>();
  if (memory < fate)
    for (const link of score.links)
      if (link.kind === 'read' || link.kind === 'write')
        ends.set(link.row, memory + link.lane * metrics.tightLane);
  return score.rows.every((row) => text + wordsWidth(row, metrics) <= (ends.get(row.index) ?? fate));
}

function copiesOfPart(score: Score, part: number): number {
  return score.copies.filter((lane) => lane.part === part).length;
}

/** A little more than its lanes, so that arrows reach the first. */
function copiesWidth(score: Score, part: number, { copy }: Metrics): number {
  const count = copiesOfPart(score, part);
  return copy === 0 || count === 0 ? 0 : (count + 0.6) * copy;
}

function markRoom(score: Score, index: number, metrics: Metrics): { gutter: number; width: number } {
  const part = score.parts[index];
  const gutter = metrics.gutter + Math.max(0, (part?.spans ?? 0) - 1) * metrics.span;
  return { gutter, width: gutter + (part?.tracks ?? 0) * metrics.track };
}

/** Everything of a part that stands left of its words. */
function stave(score: Score, index: number, metrics: Metrics, x: number, copies: boolean) {
  const { gutter, width } = markRoom(score, index, metrics);
  const room = copies ? copiesWidth(score, index, metrics) : 0;
  const count = copies ? copiesOfPart(score, index) : 0;
  const mark = x + room + gutter;
  return {
    copies: Array.from({ length: count }, (_, at) => x + (at + 1.1) * metrics.copy),
    span: x + room + metrics.span,
    side: mark - metrics.gutter / 2 - 1,
    mark,
    end: x + room + width,
  };
}

function setWide(
  score: Score,
  { metrics, step, fate }: Frame,
  laneWidth: number,
  tight: boolean,
  copies: boolean,
): Setting {
  const memory = { x: fate.x - laneWidth, width: laneWidth };
  const weights = weightsOf(score);
  const unit = (memory.x - step.width) / weights.reduce((sum, weight) => sum + weight, 0);
  let x = step.width;
  const parts = score.parts.map((_, index): PartBox => {
    const width = unit * (weights[index] ?? 1);
    const { end, ...marks } = stave(score, index, metrics, x, copies);
    const box = { x, width, ...marks, text: { x: end, width: memory.x - end } };
    x += width;
    return box;
  });
  const pitch = tight ? metrics.tightLane : metrics.lane;
  return { mode: 'wide', parts, memory, lanes: lanesIn(score, memory, pitch), tight };
}

function setNarrow(
  score: Score,
  { metrics, step, fate }: Frame,
  laneWidth: number,
  copies: boolean,
): Setting {
  let x = step.width;
  const staves = score.parts.map((_, index) => {
    const { end, ...marks } = stave(score, index, metrics, x, copies);
    const box = { x, width: end - x, ...marks };
    x = end;
    return box;
  });
  const memory = { x: fate.x - laneWidth, width: laneWidth };
  const text = { x, width: memory.x - x };
  const parts = staves.map((one): PartBox => ({ ...one, text }));
  const lanes = laneWidth === 0 ? [] : lanesIn(score, memory, metrics.tightLane);
  return { mode: 'narrow', parts, memory, lanes, tight: true };
}

/** A note has the room from its row's words to the fate rail. */
export function noteBox({ parts, fate }: Pick<Geometry, 'parts' | 'fate'>, part: number | null): Box {
  const x = parts[part ?? 0]?.text.x ?? 0;
  return { x, width: Math.max(0, fate.x - x - 8) };
}

function notesIn(
  score: Score,
  { parts }: Setting,
  fate: Box,
  { noteChar }: Metrics,
): ReadonlyMap<number, readonly string[]> {
  return new Map(
    score.rows.flatMap(({ index, part, note }) =>
      note ? [[index, wrapWords(note, noteBox({ parts, fate }, part).width / noteChar)] as const] : [],
    ),
  );
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

/** The line of a lane of copies (index in `Score.copies`); null where it has no room. */
export function copyX(score: Score, geometry: Geometry, index: number): number | null {
  const part = score.copies[index]?.part;
  if (part === undefined) return null;
  const first = score.copies.findIndex((lane) => lane.part === part);
  return geometry.parts[part]?.copies[index - first] ?? null;
}
