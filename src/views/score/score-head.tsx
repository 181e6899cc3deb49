/** The head of the score: who each column is and what that CPU is doing at the playhead. */
import { contextWords, type Geometry, type Score } from '../../score/index.ts';
import type { Snapshot } from '../../state/index.ts';
import { hueClass } from '../hue.ts';
import { CopyHeads } from './copy-heads.tsx';
import { LaneHead } from './lane-head.tsx';
import { copyHead, HEAD_LINE, headHeight, LANE_LINE, nameLength } from './metrics.ts';

interface ScoreHeadProps {
  readonly score: Score;
  readonly geometry: Geometry;
  readonly snapshot: Snapshot | null;
}

export function ScoreHead({ score, geometry, snapshot }: ScoreHeadProps) {
  const height = headHeight(score, geometry);
  return (
    <div className="score-head" role="row" aria-rowindex={1} style={{ height }}>
      <span role="columnheader" className="head-step" style={{ width: geometry.step.width - 12 }}>
        {geometry.step.width > 40 ? 'step' : ''}
        <span className="unseen">step</span>
      </span>
      {score.parts.map((part, index) => (
        <span
          key={part.cpu}
          role="columnheader"
          className={`head-part ${hueClass(score.parts, index)}`}
          style={placeOf(score, geometry, index, height)}
        >
          <span className="name">
            {part.name}
            {part.title && <span className="quiet"> · {part.title}</span>}
          </span>
          <span className="context">{snapshot && !part.agent ? contextWords(snapshot, part.cpu) : ''}</span>
        </span>
      ))}
      <CopyHeads score={score} geometry={geometry} />
      {geometry.lanes.map((box, index) => (
        <LaneHead
          key={index}
          score={score}
          index={index}
          left={box.x + LANE_LINE - 4}
          width={geometry.tight ? 24 : box.width - 8}
          length={geometry.tight ? nameLength(geometry, box.x + LANE_LINE) : null}
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

/**
 * A wide column has its name at its head. Staves are too slim for that: their names stand one above the other, each with a
 * rule that falls to its stave.
 */
function placeOf(score: Score, geometry: Geometry, index: number, height: number): React.CSSProperties {
  const box = geometry.parts[index];
  const left = box?.x ?? 0;
  if (geometry.mode === 'wide')
    return { left, width: box?.width, paddingLeft: Math.max(10, (box?.text.x ?? 0) - left - 14) };
  const below = (score.parts.length - index) * HEAD_LINE + copyHead(geometry);
  return { left, width: geometry.memory.x - left - 4, height: Math.min(below, height - 4) };
}
