/**
 * A region as an arc diagram: its states in a row, moves to the right arching above them, moves to the left below.
 *
 *       ╭──────╮
 *     [none] [outer]       one row for the name and the event just taken
 *       ╰──────╯
 */
import type { Region } from './chart.ts';

export interface StateBox {
  readonly name: string;
  readonly x: number;
  readonly width: number;
}

export interface Arc {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
  readonly d: string;
  /** Its arrow's head. */
  readonly head: string;
}

export interface RegionLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly StateBox[];
  readonly arcs: readonly Arc[];
  /** Top of the boxes. */
  readonly top: number;
}

export const BOX = 20;
export const HEAD = 18;
const CHARACTER = 6.1;
const INSIDE = 12;
const GAP = 13;
const MARGIN = 6;
const ARCH = 8;

export function layoutRegion(region: Region): RegionLayout {
  const boxes: StateBox[] = [];
  let x = MARGIN;
  for (const name of region.states) {
    const width = Math.round(wordsOf(name).length * CHARACTER + INSIDE);
    boxes.push({ name, x, width });
    x += width + GAP;
  }
  const index = new Map(region.states.map((name, at) => [name, at]));
  const reach = (from: string, to: string) => (index.get(to) ?? 0) - (index.get(from) ?? 0);
  const highest = (sign: 1 | -1) =>
    Math.max(0, ...region.moves.map(({ from, to }) => reach(from, to) * sign)) * (ARCH - 1) + 4;
  const above = Math.max(highest(1), region.entries.length > 0 ? 10 : 0);
  const top = HEAD + above;
  return {
    // Its heading has room for every event, so that none changes its size.
    width: Math.round(
      Math.max(x - GAP + MARGIN, (region.name.length + longestEvent(region)) * CHARACTER + 20),
    ),
    height: top + BOX + highest(-1) + 3,
    boxes,
    arcs: region.moves.map((move) => ({ ...move, ...arc(boxes, top, move.from, move.to) })),
    top,
  };
}

function longestEvent({ moves }: Region): number {
  return Math.max(0, ...moves.flatMap(({ events }) => events.map((event) => event.length)));
}

/** The line and the arrowhead of a move between two states, whether the definition draws it or not. */
export function arc(
  boxes: readonly StateBox[],
  top: number,
  from: string,
  to: string,
): { readonly d: string; readonly head: string } {
  const [a, b] = [boxes.findIndex(({ name }) => name === from), boxes.findIndex(({ name }) => name === to)];
  const steps = b - a;
  const side = Math.sign(steps);
  // Arcs that reach further leave and arrive nearer to a box's middle, so that none cover each other.
  const port = (at: number, sign: number) => {
    const { x = 0, width = 0 } = boxes[at] ?? {};
    return x + width / 2 + (sign * width) / (2.6 + 1.4 * (Math.abs(steps) - 1));
  };
  const [ax, bx] = [port(a, side), port(b, -side)];
  const y = steps > 0 ? top : top + BOX;
  const peak = y - side * (Math.abs(steps) * ARCH + 2);
  return {
    d: `M${ax.toFixed(1)} ${y}C${ax.toFixed(1)} ${peak} ${bx.toFixed(1)} ${peak} ${bx.toFixed(1)} ${y}`,
    head: `M${bx.toFixed(1)} ${y}l-2.5 ${-4 * side}h5Z`,
  };
}

/** `trappedSynced` as people read it. */
export function wordsOf(state: string): string {
  return state.replace(/([a-z])([A-Z])/g, '$1, $2').toLowerCase();
}
