/** The values that memory gets in a row, each beside its lane's line. */
import type { Geometry, Score } from '../../score/index.ts';
import { LANE_LINE } from './metrics.ts';

export interface RowValue {
  readonly lane: number;
  readonly value: string;
}

/** By row; where lanes stand tight the initial values would lie over each other and are left to Machine. */
export function valuesOf(score: Score, geometry: Geometry): ReadonlyMap<number, readonly RowValue[]> {
  const values = new Map<number, RowValue[]>();
  if (geometry.lanes.length === 0) return values;
  for (const [lane, { initial, changes }] of score.lanes.entries()) {
    const all = geometry.tight ? changes : [{ row: 0, value: initial }, ...changes];
    for (const { row, value } of all) values.set(row, [...(values.get(row) ?? []), { lane, value }]);
  }
  return values;
}

export function RowValues({
  values,
  geometry,
}: {
  readonly values: readonly RowValue[];
  readonly geometry: Geometry;
}) {
  const { memory, lanes, tight } = geometry;
  return (
    <div role="gridcell" className="values" style={{ left: memory.x, width: memory.width }}>
      {values.map(({ lane, value }) => {
        const box = lanes[lane];
        const left = (box?.x ?? 0) - memory.x + LANE_LINE + 6;
        const room = tight ? memory.width - left : (box?.width ?? 0) - LANE_LINE - 8;
        return (
          <span key={lane} style={{ left, maxWidth: room }}>
            {value}
          </span>
        );
      })}
    </div>
  );
}
