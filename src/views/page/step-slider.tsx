/** The whole run on one line: a tick for each step in its CPU's lane; drag, click or arrow keys move through it. */
import { scaleLinear } from 'd3-scale';
import { memo, useRef } from 'react';
import type { Score } from '../../score/index.ts';
import { useDrag } from '../behaviors/drag.ts';
import { useSize } from '../behaviors/size.ts';
import { useWheel } from '../behaviors/wheel.ts';
import { usePage, useSession } from '../context.ts';
import { hueClass } from '../hue.ts';

const PAD = 10;
const HEIGHT = 36;

export function StepSlider({ score }: { readonly score: Score }) {
  const { session, playback } = usePage();
  const position = useSession((state) => state.position);
  const track = useRef<HTMLDivElement>(null);
  const { width } = useSize(track);
  const { steps } = score;
  const inner = Math.max(1, width - 2 * PAD);
  const scale = timeScale(steps, inner);
  const goTo = (x: number) => session.goTo(scale.invert(x));
  useDrag(track, {
    start: (x) => {
      playback.send({ type: 'grab' });
      goTo(x);
    },
    move: goTo,
    end: () => playback.send({ type: 'release' }),
  });
  useWheel(track, 24, (turned) => {
    session.stepBy(turned);
    return true;
  });
  const x = scale(position);
  return (
    <div
      ref={track}
      className="step-slider"
      role="slider"
      tabIndex={0}
      aria-label="Step"
      aria-valuemin={0}
      aria-valuemax={steps}
      aria-valuenow={position}
      aria-valuetext={score.rows[score.rowOfStep[position] ?? 0]?.label ?? ''}
      aria-orientation="horizontal"
    >
      <svg width={width} height={HEIGHT} aria-hidden="true">
        <Ticks score={score} inner={inner} />
      </svg>
      <svg
        className="hand"
        width={12}
        height={HEIGHT}
        aria-hidden="true"
        style={{ transform: `translateX(${x - 6}px)` }}
      >
        <path d={`M6 1V${HEIGHT - 1}`} />
        <path className="hand-grip" d="M1 0h10l-5 7z" />
      </svg>
    </div>
  );
}

function timeScale(steps: number, inner: number) {
  return scaleLinear([0, Math.max(1, steps)], [PAD, PAD + inner]).clamp(true);
}

const Ticks = memo(function Ticks({ score, inner }: { readonly score: Score; readonly inner: number }) {
  const { steps, parts, rows, noReturn } = score;
  const at = timeScale(steps, inner);
  const lane = (HEIGHT - 12) / Math.max(1, parts.length);
  // One path for all ticks of a kind: a run of thousands of steps is as cheap as one of ten.
  const ticks = new Map<string, string>();
  for (const row of rows) {
    if (row.kind !== 'step' || row.part === null) continue;
    const kind = `${row.violation ? 'bad' : hueClass(parts, row.part)} ${row.voice}`;
    const d = `M${at(row.step).toFixed(1)} ${8 + lane * row.part + 1}v${Math.max(3, lane - 2)}`;
    ticks.set(kind, (ticks.get(kind) ?? '') + d);
  }
  const firstDoomed = score.fates.indexOf('doomed');
  return (
    <>
      {parts.map((part, index) => (
        <path key={part.cpu} className="base" d={`M${PAD} ${8 + lane * (index + 0.5)}H${PAD + inner}`} />
      ))}
      {[...ticks].map(([className, d]) => (
        <path key={className} className={`tick ${className}`} d={d} />
      ))}
      {firstDoomed >= 0 && <path className="doom" d={`M${at(firstDoomed)} ${HEIGHT - 2}H${at(steps)}`} />}
      {noReturn !== null && <path className="turn" d={`M${at(noReturn)} ${HEIGHT - 6}l4 4l-4 4l-4 -4z`} />}
    </>
  );
});
