import { describe, expect, test } from 'vitest';
import { createMachine, type Model, type Program } from '../../machine/index.ts';
import { compileScenario, instantiate } from '../../scenario/index.ts';
import { explore } from '../exploration.ts';
import { Reduction } from '../reduction.ts';
import { campaign, MODELS } from './campaign.fixture.ts';
import { judge } from './complete-runs.fixture.ts';
import { DrivenMachine } from './driven-machine.fixture.ts';
import { compare, loopsOf } from './judgement.fixture.ts';
import { randomRace, textOf } from './random-race.fixture.ts';
import { ReferenceMachine } from './reference-machine.fixture.ts';
import { smaller } from './smaller-race.fixture.ts';

function programOf(body: string): Program {
  const declared = ['together', 'never'].filter((slug) => body.includes(slug));
  const head = `scenario "judged"
arch arm64
${declared.map((slug) => `property ${slug} "It does not happen."`).join('\n')}
int x, y, f, own[2];
ghost int g;
${body.includes('spin_lock') ? 'lock k fair; lock s sleeping;' : ''}
`;
  const { scenario, diagnostics } = compileScenario(`${head}${body}`, 'judged');
  const { program } = scenario ? instantiate(scenario, {}) : { program: null };
  if (!program) throw new Error(JSON.stringify(diagnostics));
  return program;
}

/** What the judge finds: properties, deadlock, livelock. */
function found(body: string, model: Model, driven = false): string {
  const program = programOf(body);
  const law = driven ? new DrivenMachine(program, model) : new ReferenceMachine(program, model);
  const judged = judge(law, loopsOf(program), 100_000);
  if (!judged) throw new Error('too large');
  const slugs = [...judged.all].map((p) => program.properties[p]?.slug ?? '').sort();
  return [
    ...slugs,
    ...(judged.deadlock ? ['deadlock'] : []),
    ...(judged.livelock ? ['livelock'] : []),
  ].join();
}

const EXCLUDED = 'invariant(!(own[0] && own[1]), together);';
const both = (body: string) => `cpu 0 { ${body} } cpu 1 { ${body} }`;

const section = (lock: string) =>
  both(
    `spin_lock(&${lock}); WRITE_ONCE(own[this_cpu], 1); WRITE_ONCE(own[this_cpu], 0); spin_unlock(&${lock});`,
  );

