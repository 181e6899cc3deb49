/** The score's measures in CSS pixels (README.md), and what of them a narrow page gives up. */
import type { Metrics } from '../../score/index.ts';

/** Distance of a lane's line from the lane's left edge. */
export const LANE_LINE = 10;

/** Names of lanes stand slanted where they are tight. */
export function headHeight(tight: boolean): number {
  return tight ? 72 : 44;
}

export function metricsFor(width: number): Metrics {
  const roomy = width >= 620;
  return {
    row: 24,
    note: 20,
    step: roomy ? 40 : 32,
    fate: width >= 1040 ? 96 : 24,
    lane: 112,
    tightLane: 24,
    value: 80,
    track: 12,
    gutter: roomy ? 20 : 14,
    part: 340,
    tightPart: 190,
    narrowWords: 480,
  };
}
