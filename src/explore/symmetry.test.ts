import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMachine, symmetryOf, type Machine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate, type Scenario } from '../scenario/index.ts';
import type { ExploreResult } from './api.ts';
import { explore } from './exploration.ts';
import { randomRace, textOf } from './judge/random-race.fixture.ts';
import { Reduction } from './reduction.ts';
import { replay, stateAfter } from './replay.ts';
import { symmetricProgram } from './symmetric-program.fixture.ts';

const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];
const FOLDER = join(import.meta.dirname, '../../scenarios');

/** Identical CPUs only: every choice is tried. */
class SymmetryAlone extends Reduction {
  override pick(): boolean {
    return false;
  }
}

/** What folding must keep. */
const kept = ({ verdict, properties, outcomes }: ExploreResult) => ({
  verdict,
  properties,
  outcomes: outcomes.map(({ kind, label }) => `${kind} ${label}`),
});

function scenarioOf(text: string): Scenario {
  const { scenario } = compileScenario(text, 'symmetric');
  if (!scenario) throw new Error(text);
  return scenario;
}

function machineOf(
  scenario: Scenario,
  model: Model,
  settings: Readonly<Record<string, string>> = {},
): Machine {
  const { program } = instantiate(scenario, settings);
  if (!program) throw new Error(scenario.id);
  return createMachine(program, model);
}

function groupsOf(text: string): readonly (readonly number[])[] {
  return symmetryOf(machineOf(scenarioOf(text), 'arm'))?.groups.map(({ cpus }) => cpus) ?? [];
}

/** Every witness is a run of the machine, to what it is a witness of. */
function expectWitnesses(make: () => Machine, { outcomes }: ExploreResult): void {
  for (const { witness, kind, values } of outcomes) {
    const run = replay(make(), witness, null);
    expect(run.problem).toBeNull();
    expect([kind, 'violated']).toContain(run.end);
    if (kind !== 'finished') continue;
    const machine = make();
    const state = stateAfter(machine, witness);
    const observed = state ? machine.observe(state, 0) : [];
    const said = machine.program.observed.map((what, nth) => {
      const value = observed[nth] ?? 0;
      const names = what.k === 'cell' ? machine.program.cells[what.cell]?.values : undefined;
      return [what.name, names?.[value] ?? String(value)];
    });
    expect(Object.fromEntries(said)).toEqual(values);
  }
}

interface Sizes {
  readonly full: number;
  readonly folded: number;
}

/** Compares folded searches with the full one; null where that takes too long. */
function compare(make: () => Machine, states: number): Sizes | null {
  const full = explore(make(), { states, paths: false, whole: true });
  if (full.limit !== null) return null;
  const folded = explore(make(), { states, reduce: SymmetryAlone });
  const both = explore(make(), { states, reduce: Reduction });
  const late = explore(make(), { states, reduce: Reduction, reduceFrom: Math.floor(full.states / 3) });
  for (const reduced of [folded, both, late]) {
    expect(kept(reduced)).toEqual(kept(full));
    expect(reduced.states).toBeLessThanOrEqual(full.states);
    expectWitnesses(make, reduced);
  }
  return { full: full.states, folded: folded.states };
}

/** CPUs that add to a counter under a lock. */
function contention(cpus: number, kind: string): string {
  const code = 'spin_lock(&l); counter = counter + 1; spin_unlock(&l);';
  return of(cpus, () => code, `lock l ${kind};\nint counter;\nfinal(counter == ${cpus}, bad);`);
}

function of(cpus: number, code: (cpu: number) => string, before = 'int x, y;\nint own[NR_CPUS];'): string {
  const columns = Array.from({ length: cpus }, (_, cpu) => `cpu ${cpu} { ${code(cpu)} }`);
  return `scenario "s"\narch arm64 | x86\nproperty bad "Bad."\nproperty worse "Worse."\n${before}\n${columns.join('\n')}\n`;
}