/** Title, what is found, the race. */
const JUDGED = [
  [
    'one of two exchanges finds nought, also in the middle of a run',
    '',
    `${EXCLUDED} ${both('if (xchg_relaxed(&x, 1) == 0) WRITE_ONCE(own[this_cpu], 1);')}`,
  ],
  [
    'a compare-and-exchange has one winner',
    '',
    `${EXCLUDED} ${both('if (cmpxchg_release(&x, 0, 1) == 0) WRITE_ONCE(own[this_cpu], 1);')}`,
  ],
  ['a fair lock excludes', '', `${EXCLUDED} ${section('k')}`],
  ['a sleeping lock excludes', '', `${EXCLUDED} ${section('s')}`],
  [
    'a third CPU does not see two winners',
    '',
    `${both('if (atomic_fetch_inc(&x) == 0) WRITE_ONCE(own[this_cpu], 1);')}
     cpu 2 { int a = READ_ONCE(own[0]); int b = READ_ONCE(own[1]); assert(!(a && b), together); }`,
  ],
  [
    'no loop spins for ever in a state that two exchanges led to',
    '',
    `cpu 0 { int a = xchg_acquire(&x, 1); int r; do { r = READ_ONCE(f); } while (r == 2); }
     cpu 1 { int a = xchg_acquire(&x, 1); WRITE_ONCE(f, 2); WRITE_ONCE(f, 1); }`,
  ],
  [
    'reading and writing apart does not exclude',
    'together',
    `${EXCLUDED} ${both('if (READ_ONCE(x) == 0) { WRITE_ONCE(x, 1); WRITE_ONCE(own[this_cpu], 1); }')}`,
  ],
  [
    'what was predicted wrongly has not happened',
    '',
    `invariant(g == 0, never); cpu 0 { int r = READ_ONCE(x); if (r == 2) { int q; q = READ_ONCE(y) @ g = 1; } }
     cpu 1 { WRITE_ONCE(x, 1); WRITE_ONCE(y, 1); }`,
  ],
  [
    'a wait that nothing ends',
    'deadlock',
    'cpu 0 { while (READ_ONCE(f) == 0) cpu_relax(); } cpu 1 { WRITE_ONCE(x, 1); }',
  ],
  [
    'a loop that nothing ends',
    'deadlock',
    'cpu 0 { int r; do { r = READ_ONCE(f); } while (r == 0); } cpu 1 { WRITE_ONCE(x, 1); }',
  ],
  [
    'a loop that changes memory for ever',
    'livelock',
    'cpu 0 { int r; do { r = atomic_fetch_xor(1, &x); } while (r < 2); } cpu 1 { WRITE_ONCE(y, 1); }',
  ],
  [
    'a value that a wait took too early for what it compares with is taken again',
    '',
    'cpu 0 { int r = READ_ONCE(x); while (READ_ONCE(y) < r) cpu_relax(); } cpu 1 { WRITE_ONCE(x, 1); WRITE_ONCE(y, 1); }',
  ],
  [
    'what is behind a wait that never ends has not happened',
    'deadlock',
    `invariant(g == 0, never); cpu 0 { int r; while (READ_ONCE(f) == 0) cpu_relax(); r = READ_ONCE(x) @ g = 1; }
     cpu 1 { WRITE_ONCE(x, 1); }`,
  ],
  [
    'what a wait is compared with may be read before the wait and after',
    'deadlock',
    'cpu 0 { int r = xchg_release(&x, 0); while (READ_ONCE(y) == r) cpu_relax(); } cpu 1 { WRITE_ONCE(x, 1); }',
  ],
  [
    'a loop polls what is about to change, beside a wrong guess behind a wait that the loop holds up',
    '',
    `cpu 0 { int r; do { r = READ_ONCE(x); } while (r == 0); WRITE_ONCE(f, 1); WRITE_ONCE(y, 0); }
     cpu 1 { int r; WRITE_ONCE(x, 1); while (!READ_ONCE(f)) cpu_relax(); if (READ_ONCE(y) == 1) r = READ_ONCE(own[0]); }`,
  ],
  [
    'the same where the store waits behind the wait as well',
    'deadlock',
    `cpu 0 { int r; do { r = READ_ONCE(x); } while (r == 0); WRITE_ONCE(f, 1); WRITE_ONCE(y, 0); }
     cpu 1 { int r; while (!READ_ONCE(f)) cpu_relax(); WRITE_ONCE(x, 1); if (READ_ONCE(y) == 1) r = READ_ONCE(own[0]); }`,
  ],
] as const;

