/** Where each row's leader ends, for a run and its geometry. */
import type { Geometry, Score } from '../../score/index.ts';
import { LANE_LINE } from './metrics.ts';
import type { LeaderEnd } from './row-leader.tsx';

export function leadersOf(score: Score, geometry: Geometry): ReadonlyMap<number, LeaderEnd> {
  const ends = new Map<number, LeaderEnd>();
  if (geometry.lanes.length === 0) return ends;
  for (const link of score.links) {
    if (link.kind === 'read' || link.kind === 'write') {
      const lane = geometry.lanes[link.lane];
      if (lane)
        ends.set(link.row, {
          x: lane.x + LANE_LINE,
          kind: link.kind,
          stale: link.kind === 'read' && (score.rows[link.row]?.stale ?? false),
        });
    } else if (link.kind === 'ipi') {
      const target = geometry.parts[link.target];
      if (target && geometry.mode === 'wide' && link.target > link.part)
        ends.set(link.row, {
          x: target.gutter + geometry.metrics.gutter / 2 - 1,
          kind: 'raise',
          stale: false,
        });
    }
  }
  return ends;
}
