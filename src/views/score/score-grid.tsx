/**
 * The score: time flows down. Scrolling, dragging and the wheel only set the position; rows and drawing are laid out once
 * for a run and a width, and only those in the window exist.
 */
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { layoutScore, rowAt, type Geometry, type Score } from '../../score/index.ts';
import { snapshotAt, type RunNode } from '../../state/index.ts';
import { useDrag } from '../behaviors/drag.ts';
import { useMedia } from '../behaviors/media.ts';
import { useSize } from '../behaviors/size.ts';
import { useWheel } from '../behaviors/wheel.ts';
import { usePage, useSession } from '../context.ts';
import { Engraving } from './engraving.tsx';
import { leadersOf } from './leaders.ts';
import { headHeight, metricsFor } from './metrics.ts';
import { ScoreHead } from './score-head.tsx';
import { useHints } from './score-hints.ts';
import { ScoreRow } from './score-row.tsx';
import { useShownScore } from './shown-score.ts';
import { SpokenMarks } from './spoken-mark.tsx';
import { valuesOf } from './row-values.tsx';
import { scrollFor, sightOf, windowOf } from './score-window.ts';
import { useViewport } from './viewport.ts';

/** A step glides for 120 ms. Steps that come faster, by wheel or a held key, are scrubbing: the playhead jumps. */
const GLIDE = 160;

export function ScoreGrid({
  node,
  label = 'Interleaving',
}: {
  readonly node: RunNode;
  readonly label?: string;
}) {
  const score = useShownScore(node);
  const position = useSession((state) => state.position);
  const cell = useSession((state) => state.cell);
  const scroller = useRef<HTMLDivElement>(null);
  const size = useSize(scroller);
  const geometry = useMemo(() => layoutScore(score, size.width, metricsFor(size.width)), [score, size.width]);
  const values = useMemo(() => valuesOf(score, geometry), [score, geometry]);
  const leaders = useMemo(() => leadersOf(score, geometry), [score, geometry]);
  const [scrollTop, setScrollTop] = useState(0);
  const [followed, setFollowed] = useState<{ geometry: Geometry; row: number; height: number } | null>(null);
  const height = Math.max(0, size.height - headHeight(score, geometry));
  const current = score.rowOfStep[Math.min(position, score.steps)] ?? 0;
  // Where to scroll is decided before rows are drawn: each position is drawn and laid out once, not once more after it.
  if (followed?.geometry !== geometry || followed.row !== current || followed.height !== height) {
    setFollowed({ geometry, row: current, height });
    if (height > 0) setScrollTop(scrollFor(geometry, current, scrollTop, height));
  }
  // On paper there is no scrolling: all rows exist.
  const printing = useMedia('print');
  const { first, last } = printing
    ? { first: 0, last: score.rows.length - 1 }
    : windowOf(geometry, scrollTop, height);
  const shown = useMemo(() => ({ first, last }), [first, last]);
  const playhead = useRef<HTMLDivElement>(null);
  const moved = useRef(0);
  useLayoutEffect(() => {
    const now = performance.now();
    if (playhead.current) playhead.current.style.transition = now - moved.current < GLIDE ? 'none' : '';
    moved.current = now;
  }, [current]);
  const scrolled = useRef(0);
  useLayoutEffect(() => {
    if (scroller.current && scrollTop !== scrolled.current) scroller.current.scrollTop = scrollTop;
    scrolled.current = scrollTop;
  }, [scrollTop]);

  const viewport = useViewport();
  useLayoutEffect(() => {
    const { first, last } = sightOf(score, geometry, scrollTop, height);
    const old = viewport.sight.getState();
    if (old?.first !== first || old.last !== last) viewport.sight.setState({ first, last }, true);
  }, [viewport, score, geometry, scrollTop, height]);
  useLayoutEffect(
    () =>
      viewport.onPan((position) => {
        if (scroller.current) scroller.current.scrollTop = geometry.tops[score.rowOfStep[position] ?? 0] ?? 0;
      }),
    [viewport, score, geometry],
  );
  useLayoutEffect(() => () => viewport.sight.setState(null, true), [viewport]);

  const content = useRef<HTMLDivElement>(null);
  useScrub(content, score, geometry);
  useHints(content, score, geometry);
  const { session, rowView } = usePage();
  useWheel(
    scroller,
    geometry.metrics.row,
    useCallback(
      (steps: number) => {
        const before = session.store.getState().position;
        rowView.stepBy(steps);
        return session.store.getState().position !== before;
      },
      [session, rowView],
    ),
  );

  const top = geometry.tops[first] ?? 0;
  const bottom = Math.max(top + 1, geometry.tops[last + 1] ?? geometry.height);
  return (
    <div
      ref={scroller}
      className={`score ${geometry.mode} ${geometry.tight && geometry.lanes.length > 0 ? 'tight' : ''}`}
      role="grid"
      aria-label={label}
      aria-rowcount={score.rows.length + 1}
      aria-readonly="true"
      aria-activedescendant={`row-${current}`}
      tabIndex={0}
      onScroll={(event) => setScrollTop((scrolled.current = event.currentTarget.scrollTop))}
    >
      <ScoreHead score={score} geometry={geometry} snapshot={snapshotAt(node, position)} />
      <div ref={content} className="score-body" role="rowgroup" style={{ height: geometry.height }}>
        <div
          ref={playhead}
          className="playhead"
          role="presentation"
          style={{
            transform: `translateY(${geometry.tops[current] ?? 0}px)`,
            height: (geometry.tops[current + 1] ?? 0) - (geometry.tops[current] ?? 0),
          }}
        />
        <svg
          className="engraving"
          aria-hidden="true"
          style={{ top }}
          width={geometry.width}
          height={bottom - top}
          viewBox={`0 ${top} ${geometry.width} ${bottom - top}`}
        >
          <Engraving score={score} geometry={geometry} window={shown} cell={cell} />
          <SpokenMarks score={score} geometry={geometry} current={current} />
        </svg>
        <div
          className="veil"
          role="presentation"
          style={{ transform: `translateY(${geometry.tops[current + 1] ?? 0}px)` }}
        />
        {score.rows.slice(first, last + 1).map((row) => (
          <ScoreRow
            key={row.index}
            row={row}
            score={score}
            geometry={geometry}
            leader={leaders.get(row.index)}
            values={values.get(row.index)}
            tense={row.index === current ? 'now' : row.index < current ? 'past' : 'future'}
          />
        ))}
      </div>
    </div>
  );
}

/** Dragging over the rows holds the playhead. A finger scrolls instead: it has the slider. */
function useScrub(content: React.RefObject<HTMLDivElement | null>, score: Score, geometry: Geometry): void {
  const { session, playback } = usePage();
  const goTo = (y: number) => session.goTo(score.rows[rowAt(geometry, y)]?.step ?? 0);
  useDrag(content, {
    accepts: (event) => event instanceof MouseEvent,
    start: (_x, y) => {
      playback.send({ type: 'grab' });
      goTo(y);
    },
    move: (_x, y) => goTo(y),
    end: () => playback.send({ type: 'release' }),
  });
}
