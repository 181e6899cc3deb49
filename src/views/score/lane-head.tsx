/** The name of a memory location over its lane: a button that follows it through the run. */
import type { Score } from '../../score/index.ts';
import { usePage, useSession } from '../context.ts';

interface LaneHeadProps {
  readonly score: Score;
  readonly index: number;
  readonly left: number;
  readonly width: number;
  /** Of a slanted name at most; null where it stands level. */
  readonly length: number | null;
}

export function LaneHead({ score, index, left, width, length }: LaneHeadProps) {
  const { session } = usePage();
  const cell = useSession((state) => state.cell);
  const lane = score.lanes[index];
  if (!lane) return null;
  return (
    <span role="columnheader" className="head-lane" style={{ left, width }}>
      <button
        type="button"
        title={lane.name}
        aria-pressed={cell === lane.cell}
        onClick={() => session.selectCell(cell === lane.cell ? null : lane.cell)}
      >
        <span style={length === null ? undefined : { maxWidth: length }}>{lane.name}</span>
      </button>
    </span>
  );
}
