/** A progress map drawn: one cell for each pair of times, filled by the fates of its states, the run on the page through it. */
import { useDeferredValue, useId, useMemo, useRef, useState } from 'react';
import type { ProgressMap, RunNode } from '../../state/index.ts';
import { useSize } from '../behaviors/size.ts';
import { Axes, marginsFor } from './axes.tsx';
import { progressOf, stepsOfRun } from './axis-steps.ts';
import { keyOf, keysTo, layoutMap, neighbour, type Extent, type MapLayout } from './map-layout.ts';
import { middle, sharePaths, signPaths, trailThrough } from './map-marks.ts';
import { cellText, mapSummary } from './map-wording.ts';

interface MapPictureProps {
  readonly map: ProgressMap;
  readonly extent: Extent;
  readonly node: RunNode;
  readonly title: string;
  /** How far the run on the page has come; -1 where it is a run of other options, which is not drawn. */
  readonly position: number;
  /** To a state, by its choice keys. */
  readonly onGo: (keys: readonly string[]) => void;
}

export function MapPicture({ map, extent, node, title, position, onGo }: MapPictureProps) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const { width, height } = useDeferredValue(useSize(frame));
  const margins = useMemo(() => marginsFor('two', extent.across, width), [extent, width]);
  const { left, top, right } = margins;
  const layout = useMemo(
    () => layoutMap(map, extent, { width: width - left - right - 4, height: height - top - 12 }),
    [map, extent, width, height, left, top, right],
  );
  const steps = useMemo(() => stepsOfRun(node, map.axes, layout.size), [node, map.axes, layout.size]);
  const places = useMemo(() => progressOf(node, map.axes), [node, map.axes]);
  const own = position >= 0;
  const [cursor, setCursor] = useState<string | null>(null);
  const [hover, setHover] = useState<string | null>(null);
  const [runX, runY] = places[Math.max(0, position)] ?? [0, 0];
  const here = keyOf(Math.floor(runX / layout.size[0]), Math.floor(runY / layout.size[1]));
  const shown = layout.at.get(hover ?? cursor ?? '') ?? null;
  const go = (key: string) => {
    const cell = layout.at.get(key);
    if (cell) onGo(keysTo(map.ways, cell.way));
  };
  const at = (event: React.PointerEvent | React.MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left - left, event.clientY - box.top - top];
    const key = keyOf(Math.floor(x / (layout.columns[1] ?? 1)), Math.floor(y / (layout.rows[1] ?? 1)));
    return layout.at.has(key) ? key : null;
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const from = layout.at.get(cursor ?? here) ?? layout.at.get(keyOf(0, 0));
    if (!from) return;
    if (event.key === 'Enter' || event.key === ' ') go(keyOf(from.x, from.y));
    else if (event.key === 'Escape' && cursor !== null) setCursor(null);
    else if (event.key === 'Home') setCursor(keyOf(0, 0));
    else if (event.key.startsWith('Arrow')) {
      const next = neighbour(layout, from, event.key) ?? from;
      setCursor(keyOf(next.x, next.y));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const size = {
    width: left + (layout.columns.at(-1) ?? 0) + right,
    height: top + (layout.rows.at(-1) ?? 0) + 8,
  };
  const [px, py] = middle(layout, Math.floor(runX / layout.size[0]), Math.floor(runY / layout.size[1]));
  return (
    <figure className="lattice-figure">
      <figcaption id={id}>
        {title} <span className="quiet">{mapSummary(map)}</span>
      </figcaption>
      <div ref={frame} className="lattice-frame">
        <div
          className="lattice-stage"
          role="application"
          aria-roledescription="map of states"
          aria-labelledby={id}
          aria-describedby={`${id}-keys`}
          tabIndex={0}
          style={size}
          onKeyDown={onKeyDown}
          onPointerMove={(event) => setHover(at(event))}
          onPointerLeave={() => setHover(null)}
          onClick={(event) => {
            const key = at(event);
            if (key !== null) go(key);
          }}
          onBlur={() => setCursor(null)}
        >
          <svg {...size} aria-hidden="true">
            <Axes {...{ margins, position, steps }} movers={map.axes} {...layout} program={node.program} />
            <g transform={`translate(${left} ${top})`}>
              <Cells layout={layout} />
              {own && (
                <>
                  <path className="run-ahead" d={trailThrough(layout, places.slice(position))} />
                  <path className="run-past" d={trailThrough(layout, places.slice(0, position + 1))} />
                  <circle className="here" cx={px} cy={py} r={6.5} />
                </>
              )}
              {shown && (
                <rect
                  className="cursor"
                  x={layout.columns[shown.x]}
                  y={layout.rows[shown.y]}
                  width={layout.columns[1]}
                  height={layout.rows[1]}
                />
              )}
            </g>
          </svg>
        </div>
      </div>
      <p className="lattice-said" aria-live="polite">
        {shown ? (
          cellText(node.program, map, layout, shown)
        ) : (
          <span className="quiet">Click a cell to go there the shortest way.</span>
        )}
      </p>
      <p id={`${id}-keys`} className="unseen">
        Arrow keys go from cell to cell, Enter goes to the state that tells most of the cell, Escape returns
        to the run.
      </p>
    </figure>
  );
}

function Cells({ layout }: { readonly layout: MapLayout }) {
  const hatch = useId();
  return useMemo(
    () => (
      <>
        <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path className="cell-hatch" d="M0 0V5" />
        </pattern>
        {[...sharePaths(layout)].map(([look, d]) => (
          <g key={look} className={`share ${look}`}>
            <path d={d} />
            {look === 'doomed' && <path d={d} style={{ fill: `url(#${hatch})` }} />}
          </g>
        ))}
        {[...signPaths(layout)].map(([look, d]) => (
          <path key={look} className={`state ${look}`} d={d} />
        ))}
      </>
    ),
    [layout, hatch],
  );
}
