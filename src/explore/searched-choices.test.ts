import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMachine, SQUASHED, VIOLATED, type Machine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import type { ExploreResult, Fate } from './api.ts';
import { Exploration, type ExploreOptions } from './exploration.ts';
import { randomRace as raceOver, textOf } from './judge/random-race.fixture.ts';
import { randomRace, randomScenario } from './random-program.fixture.ts';
import { reach } from './reach.ts';
import { replay } from './replay.ts';
import { lawfulStep } from './lawful-step.ts';
import { searchedChoices } from './searched-choices.ts';

const FOLDER = join(import.meta.dirname, '../../scenarios');

function explored(machine: Machine, options: ExploreOptions): Exploration {
  const exploration = new Exploration(machine, { paths: false, ...options });
  exploration.advance(Number.POSITIVE_INFINITY);
  return exploration;
}

/** What leaving guesses out must not change. */
const kept = ({ verdict, properties, outcomes }: ExploreResult) => ({
  verdict,
  properties,
  outcomes: outcomes.map(({ kind, label }) => `${kind} ${label}`),
});

/** Steps of the shortest runs. The way to where all goes on for ever may be shorter without a guess that led nowhere. */
function expectWitnesses(searched: ExploreResult, whole: ExploreResult): void {
  searched.outcomes.forEach(({ kind, witness }, nth) => {
    const before = whole.outcomes[nth]?.witness.length ?? 0;
    if (kind === 'finished' || kind === 'violated') expect(witness).toHaveLength(before);
    else expect(witness.length).toBeLessThanOrEqual(before);
  });
}

interface Sizes {
  readonly all: number;
  readonly searched: number;
}

/** Compares a search with one that tries every choice; null where that takes too long. */
function compare(make: () => Machine, states: number): Sizes | null {
  // One machine for both, so that its states have the same words.
  const machine = make();
  const isNeedless = machine.isNeedless.bind(machine);
  const whole = explored(Object.assign(machine, { isNeedless: () => false }), { states, whole: true });
  if (whole.result.limit !== null) return null;
  const searched = explored(Object.assign(machine, { isNeedless }), { states, whole: true });
  expectWitnesses(searched.result, whole.result);
  expectSame(machine, searched, whole);
  // Without steps that nobody sees runs need not be shortest.
  expectSame(machine, explored(machine, { states, shrinkFrom: 0 }), whole);
  return { all: whole.result.states, searched: searched.result.states };
}

/** The same answers, and the same fate of every state, of those on no run as well. */
function expectSame(machine: Machine, searched: Exploration, whole: Exploration): void {
  expect(kept(searched.result)).toEqual(kept(whole.result));
  const words = new Int32Array(machine.width + 1);
  for (let state = 0; state < whole.graph.store.size; state++) {
    whole.graph.store.load(state, words);
    const known = whole.fates.fateOf(words);
    const fate = searched.fates.fateOf(words);
    // Too many states may lie between it and those that are known: then the next ones tell.
    expect(fate === 'unknown' && fate !== known ? fateAhead(machine, words, searched) : fate).toBe(known);
  }
}

/** What the fates of the states behind a state come to. */
function fateAhead(machine: Machine, state: Int32Array, { fates }: Exploration): Fate {
  const next = new Int32Array(machine.width + 1);
  const ahead = [...machine.choices.slice(0, machine.enabled(state, 0))].flatMap((choice): Fate[] => {
    const status = lawfulStep(machine, state, choice, next);
    return status === SQUASHED ? [] : [status === VIOLATED ? 'doomed' : fates.fateOf(next)];
  });
  const real = new Set(ahead.filter((fate) => fate !== 'unknown'));
  if (real.has('open') || real.size > 1) return 'open';
  return [...real][0] ?? 'unknown';
}

function machineOf(
  text: string,
  model: Model = 'arm',
  settings: Readonly<Record<string, string>> = {},
): Machine {
  const { scenario } = compileScenario(text, 'scenario');
  const program = scenario && instantiate(scenario, settings).program;
  if (!program) throw new Error(text);
  return createMachine(program, model);
}

function compareText(text: string, model: Model, settings: Readonly<Record<string, string>>, states: number) {
  return compare(() => machineOf(text, model, settings), states);
}

describe('a search without needless guesses', () => {
  test.each([
    ['that wait, branch and assert', randomScenario],
    ['whose reads are all observed', randomRace],
  ])('gives the same answers and fates on random programs %s', { timeout: 600_000 }, (_, programs) => {
    const property = fc.property(programs, (text) => {
      compareText(text, 'arm', { arch: 'arm64' }, 10_000);
    });
    fc.assert(property, { numRuns: 100 });
  });

  test(
    'gives the same answers and fates on races over all primitives, with fewer states',
    { timeout: 600_000 },
    () => {
      let all = 0;
      let searched = 0;
      for (let seed = 1; seed <= Number(process.env['SEEDS'] ?? 60); seed++) {
        const text = textOf(raceOver(seed, { hardware: seed % 2 === 0 }));
        const sizes = compareText(text, 'arm', {}, 4000);
        all += sizes?.all ?? 0;
        searched += sizes?.searched ?? 0;
      }
      expect(searched).toBeLessThan(all);
    },
  );

  test(
    'gives the same answers and fates on every bundled variant that is small enough',
    { timeout: 600_000 },
    () => {
      let compared = 0;
      for (const name of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.smp')) continue;
        const text = readFileSync(join(FOLDER, name), 'utf8');
        const { scenario } = compileScenario(text, name);
        if (scenario?.options.find(({ name: option }) => option === 'arch') && scenario.variants.length === 0)
          continue;
        for (const { settings } of scenario?.variants ?? [])
          if (compareText(text, 'arm', settings, 800)) compared++;
      }
      expect(compared).toBeGreaterThan(100);
    },
  );
});

