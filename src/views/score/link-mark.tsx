/** The upright parts of what joins two columns: an interrupt on its way, its acknowledgement, a stale read's source. */
import { line } from 'd3-shape';
import { markX, rowCentre, type Geometry, type Link, type Score } from '../../score/index.ts';
import { BroadcastMark } from './broadcast-mark.tsx';
import { LANE_LINE } from './metrics.ts';

const steps = line();

interface LinkMarkProps {
  readonly link: Link;
  readonly score: Score;
  readonly geometry: Geometry;
}

export function LinkMark({ link, score, geometry }: LinkMarkProps) {
  switch (link.kind) {
    case 'write':
      return null;
    case 'read':
      return <ReadMark link={link} geometry={geometry} />;
    case 'ipi':
    case 'ack':
      return <InterruptMark link={link} score={score} geometry={geometry} />;
    case 'broadcast':
    case 'done':
      return <BroadcastMark link={link} score={score} geometry={geometry} />;
  }
}

/** A dot where the value is taken; a stale value also leads back to the row that wrote it. */
function ReadMark({
  link,
  geometry,
}: {
  readonly link: Extract<Link, { kind: 'read' }>;
  readonly geometry: Geometry;
}) {
  const lane = geometry.lanes[link.lane];
  if (!lane) return null;
  const x = lane.x + LANE_LINE;
  const y = rowCentre(geometry, link.row);
  return (
    <g className={`link read ${link.stale ? 'stale' : ''}`}>
      {link.stale && <path d={`M${x + 3} ${rowCentre(geometry, link.source)}V${y}`} />}
      <circle className="head" cx={x} cy={y} r={2.5} />
    </g>
  );
}

/** Goes down beside the receiver's words from the row that raised it to the row that took it. */
function InterruptMark({ link, score, geometry }: LinkMarkProps) {
  if (link.kind !== 'ipi' && link.kind !== 'ack') return null;
  const from = geometry.parts[link.part];
  const target = geometry.parts[link.target];
  if (!from || !target) return null;
  const y = rowCentre(geometry, link.row);
  const to = link.to === null ? geometry.height : rowCentre(geometry, link.to);
  const { side } = target;
  const tip = markX(geometry, link.target, score.rows[link.to ?? -1]?.track ?? 0) - 5;
  const leads = geometry.mode === 'wide' && target.x > from.x;
  // To the right the row's leader comes here; to the left the line starts at the sender's own mark.
  const begin = leads ? side : markX(geometry, link.part, score.rows[link.row]?.track ?? 0) - 6;
  const corners: [number, number][] = [
    [begin, y],
    [side, y],
    [side, to],
  ];
  if (link.to !== null) corners.push([tip - 4, to]);
  return (
    <g className={`link ${link.kind} ${link.to === null ? 'pending' : ''}`}>
      <path d={steps(corners) ?? ''} />
      {link.to !== null && <path className="head" d={`M${tip} ${to}l-6 -3v6z`} />}
    </g>
  );
}
