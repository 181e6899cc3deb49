/**
 * Beside Spin, on programs that both can say: n CPUs with k accesses each, sc and tso. The numbers of outcomes must be
 * the same; the rest is compared. Speeds are medians of several measurements, of a second of processor time each. Left out where `spin` or `cc` are not installed.
 */
import { promela } from '../src/export/index.ts';
import { Exploration, Reduction } from '../src/explore/index.ts';
import { createMachine, type Model } from '../src/machine/index.ts';
import { median } from './bundled-scenarios.ts';
import { racingProgram } from './racing-program.ts';
import type { Row } from './row.ts';
import { hasSpin, runSpin } from './spin-run.ts';

const FAMILY: readonly { cpus: number; accesses: number; model: Model }[] = [
  { cpus: 2, accesses: 12, model: 'sc' },
  { cpus: 3, accesses: 7, model: 'sc' },
  { cpus: 4, accesses: 4, model: 'sc' },
  { cpus: 2, accesses: 10, model: 'tso' },
  { cpus: 3, accesses: 6, model: 'tso' },
  { cpus: 4, accesses: 4, model: 'tso' },
];

const RUNS = 3;
/** A measurement searches again and again until it has taken this long. */
const LEAST_MS = 1000;
const STATES = 20_000_000;

export async function measure(): Promise<readonly Row[]> {
  if (!hasSpin()) return [{ what: 'beside Spin', budget: '', figure: 'spin or cc is not installed' }];
  const rows: Row[] = [];
  for (const { cpus, accesses, model } of FAMILY) rows.push(...(await compare(cpus, accesses, model)));
  return rows;
}

async function compare(cpus: number, accesses: number, model: Model): Promise<Row[]> {
  const program = racingProgram(cpus, accesses);
  const text = promela(program, model);
  const name = `${cpus} CPUs × ${accesses} accesses, ${model}`;
  if (!text.ok) return [{ what: name, budget: '', figure: text.error.join('; '), within: false }];
  const plain = await runSpin(text.value, { reduce: false, optimize: '-O2', runs: RUNS, leastMs: LEAST_MS });
  const reduced = await runSpin(text.value, { reduce: true, optimize: '-O2' });
  const machine = createMachine(program, model);
  const first = new Exploration(machine, { states: STATES, paths: false });
  first.advance(Number.POSITIVE_INFINITY);
  const { outcomes, states, steps } = first.result;
  const fewer = new Exploration(machine, { states: STATES, paths: false, reduce: Reduction });
  fewer.advance(Number.POSITIVE_INFINITY);
  const rate = median(Array.from({ length: RUNS }, () => warmRate(machine, steps)));
  // The model's process that looks at ends adds one step to each.
  const there = (plain.transitions - plain.told.length) / plain.seconds;
  const ratio = rate / there;
  return [
    {
      what: `${name}: outcomes here, in Spin`,
      budget: 'the same',
      figure: `${outcomes.length}, ${plain.told.length}`,
      within: outcomes.length === plain.told.length && outcomes.length === reduced.told.length,
    },
    {
      what: '… steps a second here, in Spin without reduction',
      budget: '≥ half of Spin’s',
      figure: `${speed(rate)}, ${speed(there)} (${ratio.toFixed(1)} ×)`,
      within: ratio >= 0.5,
    },
    {
      // Every step touches memory that others use, which Spin's reduction does not look into.
      what: '… stored states here without and with reduction, in Spin with it',
      budget: 'fewer than Spin',
      figure: `${states}, ${fewer.result.states}, ${reduced.states}`,
      within: fewer.result.states < reduced.states && fewer.result.outcomes.length === outcomes.length,
    },
  ];
}

/** Steps a second of processor time with warm tables, over searches that take LEAST_MS together. */
function warmRate(machine: ReturnType<typeof createMachine>, steps: number): number {
  const began = process.cpuUsage();
  for (let searches = 1; ; searches++) {
    new Exploration(machine, { states: STATES, paths: false }).search(Number.POSITIVE_INFINITY);
    const { user, system } = process.cpuUsage(began);
    const ms = (user + system) / 1000;
    if (ms >= LEAST_MS) return (searches * steps * 1000) / ms;
  }
}

function speed(rate: number): string {
  return `${(rate / 1e6).toFixed(2)} M/s`;
}
