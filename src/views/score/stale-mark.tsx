/** A stale copy whose lane has no room: dots down the edge of its CPU's column, from the change to the drop. */
import { rowCentre, type Geometry, type Span } from '../../score/index.ts';
import { spanX } from './span-mark.tsx';

export function StaleMark({ span, geometry }: { readonly span: Span; readonly geometry: Geometry }) {
  const bottom = span.open ? geometry.height : rowCentre(geometry, span.to);
  return (
    <path
      className="stale-edge"
      d={`M${spanX(span, geometry)} ${rowCentre(geometry, span.from)}V${bottom}`}
    />
  );
}
