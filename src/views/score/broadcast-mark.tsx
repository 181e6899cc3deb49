/**
 * A TLBI or IC IVAU from the row in which it executes to another CPU's copy, and the end of the DSB that waited for all:
 * dash and dot with open heads, where an interrupt is dashed with filled ones.
 */
import { line } from 'd3-shape';
import { copyX, markX, rowCentre, type Geometry, type Link, type Score } from '../../score/index.ts';

const path = line();

interface BroadcastMarkProps {
  readonly link: Extract<Link, { kind: 'broadcast' | 'done' }>;
  readonly score: Score;
  readonly geometry: Geometry;
}

export function BroadcastMark({ link, score, geometry }: BroadcastMarkProps) {
  return link.kind === 'broadcast' ? (
    <ArrivalMark link={link} score={score} geometry={geometry} />
  ) : (
    <DoneMark link={link} score={score} geometry={geometry} />
  );
}

/** Where a broadcast comes down beside a part's copies, and where its head ends. */
export function landing(
  score: Score,
  geometry: Geometry,
  part: number,
  copy: number | null,
): { readonly side: number; readonly tip: number } {
  const box = geometry.parts[part];
  const lane = copy === null ? null : copyX(score, geometry, copy);
  if (!box) return { side: 0, tip: 0 };
  return lane === null
    ? { side: box.side, tip: box.mark - 5 }
    : { side: (box.copies[0] ?? lane) - 6, tip: lane - 1 };
}

function ArrivalMark({
  link,
  score,
  geometry,
}: {
  readonly link: Extract<Link, { kind: 'broadcast' }>;
  readonly score: Score;
  readonly geometry: Geometry;
}) {
  const { side, tip } = landing(score, geometry, link.target, link.copy);
  const y = rowCentre(geometry, link.row);
  const to = link.to === null ? geometry.height : rowCentre(geometry, link.to);
  const rightwards = geometry.mode === 'wide' && link.target > link.part;
  const begin = rightwards ? side : markX(geometry, link.part, score.rows[link.row]?.track ?? 0) - 6;
  const corners: [number, number][] = [
    [begin, y],
    [side, y],
    [side, to],
  ];
  if (link.to !== null) corners.push([tip, to]);
  return (
    <g className={`link broadcast ${link.to === null ? 'pending' : ''}`}>
      <path d={path(corners) ?? ''} />
      {link.to !== null && <path className="open-head" d={`M${tip - 4} ${to - 3.5}l4 3.5l-4 3.5`} />}
    </g>
  );
}

/** Runs between two rows, where no words stand, and down onto the barrier. */
function DoneMark({
  link,
  score,
  geometry,
}: {
  readonly link: Extract<Link, { kind: 'done' }>;
  readonly score: Score;
  readonly geometry: Geometry;
}) {
  const { tip } = landing(score, geometry, link.part, link.copy);
  const x = markX(geometry, link.target, score.rows[link.to]?.track ?? 0);
  const between = geometry.tops[link.to] ?? 0;
  const end = rowCentre(geometry, link.to) - 5;
  const corners: [number, number][] = [
    [tip, rowCentre(geometry, link.row)],
    [tip, between],
    [x, between],
    [x, end],
  ];
  return (
    <g className="link done">
      <path d={path(corners) ?? ''} />
      <path className="open-head" d={`M${x - 3.5} ${end - 4}l3.5 4l3.5 -4`} />
    </g>
  );
}
