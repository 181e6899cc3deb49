/** Where each row's leader ends, for a run and its geometry. */
import { wordsWidth, type Geometry, type Link, type Row, type Score } from '../../score/index.ts';
import { landing } from './broadcast-mark.tsx';
import { LANE_LINE } from './metrics.ts';
import type { LeaderEnd } from './row-leader.tsx';

export function leadersOf(score: Score, geometry: Geometry): ReadonlyMap<number, LeaderEnd> {
  const ends = new Map<number, LeaderEnd>();
  for (const link of score.links) {
    const row = score.rows[link.row];
    if (!row) continue;
    switch (link.kind) {
      case 'read':
      case 'write': {
        const lane = geometry.lanes[link.lane];
        // Words of a read run on where they would be cut; beside a write stands the value.
        if (lane && (link.kind === 'write' || wordsEnd(row, geometry) <= lane.x + LANE_LINE))
          ends.set(link.row, {
            x: lane.x + LANE_LINE,
            kind: link.kind,
            stale: link.kind === 'read' && row.stale,
          });
        break;
      }
      case 'ipi':
      case 'broadcast': {
        const x =
          link.kind === 'ipi'
            ? (geometry.parts[link.target]?.side ?? 0)
            : landing(score, geometry, link.target, link.copy).side;
        // Of several targets the farthest; words that reach as far run on instead, and the line comes out below them.
        const leads = geometry.mode === 'wide' && link.target > link.part && x > wordsEnd(row, geometry);
        if (leads && x > (ends.get(link.row)?.x ?? 0))
          ends.set(link.row, { x, kind: link.kind === 'ipi' ? 'raise' : 'broadcast', stale: false });
        if (link.kind === 'broadcast') limitArrival(link, score, geometry, ends);
        break;
      }
      case 'ack':
      case 'done':
        break;
    }
  }
  return ends;
}

function wordsEnd(row: Row, { parts, metrics }: Geometry): number {
  return (parts[row.part ?? 0]?.text.x ?? 0) + wordsWidth(row, metrics);
}

/** The row of an arrival says with its detail what the head of the arrow shows; the detail makes room for the head. */
function limitArrival(
  link: Extract<Link, { kind: 'broadcast' }>,
  score: Score,
  geometry: Geometry,
  ends: Map<number, LeaderEnd>,
): void {
  const row = score.rows[link.to ?? -1];
  if (!row || row.index === link.row || geometry.mode !== 'wide' || link.target < link.part) return;
  const x = (geometry.parts[link.target]?.x ?? 0) - 4;
  if (x > wordsEnd(row, geometry)) ends.set(row.index, { x, kind: 'none', stale: false });
}
