/** A statechart with its layout: what tools/statecharts.mjs writes and the drawings read. All lengths are pixels. */
import type { Region } from './chart.ts';

export interface DrawnChart {
  readonly regions: readonly DrawnRegion[];
}

export interface DrawnRegion extends Region {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly StateBox[];
  readonly lines: readonly Line[];
}

export interface StateBox {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A move as it is drawn. */
export interface Line {
  /** Null: from anywhere in the region; it begins at the outline. */
  readonly from: string | null;
  readonly to: string;
  readonly events: readonly string[];
  /** Corners, from the state left to the state entered. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

const CORNER = 4;

/** The path through a line's corners, rounded. */
export function pathOf({ points }: Line): string {
  return points
    .map(([x, y], nth) => {
      const [before, after] = [points[nth - 1], points[nth + 1]];
      if (!before) return `M${x} ${y}`;
      if (!after) return `L${x} ${y}`;
      const [ax, ay] = towards([x, y], before);
      const [bx, by] = towards([x, y], after);
      return `L${ax} ${ay}Q${x} ${y} ${bx} ${by}`;
    })
    .join('');
}

/** The arrowhead at a line's end. */
export function headOf({ points }: Line): string {
  const [[ax, ay] = [0, 0], [x, y] = [0, 0]] = points.slice(-2);
  const [dx, dy] = [Math.sign(Math.round(x - ax)), Math.sign(Math.round(y - ay))];
  return `M${x} ${y}l${-4 * dx - 2.5 * dy} ${-4 * dy - 2.5 * dx}l${5 * dy} ${5 * dx}Z`;
}

/** A corner's radius away from it, or half of a line that is shorter than two. */
function towards(
  [x, y]: readonly [number, number],
  [tx, ty]: readonly [number, number],
): readonly [number, number] {
  const far = Math.hypot(tx - x, ty - y);
  const part = Math.min(CORNER, far / 2) / Math.max(far, 1);
  return [round(x + (tx - x) * part), round(y + (ty - y) * part)];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** `trappedSynced` as people read it. */
export function wordsOf(state: string): string {
  return state.replace(/([a-z])([A-Z])/g, '$1, $2').toLowerCase();
}
