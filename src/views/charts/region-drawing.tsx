/** One region: its states in a row, the active one tinted, the move just made heavier and by its event's name. */
import { memo } from 'react';
import type { Region } from './chart.ts';
import { arc, BOX, HEAD, layoutRegion, wordsOf } from './region-layout.ts';

const layouts = new WeakMap<Region, ReturnType<typeof layoutRegion>>();

/** Each region of a definition is laid out once. */
function layoutOf(region: Region) {
  const known = layouts.get(region) ?? layoutRegion(region);
  layouts.set(region, known);
  return known;
}

interface RegionDrawingProps {
  readonly region: Region;
  readonly title: string;
  readonly active: string;
  /** The move of the step just taken, null where this region stayed. */
  readonly taken: { readonly from: string; readonly event: string } | null;
  /** Changes with each move, so that one made twice is drawn twice. */
  readonly moment: number;
}

/** Draws anew only where something changed. */
export const RegionDrawing = memo(function RegionDrawing({
  region,
  title,
  active,
  taken,
  moment,
}: RegionDrawingProps) {
  const { width, height, boxes, arcs, top } = layoutOf(region);
  const now = taken && arc(boxes, top, taken.from, active);
  const label = taken
    ? `${title}: ${wordsOf(active)}, just now by ${taken.event} from ${wordsOf(taken.from)}`
    : `${title}: ${wordsOf(active)}`;
  return (
    <svg className="region" width={width} height={height} role="img" aria-label={label}>
      <rect className="region-outline" x="0.5" y="0.5" width={width - 1} height={height - 1} rx="8" />
      <text className="region-name" x="8" y="14">
        {title}
      </text>
      {taken && (
        <text className="region-event" x={width - 8} y="14" textAnchor="end">
          {taken.event}
        </text>
      )}
      {region.entries.map(({ to, events }) => {
        const box = boxes.find(({ name }) => name === to);
        if (!box) return null;
        const x = box.x + box.width / 2;
        return (
          <g key={to} className="move">
            <title>{events.join(', ')}</title>
            <path d={`M${x} ${HEAD + 1}V${top}`} />
            <path className="head" d={`M${x} ${top}l-2.5 -4h5Z`} />
          </g>
        );
      })}
      {arcs.map((one) => (
        <g key={`${one.from} ${one.to}`} className="move">
          <title>{`${one.from} → ${one.to}: ${one.events.join(', ')}`}</title>
          <path d={one.d} />
          <path className="head" d={one.head} />
        </g>
      ))}
      {boxes.map(({ name, x, width: across }) => (
        <g key={name} className={name === active ? 'chart-state active' : 'chart-state'}>
          <rect x={x} y={top} width={across} height={BOX} rx="6" />
          <text x={x + across / 2} y={top + 14} textAnchor="middle">
            {wordsOf(name)}
          </text>
          {name === region.initial && <circle className="initial" cx={x} cy={top} r="2" />}
        </g>
      ))}
      {now && (
        <g key={moment} className="move taken">
          <path d={now.d} pathLength="1" />
          <path className="head" d={now.head} />
        </g>
      )}
    </svg>
  );
});
