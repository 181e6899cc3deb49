/**
 * The circle that a failure would need, as arrows on the score: what is kept in order is drawn through, what would have to be
 * read, or not read, is dashed. A layer of its own over the score's rows, which know nothing of it.
 */
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { layoutScore, type Geometry, type Score } from '../../score/index.ts';
import type { RunNode, WhyHolds } from '../../state/index.ts';
import { metricsFor } from '../score/metrics.ts';
import { useShownScore } from '../score/shown-score.ts';
import { drawnCircle, type DrawnEdge } from './drawn-circle.ts';

interface CircleProps {
  readonly node: RunNode;
  readonly why: WhyHolds;
}

/** Nothing where no score is in sight. */
export function CircleArrows({ node, why }: CircleProps) {
  const score = useSyncExternalStore(whenStageChanges, scoreInSight);
  if (!score) return null;
  return <Layer node={node} why={why} score={score} />;
}

function scoreInSight(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.stage-score .score');
}

/** Another run or a table may stand there. */
function whenStageChanges(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  const stage = document.querySelector('.stage-score');
  if (stage) observer.observe(stage, { childList: true });
  return () => observer.disconnect();
}

function Layer({ node, why, score: element }: CircleProps & { readonly score: HTMLElement }) {
  const width = useSyncExternalStore(
    useCallback(
      (changed: () => void) => {
        const observer = new ResizeObserver(changed);
        observer.observe(element);
        return () => observer.disconnect();
      },
      [element],
    ),
    () => element.clientWidth,
  );
  const score = useShownScore(node);
  const geometry = useMemo(() => layoutScore(score, width, metricsFor(width)), [score, width]);
  const body = element.querySelector('.score-body');
  if (!body || width === 0) return null;
  return createPortal(
    <svg className="advice-circle" aria-hidden="true" width={geometry.width} height={geometry.height}>
      {drawnCircle(node.run, score, why.circle).map((edge) => (
        <Arrow key={edge.nth} edge={edge} score={score} geometry={geometry} />
      ))}
    </svg>,
    body,
  );
}

/** How far an arrow within a column swings out, for each row that it passes and at most; room beside a mark. */
const SWING = { row: 4, least: 12, most: 28, mark: 7 } as const;

function Arrow({
  edge: { from, to, kept, word, nth },
  score,
  geometry,
}: {
  readonly edge: DrawnEdge;
  readonly score: Score;
  readonly geometry: Geometry;
}) {
  const { tops, metrics } = geometry;
  const [a, b] = [from, to].map(({ part, row }) => ({
    x: (geometry.parts[part]?.mark ?? 0) + (score.rows[row]?.track ?? 0) * metrics.track,
    y: (tops[row] ?? 0) + metrics.row / 2,
  })) as [Point, Point];
  const { path, label } = from.part === to.part ? arc(a, b, to.row - from.row) : line(a, b);
  const { x, y, angle } = path.tip;
  // Between two rows' words.
  const beside = tops.findLast((top) => top <= label.y + metrics.row / 2) ?? label.y;
  return (
    <g className={kept ? undefined : 'asked'}>
      <path d={path.d} />
      <path className="head" d="M0 0l-8 -4v8z" transform={`translate(${x} ${y}) rotate(${angle})`} />
      <text x={label.x} y={beside} dy={4} textAnchor={label.anchor}>
        {geometry.mode === 'narrow' && !kept ? nth + 1 : `${nth + 1} ${word}`}
      </text>
    </g>
  );
}

/** Where along its way a line has its words. */
const NEAR = 0.38;

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Drawn {
  readonly path: { readonly d: string; readonly tip: Point & { readonly angle: number } };
  readonly label: Point & { readonly anchor: 'start' | 'middle' };
}

/** Beside the marks of one column, to their left. */
function arc(a: Point, b: Point, rows: number): Drawn {
  const out = Math.min(SWING.most, SWING.least + SWING.row * Math.abs(rows));
  const x = Math.min(a.x, b.x) - SWING.mark;
  const left = Math.max(2, x - out);
  const d = `M${x} ${a.y}C${left} ${a.y} ${left} ${b.y} ${x} ${b.y}`;
  return {
    path: { d, tip: { x, y: b.y, angle: 0 } },
    label: { x: x + SWING.mark + 10, y: (a.y + b.y) / 2, anchor: 'start' },
  };
}

/** From column to column. */
function line(a: Point, b: Point): Drawn {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy) || 1;
  const at = (p: Point, by: number): Point => ({ x: p.x + (dx / length) * by, y: p.y + (dy / length) * by });
  const [begin, end] = [at(a, SWING.mark), at(b, -SWING.mark)];
  return {
    path: {
      d: `M${begin.x} ${begin.y}L${end.x} ${end.y}`,
      tip: { ...end, angle: (Math.atan2(dy, dx) * 180) / Math.PI },
    },
    // Not where it meets its neighbours.
    label: { ...at(a, length * NEAR), anchor: 'middle' },
  };
}
