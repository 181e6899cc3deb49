/** How states grow with CPUs and accesses, model by model; as a table here, as a plot in growth.svg. */
import { writeFileSync } from 'node:fs';
import { Exploration } from '../src/explore/index.ts';
import { createMachine, type Model } from '../src/machine/index.ts';
import { growthPlot, type Curve, type Point } from './growth-plot.ts';
import { racingProgram } from './racing-program.ts';
import type { Row } from './row.ts';

const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];
/** Beyond this many states a point tells nothing that the ones before it do not. */
const MOST_STATES = 2_000_000;
const PATIENCE_MS = 20_000;
/** Accesses a CPU at most, by number of CPUs. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [2, 8],
  [3, 6],
  [4, 4],
]);

export function measure(): Promise<readonly Row[]> {
  const curves = [...SIZES].flatMap(([cpus, most]) =>
    MODELS.map((model): Curve => ({ cpus, model, points: grow(cpus, most, model) })),
  );
  // States are counted, not timed: the plot is the same on every machine, so it lies beside its source.
  writeFileSync(new URL('../bench/growth.svg', import.meta.url), growthPlot(curves));
  const rows = curves.map(({ cpus, model, points }) => ({
    what: `states of ${cpus} CPUs × 1 … ${points.length} accesses, ${model}`,
    budget: '',
    figure: points.map(({ states }) => states).join(' '),
  }));
  return Promise.resolve([...rows, { what: '… as a plot', budget: '', figure: 'bench/growth.svg' }]);
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
