// Lays the machine's statecharts out with ELK, so that the page draws lines that are ready: reads the charts off the
// XState definitions and writes src/views/charts/statecharts.generated.ts. Git does not hold that file; the bootstrap,
// vite and vitest each call this first. Nothing of ELK reaches the page.

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { replaceFile, root } from './project.mjs';

/**
 * @typedef {import('../src/views/charts/chart.ts').Chart} Chart
 * @typedef {import('../src/views/charts/chart.ts').Region} Region
 * @typedef {import('../src/views/charts/drawn.ts').DrawnRegion} DrawnRegion
 * @typedef {import('elkjs/lib/elk-api.js').ElkNode} ElkNode
 * @typedef {import('elkjs/lib/elk-api.js').ElkPoint} ElkPoint
 */

const folder = 'src/views/charts';
const made = join(root, folder, 'statecharts.generated.ts');

/** A region that is wider in reading direction is laid out downwards: it must fit beside the score and on a phone. */
const widest = 288;
const head = 20;
const margin = 8;
const box = 20;
/** Upper bound of a character's width at 12 px, and what an outline adds to its words. */
const character = 6.1;
const inside = 12;
const outside = 'anywhere';

/** Where lines from anywhere begin. */
const sides = { RIGHT: 'WEST', DOWN: 'NORTH', UP: 'SOUTH' };

const options = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': `[top=${head},left=${margin},bottom=${margin},right=${margin}]`,
  'elk.separateConnectedComponents': 'false',
  'elk.spacing.nodeNode': '10',
  'elk.spacing.edgeNode': '6',
  'elk.spacing.edgeEdge': '5',
  'elk.layered.spacing.nodeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeNodeBetweenLayers': '8',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '5',
  // States stand in the order in which the definition names them: the usual way first.
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
};

/** Writes the drawings unless they are newer than all that they are made from. */
export async function drawStatecharts() {
  const definitions = await bundle(`${folder}/definitions.ts`);
  if (isNewer(made, definitions) && isNewer(made, import.meta.filename)) return;
  /** @type {Record<string, Chart>} */
  const charts = await import(pathToFileURL(definitions).href);
  const drawn = await Promise.all(
    Object.entries(charts).map(async ([name, { regions }]) => {
      const text = JSON.stringify({ regions: await Promise.all(regions.map(draw)) });
      return `export const ${name}Chart: DrawnChart = ${text};\n`;
    }),
  );
  replaceFile(
    made,
    `// Made by tools/statecharts.mjs.\nimport type { DrawnChart } from './drawn.ts';\n${drawn.join('')}`,
  );
}

/**
 * @param {Region} region
 * @returns {Promise<DrawnRegion>}
 */
async function draw(region) {
  // States that are reached from anywhere alone stand in a row; lines come from below, for the name stands above.
  if (region.moves.length === 0) return layout(region, 'UP');
  const across = await layout(region, 'RIGHT');
  return across.width <= widest ? across : layout(region, 'DOWN');
}

/**
 * @param {Region} region
 * @param {'RIGHT' | 'DOWN' | 'UP'} direction
 * @returns {Promise<DrawnRegion>}
 */
async function layout(region, direction) {
  const { default: ELK } = await import('elkjs/lib/elk.bundled.js');
  const lines = [...region.entries.map((entry) => ({ from: null, ...entry })), ...region.moves];
  const graph = await new ELK().layout({
    id: 'page',
    children: [
      {
        id: 'region',
        layoutOptions: { ...options, 'elk.direction': direction, 'elk.portConstraints': 'FIXED_SIDE' },
        ports: region.entries.map((_, nth) => ({
          id: `${outside} ${nth}`,
          layoutOptions: { 'elk.port.side': sides[direction] },
        })),
        children: region.states.map((name) => ({ id: name, width: widthOf(name), height: box })),
        edges: lines.map(({ from, to }, nth) => ({
          id: `line ${nth}`,
          sources: [from ?? `${outside} ${nth}`],
          targets: [to],
        })),
      },
    ],
  });
  /** @type {ElkNode} */
  const placed = graph.children?.[0] ?? { id: '' };
  return {
    ...region,
    // Its heading has room for its name and any event, so that no event changes its size.
    width: Math.ceil(Math.max(placed.width ?? 0, headingOf(region))),
    height: Math.ceil(placed.height ?? 0),
    boxes: (placed.children ?? []).map(({ id, x = 0, y = 0, width = 0, height = 0 }) => ({
      name: id,
      x: round(x),
      y: round(y),
      width,
      height,
    })),
    lines: lines.map((line, nth) => {
      const [section] = placed.edges?.[nth]?.sections ?? [];
      const points = section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
      return { ...line, points: points.map(({ x, y }) => /** @type {const} */ ([round(x), round(y)])) };
    }),
  };
}

/** @param {string} state */
function widthOf(state) {
  return Math.round(state.replace(/([a-z])([A-Z])/g, '$1, $2').length * character + inside);
}

/** @param {Region} region */
function headingOf({ name, moves, entries }) {
  const events = [...moves, ...entries].flatMap((one) => one.events.map((event) => event.length));
  return (name.length + Math.max(0, ...events)) * character + 2 * margin + 6;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/**
 * @param {string} file
 * @param {string} from
 */
function isNewer(file, from) {
  return existsSync(file) && statSync(file).mtimeMs >= statSync(from).mtimeMs;
}
