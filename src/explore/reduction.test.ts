import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMachine, type Machine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate, type Scenario } from '../scenario/index.ts';
import type { ExploreResult } from './api.ts';
import { Reduction } from './reduction.ts';
import { explore } from './exploration.ts';
import { randomRace as raceOver, textOf } from './judge/random-race.fixture.ts';
import { randomKernel } from './random-kernel.fixture.ts';
import { randomMembers } from './random-members.fixture.ts';
import { randomPages } from './random-pages.fixture.ts';
import { randomObjects, randomRace, randomScenario } from './random-program.fixture.ts';
import { replay } from './replay.ts';
import { exploreVerdict } from './verdict.ts';

const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];

const FOLDER = join(import.meta.dirname, '../../scenarios');

function scenarioText(name: string): string {
  return readFileSync(join(FOLDER, name.replace(/(\.smp)?$/, '.smp')), 'utf8');
}

/** What the reduction must keep. */
const kept = ({ verdict, properties, outcomes }: ExploreResult) => ({
  verdict,
  properties,
  outcomes: outcomes.map(({ kind, label }) => `${kind} ${label}`),
});

/** Compares a reduced search with the full one; null where the full one takes too long. */
function compare(make: () => Machine, states: number) {
  const full = explore(make(), { states, paths: false, whole: true });
  if (full.limit !== null) return null;
  // Without steps that nobody sees, and with the choices of one CPU alone besides.
  const fewer = explore(make(), { states, paths: false, shrinkFrom: 0 });
  expect(kept(fewer)).toEqual(kept(full));
  expect(fewer.states).toBeLessThanOrEqual(full.states);
  const reduced = explore(make(), { states, reduce: Reduction });
  expect(kept(reduced)).toEqual(kept(full));
  expect(reduced.states).toBeLessThanOrEqual(full.states);
  for (const { witness, kind } of reduced.outcomes) {
    const run = replay(make(), witness, null);
    expect(run.problem).toBeNull();
    // A run may report a violation on the way to its end.
    expect([kind, 'violated']).toContain(run.end);
  }
  return { full: full.states, fewer: fewer.states, reduced: reduced.states };
}

function machineOf(scenario: Scenario, settings: Readonly<Record<string, string>>, model: Model): Machine {
  const { program } = instantiate(scenario, settings);
  if (!program) throw new Error(scenario.id);
  return createMachine(program, model);
}

describe('the reduced search', () => {
  test.each([
    ['that wait, branch and assert', randomScenario, 150],
    ['whose reads are all observed', randomRace, 150],
    ['that make and free objects and have things done later', randomObjects, 150],
    ['of locks, loops that try again, callbacks and counts', randomKernel, 50],
    ['over page tables, flushes and faults', randomPages, 60],
    ['of objects that are counted and have timers and works', randomMembers, 20],
  ])(
    'gives the same answers on random programs %s, with fewer states',
    { timeout: 600_000 },
    (_, programs, numRuns) => {
      let full = 0;
      let reduced = 0;
      let fewer = 0;
      const property = fc.property(
        programs,
        fc.constantFrom(...MODELS),
        fc.constantFrom('x86', 'arm64'),
        (text, model, arch) => {
          const { scenario } = compileScenario(text, 'random');
          if (!scenario) throw new Error(text);
          const sizes = compare(() => machineOf(scenario, { arch }, model), 10_000);
          full += sizes?.full ?? 0;
          reduced += sizes?.reduced ?? 0;
          fewer += sizes?.fewer ?? 0;
        },
      );
      // The same programs each time, unless others are asked for.
      fc.assert(property, { numRuns, seed: Number(process.env['SEED'] ?? 11) });
      // Where there are pages the choices of one CPU are not taken alone, steps that nobody sees are.
      expect(fewer).toBeLessThan(full);
      if (programs !== randomPages) expect(reduced).toBeLessThan(full);
    },
  );

  test('gives the same answers on races over all primitives', { timeout: 600_000 }, () => {
    let compared = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const text = textOf(raceOver(seed, { hardware: seed % 2 === 0 }));
      const { scenario } = compileScenario(text, 'race');
      if (!scenario) throw new Error(text);
      for (const model of MODELS) if (compare(() => machineOf(scenario, {}, model), 2000)) compared++;
    }
    expect(compared).toBeGreaterThan(90);
  });

  test('gives the same answers on every bundled variant that is small enough', { timeout: 600_000 }, () => {
    const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.smp'),
    );
    let compared = 0;
    for (const name of names) {
      const { scenario } = compileScenario(scenarioText(name), name);
      if (!scenario) continue;
      const all = [{ settings: {} }, ...scenario.variants].map(({ settings }) => settings);
      const different = new Map(all.map((settings) => [JSON.stringify(settings), settings])).values();
      for (const settings of different)
        for (const model of MODELS) if (compare(() => machineOf(scenario, settings, model), 1000)) compared++;
    }
    expect(compared).toBeGreaterThan(5 * names.length);
  });

  // The second of them takes a value from its own store buffer that later would be another CPU's.
  test.each([
    `cpu 0 { W(x, 1); int r = R(x); int q = R(y); } cpu 1 { W(x, 2); W(y, 1); int r = R(z); } cpu 2 { W(z, 1); int r = R(x); }
     observe cpu0.r, cpu0.q, cpu1.r, cpu2.r, x;`,
    `cpu 0 { W(x, 1); int r = R(y); W(z, 3); int q = R(x); } cpu 1 { W(y, 11); int r = R(z); W(x, 13); int q = R(y); }
     cpu 2 { W(z, 21); int r = R(x); W(y, 23); int q = R(z); }
     observe cpu0.r, cpu0.q, cpu1.r, cpu1.q, cpu2.r, cpu2.q;`,
    // Wrong guesses of one CPU lead nowhere: they must not put the others off.
    [0, 1, 2]
      .map(
        (cpu) =>
          `cpu ${cpu} { W(own[this_cpu], 1); while (R(x) == 0 || R(y) == 0) cpu_relax(); int r = R(x); }`,
      )
      .join(' '),
  ])('gives the same answers on three CPUs: %s', (body) => {
    const code = body.replace(/\bW\(/g, 'WRITE_ONCE(').replace(/\bR\(/g, 'READ_ONCE(');
    const { scenario } = compileScenario(
      `scenario "three"\narch x86\nint x, y, z;\nint own[NR_CPUS];\n${code}\n`,
      'three',
    );
    if (!scenario) throw new Error(code);
    for (const model of MODELS) expect(compare(() => machineOf(scenario, {}, model), 200_000)).not.toBeNull();
  });

  test('leaves nothing out of a small space, and finds the shortest witness of a large one', () => {
    const text = scenarioText('static-calls/state-machine');
    const { scenario } = compileScenario(text, 'state-machine');
    if (!scenario) throw new Error('state-machine');
    const make = () => machineOf(scenario, { posting: 'second', event: 'nmi_on_t' }, 'sc');
    const full = explore(make(), { states: 1_000_000, paths: false });
    const quick = exploreVerdict(make(), { states: 1_000_000 });
    expect(full.states).toBeGreaterThan(20_000);
    expect(explore(make(), { states: 1_000_000, reduce: Reduction, reduceFrom: 20_000 }).reduced).toBe(true);
    expect({ ...quick, ms: 0 }).toEqual({ ...full, ms: 0 });
  });
});
