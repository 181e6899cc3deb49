/** Where an execution's events and arrows stand: columns, rows, curves, and a place for each name where no other word is. */
import type { Execution } from '../../axiomatic/index.ts';
import type { Arrow } from './graph.ts';

export interface Spot {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  /** Of its words, behind the mark. */
  readonly width: number;
}

export interface DrawnArrow {
  readonly arrow: Arrow;
  readonly path: string;
  readonly head: string;
  readonly name: { readonly x: number; readonly y: number };
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly { readonly x: number; readonly width: number; readonly name: string }[];
  readonly spots: readonly Spot[];
  readonly arrows: readonly DrawnArrow[];
}

/** Pixels; `SIGN` is a letter of the machine's face at 13 px. */
const ROW = 44;
const HEAD = 28;
const SIGN = 7.9;
const MARK = 14;
/** Between the words of a column and the next one's left arcs. */
const GAP = 60;
const ARC = 30;
const LANE = 24;
/** Letters of a name that an arc has room for. */
const SHORT = 4;
/** Room for what goes round the first initial write. */
const EDGE = 40;

type Point = readonly [number, number];
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function layOut(execution: Execution, arrows: readonly Arrow[]): GraphLayout {
  const { events, threads } = execution;
  const initial = events.filter(({ thread }) => thread === null);
  const first = HEAD + (initial.length > 0 ? 2 * ROW : ROW) - ROW / 2;
  const lanes = lanesOf(execution, arrows);
  const spots = new Map<number, Spot>();
  const columns: { x: number; width: number; name: string }[] = [];
  let left = 0;
  threads.forEach((name, thread) => {
    const own = events.filter((event) => event.thread === thread);
    const width = Math.max(...own.map(({ label }) => label.length * SIGN), 40) + MARK;
    const bulge = ARC + LANE * (lanes.counts[thread] ?? 0) + (lanes.extra[thread] ?? 0);
    const x = left + bulge;
    own.forEach(({ id, label }, row) =>
      spots.set(id, { id, x, y: first + row * ROW, width: MARK + label.length * SIGN }),
    );
    columns.push({ x, width, name });
    left = x + width + GAP;
  });
  const needed = initial.reduce((sum, { label }) => sum + wordsOf(label).length * SIGN + MARK + 40, EDGE);
  const width = Math.max(left - GAP + 24, needed);
  const near = ({ location }: Execution['events'][number]) => {
    const own = events.filter((event) => event.thread !== null && event.location === location);
    return own.reduce((sum, { id }) => sum + (spots.get(id)?.x ?? 0), 0) / Math.max(1, own.length);
  };
  // Each above those that use its location, as far as that goes.
  const ordered = [...initial].sort((a, b) => near(a) - near(b));
  ordered.forEach(({ id, label }, nth) =>
    spots.set(id, {
      id,
      x: EDGE + ((width - EDGE) / initial.length) * nth,
      y: HEAD + ROW / 2 - 6,
      width: MARK + wordsOf(label).length * SIGN,
    }),
  );
  const taken: Box[] = [...spots.values()].map(boxOf);
  const drawn = arrows.flatMap((arrow, nth) => {
    const [from, to] = [spots.get(arrow.from), spots.get(arrow.to)];
    if (!from || !to) return [];
    const thread = execution.events[arrow.from]?.thread ?? null;
    const lane = lanes.of.get(nth);
    const extra = lanes.extra[thread ?? -1] ?? 0;
    const path = curveOf(from, to, {
      lane: lane === undefined ? undefined : lane + extra / LANE,
      isInitial: thread === null,
      bends: isBlocked(from, to, [...spots.values()]),
    });
    return [{ ...path, arrow, name: placeFor(arrow, path.at, taken) }];
  });
  const rows = Math.max(1, ...threads.map((_, nth) => events.filter(({ thread }) => thread === nth).length));
  return { width, height: first + (rows - 1) * ROW + 28, columns, spots: [...spots.values()], arrows: drawn };
}

/** An initial write is told by its place. */
export function wordsOf(label: string): string {
  return label.replace('W[init] ', '');
}

/** Arrows within a column go round its left side, short ones inside. */
function lanesOf({ events }: Execution, arrows: readonly Arrow[]) {
  const of = new Map<number, number>();
  const counts: number[] = [];
  // A long name keeps its arc further from the marks.
  const extra: number[] = [];
  const threadOf = (id: number) => events[id]?.thread ?? null;
  const within = arrows
    .map((arrow, nth) => ({ arrow, nth, thread: threadOf(arrow.from) }))
    .filter(({ arrow, thread }) => thread !== null && thread === threadOf(arrow.to))
    .sort((a, b) => lengthOf(a.arrow) - lengthOf(b.arrow));
  const held: { thread: number; lane: number; low: number; high: number }[] = [];
  for (const { arrow, nth, thread } of within) {
    if (thread === null) continue;
    const [low, high] = [Math.min(arrow.from, arrow.to), Math.max(arrow.from, arrow.to)];
    let lane = 0;
    const isTaken = (one: (typeof held)[number]) =>
      one.thread === thread && one.lane === lane && one.low < high && one.high > low;
    while (held.some(isTaken)) lane += 1;
    held.push({ thread, lane, low, high });
    of.set(nth, lane);
    counts[thread] = Math.max(counts[thread] ?? 0, lane + 1);
    extra[thread] = Math.max(extra[thread] ?? 0, (arrow.name.length - SHORT) * 5);
  }
  return { of, counts, extra };
}

