import { describe, expect, test } from 'vitest';
import { createMachine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { findCoverage, type Coverage } from './coverage.ts';
import { Exploration } from './exploration.ts';

const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];

function coverageOf(body: string, model: Model): Coverage {
  const { scenario, diagnostics } = compileScenario(
    `scenario "x"\narch arm64\nproperty bad ""\nint x, y, z;\n${body}`,
    'test',
  );
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const search = new Exploration(createMachine(program, model), { states: 100_000 });
  search.advance(Number.POSITIVE_INFINITY);
  const work = findCoverage(search.graph, search.flags);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Gaps as a reader would say them. */
function gapsOf(body: string, model: Model): string[] {
  return coverageOf(body, model).gaps.map(({ text, never }) => `${text} ${never}`);
}

/** What C and the other CPU's code allow, whatever the memory model. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'nothing',
    'cpu 0 { WRITE_ONCE(x, 1); if (READ_ONCE(y)) WRITE_ONCE(z, 1); } cpu 1 { WRITE_ONCE(y, 1); }',
    [],
  ],
  [
    'a condition that is never true, and what stands behind it',
    'cpu 0 { if (READ_ONCE(x) == 2) WRITE_ONCE(y, 1); } cpu 1 { WRITE_ONCE(x, 1); }',
    ['if (READ_ONCE(x) == 2) is never true', 'WRITE_ONCE(y, 1) is never executed'],
  ],
  [
    'a condition that is never false, with its else',
    'cpu 0 { if (READ_ONCE(x) < 2) WRITE_ONCE(y, 1); else WRITE_ONCE(y, 2); } cpu 1 { WRITE_ONCE(x, 1); }',
    ['if (READ_ONCE(x) < 2) is never false', 'WRITE_ONCE(y, 2) is never executed'],
  ],
  [
    'a negated condition',
    'cpu 0 { if (!READ_ONCE(x)) WRITE_ONCE(y, 1); }',
    ['if (!READ_ONCE(x)) is never false'],
  ],
  [
    'a condition in two parts: neither part alone decides',
    'cpu 0 { if (READ_ONCE(x) && READ_ONCE(y)) WRITE_ONCE(z, 1); } cpu 1 { WRITE_ONCE(x, 1); }',
    ['if (READ_ONCE(x) && READ_ONCE(y)) is never true', 'WRITE_ONCE(z, 1) is never executed'],
  ],
  [
    'a condition in two parts, either of which will do',
    'cpu 0 { if (READ_ONCE(x) || READ_ONCE(y)) WRITE_ONCE(z, 1); } cpu 1 { WRITE_ONCE(x, 1); }',
    [],
  ],
  [
    'a wait that nobody ends: what follows is issued ahead at most',
    'cpu 0 { while (READ_ONCE(x) == 0) cpu_relax(); WRITE_ONCE(y, 1); }',
    ['while (READ_ONCE(x) == 0) is never left', 'WRITE_ONCE(y, 1) is never executed'],
  ],
  [
    'two waits, of which only the first ends',
    'cpu 0 { while (READ_ONCE(x) == 0) cpu_relax(); while (READ_ONCE(y) == 0) cpu_relax(); WRITE_ONCE(z, 1); } cpu 1 { WRITE_ONCE(x, 1); }',
    ['while (READ_ONCE(y) == 0) is never left', 'WRITE_ONCE(z, 1) is never executed'],
  ],
  [
    'a wait that ends',
    'cpu 0 { while (READ_ONCE(x) == 0) cpu_relax(); WRITE_ONCE(y, 1); } cpu 1 { WRITE_ONCE(x, 1); }',
    [],
  ],
  [
    'a loop that is never entered',
    'cpu 0 { int i = 0; while (READ_ONCE(x) == 5) i = 1; WRITE_ONCE(y, 1); }',
    ['while (READ_ONCE(x) == 5) is never entered', 'i = 1 is never executed'],
  ],
  [
    'a loop that only break leaves',
    'cpu 0 { while (READ_ONCE(x) < 5) { if (READ_ONCE(x) == 1) break; } WRITE_ONCE(y, 1); } cpu 1 { WRITE_ONCE(x, 1); }',
    ['while (READ_ONCE(x) < 5) is never false; the loop is left otherwise'],
  ],
  [
    'a do loop that runs once',
    'cpu 0 { int r; do { r = READ_ONCE(x); } while (r == 5); } cpu 1 { WRITE_ONCE(x, 1); }',
    ['while (r == 5) is never repeated'],
  ],
  [
    'an exchange that always finds what it compares with',
    'cpu 0 { int r = cmpxchg(&x, 0, 1); }',
    ['r = cmpxchg(&x, 0, 1) never fails'],
  ],
  [
    'an exchange that may win or lose',
    'cpu 0 { int r = cmpxchg(&x, 0, 1); } cpu 1 { int r = cmpxchg(&x, 0, 1); }',
    [],
  ],
  [
    'an interrupt that is masked all the time',
    'on irq tick cpu 0 { WRITE_ONCE(y, 1); } cpu 0 irqs off { WRITE_ONCE(x, 1); } cpu 1 { raise(tick, 0); }',
    ['WRITE_ONCE(y, 1) is never executed', 'tick is raised but never taken'],
  ],
  [
    'an interrupt that nobody raises',
    'on irq tick cpu 0 { WRITE_ONCE(y, 1); } cpu 0 { WRITE_ONCE(x, 1); } cpu 1 { if (READ_ONCE(x) == 7) raise(tick, 0); }',
    [
      'WRITE_ONCE(y, 1) is never executed',
      'if (READ_ONCE(x) == 7) is never true',
      'raise(tick, 0) is never executed',
      'tick is never raised',
    ],
  ],
];

describe.each(MODELS)('coverage under %s', (model) => {
  test.each(CASES)('%s', (_, body, expected) => {
    expect([...gapsOf(body, model)].sort()).toEqual([...expected].sort());
  });
});

test('a gap says where it stands: its CPU, its handler, its calls, its place in the text', () => {
  const body = 'void f(int v) { if (v == 9) WRITE_ONCE(z, 1); }\non irq tick cpu 0 { f(READ_ONCE(x)); }\n';
  const { gaps } = coverageOf(`${body}cpu 0 { WRITE_ONCE(y, 1); }\ncpu 1 { raise(tick, 0); }`, 'sc');
  const text = `scenario "x"\narch arm64\nproperty bad ""\nint x, y, z;\n${body}`;
  const [condition] = gaps;
  expect(condition).toMatchObject({ kind: 'condition', cpu: 0, handler: 'tick', inside: ['f'] });
  expect(text.slice(condition?.place?.from, condition?.place?.to)).toBe('v == 9');
  expect(text.slice(condition?.calls[0]?.from, condition?.calls[0]?.to)).toContain('f(READ_ONCE(x))');
});

test('a statement of two CPUs counts for each', () => {
  const both = 'void f(int v) { WRITE_ONCE(z, v); }\ncpu 0 { f(1); }\ncpu 1 { f(2); }';
  expect(coverageOf(both, 'arm')).toMatchObject({ executed: 2, statements: 2, complete: true });
});
