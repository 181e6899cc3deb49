/** A memory location through time: a line for each value from the row that wrote it, in its writer's colour. */
import { rowCentre, type Geometry, type Lane } from '../../score/index.ts';
import { LANE_LINE } from './metrics.ts';

interface LaneMarkProps {
  readonly lane: Lane;
  readonly x: number;
  readonly geometry: Geometry;
  readonly hueOf: (part: number | null) => string;
  readonly selected: boolean;
}

export function LaneMark({ lane, x, geometry, hueOf, selected }: LaneMarkProps) {
  const rows = geometry.tops.length - 1;
  const starts = [{ row: 0, part: null }, ...lane.changes];
  return (
    <g className={`lane ${selected ? 'selected' : ''}`}>
      {starts.map(({ row, part }, index) => {
        const next = starts[index + 1]?.row;
        const from = rowCentre(geometry, row) + (index === 0 ? -4 : 0);
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
