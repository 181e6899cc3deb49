/** A handler on the CPU's stack: a bracket in the gutter, named at its first row. */
import type { Geometry, Span } from '../../score/index.ts';

export function SpanMark({
  span,
  geometry,
  hue,
}: {
  readonly span: Span;
  readonly geometry: Geometry;
  readonly hue: string;
}) {
  const box = geometry.parts[span.part];
  if (!box) return null;
  const x = box.gutter + 4 + span.depth * 3;
  const top = (geometry.tops[span.from] ?? 0) + 3;
  const bottom = (geometry.tops[span.to] ?? top) + geometry.metrics.row - 3;
  return (
    <path className={`span ${hue}`} d={`M${x + 5} ${top}H${x}V${bottom}H${x + 5}`}>
      <title>{span.name}</title>
    </path>
  );
}
