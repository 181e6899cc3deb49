import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMachine, type Machine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate, type Scenario } from '../scenario/index.ts';
import type { ExploreResult } from './api.ts';
import { Reduction } from './reduction.ts';
import { explore } from './exploration.ts';
import { randomScenario } from './random-program.fixture.ts';
import { replay } from './replay.ts';

const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];

/** What the reduction must keep. */
const kept = ({ verdict, properties, outcomes }: ExploreResult) => ({
  verdict,
  properties,
  outcomes: outcomes.map(({ kind, label }) => `${kind} ${label}`),
});

/** Compares a reduced search with the full one; null where the full one takes too long. */
function compare(make: () => Machine, states: number): { full: number; reduced: number } | null {
  const full = explore(make(), { states, paths: false });
  if (full.limit !== null) return null;
  const reduced = explore(make(), { states, reduce: Reduction });
  expect(kept(reduced)).toEqual(kept(full));
  expect(reduced.states).toBeLessThanOrEqual(full.states);
  for (const { witness, kind } of reduced.outcomes) {
    const run = replay(make(), witness, null);
    expect(run.problem).toBeNull();
    // A run may report a violation on the way to its end.
    expect([kind, 'violated']).toContain(run.end);
  }
  return { full: full.states, reduced: reduced.states };
}

function machineOf(scenario: Scenario, settings: Readonly<Record<string, string>>, model: Model): Machine {
  const { program } = instantiate(scenario, settings);
  if (!program) throw new Error(scenario.id);
  return createMachine(program, model);
}

describe('the reduced search', () => {
  test('gives the same answers on random programs, with fewer states', { timeout: 60_000 }, () => {
    let full = 0;
    let reduced = 0;
    const property = fc.property(randomScenario, fc.constantFrom(...MODELS), (text, model) => {
      const { scenario } = compileScenario(text, 'random');
      if (!scenario) throw new Error(text);
      const sizes = compare(() => machineOf(scenario, {}, model), 20_000);
      full += sizes?.full ?? 0;
      reduced += sizes?.reduced ?? 0;
    });
    fc.assert(property, { numRuns: 200 });
    expect(reduced).toBeLessThan(full);
  });

  test('gives the same answers on every bundled scenario that is small enough', { timeout: 120_000 }, () => {
    const folder = join(import.meta.dirname, '../../scenarios');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.smp'),
    );
    let compared = 0;
    for (const name of names) {
      const { scenario } = compileScenario(readFileSync(join(folder, name), 'utf8'), name);
      if (!scenario) continue;
      for (const model of MODELS) if (compare(() => machineOf(scenario, {}, model), 1500)) compared++;
    }
    expect(compared).toBeGreaterThan(names.length);
  });
});