function lengthOf({ from, to }: Arrow): number {
  return Math.abs(from - to);
}

interface Curve {
  readonly path: string;
  readonly head: string;
  /** A point of it, from 0 to 1. */
  readonly at: (share: number) => Point;
}

interface Way {
  /** That of an arrow within a column. */
  readonly lane: number | undefined;
  readonly isInitial: boolean;
  readonly bends: boolean;
}

/** Whether another event's words stand between two of the same row. */
function isBlocked(from: Spot, to: Spot, spots: readonly Spot[]): boolean {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
  return from.y === to.y && spots.some(({ x, y }) => y === from.y && x > left && x < right);
}

function curveOf(from: Spot, to: Spot, { lane, isInitial, bends }: Way): Curve {
  if (lane !== undefined) return along(from, to, lane);
  // Nothing stands between an initial write and what comes first; else the way down is at the column's left.
  if (isInitial && to.y - from.y < ROW * 1.5) return down(from, to);
  return isInitial && Math.abs(from.x - to.x) < 2.5 * ARC ? along(from, to, 0) : across(from, to, bends);
}

function along(from: Spot, to: Spot, lane: number): Curve {
  const out = Math.min(from.x, to.x) - 8 - ARC * 0.8 - LANE * lane;
  const [a, b]: [Point, Point] = [
    [from.x - 8, from.y + (from === to ? -5 : 0)],
    [to.x - 8, to.y + (from === to ? 5 : 0)],
  ];
  return bezier(a, [out, a[1]], [out, b[1]], b, 1);
}

/** Between columns: out of the words on the side that faces the other, into the other's near side, and below what stands
 *  between. */
function across(from: Spot, to: Spot, bends: boolean): Curve {
  const isRight = to.x > from.x;
  const a: Point = [isRight ? from.x + from.width + 2 : from.x - 8, from.y];
  const b: Point = [isRight ? to.x - 8 : to.x + to.width + 4, to.y];
  const middle = (a[0] + b[0]) / 2;
  // Between its row and the next one.
  const bend = bends ? ROW * 0.65 : 0;
  return bezier(a, [middle, a[1] + bend], [middle, b[1] + bend], b, isRight ? 1 : -1);
}

/** From an initial write to what comes first in a column. */
function down(from: Spot, to: Spot): Curve {
  const [a, b]: [Point, Point] = [
    [from.x, from.y + 6],
    [to.x, to.y - 12],
  ];
  const middle = (a[1] + b[1]) / 2;
  return { ...bezier(a, [a[0], middle], [b[0], middle], b, 1), head: `M${b.join()}l-4,-8h8z` };
}

function bezier(a: Point, c: Point, d: Point, b: Point, into: 1 | -1): Curve {
  const at = (t: number): Point => {
    const mix = (axis: 0 | 1) =>
      (1 - t) ** 3 * a[axis] +
      3 * (1 - t) ** 2 * t * c[axis] +
      3 * (1 - t) * t ** 2 * d[axis] +
      t ** 3 * b[axis];
    return [mix(0), mix(1)];
  };
  const [x, y] = b;
  return {
    path: `M${a.join()}C${c.join()},${d.join()},${b.join()}`,
    head: `M${x},${y}l${-8 * into},-4v8z`,
    at,
  };
}

/** Where the least of it lies on other words; from then on it is taken. */
function placeFor({ name }: Arrow, at: Curve['at'], taken: Box[]): { x: number; y: number } {
  const boxes = [0.5, 0.38, 0.62, 0.28, 0.72, 0.2, 0.8].map((share) => {
    const [x, y] = at(share);
    const half = (name.length * 7.2) / 2 + 2;
    return { x, y, left: x - half, right: x + half, top: y - 8, bottom: y + 8 };
  });
  const covered = (box: Box) => taken.reduce((sum, other) => sum + overlap(box, other), 0);
  const best = boxes.reduce((a, b) => (covered(b) < covered(a) - 1 ? b : a));
  taken.push(best);
  return { x: best.x, y: best.y };
}

function boxOf({ x, y, width }: Spot): Box {
  return { left: x - 6, right: x + width, top: y - 10, bottom: y + 10 };
}

function overlap(a: Box, b: Box): number {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return wide > 0 && high > 0 ? wide * high : 0;
}