describe('a state that a search did not come to', () => {
  test.each([
    [
      'in the middle of a round that may fail',
      'cpu 0 { do { while (READ_ONCE(x) != 0) cpu_relax(); } while (cmpxchg_acquire(&x, 0, 1) != 0); } cpu 1 { WRITE_ONCE(x, 2); }',
    ],
    [
      'behind a wrong guess, where something is reported on the way',
      'page va = { f: 1 -> g: 2 }; cpu 0 { set_pte(va, g); if (xchg_relaxed(&x, 1) == 0) smp_store_release(&x, 0); }',
    ],
    [
      'behind a guess, where all goes on for ever',
      'cpu 0 { int r; do { r = smp_load_acquire(&x); } while (r != 1); } cpu 1 { if (cmpxchg_acquire(&y, 0, 1) == 0) { while (READ_ONCE(y) != 0) cpu_relax(); } }',
    ],
    [
      'where nothing comes that makes a guess true',
      'cpu 0 { while (!READ_ONCE(x)) cpu_relax(); xchg(&y, 1); } cpu 1 { if (atomic_fetch_inc_release(&y) == 0) { int r = READ_ONCE(x); } }',
    ],
  ])('has its fate: %s', (_, code) => {
    const text = `scenario "left out"\narch arm64\nint x, y;\n${code}\n`;
    expect(compareText(text, 'arm', {}, 4000)).not.toBeNull();
  });
});

describe('a guess that a search leaves out', () => {
  const text = `scenario "lock"
arch arm64
int x, y, r;
cpu 0 { smp_load_acquire(&x); if (READ_ONCE(y)) r = READ_ONCE(x); }
cpu 1 { WRITE_ONCE(x, 1); WRITE_ONCE(y, 1); }
`;

  test('can be stepped into and named by a link', () => {
    const machine = machineOf(text);
    const run = replay(machine, [], null);
    const guess = run.next.find(({ kind }) => kind === 'predict');
    expect(guess?.squashed).toBeUndefined();
    const state = new Int32Array(machine.width);
    machine.initial(state, 0);
    expect(machine.isNeedless(state, 0, guess?.choice ?? 0)).toBe(true);
    const { fates } = explored(machineOf(text), { states: 1000 });
    const named = replay(fates.machine, [guess?.key ?? ''], fates);
    expect(named.problem).toBeNull();
    // No search came there, and its fate is known all the same.
    expect(named.steps.map(({ fate }) => fate)).toEqual(['clear']);
  });

  test('is reached where a reader asks for it', () => {
    const search = reach(machineOf(text), { k: 'step', kind: 'predict' }, { states: 1000 }, null);
    let step = search.next();
    while (step.done !== true) step = search.next();
    expect(step.value.keys).toHaveLength(1);
  });

  test('is gone over on the nearest way to another', () => {
    const twice = text
      .replace('cpu 1', 'cpu 2 { WRITE_ONCE(x, 2); }\ncpu 1')
      .replace('r = READ_ONCE(x);', 'if (READ_ONCE(x) == 2) r = READ_ONCE(y);');
    const machine = machineOf(twice);
    const second = machine.program.code.filter(({ op }) => op === 'branch')[1]?.at.key ?? '';
    const goal = { k: 'step', kind: 'predict', statement: second } as const;
    const search = reach(machine, goal, { states: 1000 }, null);
    let step = search.next();
    while (step.done !== true) step = search.next();
    expect(step.value.keys?.map((key) => key.split(':')[1])).toEqual(['predict', 'predict']);
  });

  test('is tried where there is nothing else to do', () => {
    const stuck = text.replace('smp_load_acquire(&x);', 'while (smp_load_acquire(&x) != 2) cpu_relax();');
    const machine = machineOf(stuck);
    let state = new Int32Array(machine.width);
    machine.initial(state, 0);
    for (let nth = 0; nth < 2; nth++) {
      const next = new Int32Array(machine.width);
      expect(searchedChoices(machine, state, 0)).toBeGreaterThan(0);
      machine.step(state, 0, machine.choices[0] as number, next, 0);
      state = next;
    }
    const count = machine.enabled(state, 0);
    expect(count).toBe(2);
    expect(machine.isNeedless(state, 0, machine.choices[0] as number)).toBe(true);
    expect(searchedChoices(machine, state, 0)).toBe(count);
  });

  test('is not tried where there is something else to do', () => {
    const machine = machineOf(text);
    const state = new Int32Array(machine.width);
    machine.initial(state, 0);
    const all = machine.enabled(state, 0);
    expect(searchedChoices(machine, state, 0)).toBe(all - 2);
  });
});

test('an issue that a link names and that happens by itself is passed over', () => {
  const machine = machineOf(
    'scenario "a store"\narch arm64\nint x;\ncpu 0 { WRITE_ONCE(x, 1); }\ncpu 1 { int r = READ_ONCE(x); }\n',
  );
  const [statement = ''] = machine.program.code.map(({ at }) => at.key);
  const run = replay(machine, [`0:issue:${statement}`, `0:visible:${statement}`, '1:value:1'], null);
  expect(run).toMatchObject({ problem: null, end: 'finished', passed: [0] });
  expect(replay(machine, ['0:issue:99'], null).problem).not.toBeNull();
});
