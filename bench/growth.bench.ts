/** How states grow with CPUs and accesses, model by model; the plot goes to .cache/growth.svg. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Exploration } from '../src/explore/index.ts';
import { createMachine, type Model } from '../src/machine/index.ts';
import { racingProgram } from './racing-program.ts';
import type { Row } from './row.ts';

const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];
const COLOURS: Readonly<Record<Model, string>> = { sc: '#0072b2', tso: '#b06f00', arm: '#008060' };
const MOST_STATES = 400_000;
const PATIENCE_MS = 5000;
/** Accesses a CPU at most, by number of CPUs. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [2, 7],
  [3, 5],
  [4, 4],
]);

interface Point {
  readonly accesses: number;
  readonly states: number;
}

interface Line {
  readonly cpus: number;
  readonly model: Model;
  readonly points: readonly Point[];
}

export function measure(): Promise<readonly Row[]> {
  const lines = [...SIZES].flatMap(([cpus, most]) =>
    MODELS.map((model) => ({ cpus, model, points: grow(cpus, most, model) })),
  );
  const folder = new URL('../.cache/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL('growth.svg', folder);
  writeFileSync(file, plot(lines));
  const rows = lines.map(({ cpus, model, points }) => ({
    what: `states of ${cpus} CPUs × 1 … ${points.length} accesses, ${model}`,
    budget: '',
    figure: points.map(({ states }) => states).join(' '),
  }));
  return Promise.resolve([...rows, { what: '… as a plot', budget: '', figure: fileURLToPath(file) }]);
}

function grow(cpus: number, most: number, model: Model): Point[] {
  const points: Point[] = [];
  for (let accesses = 1; accesses <= most; accesses++) {
    const machine = createMachine(racingProgram(cpus, accesses), model);
    const exploration = new Exploration(machine, { states: MOST_STATES, ms: PATIENCE_MS });
    exploration.search(Number.POSITIVE_INFINITY);
    const { states, frontier } = exploration.progress();
    if (frontier > 0) break;
    points.push({ accesses, states });
  }
  return points;
}

const WIDTH = 640;
const HEIGHT = 360;
const EDGE = 48;

/** States on a logarithmic axis over accesses; a line a model, a dash pattern a number of CPUs. */
function plot(lines: readonly Line[]): string {
  const x = (accesses: number) => EDGE + ((accesses - 1) * (WIDTH - 3 * EDGE)) / 6;
  const y = (states: number) => HEIGHT - EDGE - (Math.log10(states) * (HEIGHT - 2 * EDGE)) / 6;
  const text = (at: readonly [number, number], words: string, anchor = 'start') =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" text-anchor="${anchor}">${words}</text>`;
  const grid = [0, 1, 2, 3, 4, 5, 6].map((power) => {
    const height = y(10 ** power).toFixed(1);
    return `<path d="M${EDGE} ${height}H${WIDTH - 2 * EDGE}" stroke="#ddd"/>${text([EDGE - 6, y(10 ** power) + 4], `10^${power}`, 'end')}`;
  });
  const ticks = [1, 2, 3, 4, 5, 6, 7].map((accesses) =>
    text([x(accesses), HEIGHT - EDGE + 18], String(accesses), 'middle'),
  );
  const drawn = lines.map(({ cpus, model, points }) => {
    const path = points
      .map(({ accesses, states }) => `${x(accesses).toFixed(1)} ${y(states).toFixed(1)}`)
      .join('L');
    const last = points.at(-1) ?? { accesses: 1, states: 1 };
    const dash = cpus === 2 ? '' : ` stroke-dasharray="${cpus === 3 ? '6 3' : '2 3'}"`;
    const name = text([x(last.accesses) + 6, y(last.states) + 4], `${cpus} CPUs ${model}`);
    return `<path d="M${path}" fill="none" stroke="${COLOURS[model]}" stroke-width="2"${dash}/>${name}`;
  });
  const title = text([EDGE, EDGE / 2], 'States by accesses a CPU');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">\n${[title, ...grid, ...ticks, ...drawn].join('\n')}\n</svg>\n`;
}