describe('the judge', () => {
  test.each(JUDGED)('says of: %s', (_, expected, body) => {
    expect(found(body, 'arm')).toBe(expected);
  });

  test.each(JUDGED)('is one with the search: %s', (_, __, body) => {
    const program = programOf(body);
    for (const model of MODELS) {
      const judged = judge(new ReferenceMachine(program, model), loopsOf(program), 100_000);
      if (!judged) throw new Error('too large');
      const machine = createMachine(program, model);
      const searched = explore(machine, { states: 100_000, paths: false });
      const reduced = explore(machine, { states: 100_000, paths: false, reduce: Reduction });
      expect(compare(program, judged, 'full', searched)).toEqual([]);
      expect(compare(program, judged, 'reduced', reduced)).toEqual([]);
    }
  });

  test('tells the models apart', () => {
    const buffered = `cpu 0 { WRITE_ONCE(x, 1); int r = READ_ONCE(y); } cpu 1 { WRITE_ONCE(y, 1); int q = READ_ONCE(x); }
                      final(!(cpu0.r == 0 && cpu1.q == 0), never);`;
    const passed = `cpu 0 { WRITE_ONCE(x, 1); WRITE_ONCE(f, 1); } cpu 1 { int r = READ_ONCE(f); int q = READ_ONCE(x); assert(!(r && !q), never); }`;
    const models: readonly Model[] = ['sc', 'tso', 'arm'];
    expect(models.map((model) => found(buffered, model))).toEqual(['', 'never', 'never']);
    expect(models.map((model) => found(passed, model))).toEqual(['', '', 'never']);
  });

  test('judges the steps of the product’s machine alike', () => {
    for (const body of [
      `${EXCLUDED} ${both('if (xchg_relaxed(&x, 1) == 0) WRITE_ONCE(own[this_cpu], 1);')}`,
      `${EXCLUDED} ${both('if (READ_ONCE(x) == 0) { WRITE_ONCE(x, 1); WRITE_ONCE(own[this_cpu], 1); }')}`,
      'cpu 0 { int r = READ_ONCE(x); assert(r == 0, never); } cpu 1 { WRITE_ONCE(x, 1); }',
      'cpu 0 { while (READ_ONCE(f) == 0) cpu_relax(); } cpu 1 { WRITE_ONCE(x, 1); }',
      'cpu 0 { if (cmpxchg_acquire(&y, 0, 1) == 0) WRITE_ONCE(x, 1); } cpu 1 { while (!READ_ONCE(x)) cpu_relax(); spin_lock(&s); }',
    ])
      expect(found(body, 'arm', true)).toBe(found(body, 'arm'));
  });

  test('is one with the search where things issue behind a lock that is waited for, since there are pages', () => {
    const program = programOf(`page va = { one: 1 -> two: 2 };
      cpu 0 { int r; spin_lock(&k); do { r = READ_ONCE(x); } while (r == 0); spin_unlock(&k); WRITE_ONCE(y, 2); set_pte(va, two); }
      cpu 1 { int r; WRITE_ONCE(x, 1); spin_lock(&k); if (READ_ONCE(y) == 1) r = READ_ONCE(f); spin_unlock(&k); r = access(va); }`);
    const judged = judge(new DrivenMachine(program, 'arm'), loopsOf(program), 10_000);
    if (!judged) throw new Error('too large');
    expect(judged).toMatchObject({ deadlock: false, livelock: false });
    const searched = explore(createMachine(program, 'arm'), { states: 10_000, paths: false });
    expect(compare(program, judged, 'full', searched)).toEqual([]);
  });

  test('sees a search that says too much or too little', () => {
    const program = programOf(
      'cpu 0 { int r = READ_ONCE(x); assert(r == 0, never); } cpu 1 { WRITE_ONCE(x, 1); }',
    );
    const judged = judge(new ReferenceMachine(program, 'arm'), loopsOf(program), 1000);
    if (!judged) throw new Error('too large');
    const result = explore(createMachine(program, 'arm'), { states: 1000 });
    expect(compare(program, judged, 'it', result)).toEqual([]);
    expect(compare(program, judged, 'it', { ...result, properties: [], outcomes: [] })).toEqual([
      'it does not say that never is violated',
      'it does not end with 1,0,0,0,0',
    ]);
    expect(
      compare(program, { ...judged, all: new Set(), deadlock: true, finals: new Set() }, 'it', result),
    ).toEqual(['it says never is violated', 'it says no deadlock', 'it ends with 1,0,0,0,0']);
  });
});

describe('random races', () => {
  test('are the same for the same seed, compile, and shrink by what they leave out', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const race = randomRace(seed, { hardware: seed % 2 === 0 });
      expect(textOf(randomRace(seed, { hardware: seed % 2 === 0 }))).toBe(textOf(race));
      expect(compileScenario(textOf(race), 'race').scenario).not.toBeNull();
      const size = textOf(race).length;
      for (const less of smaller(race)) expect(textOf(less).length).toBeLessThanOrEqual(size);
    }
  });

  test('are judged as the search judges them', { timeout: 300_000 }, () => {
    const verdicts = [...campaign(1, 60, 300, MODELS)];
    expect(verdicts.filter(({ outcome }) => outcome === 'different')).toEqual([]);
    expect(verdicts.filter(({ outcome }) => outcome === 'same').length).toBeGreaterThan(35);
  });
});
