/**
 * States by accesses as an SVG that stands alone: a panel a number of CPUs, a line a memory model, told apart by how it
 * is drawn and by its name at its end. Light or dark as the reader has it.
 */
import type { Model } from '../src/machine/index.ts';

export interface Point {
  readonly accesses: number;
  readonly states: number;
}

export interface Curve {
  readonly cpus: number;
  readonly model: Model;
  /** By number of accesses, from one on. */
  readonly points: readonly Point[];
}

const HEIGHT = 376;
const TOP = 100;
const BOTTOM = 320;
const LEFT = 96;
/** Pixels an access, a power of ten, and between panels: room for the names at the lines' ends. */
const ACCESS = 28;
const GAP = 116;
const LINE = 15;
const POWERS = [0, 1, 2, 3, 4, 5, 6];

const STYLE = `
  svg { --paper: #fdfcf9; --ink: #1b1a17; --ink-2: #565249; --rule: #dedad0; }
  @media (prefers-color-scheme: dark) { svg { --paper: #16171a; --ink: #eceae5; --ink-2: #b3afa7; --rule: #33353a; } }
  .paper { fill: var(--paper); }
  text { font: 12px 'Source Sans 3', system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; fill: var(--ink-2); }
  .title { font-size: 15px; font-weight: 600; fill: var(--ink); }
  .panel { font-size: 13px; font-weight: 600; fill: var(--ink); }
  .name { fill: var(--ink); font-feature-settings: 'tnum'; }
  .grid { stroke: var(--rule); }
  .curve { fill: none; stroke: var(--ink); stroke-width: 1.5; }
  .tso { stroke-dasharray: 7 4; }
  .sc { stroke-dasharray: 0 4; stroke-linecap: round; stroke-width: 2; }`;

const count = new Intl.NumberFormat('en');
const y = (states: number) => BOTTOM - (Math.log10(states) * (BOTTOM - TOP)) / (POWERS.length - 1);

export function growthPlot(curves: readonly Curve[]): string {
  const panels = [...new Set(curves.map(({ cpus }) => cpus))].map((cpus) =>
    curves.filter((curve) => curve.cpus === cpus),
  );
  let left = LEFT;
  const drawn = panels.map((panel) => {
    const most = Math.max(...panel.map(({ points }) => points.length));
    const svg = drawPanel(panel, left, most);
    left += (most - 1) * ACCESS + GAP;
    return svg;
  });
  const scale = POWERS.map((power) => text(LEFT - 16, y(10 ** power) + 4, count.format(10 ** power), 'end'));
  const width = left + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img" aria-labelledby="title">
<title id="title">States by accesses a CPU, for two, three and four CPUs under each memory model</title>
<style>${STYLE}
</style>
<rect class="paper" width="${width}" height="${HEIGHT}"/>
${text(16, 28, 'States that a search stores', 'start', 'title')}
${text(16, 48, 'CPUs that write and read each other’s words by turns; logarithmic scale', 'start')}
${[...scale, ...drawn].join('\n')}
${text(LEFT, HEIGHT - 14, 'accesses by each CPU', 'start')}
</svg>
`;
}

function drawPanel(curves: readonly Curve[], left: number, most: number): string {
  const x = (accesses: number) => left + (accesses - 1) * ACCESS;
  const right = x(most);
  const grid = POWERS.map(
    (power) => `<path class="grid" d="M${left - 8} ${y(10 ** power).toFixed(1)}H${right + 8}"/>`,
  );
  const ticks = Array.from({ length: most }, (_, nth) =>
    text(x(nth + 1), BOTTOM + 18, String(nth + 1), 'middle'),
  );
  const lines = curves.map(({ model, points }) => {
    const at = points.map(({ accesses, states }) => `${x(accesses)} ${y(states).toFixed(1)}`);
    return `<path class="curve ${model}" d="M${at.join('L')}"/>`;
  });
  return [
    ...grid,
    text(left - 8, TOP - 10, `${curves[0]?.cpus ?? 0} CPUs`, 'start', 'panel'),
    ...ticks,
    ...lines,
    ...names(curves, x, most),
  ].join('\n');
}

/**
 * Each line's model and last figure at its end, moved apart where lines end close together. A line that ends early, its
 * next point being too large to count, is named at its left, where no other line is: it is the steepest.
 */
function names(curves: readonly Curve[], x: (accesses: number) => number, most: number): string[] {
  let above = Number.NEGATIVE_INFINITY;
  return curves
    .flatMap(({ model, points }) => {
      const end = points.at(-1);
      return end ? [{ words: `${model} ${count.format(end.states)}`, end, early: end.accesses < most }] : [];
    })
    .sort((a, b) => y(a.end.states) - y(b.end.states))
    .map(({ words, end, early }) => {
      const height = y(end.states) + 4;
      if (early) return text(x(end.accesses) - 8, height, words, 'end', 'name');
      above = Math.max(above + LINE, height);
      return text(x(end.accesses) + 8, above, words, 'start', 'name');
    });
}

function text(x: number, at: number, words: string, anchor: string, style = ''): string {
  const named = style === '' ? '' : ` class="${style}"`;
  return `<text${named} x="${x}" y="${at.toFixed(1)}" text-anchor="${anchor}">${words}</text>`;
}
