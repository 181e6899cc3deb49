import { expect, test } from 'vitest';
import { explore } from '../../explore/index.ts';
import { createMachine, type Model } from '../../machine/index.ts';
import { compileScenario, instantiate } from '../index.ts';

/** Ends of a scenario in which CPU 0 can be interrupted. */
function ends(arch: string, model: Model, body: string, handler: string): readonly string[] {
  const text = `scenario "per-CPU"
arch ${arch}
DEFINE_PER_CPU(int, n);
int r;
on irq kick cpu 0 { ${handler} }
cpu 0 { ${body} }
cpu 1 { raise(kick, 0); }
observe n, r;
`;
  const { scenario, diagnostics } = compileScenario(text, 'per-cpu');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(JSON.stringify(diagnostics));
  const machine = createMachine(program, model);
  return explore(machine, { states: 20_000 }).outcomes.map(({ label }) => label).sort(); // prettier-ignore
}

const EVERYWHERE: readonly (readonly [string, Model])[] = [
  ['arm64', 'sc'],
  ['arm64', 'arm'],
  ['x86', 'sc'],
  ['x86', 'tso'],
  ['x86', 'arm'],
];

test.each([
  ['add', 'this_cpu_add(n, 2);', 'this_cpu_add(n, 3);', ['n[0]=5 n[1]=0 r=0']],
  ['sub and dec', 'this_cpu_sub(n, 2);', 'this_cpu_dec(n);', ['n[0]=-3 n[1]=0 r=0']],
  ['or and and', 'this_cpu_or(n, 6);', 'this_cpu_and(n, 3);', ['n[0]=2 n[1]=0 r=0', 'n[0]=6 n[1]=0 r=0']],
  ['inc, the new value', 'r = this_cpu_inc_return(n);', 'this_cpu_inc(n);', ['n[0]=2 n[1]=0 r=1', 'n[0]=2 n[1]=0 r=2']], // prettier-ignore
  ['add, the new value', 'r = this_cpu_add_return(n, 2);', 'this_cpu_sub_return(n, 1);', ['n[0]=1 n[1]=0 r=1', 'n[0]=1 n[1]=0 r=2']], // prettier-ignore
  ['xchg', 'r = this_cpu_xchg(n, 7);', 'this_cpu_dec_return(n);', ['n[0]=6 n[1]=0 r=0', 'n[0]=7 n[1]=0 r=-1']], // prettier-ignore
  ['cmpxchg', 'r = this_cpu_cmpxchg(n, 0, 7);', 'this_cpu_inc(n);', ['n[0]=1 n[1]=0 r=1', 'n[0]=8 n[1]=0 r=0']], // prettier-ignore
])('this_cpu_… is one step towards interrupts: %s', (_, body, handler, expected) => {
  for (const [arch, model] of EVERYWHERE) expect([arch, model, ends(arch, model, body, handler)]).toEqual([arch, model, expected]); // prettier-ignore
});

test.each(['__this_cpu_', 'raw_cpu_'])(
  'an interrupt may come between what %s… loads and stores',
  (prefix) => {
    for (const [arch, model] of EVERYWHERE)
      expect(ends(arch, model, `${prefix}add(n, 2);`, 'this_cpu_inc(n);')).toEqual([
        'n[0]=2 n[1]=0 r=0',
        'n[0]=3 n[1]=0 r=0',
      ]);
    for (const call of [
      'sub(n, 1)',
      'inc(n)',
      'dec(n)',
      'or(n, 1)',
      'and(n, 1)',
      'xchg(n, 1)',
      'cmpxchg(n, 0, 1)',
      'add_return(n, 1)',
      'sub_return(n, 1)',
      'inc_return(n)',
      'dec_return(n)',
    ])
      // prettier-ignore
      expect(ends('x86', 'sc', `${prefix}${call};`, 'this_cpu_add(n, 8);').length).toBeGreaterThan(1);
  },
);

test('towards other CPUs it is atomic on arm64 only', () => {
  const text = (arch: string) => `scenario "remote"
arch ${arch}
DEFINE_PER_CPU(int, n);
cpu 0 { this_cpu_inc(n); }
cpu 1 { atomic_inc(&per_cpu(n, 0)); }
observe n;
`;
  const labels = (arch: string, model: 'sc' | 'tso' | 'arm') => {
    const { scenario } = compileScenario(text(arch), 'remote');
    const program = scenario && instantiate(scenario, {}).program;
    if (!program) throw new Error(arch);
    return explore(createMachine(program, model), { states: 1000 }).outcomes.map(({ label }) => label);
  };
  for (const model of ['sc', 'tso', 'arm'] as const) {
    expect(labels('arm64', model)).toEqual(['n[0]=2 n[1]=0']);
    expect(labels('x86', model)).toEqual(['n[0]=1 n[1]=0', 'n[0]=2 n[1]=0']);
  }
});
