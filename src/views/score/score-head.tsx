/** The head of the score: who each column is and what that CPU is doing at the playhead. */
import { contextWords, type Geometry, type Score } from '../../score/index.ts';
import type { Snapshot } from '../../state/index.ts';
import { hueClass } from '../hue.ts';
import { usePage, useSession } from '../context.ts';
import { LANE_LINE } from './metrics.ts';

interface ScoreHeadProps {
  readonly score: Score;
  readonly geometry: Geometry;
  readonly snapshot: Snapshot | null;
}

export function ScoreHead({ score, geometry, snapshot }: ScoreHeadProps) {
  const wide = geometry.mode === 'wide';
  return (
    <div className="score-head" role="row" aria-rowindex={1}>
      <span role="columnheader" className="head-step" style={{ width: geometry.step.width - 12 }}>
        {geometry.step.width > 40 ? 'step' : ''}
        <span className="unseen">step</span>
      </span>
      {score.parts.map((part, index) => {
        const box = geometry.parts[index];
        const words = snapshot ? contextWords(snapshot, part.cpu) : '';
        const left = wide
          ? (box?.x ?? 0)
          : (geometry.parts[0]?.text.x ?? 0) + index * narrowWidth(geometry, score);
        const width = wide ? (box?.width ?? 0) : narrowWidth(geometry, score);
        return (
          <span
            key={part.cpu}
            role="columnheader"
            className={`head-part ${hueClass(score.parts, index)}`}
            style={{ left, width }}
          >
            <span className="name">
              {part.name}
              {part.title && <span className="quiet"> · {part.title}</span>}
            </span>
            <span className="context">{part.agent ? '' : words}</span>
          </span>
        );
      })}
      {geometry.lanes.map((box, index) => (
        <LaneHead
          key={index}
          score={score}
          index={index}
          left={box.x + LANE_LINE - 4}
          width={geometry.tight ? 24 : box.width - 8}
        />
      ))}
      {geometry.fate.width > 60 && (
        <span
          role="columnheader"
          className="head-part plain"
          style={{ left: geometry.fate.x, width: geometry.fate.width }}
        >
          <span className="name quiet">fate</span>
        </span>
      )}
    </div>
  );
}

function narrowWidth(geometry: Geometry, score: Score): number {
  const start = geometry.parts[0]?.text.x ?? 0;
  return (geometry.memory.x - start) / Math.max(1, score.parts.length);
}

function LaneHead({
  score,
  index,
  left,
  width,
}: {
  readonly score: Score;
  readonly index: number;
  readonly left: number;
  readonly width: number;
}) {
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
        <span>{lane.name}</span>
      </button>
    </span>
  );
}
