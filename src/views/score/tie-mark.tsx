/** The time an access spends in flight; its length is the reordering. */
import { markX, rowCentre, type Geometry, type Tie } from '../../score/index.ts';

export function TieMark({
  tie,
  geometry,
  hue,
}: {
  readonly tie: Tie;
  readonly geometry: Geometry;
  readonly hue: string;
}) {
  const x = markX(geometry, tie.part, tie.track);
  const from = rowCentre(geometry, tie.from) + 4;
  const to = tie.to === null ? geometry.height : rowCentre(geometry, tie.to) - 4;
  return <path className={`tie ${hue} ${tie.to === null ? 'pending' : ''}`} d={`M${x} ${from}V${to}`} />;
}
