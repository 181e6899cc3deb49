/**
 * Beside Spin, on programs that both can say: n CPUs with k accesses each, sc and tso. The numbers of outcomes must be
 * the same; the rest is compared. Left out where `spin` or `cc` are not installed.
 */
import { promela } from '../src/export/index.ts';
import { Exploration } from '../src/explore/index.ts';
import { createMachine, type Model, type Program } from '../src/machine/index.ts';
import { median } from './bundled-scenarios.ts';
import { racingProgram } from './racing-program.ts';
import type { Row } from './row.ts';
import { hasSpin, runSpin, type SpinAnswer } from './spin-run.ts';

const FAMILY: readonly { cpus: number; accesses: number; model: Model }[] = [
  { cpus: 2, accesses: 6, model: 'sc' },
  { cpus: 3, accesses: 4, model: 'sc' },
  { cpus: 4, accesses: 4, model: 'sc' },
  { cpus: 2, accesses: 6, model: 'tso' },
  { cpus: 3, accesses: 4, model: 'tso' },
  { cpus: 4, accesses: 3, model: 'tso' },
];

export function measure(): Promise<readonly Row[]> {
  if (!hasSpin()) {
    return Promise.resolve([{ what: 'beside Spin', budget: '', figure: 'spin or cc is not installed' }]);
  }
  return Promise.resolve(FAMILY.flatMap(({ cpus, accesses, model }) => compare(cpus, accesses, model)));
}

function compare(cpus: number, accesses: number, model: Model): Row[] {
  const program = racingProgram(cpus, accesses);
  const text = promela(program, model);
  const reduced = text.ok ? runSpin(text.value, { reduce: true }) : null;
  const plain = text.ok ? runSpin(text.value, { reduce: false }) : null;
  const ours = run(program, model);
  const name = `${cpus} CPUs × ${accesses} accesses, ${model}`;
  if (!reduced || !plain) return [{ what: name, budget: '', figure: 'Spin gave no answer', within: false }];
  const rate = plain.transitions / Math.max(plain.seconds, 0.005);
  const ratio = ours.rate / rate;
  const same = plain.told.length === ours.outcomes && reduced.told.length === ours.outcomes;
  return [
    {
      what: `${name}: outcomes here, in Spin`,
      budget: 'the same',
      figure: `${ours.outcomes}, ${plain.told.length}`,
      within: same,
    },
    {
      what: '… steps a second here, in Spin without reduction',
      budget: '≥ half of Spin’s',
      figure: `${speed(ours.rate)}, ${speed(rate)} (${ratio.toFixed(1)} ×)`,
      // Spin's clock has hundredths of a second: short runs say nothing about its speed.
      ...(plain.seconds >= 0.1 ? { within: ratio >= 0.5 } : {}),
    },
    {
      what: '… stored states here, in Spin with reduction',
      budget: 'fewer than Spin',
      figure: `${ours.states}, ${states(reduced)}`,
      within: ours.states < reduced.states,
    },
  ];
}

function states({ states: stored }: SpinAnswer): string {
  return String(stored);
}

function speed(rate: number): string {
  return `${(rate / 1e6).toFixed(2)} M/s`;
}

function run(program: Program, model: Model) {
  const machine = createMachine(program, model);
  // Once for the answer, then with warm tables for the speed.
  const first = new Exploration(machine, { states: 20_000_000, paths: false });
  first.advance(Number.POSITIVE_INFINITY);
  const { result } = first;
  const rates = Array.from({ length: 3 }, () => {
    const again = new Exploration(machine, { states: 20_000_000, paths: false });
    const began = performance.now();
    again.search(Number.POSITIVE_INFINITY);
    return (result.steps / (performance.now() - began)) * 1000;
  });
  return { outcomes: result.outcomes.length, states: result.states, rate: median(rates) };
}
