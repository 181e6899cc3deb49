/** The score's measures in CSS pixels (README.md), and what of them a narrow page gives up. */
import type { Geometry, Metrics, Score } from '../../score/index.ts';

/** Distance of a lane's line from the lane's left edge. */
export const LANE_LINE = 10;

/** One line of a head. */
export const HEAD_LINE = 17;
/** Room for the letters over the lanes of copies, where names stand above them. */
const HEAD_COPIES = 15;

/** A slanted name rises by half its length; what is longer than this ends in an ellipsis. */
const LONGEST_NAME = 168;
const NAME_CHAR = 7.4;

/** Names of memory lanes stand slanted where they are tight; names of staves stand one above the other. */
export function headHeight(score: Score, geometry: Geometry): number {
  const letters = Math.max(0, ...score.lanes.map(({ name }) => name.length));
  const slanted = 22 + Math.min(LONGEST_NAME, letters * NAME_CHAR) / 2;
  const lanes = geometry.tight && geometry.lanes.length > 0 ? Math.max(60, slanted) : 44;
  if (geometry.mode === 'wide') return lanes;
  return Math.max(lanes, 8 + score.parts.length * HEAD_LINE + copyHead(geometry));
}

/** Length that a slanted name over a lane may have before it leaves the page at the right. */
export function nameLength({ fate }: Geometry, left: number): number {
  return Math.min(LONGEST_NAME, (fate.x + fate.width - left) / Math.cos(Math.PI / 6));
}

/** Height that a narrow head keeps free below the names. */
export function copyHead({ mode, parts }: Geometry): number {
  return mode === 'narrow' && parts.some(({ copies }) => copies.length > 0) ? HEAD_COPIES : 0;
}

export function metricsFor(width: number): Metrics {
  const roomy = width >= 620;
  return {
    row: 24,
    note: 20,
    noteLine: 16,
    noteChar: 6.2,
    step: roomy ? 40 : 32,
    fate: width >= 1040 ? 96 : 24,
    lane: 112,
    tightLane: 24,
    value: 80,
    track: 12,
    gutter: roomy ? 24 : 14,
    span: roomy ? 7 : 4,
    copy: 12,
    part: 340,
    tightPart: 190,
    narrowWords: 480,
    copyWords: 400,
    char: 7.8,
  };
}
