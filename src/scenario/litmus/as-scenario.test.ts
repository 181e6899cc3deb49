import { describe, expect, it, test } from 'vitest';
import { explore } from '../../explore/index.ts';
import { createMachine, type Model } from '../../machine/index.ts';
import { compileLitmusScenario, instantiateLitmus } from './as-scenario.ts';

const sb = (tail: string) => `X86_64 SB
"Fre PodWR Fre PodWR"
{ }
 P0            | P1            ;
 movl $1,(x)   | movl $1,(y)   ;
 movl (y),%eax | L0: movl (x),%eax ;
${tail}
`;
const mp = `C MP
{ }
P0(int *x, int *y) { WRITE_ONCE(*x, 1); smp_store_release(y, 1); }
P1(int *x, int *y) { int r0 = smp_load_acquire(y); int r1 = READ_ONCE(*x); }
exists (1:r0=1 /\\ 1:r1=0)
`;

function read(text: string) {
  const { scenario, diagnostics } = compileLitmusScenario(text, 'own');
  if (!scenario) throw new Error(diagnostics[0]?.message);
  return scenario;
}

function ends(text: string, model: Model) {
  const { program } = instantiateLitmus(read(text), model);
  if (!program) throw new Error('no program');
  const { outcomes, verdict, fates } = explore(createMachine(program, model), { states: 10_000 });
  return { verdict, fates, states: outcomes.map(({ kind, label }) => `${kind} ${label}`).sort() };
}

describe('what a test asks for are the bad ends, told by their values', () => {
  it.each([
    ['exists (0:rax=0 /\\ 1:rax=0)', 'tso', ['violated 0:rax=0 1:rax=0', 'finished 0:rax=0 1:rax=1']],
    ['~exists (0:rax=0 /\\ 1:rax=0)', 'tso', ['violated 0:rax=0 1:rax=0']],
    ['forall (0:rax=1 \\/ 1:rax=1)', 'tso', ['violated 0:rax=0 1:rax=0', 'finished 0:rax=1 1:rax=1']],
    ['forall (0:rax=1 \\/ 1:rax=1)', 'sc', ['finished 0:rax=1 1:rax=1']],
    ['locations [x;] exists (0:rax=0)', 'sc', ['violated 0:rax=0 x=1', 'finished 0:rax=1 x=1']],
    ['filter (1:rax=0) exists (0:rax=0)', 'tso', ['violated 0:rax=0', 'finished 0:rax=1']],
    ['locations [0:rax;]', 'tso', ['finished 0:rax=0', 'finished 0:rax=1']],
  ] as const)('%s under %s', (tail, model, expected) => {
    expect(ends(sb(tail), model).states).toEqual(expect.arrayContaining([...expected]));
  });

  test('a filter leaves out what it rejects', () => {
    const found = ends(sb('filter (1:rax=1) locations [1:rax;] exists (0:rax=0)'), 'tso');
    expect(found.states).toEqual(['finished 0:rax=1 1:rax=1', 'violated 0:rax=0 1:rax=1']);
  });

  test('where the condition cannot be escaped any more the fate is doomed', () => {
    const { verdict, fates } = ends(sb('exists (0:rax=0 /\\ 1:rax=0)'), 'tso');
    expect(verdict).toBe('violated');
    expect(fates?.doomed).toBeGreaterThan(0);
    expect(fates?.open).toBeGreaterThan(0);
  });
});

test('a thread is a CPU with its column, labels included', () => {
  const text = sb('exists (0:rax=0)');
  const { cpus, model, title, about, litmus } = read(text);
  expect(cpus.map(({ name, lines }) => [name, lines?.map(({ from, to }) => text.slice(from, to))])).toEqual([
    ['P0', ['movl $1,(x)', 'movl (y),%eax']],
    ['P1', ['movl $1,(y)', 'L0: movl (x),%eax']],
  ]);
  expect({ model, title, about }).toEqual({ model: 'tso', title: 'SB', about: 'Fre PodWR Fre PodWR' });
  expect(litmus).toEqual({ language: 'X86_64', quantifier: 'exists', condition: 'exists (0:rax=0)' });
});

test('a C test has its functions, and the primitives of the model it runs under', () => {
  const scenario = read(mp);
  expect(scenario.cpus.map(({ from, to }) => mp.slice(from, to))).toEqual(mp.split('\n').slice(2, 4));
  expect(instantiateLitmus(scenario, 'tso').program?.arch).toBe('x86');
  expect(instantiateLitmus(scenario, 'arm').program?.arch).toBe('arm64');
});

test('what cannot be read or run is said in a sentence, at its place', () => {
  const broken = mp.replace('READ_ONCE(*x)', '*x');
  const { scenario, diagnostics } = compileLitmusScenario(broken, 'own');
  expect(scenario).toBeNull();
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]?.message).toBe('“*x” accesses shared memory without READ_ONCE or WRITE_ONCE.');
  expect(broken.slice(diagnostics[0]?.from, diagnostics[0]?.to)).toContain('*x');
});
