/** One lattice drawn: states and steps by fate, the run on the page through it, and a cursor that goes anywhere. */
import { useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Lattice, Program } from '../../state/index.ts';
import { useSize, type Size } from '../behaviors/size.ts';
import { Axes, marginsFor } from './axes.tsx';
import { stepsThrough } from './axis-steps.ts';
import { moveCursor } from './cursor.ts';
import { layoutLattice, type LatticeLayout } from './layout.ts';
import { doomedCells, nearestState, stateLooks, statePaths, stepPaths, trail } from './marks.ts';
import { followRun, leavingOf, wayTo, type Way } from './way.ts';
import { stateText, summaryOf } from './wording.ts';

const DENSE = 160;

interface LatticePictureProps {
  readonly lattice: Lattice;
  readonly program: Program;
  /** Which options it is of. */
  readonly title: string;
  /** The run to draw through it, as choice keys, what its positions are called, and how far it has come; -1 where
   *  it is a run of other options. */
  readonly run: readonly string[];
  readonly names: readonly string[];
  readonly position: number;
  readonly onGo: (way: Way) => void;
}

export function LatticePicture({ lattice, program, title, run, names, position, onGo }: LatticePictureProps) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const size = useDeferredValue(useSize(frame));
  const { layout, margins } = useMemo(() => fit(lattice, size), [lattice, size]);
  const { left, top, right } = margins;
  const leaving = useMemo(() => leavingOf(lattice), [lattice]);
  const foreign = position < 0;
  const followed = useMemo(() => followRun(leaving, run, foreign), [leaving, run, foreign]);
  const passed = followed.nodes;
  const steps = useMemo(
    () => stepsThrough(lattice, layout, passed, names, program),
    [lattice, layout, passed, names, program],
  );
  const here = passed[position] ?? null;
  const [cursor, setCursor] = useState<number | null>(null);
  const [hover, setHover] = useState<number | null>(null);
  const shown = hover ?? cursor;
  const way = useMemo(
    () => (shown === null ? null : wayTo(leaving, followed, shown)),
    [leaving, followed, shown],
  );
  const text = shown === null ? '' : stateText(program, lattice, layout, shown, way?.nodes.at(-2) ?? null);
  const go = (at: number) => {
    const found = wayTo(leaving, followed, at);
    if (found) onGo(found);
  };
  const at = (event: React.PointerEvent | React.MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return nearestState(layout, event.clientX - box.left - left, event.clientY - box.top - top, 14);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const from = cursor ?? here ?? 0;
    if (event.key === 'Enter' || event.key === ' ') go(from);
    else if (event.key === 'Escape' && cursor !== null) setCursor(null);
    else {
      const next = moveCursor(lattice, layout, passed, from, event.key);
      if (next === null && !event.key.startsWith('Arrow')) return;
      setCursor(next ?? from);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  useScrollTo(frame, layout, cursor ?? here, left, top);

  return (
    <figure className="lattice-figure">
      <figcaption id={id}>
        {title} <span className="quiet">{summaryOf(lattice)}</span>
      </figcaption>
      <div ref={frame} className="lattice-frame">
        <div
          className="lattice-stage"
          role="application"
          aria-roledescription="lattice of states"
          aria-labelledby={id}
          aria-describedby={`${id}-keys`}
          tabIndex={0}
          style={{ width: left + layout.width + right, height: top + layout.height + 8 }}
          onKeyDown={onKeyDown}
          onPointerMove={(event) => setHover(at(event))}
          onPointerLeave={() => setHover(null)}
          onClick={(event) => {
            const found = at(event);
            if (found !== null) go(found);
          }}
          onBlur={() => setCursor(null)}
        >
          <svg width={left + layout.width + right} height={top + layout.height + 8} aria-hidden="true">
            {layout.kind === 'two' && <Axes {...{ margins, program, position, steps }} {...layout} />}
            <g transform={`translate(${left} ${top})`}>
              <Steps lattice={lattice} layout={layout} />
              <path className="run-ahead" d={trail(layout, passed.slice(Math.max(0, position)))} />
              <path className="run-past" d={trail(layout, passed.slice(0, position + 1))} />
              <States lattice={lattice} layout={layout} />
              {way && <path className="way" d={trail(layout, way.nodes.slice(way.shared))} />}
              {here !== null && <circle className="here" cx={layout.x[here]} cy={layout.y[here]} r={6.5} />}
              {shown !== null && (
                <circle className="cursor" cx={layout.x[shown]} cy={layout.y[shown]} r={9} />
              )}
            </g>
          </svg>
        </div>
      </div>
      <p className="lattice-said" aria-live="polite">
        {text || <span className="quiet">Click a state to go there.</span>}
      </p>
      <p id={`${id}-keys`} className="unseen">
        Arrow keys go along the steps, comma and full stop between states of one moment, Enter goes there,
        Escape returns to the run.
      </p>
    </figure>
  );
}

function fit(lattice: Lattice, { width, height }: Size) {
  const movers = new Set(lattice.moves.map((move) => move.cpu)).size;
  const kind = movers === 2 ? 'two' : 'layers';
  const longest = lattice.nodes.reduce((most, { depth }) => Math.max(most, depth), 0);
  // Two CPUs share the steps: about half of them, and the start, make the columns.
  const margins = marginsFor(kind, longest / 2 + 1, width);
  const room = { width: width - margins.left - margins.right, height: height - margins.top - 12 };
  return { margins, layout: layoutLattice(lattice, room) };
}

interface DrawnProps {
  readonly lattice: Lattice;
  readonly layout: LatticeLayout;
}

/** Steps, and the region that no run may enter; they stay while one moves about. */
function Steps({ lattice, layout }: DrawnProps) {
  const hatch = useId();
  return useMemo(() => {
    // Double lines would only smear.
    const dense = lattice.edges.length > DENSE;
    const { columns, rows } = layout;
    return (
      <>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path className="hatch" d="M0 0V6" />
        </pattern>
        {doomedCells(lattice, layout).map(([column, row]) => (
          <rect
            key={`${column} ${row}`}
            x={columns[column]}
            y={rows[row]}
            width={(columns[column + 1] ?? 0) - (columns[column] ?? 0)}
            height={(rows[row + 1] ?? 0) - (rows[row] ?? 0)}
            fill={`url(#${hatch})`}
          />
        ))}
        {[...stepPaths(lattice, layout)].map(([look, d]) => (
          <g key={look} className={dense ? `step dense ${look}` : `step ${look}`}>
            <path d={d} />
            {look === 'clear' && !dense && <path className="inner" d={d} />}
          </g>
        ))}
      </>
    );
  }, [lattice, layout, hatch]);
}

function States({ lattice, layout }: DrawnProps) {
  return useMemo(() => {
    const scale = lattice.nodes.length > 800 ? 0.6 : lattice.nodes.length > 250 ? 0.8 : 1;
    return [...statePaths(stateLooks(lattice), layout, scale)].map(([look, d]) => (
      <path key={look} className={`state ${look}`} d={d} />
    ));
  }, [lattice, layout]);
}

/** Keeps the state in question in view while the run or the cursor moves. */
function useScrollTo(
  frame: React.RefObject<HTMLDivElement | null>,
  { x, y }: LatticeLayout,
  state: number | null,
  left: number,
  top: number,
): void {
  useEffect(() => {
    const box = frame.current;
    if (!box || state === null) return;
    const [px, py] = [left + (x[state] ?? 0), top + (y[state] ?? 0)];
    const outside =
      px < box.scrollLeft + left ||
      px > box.scrollLeft + box.clientWidth - 24 ||
      py < box.scrollTop + top ||
      py > box.scrollTop + box.clientHeight - 24;
    if (outside) box.scrollTo(px - box.clientWidth / 2, py - box.clientHeight / 2);
  }, [frame, x, y, state, left, top]);
}
