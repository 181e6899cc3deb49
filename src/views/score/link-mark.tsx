/** What joins two columns: a store reaching memory, a read taking from it, an interrupt on its way, its acknowledgement. */
import { markX, rowCentre, type Geometry, type Link, type Score } from '../../score/index.ts';
import { LANE_LINE } from './metrics.ts';

interface LinkMarkProps {
  readonly link: Link;
  readonly score: Score;
  readonly geometry: Geometry;
}

export function LinkMark(props: LinkMarkProps) {
  switch (props.link.kind) {
    case 'write':
    case 'read':
      return <MemoryLink {...props} />;
    case 'ipi':
    case 'ack':
      return <InterruptLink {...props} />;
  }
}

function MemoryLink({ link, score, geometry }: LinkMarkProps) {
  if ((link.kind !== 'write' && link.kind !== 'read') || geometry.mode === 'narrow') return null;
  const track = score.rows[link.row]?.track ?? 0;
  const x = markX(geometry, link.part, track) + 6;
  const y = rowCentre(geometry, link.row);
  const end = (geometry.lanes[link.lane]?.x ?? geometry.memory.x) + LANE_LINE;
  if (link.kind === 'write') {
    return (
      <g className="link write">
        <path d={`M${x} ${y}H${end - 1}`} />
        <path className="head" d={`M${end} ${y}l-6 -3v6z`} />
      </g>
    );
  }
  const source = rowCentre(geometry, link.source);
  return (
    <g className={`link read ${link.stale || score.rows[link.row]?.stale ? 'stale' : ''}`}>
      {link.stale && <path d={`M${end} ${source}V${y}`} />}
      <path d={`M${end} ${y}H${x + 4}`} />
      <path className="head" d={`M${x} ${y}l6 -3v6z`} />
      <circle className="head" cx={end} cy={y} r={2} />
    </g>
  );
}

/** Leaves along the sender's row, goes down beside the receiver's words, ends at the row that took it. */
function InterruptLink({ link, score, geometry }: LinkMarkProps) {
  if (link.kind !== 'ipi' && link.kind !== 'ack') return null;
  const from = geometry.parts[link.part];
  const target = geometry.parts[link.target];
  if (!from || !target) return null;
  const y = rowCentre(geometry, link.row);
  const to = link.to === null ? geometry.height : rowCentre(geometry, link.to);
  const rightwards = target.x >= from.x;
  const start = rightwards
    ? markX(geometry, link.part, score.rows[link.row]?.track ?? 0) + 6
    : from.gutter + 2;
  const side = rightwards ? target.gutter + geometry.metrics.gutter / 2 - 1 : target.x + target.width - 3;
  const tip = rightwards ? side + 7 : markX(geometry, link.target, 0) + 6;
  const head = rightwards ? `M${tip} ${to}l-5 -3v6z` : `M${tip} ${to}l5 -3v6z`;
  return (
    <g className={`link ${link.kind} ${link.to === null ? 'pending' : ''}`}>
      <path
        d={`M${start} ${y}H${side}V${to}${link.to === null ? '' : `H${rightwards ? tip - 4 : tip + 4}`}`}
      />
      {link.to !== null && <path className="head" d={head} />}
    </g>
  );
}
