/** What lasts, in the SVG export: handlers and locks in the gutter, what pipelines and TLBs may hold down their lanes. */
import { copyX, rowCentre, type CopyState, type Geometry, type Score, type Span } from '../score/index.ts';
import { INK, PENCIL, stroke, words } from './svg-marks.ts';

/** A handler is a bracket, a lock a double line under a padlock; stale copies stand in their lanes. */
export function spanMark(span: Span, geometry: Geometry, hue: string): string {
  if (span.kind === 'stale') return '';
  const x = (geometry.parts[span.part]?.span ?? 0) + span.track * geometry.metrics.span;
  const top = (geometry.tops[span.from] ?? 0) + 3;
  const bottom = span.open ? geometry.height : (geometry.tops[span.to] ?? 0) + geometry.metrics.row - 3;
  if (span.kind === 'handler')
    return stroke(`M${x + 5} ${top}H${x}V${bottom}${span.open ? '' : 'h5'}`, hue, 1.5);
  const begin = top + 9;
  return (
    stroke(
      `M${x - 1.25} ${begin}V${bottom}M${x + 1.25} ${begin}V${bottom}${span.open ? '' : 'h3.5'}`,
      hue,
      1,
    ) +
    stroke(`M${x - 2} ${begin - 4}v-2a2 2 0 0 1 4 0v2`, hue, 1.25) +
    `<path d="M${x - 3} ${begin - 4}h6v5h-6z" fill="${hue}"/>`
  );
}

export function copyMarks(score: Score, geometry: Geometry): readonly string[] {
  return score.copies.map((lane, index) => {
    const x = copyX(score, geometry, index);
    if (x === null) return '';
    const letter = words(x - 4, -10, lane.kind === 'tlb' ? 'T' : 'P', `font-size="12" fill="${PENCIL}"`);
    const lines = lane.stretches.map(({ from, to, state }) => {
      const top = rowCentre(geometry, from) + (from === 0 ? -4 : 2);
      const bottom = to + 1 >= score.rows.length ? geometry.height : rowCentre(geometry, to + 1) - 2;
      return copyLine(state, x, top, bottom);
    });
    return letter + lines.join('');
  });
}

function copyLine(state: CopyState, x: number, top: number, bottom: number): string {
  switch (state) {
    case 'empty':
      return '';
    case 'current':
      return stroke(`M${x} ${top}V${bottom}`, '#8f887b', 1);
    case 'stale':
      return stroke(`M${x} ${top}V${bottom}`, INK, 2.5, '0 5').replace('/>', ' stroke-linecap="round"/>');
    case 'mixed':
      return stroke(
        `M${x - 1.75} ${top}V${bottom}M${x + 1.75} ${Math.min(bottom, top + 4)}V${bottom}`,
        INK,
        1.5,
        '4 4',
      );
    case 'conflict': {
      let bars = '';
      for (let y = top + 4; y < bottom; y += 8) bars += `M${x - 4} ${y}h8`;
      return stroke(`M${x - 1.75} ${top}V${bottom}M${x + 1.75} ${top}V${bottom}${bars}`, '#a3123a', 1);
    }
  }
}
