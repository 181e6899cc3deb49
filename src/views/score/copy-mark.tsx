/**
 * What a CPU's pipeline or TLB may hold, down its lane: a hairline while it is as in memory, dots while it is stale, a
 * broken double line where bytes of two versions may meet, a barred one where two translations may. Nothing is nothing.
 */
import type { CopyLane, CopyStretch, Geometry } from '../../score/index.ts';
import type { ScoreWindow } from './score-window.ts';
import { stretchEnds } from './stretch-ends.ts';

interface CopyMarkProps {
  readonly lane: CopyLane;
  readonly x: number;
  readonly geometry: Geometry;
  readonly window: ScoreWindow;
}

export function CopyMark({ lane, x, geometry, window: { first, last } }: CopyMarkProps) {
  return (
    <g className="copy">
      {lane.stretches
        .filter(({ from, to }) => from <= last && to >= first)
        .map((stretch) => (
          <path
            key={stretch.from}
            className={stretch.state}
            d={strokeOf(stretch, x, stretchEnds(stretch, geometry))}
          />
        ))}
    </g>
  );
}

function strokeOf(
  { state }: CopyStretch,
  x: number,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): string {
  switch (state) {
    case 'empty':
      return '';
    case 'current':
    case 'stale':
      return `M${x} ${top}V${bottom}`;
    case 'mixed':
      // Dashes left and right by turns: the second line begins half a period later.
      return `M${x - 1.75} ${top}V${bottom}M${x + 1.75} ${Math.min(bottom, top + 4)}V${bottom}`;
    case 'conflict': {
      let bars = '';
      for (let y = top + 4; y < bottom; y += 8) bars += `M${x - 4} ${y}h8`;
      return `M${x - 1.75} ${top}V${bottom}M${x + 1.75} ${top}V${bottom}${bars}`;
    }
  }
}
