/**
 * What a compiler may do with plain accesses: each on its smallest input, which holds as it is written, and what keeps it
 * from doing so.
 */
import { describe, expect, test } from 'vitest';
import { explore } from '../../explore/index.ts';
import { createMachine } from '../../machine/index.ts';
import { compileScenario, instantiate } from '../index.ts';

function programOf(code: string, compiler: string) {
  const { scenario, diagnostics } = compileScenario(
    `scenario "plain"\narch arm64\noption compiler = faithful | lkmm\nproperty bad "It is."\n${code}`,
    'plain',
  );
  const program = scenario && instantiate(scenario, { compiler }).program;
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return program;
}

function verdict(code: string, compiler: string): string {
  const { verdict: kind, properties } = explore(createMachine(programOf(code, compiler), 'sc'), {
    states: 20_000,
    paths: false,
  });
  return [kind, ...properties].join(' ');
}

const OBJECT = 'struct obj { int a; } x; struct obj *gp = &x;';
const CLEARS = 'cpu 1 { WRITE_ONCE(gp, NULL); }';

describe('a compiler that does what it may', () => {
  test.each<[string, string, string, string]>([
    [
      'loads a pointer again between the question and the use',
      'violated null-access',
      `${OBJECT} cpu 0 { struct obj *p = gp; if (p) p->a = 1; } ${CLEARS}`,
      `${OBJECT} cpu 0 { struct obj *p = READ_ONCE(gp); if (p) p->a = 1; } ${CLEARS}`,
    ],
    [
      'but not behind a barrier of its own',
      'violated null-access',
      `${OBJECT} cpu 0 { struct obj *p = gp; if (p) p->a = 1; } ${CLEARS}`,
      `${OBJECT} cpu 0 { struct obj *p = gp; barrier(); if (p) p->a = 1; } ${CLEARS}`,
    ],
    [
      'loads an index again behind the check of its bound',
      'violated undefined',
      'int n, a[2]; cpu 0 { int i = n; if (i < 2) a[i] = 1; } cpu 1 { WRITE_ONCE(n, 5); }',
      'int n, a[2]; cpu 0 { int i = READ_ONCE(n); if (i < 2) a[i] = 1; } cpu 1 { WRITE_ONCE(n, 5); }',
    ],
    [
      'takes what it loaded before for a second load',
      'violated bad',
      'int x; cpu 0 { int r = x, q = READ_ONCE(y), s = x; if (q) assert(s == 1, bad); } int y; cpu 1 { WRITE_ONCE(x, 1); WRITE_ONCE(y, 1); }',
      'int x; cpu 0 { int r = x, q = READ_ONCE(y), s = READ_ONCE(x); if (q) assert(s == 1, bad); } int y; cpu 1 { WRITE_ONCE(x, 1); WRITE_ONCE(y, 1); }',
    ],
    [
      'loads once what a loop polls',
      'deadlock',
      'int x; cpu 0 { while (!x) ; } cpu 1 { WRITE_ONCE(x, 1); }',
      'int x; cpu 0 { while (!READ_ONCE(x)) ; } cpu 1 { WRITE_ONCE(x, 1); }',
    ],
    [
      'but not where the loop holds it: cpu_relax() is a barrier of the compiler',
      'deadlock',
      'int x; cpu 0 { while (!x) { } } cpu 1 { WRITE_ONCE(x, 1); }',
      'int x; cpu 0 { while (!x) cpu_relax(); } cpu 1 { WRITE_ONCE(x, 1); }',
    ],
    [
      'tears the store of a constant',
      'violated bad',
      'int x; cpu 0 { x = 0x10002; } cpu 1 { int r = READ_ONCE(x); assert(r == 0 || r == 0x10002, bad); }',
      'int x; cpu 0 { WRITE_ONCE(x, 0x10002); } cpu 1 { int r = READ_ONCE(x); assert(r == 0 || r == 0x10002, bad); }',
    ],
    [
      'stores before it asks',
      'violated bad',
      'int x; cpu 0 { int r = 1; if (READ_ONCE(y)) x = 1; else x = 2; } int y = 1; cpu 1 { int r = READ_ONCE(x); assert(r != 2, bad); }',
      'int x; cpu 0 { int r = 1; if (READ_ONCE(y)) WRITE_ONCE(x, 1); else WRITE_ONCE(x, 2); } int y = 1; cpu 1 { int r = READ_ONCE(x); assert(r != 2, bad); }',
    ],
  ])('%s', (_, found, plain, marked) => {
    expect(verdict(plain, 'faithful')).toBe('holds');
    expect(verdict(plain, 'lkmm')).toBe(found);
    expect(verdict(marked, 'lkmm')).toBe('holds');
  });

  test('tears no constant of one half, no address and no value that it does not know', () => {
    const stores = (value: string) =>
      programOf(`int x, y, *p; cpu 0 { int r = READ_ONCE(y); ${value}; } cpu 1 { }`, 'lkmm').code;
    for (const value of ['x = 2', 'x = 0x10000', 'p = &x', 'x = r'])
      expect(stores(value).some(({ op }) => op === 'choose')).toBe(false);
    expect(stores('x = 0x10001').some(({ op }) => op === 'choose')).toBe(true);
  });

  test('knows nothing where ways meet, and leaves a statement with effects as it is', () => {
    const chooses = (code: string) =>
      programOf(`int x, y; ghost bool seen; cpu 0 { ${code} } cpu 1 { }`, 'lkmm').code.filter(
        ({ op }) => op === 'choose',
      ).length;
    expect(chooses('int r = x; int s = x;')).toBe(1);
    expect(chooses('int r = x; if (READ_ONCE(y)) WRITE_ONCE(y, 2); int s = x;')).toBe(0);
    expect(chooses('int r = x; smp_mb(); int s = x;')).toBe(0);
    expect(chooses('int r = x; spinlock_t *l; int s = x @ seen = true;')).toBe(1);
    expect(chooses('x = 0x10001 @ seen = true;')).toBe(0);
  });
});

describe('a plain access', () => {
  const marks = (code: string, compiler = 'faithful') =>
    programOf(`int x; cpu 0 { ${code} } cpu 1 { }`, compiler).code.flatMap(({ op, plain }) =>
      op === 'load' || op === 'store' ? [`${op} ${plain ?? '-'}`] : [],
    );

  test('stays plain through to the machine', () => {
    expect(marks('x++; int r = x; WRITE_ONCE(x, 1); r = READ_ONCE(x);')).toEqual([
      'load unmarked',
      'store unmarked',
      'load unmarked',
      'store -',
      'load -',
    ]);
  });

  test('is meant inside data_race(), which does not hold the compiler', () => {
    expect(marks('int r = data_race(x);')).toEqual(['load meant']);
    expect(marks('int r = data_race(x); int s = data_race(x);', 'lkmm')).toEqual([
      'load meant',
      'load meant',
    ]);
    expect(
      verdict(`${OBJECT} cpu 0 { struct obj *p = data_race(gp); if (p) p->a = 1; } ${CLEARS}`, 'lkmm'),
    ).toBe('violated null-access');
  });
});
