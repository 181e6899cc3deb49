/** A lattice's states and steps sorted by how they look, so that thousands of them are a handful of paths. */
import type { Lattice } from '../../state/index.ts';
import type { LatticeLayout } from './layout.ts';

export type StateLook = 'open' | 'clear' | 'doomed' | 'turn' | 'finished' | 'broken' | 'unknown';
export type StepLook = 'open' | 'clear' | 'doomed' | 'turn' | 'unknown';

/** How each state looks; `turn`: every continuation fails from here, and did not a step before. */
export function stateLooks({ nodes, edges }: Lattice): readonly StateLook[] {
  const turns = new Set(edges.filter((edge) => stepLook({ nodes }, edge) === 'turn').map(({ to }) => to));
  return nodes.map(({ fate, end }, at) => {
    if (end === 'violated' || end === 'deadlock' || end === 'livelock') return 'broken';
    if (end === 'finished') return fate === 'doomed' ? 'broken' : 'finished';
    if (fate === 'doomed') return turns.has(at) ? 'turn' : 'doomed';
    return fate;
  });
}

export function stepLook(
  { nodes }: Pick<Lattice, 'nodes'>,
  { from, to, reports }: Lattice['edges'][number],
): StepLook {
  const [before, after] = [nodes[from]?.fate ?? 'unknown', nodes[to]?.fate ?? 'unknown'];
  const doomed = after === 'doomed' || reports;
  if (doomed) return before === 'open' ? 'turn' : 'doomed';
  return after;
}

/** One path for the steps of each look. */
export function stepPaths(lattice: Lattice, layout: LatticeLayout): ReadonlyMap<StepLook, string> {
  const paths = new Map<StepLook, string>();
  for (const edge of lattice.edges) {
    const look = stepLook(lattice, edge);
    paths.set(look, (paths.get(look) ?? '') + segment(layout, edge.from, edge.to));
  }
  return paths;
}

/** Straight ahead; a step back in the picture (a loop, a retry) goes in an arc. */
function segment({ x, y }: LatticeLayout, from: number, to: number): string {
  const [ax, ay, bx, by] = [x[from] ?? 0, y[from] ?? 0, x[to] ?? 0, y[to] ?? 0].map(
    (one) => Math.round(one * 10) / 10,
  ) as [number, number, number, number];
  if (from === to) return `M${ax} ${ay}a4 4 0 1 1 1 -3`;
  if (bx + by > ax + ay) return `M${ax} ${ay}L${bx} ${by}`;
  return `M${ax} ${ay}Q${(ax + bx) / 2 + 10} ${(ay + by) / 2 - 14} ${bx} ${by}`;
}

/** The line through these states. */
export function trail({ x, y }: LatticeLayout, states: readonly number[]): string {
  return states.map((at, nth) => `${nth === 0 ? 'M' : 'L'}${x[at] ?? 0} ${y[at] ?? 0}`).join('');
}

const round = (r: number) => (x: number, y: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
const square = (r: number) => (x: number, y: number) => `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}Z`;
const diamond = (r: number) => (x: number, y: number) => `M${x} ${y - r}l${r} ${r}l${-r} ${r}l${-r} ${-r}Z`;
const cross = (r: number) => (x: number, y: number) =>
  `M${x - r} ${y - r}l${2 * r} ${2 * r}M${x + r} ${y - r}l${-2 * r} ${2 * r}`;

/** Each look's shape; `scale` 1 for states that stand 14 px apart or more. */
export function shapeOf(look: StateLook, scale: number): (x: number, y: number) => string {
  switch (look) {
    case 'open':
      return round(3.4 * scale);
    case 'clear':
      return round(2 * scale);
    case 'finished':
      return (x, y) => round(4.2 * scale)(x, y) + round(1.9 * scale)(x, y);
    case 'doomed':
      return square(2.6 * scale);
    case 'turn':
      return diamond(5 * scale);
    case 'broken':
      return cross(4 * scale);
    case 'unknown':
      return round(1.6 * scale);
  }
}

/** One path for the states of each look. */
export function statePaths(
  looks: readonly StateLook[],
  { x, y }: LatticeLayout,
  scale: number,
): ReadonlyMap<StateLook, string> {
  const paths = new Map<StateLook, string>();
  for (const [at, look] of looks.entries())
    paths.set(look, (paths.get(look) ?? '') + shapeOf(look, scale)(x[at] ?? 0, y[at] ?? 0));
  return paths;
}

/** Cells of a progress graph in which every state is doomed: the region that no run may enter. */
export function doomedCells(
  { nodes }: Lattice,
  layout: LatticeLayout,
): readonly (readonly [number, number])[] {
  if (layout.kind !== 'two') return [];
  const all = new Map<string, boolean>();
  for (const [at, { fate }] of nodes.entries()) {
    const key = `${layout.column[at] ?? 0} ${layout.row[at] ?? 0}`;
    all.set(key, (all.get(key) ?? true) && fate === 'doomed');
  }
  return [...all].flatMap(([key, doomed]) => {
    const [column = 0, row = 0] = key.split(' ').map(Number);
    return doomed ? [[column, row] as const] : [];
  });
}

/** The state nearest to a point, null where none is near. */
export function nearestState({ x, y }: LatticeLayout, px: number, py: number, reach: number): number | null {
  let best: number | null = null;
  let least = reach * reach;
  for (const [at, cx] of x.entries()) {
    const far = (cx - px) ** 2 + ((y[at] ?? 0) - py) ** 2;
    if (far <= least) [best, least] = [at, far];
  }
  return best;
}
