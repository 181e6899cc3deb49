/** Ticks, signs and the fate of a whole run: one path for each kind, so a run of thousands of steps is as cheap as one of ten. */
import { memo } from 'react';
import type { Overview, Score, SignKind } from '../../score/index.ts';
import { hueClass } from '../hue.ts';
import type { Timeline } from './timeline.ts';

const SIGNS = 11;
const LANES = { top: 17, height: 19 };
const FATE = 40;

interface OverviewMarksProps {
  readonly overview: Overview;
  readonly parts: Score['parts'];
  readonly time: Timeline;
}

export const OverviewMarks = memo(function OverviewMarks({ overview, parts, time }: OverviewMarksProps) {
  const lane = LANES.height / Math.max(1, parts.length);
  const ticks = new Paths();
  for (const { step, part, voice } of overview.ticks)
    ticks.add(
      `${hueClass(parts, part)} ${voice}`,
      `M${Math.round(time.x(step) * 2) / 2} ${LANES.top + lane * part + 1}v${Math.max(2.5, lane - 2)}`,
    );
  const signs = new Paths();
  for (const { step, kind } of overview.signs) signs.add(kind, signPath(kind, Math.round(time.x(step))));
  return (
    <>
      {parts.map((part, index) => (
        <path
          key={part.cpu}
          className="base"
          d={`M${time.left} ${LANES.top + lane * (index + 0.5)}H${time.right}`}
        />
      ))}
      {ticks.all().map(([name, d]) => (
        <path key={name} className={`tick ${name}`} d={d} />
      ))}
      {overview.fates.map(({ fate, from, to }) => {
        const reach = `${time.x(from)} ${FATE}H${time.x(to + 1)}`;
        const d = fate === 'clear' ? `M${time.x(from)} ${FATE - 3}H${time.x(to + 1)}M${reach}` : `M${reach}`;
        return <path key={from} className={`fate ${fate}`} d={d} />;
      })}
      {signs.all().map(([name, d]) => (
        <path key={name} className={`sign ${name}`} d={d} />
      ))}
    </>
  );
});

/** The same sign at the same pixel is drawn once. */
class Paths {
  private readonly kinds = new Map<string, Set<string>>();

  add(kind: string, d: string): void {
    const known = this.kinds.get(kind);
    if (known) known.add(d);
    else this.kinds.set(kind, new Set([d]));
  }

  all(): readonly (readonly [string, string])[] {
    return [...this.kinds].map(([kind, parts]) => [kind, [...parts].join('')]);
  }
}

function signPath(kind: SignKind, x: number): string {
  switch (kind) {
    case 'violation':
      return `M${x - 3} ${SIGNS - 3}l6 6m0 -6l-6 6`;
    case 'no-return':
      return `M${x} ${SIGNS - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5z`;
    case 'stale':
      return `M${x} ${SIGNS - 3.5}v0M${x} ${SIGNS}v0M${x} ${SIGNS + 3.5}v0`;
    case 'interrupt':
      return `M${x - 2} ${SIGNS - 3}l5 3l-5 3z`;
  }
}
