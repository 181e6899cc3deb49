/** One region: its states, the active one tinted, the move just made heavier and by its event's name. */
import { memo } from 'react';
import { wayBetween } from './chart.ts';
import { headOf, pathOf, wordsOf, type DrawnRegion, type Line } from './drawn.ts';

interface RegionDrawingProps {
  readonly region: DrawnRegion;
  readonly title: string;
  readonly active: string;
  /** The move of the step just taken, null where this region stayed. */
  readonly taken: { readonly from: string; readonly event: string } | null;
  /** Changes with each move, so that one made twice is drawn twice. */
  readonly moment: number;
  readonly large: boolean;
}

/** Draws anew only where something changed. */
export const RegionDrawing = memo(function RegionDrawing({
  region,
  title,
  active,
  taken,
  moment,
  large,
}: RegionDrawingProps) {
  const { width, height, boxes, lines } = region;
  const label = taken
    ? `${title}: ${wordsOf(active)}, just now by ${taken.event} from ${wordsOf(taken.from)}`
    : `${title}: ${wordsOf(active)}`;
  const scale = large ? LARGE : 1;
  const drawing = (
    <svg
      className="region"
      width={width * scale}
      height={height * scale}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <rect className="region-outline" x="0.5" y="0.5" width={width - 1} height={height - 1} rx="8" />
      <text className="region-name" x="8" y="14">
        {title}
      </text>
      {taken && (
        <text className="region-event" x={width - 8} y="14" textAnchor="end">
          {taken.event}
        </text>
      )}
      {lines.map((line) => (
        <g key={`${line.from ?? ''} ${line.to}`} className="move">
          <title>{`${line.from ? wordsOf(line.from) : 'from anywhere'} → ${wordsOf(line.to)}: ${line.events.join(', ')}`}</title>
          <path d={pathOf(line)} />
          <path className="head" d={headOf(line)} />
        </g>
      ))}
      {taken && (
        <g key={moment} className="move taken">
          {linesTaken(region, taken.from, active).map((line) => (
            <g key={line.to}>
              <path d={pathOf(line)} pathLength="1" />
              <path className="head" d={headOf(line)} />
            </g>
          ))}
        </g>
      )}
      {boxes.map(({ name, x, y, width: across, height: high }) => (
        <g key={name} className={stateClass(name, active, taken?.from)}>
          <rect x={x} y={y} width={across} height={high} rx="6" />
          <text x={x + across / 2} y={y + 14} textAnchor="middle">
            {wordsOf(name)}
          </text>
          {name === region.initial && <circle className="initial" cx={x} cy={y} r="2" />}
        </g>
      ))}
    </svg>
  );
  if (!large) return drawing;
  const next = Object.entries(region.targets[active] ?? {}).filter(([, to]) => to !== active);
  return (
    <figure className="region-large">
      {drawing}
      <figcaption>
        {next.length === 0
          ? 'nothing moves it on from here'
          : next.map(([event, to]) => `${event} → ${wordsOf(to)}`).join(' · ')}
      </figcaption>
    </figure>
  );
});

/** Of a drawing that is to be read from a distance. */
const LARGE = 1.5;

function stateClass(name: string, active: string, left: string | undefined): string {
  if (name === active) return 'chart-state active';
  return name === left ? 'chart-state left' : 'chart-state';
}

/** The lines of a move; a step that made several at once is drawn along the states between. */
function linesTaken(region: DrawnRegion, from: string, to: string): readonly Line[] {
  const between = (a: string, b: string) =>
    region.lines.find((line) => line.from === a && line.to === b) ??
    region.lines.find((line) => line.from === null && line.to === b);
  const straight = between(from, to);
  if (straight) return [straight];
  let at = from;
  return wayBetween(region, from, to).flatMap((move) => {
    const line = between(at, move.to);
    at = move.to;
    return line ?? [];
  });
}
