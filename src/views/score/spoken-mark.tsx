/** The accesses in flight that an open note speaks of: ◌ where each was issued, behind that step's row, and how long it
 *  has been in flight by now. */
import { useStore } from 'zustand';
import { markX, rowCentre, type Geometry, type Score } from '../../score/index.ts';
import { usePage } from '../context.ts';
import { hueClass } from '../hue.ts';

/** Left of the marks of rows, in pixels. */
const ASIDE = 10;

interface SpokenMarksProps {
  readonly score: Score;
  readonly geometry: Geometry;
  /** Row of the position that the note is about. */
  readonly current: number;
}

export function SpokenMarks({ score, geometry, current }: SpokenMarksProps) {
  const { rowView } = usePage();
  const spoken = useStore(rowView.store, (state) => state.spoken);
  return spoken.map(({ cpu, issued }, nth) => {
    const part = score.parts.findIndex((one) => one.cpu === cpu);
    const row = score.rowOfStep[issued ?? 0];
    if (part < 0 || row === undefined) return null;
    const x = markX(geometry, part, 0) - ASIDE;
    const y = geometry.tops[row + 1] ?? geometry.height;
    const end = rowCentre(geometry, current);
    return (
      <g key={nth} className={`spoken ${hueClass(score.parts, part)}`}>
        {end > y + 4 && <path className="tie pending" d={`M${x} ${y + 4}V${end}`} />}
        <circle className="mark open" cx={x} cy={y} r={4} />
      </g>
    );
  });
}
