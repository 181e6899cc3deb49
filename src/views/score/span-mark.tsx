/** What lasts on a CPU: a handler is a bracket, a lock a double line under a padlock. */
import type { Geometry, Span } from '../../score/index.ts';

interface SpanMarkProps {
  readonly span: Span;
  readonly geometry: Geometry;
  readonly hue: string;
}

export function SpanMark({ span, geometry, hue }: SpanMarkProps) {
  const x = spanX(span, geometry);
  const { top, bottom } = spanEnds(span, geometry);
  const foot = span.open ? '' : 'h5';
  if (span.kind === 'handler')
    return <path className={`span ${hue}`} d={`M${x + 5} ${top}H${x}V${bottom}${foot}`} />;
  const begin = top + 9;
  return (
    <g className={`span lock ${hue}`}>
      <path d={`M${x - 1.25} ${begin}V${bottom}M${x + 1.25} ${begin}V${bottom}${span.open ? '' : 'h3.5'}`} />
      <path className="shackle" d={`M${x - 2} ${begin - 4}v-2a2 2 0 0 1 4 0v2`} />
      <path className="body" d={`M${x - 3} ${begin - 4}h6v5h-6z`} />
    </g>
  );
}

/** Where a span's line stands. A stale copy that has no lane stands on its part's edge. */
export function spanX(span: Span, geometry: Geometry): number {
  const box = geometry.parts[span.part];
  if (!box) return 0;
  return span.kind === 'stale' ? box.x + 1 : box.span + span.track * geometry.metrics.span;
}

export function spanEnds(span: Span, { tops, metrics, height }: Geometry) {
  const top = (tops[span.from] ?? 0) + 3;
  return { top, bottom: span.open ? height : (tops[span.to] ?? top) + metrics.row - 3 };
}
