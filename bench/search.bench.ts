/**
 * The search: time per bundled scenario, steps a second, bytes a state. Times are processor time of this process, so that
 * what else the machine does meanwhile does not count.
 */
import { Exploration } from '../src/explore/index.ts';
import { compileScenario, instantiate } from '../src/scenario/index.ts';
import { createMachine, type Machine } from '../src/machine/index.ts';
import { cases, median, type Case } from './bundled-scenarios.ts';
import type { Row } from './row.ts';

const ROUNDS = 3;
/** A case that takes longer is counted as this long; its budget is two seconds. */
const PATIENCE_MS = 3000;
/** Beyond this one measurement says enough. */
const LONG_MS = 300;
const MOST_STATES = 3_000_000;
const LARGE_MS = 30_000;

export function measure(): Promise<readonly Row[]> {
  const all = cases();
  const times = all.map((one) => ({ one, ms: coldTime(one) }));
  const slowest = times.reduce((a, b) => (a.ms > b.ms ? a : b));
  const racing = racingMachine();
  run(racing, MOST_STATES, LARGE_MS);
  const large = run(racing, MOST_STATES, LARGE_MS);
  const rates = times.filter(({ ms }) => ms < LONG_MS).flatMap(({ one }) => warmRate(one) ?? []);
  const rate = median(rates);
  const middle = median(times.map(({ ms }) => ms));
  return Promise.resolve([
    {
      what: `explore a bundled scenario × variant × model (${all.length}), median`,
      budget: '≤ 100 ms',
      figure: `${middle.toFixed(1)} ms`,
      within: middle <= 100,
    },
    {
      what: `… the slowest: ${slowest.one.name}`,
      budget: '≤ 2 s',
      figure: `${Math.round(slowest.ms)} ms`,
      within: slowest.ms <= 2000,
    },
    {
      what: 'search on the bundled scenarios, tables warm, median',
      budget: '≥ 1,000,000 steps/s',
      figure: `${(rate / 1e6).toFixed(2)} M steps/s`,
      within: rate >= 1e6,
    },
    {
      what: `search of ${(large.states / 1e6).toFixed(1)} M states, tables warm`,
      budget: '≥ 1,000,000 steps/s',
      figure: `${(large.rate / 1e6).toFixed(2)} M steps/s`,
      within: large.rate >= 1e6,
    },
    {
      what: '… memory, predecessors and edges for fate included',
      budget: '≤ 100 bytes a state',
      figure: `${large.bytes.toFixed(0)} bytes`,
      within: large.bytes <= 100,
    },
  ]);
}

/** Until the answer, fate, outcomes and numbers of interleavings included, from an empty machine. */
function coldTime({ machine }: Case): number {
  const once = () => {
    const began = processorTime();
    const exploration = new Exploration(machine(), { states: 5_000_000, ms: PATIENCE_MS });
    exploration.advance(Number.POSITIVE_INFINITY);
    return processorTime() - began;
  };
  const first = once();
  return first > LONG_MS ? first : median([first, ...Array.from({ length: ROUNDS - 1 }, once)]);
}

/** Steps a second of the search alone; null where it is over too soon to measure. */
function warmRate({ machine }: Case): number | null {
  const one = machine();
  const first = run(one, MOST_STATES);
  // Tables cannot be warm where the time ran out, and too short a search measures the clock.
  if (first.steps < 1000 || first.seconds > 1) return null;
  return median(Array.from({ length: ROUNDS }, () => run(one, MOST_STATES).rate));
}

function run(machine: Machine, states: number, ms = PATIENCE_MS) {
  const exploration = new Exploration(machine, { states, paths: false, ms });
  const began = processorTime();
  exploration.search(Number.POSITIVE_INFINITY);
  const seconds = (processorTime() - began) / 1000;
  const { states: found, steps } = exploration.progress();
  return { states: found, steps, seconds, rate: steps / seconds, bytes: exploration.bytes / found };
}

/** Four CPUs with eight unordered accesses each: far more states than anyone waits for. */
function racingMachine(): Machine {
  const bodies = [0, 1, 2, 3].map((cpu) => {
    const body = Array.from({ length: 8 }, (_, nth) =>
      (cpu + nth) % 2
        ? `WRITE_ONCE(x${cpu % 3}, ${nth + 1});`
        : `int r${nth} = READ_ONCE(x${(cpu + 1) % 3}); assert(r${nth} < 90, never);`,
    );
    return `cpu ${cpu} { ${body.join(' ')} }`;
  });
  const text = `scenario "race"\narch arm64\nproperty never "Never."\nint x0, x1, x2;\n${bodies.join('\n')}\n`;
  const { scenario } = compileScenario(text, 'race');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error('the racing program does not compile');
  return createMachine(program, 'arm');
}

/** Milliseconds of processor time that this process has used. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
