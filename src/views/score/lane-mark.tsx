/** A memory location through time: a line for each value from the row that wrote it, in its writer's colour. */
import { rowCentre, type Geometry, type Lane } from '../../score/index.ts';
import { LANE_LINE } from './metrics.ts';
import type { ScoreWindow } from './score-window.ts';

interface LaneMarkProps {
  readonly lane: Lane;
  readonly x: number;
  readonly geometry: Geometry;
  readonly hueOf: (part: number | null) => string;
  readonly selected: boolean;
  readonly window: ScoreWindow;
}

export function LaneMark({ lane, x, geometry, hueOf, selected, window: { first, last } }: LaneMarkProps) {
  const rows = geometry.tops.length - 1;
  // Of a long run only the values that are on the page.
  const after = lane.changes.findIndex((change) => change.row >= first);
  const begin = after < 0 ? lane.changes.length : after;
  const shown = lane.changes.slice(begin, lane.changes.findLastIndex((change) => change.row <= last) + 1);
  const starts = [lane.changes[begin - 1] ?? { row: 0, part: null }, ...shown];
  const end = lane.changes[begin + shown.length]?.row;
  return (
    <g className={`lane ${selected ? 'selected' : ''}`}>
      {starts.map(({ row, part }, index) => {
        const next = starts[index + 1]?.row ?? end;
        const from = rowCentre(geometry, row) + (row === 0 ? -4 : 0);
        const to = next === undefined ? (geometry.tops[rows] ?? 0) : rowCentre(geometry, next);
        return (
          <path
            key={row}
            className={part === null ? 'unwritten' : hueOf(part)}
            d={`M${x + LANE_LINE} ${from}V${to}`}
          />
        );
      })}
    </g>
  );
}
