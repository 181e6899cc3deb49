/** The score's measures in CSS pixels (README.md), and what of them a narrow page gives up. */
import type { Metrics } from '../../score/index.ts';

export const HEAD_HEIGHT = 44;
/** Distance of a lane's line from the lane's left edge. */
export const LANE_LINE = 10;

/** A lane is as wide as its values need, as long as the statements have their room. */
export function metricsFor(width: number): Metrics {
  const roomy = width >= 620;
  return {
    row: 24,
    note: 20,
    step: roomy ? 40 : 32,
    fate: width >= 1040 ? 96 : 24,
    lane: width >= 1200 ? 112 : width >= 960 ? 96 : 80,
    track: 12,
    gutter: roomy ? 20 : 12,
    part: 216,
  };
}