describe('identical CPUs', () => {
  test('give the same answers on races over all primitives', { timeout: 300_000 }, () => {
    let compared = 0;
    for (let seed = 1; seed <= 25; seed++) {
      const scenario = scenarioOf(textOf(randomRace(seed, { hardware: seed % 5 === 0, identical: true })));
      if (symmetryOf(machineOf(scenario, 'arm')) === null) continue;
      for (const model of MODELS) if (compare(() => machineOf(scenario, model), 1000)) compared++;
    }
    expect(compared).toBeGreaterThan(40);
  });

  test('exchanged at will, they give the same answers on random programs', { timeout: 300_000 }, () => {
    const sums = new Map<number, Sizes>();
    const property = fc.property(symmetricProgram, fc.constantFrom(...MODELS), (program, model) => {
      const { text, identical, beside } = program;
      expect(groupsOf(text)).toEqual([Array.from({ length: identical }, (_, cpu) => cpu)]);
      const scenario = scenarioOf(text);
      const sizes = compare(() => machineOf(scenario, model), 3000);
      if (!sizes || beside) return;
      const { full, folded } = sums.get(identical) ?? { full: 0, folded: 0 };
      sums.set(identical, { full: full + sizes.full, folded: folded + sizes.folded });
    });
    fc.assert(property, { numRuns: 150 });
    for (const [identical, most] of [
      [2, 0.7],
      [3, 0.4],
      [4, 0.25],
    ] as const) {
      const { full, folded } = sums.get(identical) ?? { full: 0, folded: 0 };
      expect(full).toBeGreaterThan(100);
      expect(folded).toBeLessThan(most * full);
    }
  });

  test.each([
    ['fair', 3],
    ['unfair', 3],
    ['fair', 4],
    ['unfair', 4],
  ])('contend for a %s lock: %i of them need a fraction of the states', (kind, cpus) => {
    const scenario = scenarioOf(contention(cpus, kind));
    for (const model of ['sc', 'tso'] as const) {
      const sizes = compare(() => machineOf(scenario, model), 20_000);
      expect(sizes?.full).toBeGreaterThan(100);
      expect(sizes?.folded).toBeLessThan((sizes?.full ?? 0) / (cpus === 3 ? 3.5 : 8));
    }
  });

  test('stand in one group with what is theirs, beside others', () => {
    const text = of(5, (cpu) =>
      cpu === 2 ? 'int r = READ_ONCE(x);' : cpu > 2 ? 'WRITE_ONCE(y, 1);' : 'WRITE_ONCE(own[this_cpu], 1);',
    );
    const machine = machineOf(scenarioOf(text), 'arm');
    const groups = symmetryOf(machine)?.groups ?? [];
    expect(groups.map(({ cpus }) => cpus)).toEqual([
      [0, 1],
      [3, 4],
    ]);
    const names = groups.map(({ own }) =>
      own.map((cells) => cells.map((cell) => machine.program.cells[cell]?.name)),
    );
    expect(names).toEqual([
      [['own[0]'], ['own[1]']],
      [[], []],
    ]);
  });

  test.each<[string, string]>([
    ['a constant differs', of(2, (cpu) => `WRITE_ONCE(x, ${cpu + 1});`)],
    [
      'a barrier differs',
      of(2, (cpu) => `WRITE_ONCE(x, 1); ${cpu === 0 ? 'smp_mb();' : 'smp_wmb();'} WRITE_ONCE(y, 1);`),
    ],
    ['they use their numbers', of(2, () => 'WRITE_ONCE(x, BIT(this_cpu));')],
    [
      'a third writes one of theirs',
      of(3, (cpu) => `WRITE_ONCE(${['x', 'y', 'x'][cpu] ?? ''}, ${cpu < 2 ? 1 : 3});`),
    ],
    ['a cell begins differently', of(2, (cpu) => `WRITE_ONCE(${'ab'[cpu]}, 2);`, 'int a = 0;\nint b = 1;')],
    [
      'a third reads one of theirs',
      of(3, (cpu) => (cpu < 2 ? 'WRITE_ONCE(own[this_cpu], 1);' : 'int r = READ_ONCE(own[1]);')),
    ],
    [
      'a third interrupts one of them',
      of(
        3,
        (cpu) => (cpu < 2 ? 'WRITE_ONCE(x, 1);' : 'raise(kick, 1);'),
        'int x;\non irq kick { WRITE_ONCE(x, 2); }',
      ),
    ],
    [
      'a third interrupts one after the other',
      of(
        3,
        (cpu) => (cpu < 2 ? 'WRITE_ONCE(x, 1);' : 'raise(kick, 0); raise(kick, 1);'),
        'int x;\non irq kick { WRITE_ONCE(x, 2); }',
      ),
    ],
    [
      'a handler differs',
      of(
        3,
        (cpu) => (cpu < 2 ? 'WRITE_ONCE(x, 1);' : 'raise(kick, 0); raise(kick, 1);'),
        'int x;\non irq kick cpu 0 { WRITE_ONCE(x, 2); }\non irq kick cpu 1 { WRITE_ONCE(x, 3); }',
      ),
    ],
    [
      'the address of their own is a value',
      of(
        2,
        () => 'WRITE_ONCE(x, &own[this_cpu]); WRITE_ONCE(own[this_cpu], 1);',
        'int x;\nint own[2];\nobserve own[0];',
      ),
    ],
    [
      'a property tells them apart',
      of(
        2,
        () => 'WRITE_ONCE(own[this_cpu], 1);',
        'int own[2];\ninvariant(own[0] == 0 || own[1] == 1, bad);',
      ),
    ],
    [
      'a register of one is looked at',
      of(2, () => 'int r = READ_ONCE(x); WRITE_ONCE(x, 1);', 'int x;\nobserve cpu0.r;'),
    ],
  ])('are none where %s', (_, text) => {
    expect(
      groupsOf(text)
        .flat()
        .filter((cpu) => cpu < 2),
    ).toEqual([]);
    const scenario = scenarioOf(text);
    for (const model of MODELS) expect(compare(() => machineOf(scenario, model), 20_000)).not.toBeNull();
  });

  test('may be named in any order by properties', () => {
    const before =
      'int own[2];\ninvariant(own[0] + own[1] < 3 && own[1] <= 2 && own[0] <= 2, bad);\nobserve own[1];';
    const text = of(2, () => 'WRITE_ONCE(own[this_cpu], 2);', before);
    expect(groupsOf(text)).toEqual([[0, 1]]);
    const scenario = scenarioOf(text);
    for (const model of MODELS) expect(compare(() => machineOf(scenario, model), 20_000)).not.toBeNull();
  });

  test.each<[string, string, string]>([
    ['the address of a store', 'int *p = &x;', 'int *q = READ_ONCE(p); WRITE_ONCE(*q, 1);'],
    [
      'what a store will do',
      'int p;\nghost int g;\nobserve g;',
      'int r = READ_ONCE(p); smp_mb(); WRITE_ONCE(x, 1) @ g = g + r;',
    ],
  ])('are not in the same situation where only this differs: %s', (_, before, code) => {
    const change = before.includes('&x') ? 'WRITE_ONCE(p, &y);' : 'WRITE_ONCE(p, 1);';
    const text = of(3, (cpu) => (cpu < 2 ? code : change), `int x, y;\nobserve x;\nobserve y;\n${before}`);
    expect(groupsOf(text)).toEqual([[0, 1]]);
    const sizes = compare(() => machineOf(scenarioOf(text), 'arm'), 1000);
    expect(sizes?.folded).toBeLessThan(sizes?.full ?? 0);
  });

  test.each<[string, 'deadlock' | 'livelock', string]>([
    [
      'which of them found the place taken',
      'deadlock',
      'int r = xchg(&x, 1); WRITE_ONCE(own[this_cpu], r); do { r = READ_ONCE(y); r = r + READ_ONCE(x); } while (r != 3);',
    ],
    [
      'they go back and forth for ever',
      'livelock',
      'do { WRITE_ONCE(own[this_cpu], 1 - READ_ONCE(own[this_cpu])); } while (1);',
    ],
    ['both wait', 'deadlock', 'WRITE_ONCE(own[this_cpu], 1); while (READ_ONCE(x) == 0) cpu_relax();'],
  ])('are told apart where it matters for a run that never ends: %s', (_, kind, code) => {
    const scenario = scenarioOf(of(2, () => code));
    for (const model of MODELS) {
      const sizes = compare(() => machineOf(scenario, model), 60_000);
      expect(sizes?.folded).toBeLessThan(sizes?.full ?? 0);
      expect(explore(machineOf(scenario, model), { states: 60_000, reduce: SymmetryAlone }).verdict).toBe(
        kind,
      );
    }
  });

  test('give the same answers on the bundled scenarios that have some', { timeout: 300_000 }, () => {
    const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.smp'),
    );
    const found = new Set<string>();
    for (const name of names) {
      const scenario = scenarioOf(readFileSync(join(FOLDER, name), 'utf8'));
      for (const { settings } of [{ settings: {} }, ...scenario.variants])
        for (const model of MODELS) {
          const make = () => machineOf(scenario, model, settings);
          if (!symmetryOf(make())) continue;
          const sizes = compare(make, 60_000);
          if (sizes && sizes.folded < sizes.full) found.add(name);
        }
    }
    expect([...found].sort()).toEqual([
      'classics/double-checked.smp',
      'classics/load-buffering.smp',
      'classics/store-buffering.smp',
      'classics/ticket-lock.smp',
      'classics/two-plus-two-writes.smp',
      'course/two-flags.smp',
      'field/rtmutex-dequeue.smp',
    ]);
  });
});
