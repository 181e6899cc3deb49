/**
 * The whole run on one line: who moves, what stands out, the fate. Drag the hand or click to go there; of a long run a
 * window shows what the score has in sight, and dragging it scrolls the score while the playhead stays.
 */
import { useMemo, useRef } from 'react';
import { overviewOf, type Score } from '../../score/index.ts';
import { useDrag } from '../behaviors/drag.ts';
import { useSize } from '../behaviors/size.ts';
import { useWheel } from '../behaviors/wheel.ts';
import { usePage, useSession } from '../context.ts';
import { useViewport } from '../score/viewport.ts';
import { OverviewMarks } from './overview-marks.tsx';
import { SLIDER_HEIGHT, timeline } from './timeline.ts';
import { SightMark, sightBox } from './sight-mark.tsx';

/** So near to the hand a press takes the hand. */
const REACH = 8;

export function StepSlider({ score }: { readonly score: Score }) {
  const { session, playback } = usePage();
  const viewport = useViewport();
  const position = useSession((state) => state.position);
  const track = useRef<HTMLDivElement>(null);
  const { width } = useSize(track);
  const overview = useMemo(() => overviewOf(score), [score]);
  const time = useMemo(() => timeline(score.steps, width), [score.steps, width]);
  const grabbed = useRef<{ readonly at: number; x: number; moved: boolean } | null>(null);
  const goTo = (x: number) => session.goTo(time.stepAt(x));
  useDrag(track, {
    start: (x) => {
      playback.send({ type: 'grab' });
      const sight = sightBox(time, viewport.sight.getState());
      const inside = sight && x >= sight.x && x <= sight.x + sight.width;
      grabbed.current =
        inside && Math.abs(x - time.x(position)) > REACH ? { at: x - sight.x, x, moved: false } : null;
      if (!grabbed.current) goTo(x);
    },
    move: (x) => {
      if (!grabbed.current) goTo(x);
      else {
        grabbed.current.moved = true;
        viewport.pan(time.stepAt(x - grabbed.current.at));
      }
    },
    end: () => {
      // A click in the window is a click.
      if (grabbed.current && !grabbed.current.moved) goTo(grabbed.current.x);
      grabbed.current = null;
      playback.send({ type: 'release' });
    },
  });
  useWheel(track, 24, (turned) => {
    session.goTo(session.store.getState().position + turned);
    return true;
  });
  return (
    <div
      ref={track}
      className="step-slider"
      role="slider"
      tabIndex={0}
      aria-label="Step"
      aria-valuemin={0}
      aria-valuemax={score.steps}
      aria-valuenow={position}
      aria-valuetext={score.rows[score.rowOfStep[position] ?? 0]?.label ?? ''}
      aria-orientation="horizontal"
    >
      <svg width={width} height={SLIDER_HEIGHT} aria-hidden="true">
        <OverviewMarks overview={overview} parts={score.parts} time={time} />
      </svg>
      <SightMark time={time} />
      <svg
        className="hand"
        width={12}
        height={SLIDER_HEIGHT}
        aria-hidden="true"
        style={{ transform: `translateX(${time.x(position) - 6}px)` }}
      >
        <path d={`M6 1V${SLIDER_HEIGHT - 1}`} />
        <path className="hand-grip" d="M1 0h10l-5 6z" />
      </svg>
    </div>
  );
}
