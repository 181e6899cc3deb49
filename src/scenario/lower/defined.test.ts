import { describe, expect, test } from 'vitest';
import { compileScenario } from '../index.ts';
import { line, program, shown } from './listing.fixture.ts';

describe('what has no value in C', () => {
  const head = 'int x = 5, y, a[2];\nproperty bad "b"\n';
  const code = (text: string) =>
    compileScenario(head + text, 'undefined').diagnostics.find(({ severity }) => severity === 'error')?.code;

  test.each([
    'cpu 0 { x = 1 / 0; }',
    'cpu 0 { x = y % (2 - 2); }',
    'cpu 0 { x = 1 << 32; }',
    'cpu 0 { set_bit(40, &x); }',
    'cpu 0 { x = 1; } final(x >> -1 == 0, bad);',
    'int z = 1 / 0; cpu 0 { }',
    'int z[3 % 0]; cpu 0 { }',
  ])('is an error where it is known: %s', (text) => {
    expect(code(text)).toBe('undefined');
  });

  test.each([
    'option n = 0 | 1\ncpu 0 { if (n != 0) x = 4 / n; }',
    'option n = 0 | 1\ncpu 0 { x = n ? 4 / n : 1; }',
    'option n = 0 | 1\ncpu 0 { x = 1; } final(n == 0 || 4 / n == 4, bad);',
  ])('is none where it is never evaluated: %s', (text) => {
    expect(code(text)).toBeUndefined();
  });

  test('in a property violates `undefined` where nothing guards it', () => {
    const conds = (text: string) => {
      const p = program(head + text);
      return p.invariants.map(({ cond, property }) => [p.properties[property]?.slug, shown(p, cond)]);
    };
    expect(conds('cpu 0 { x = 1; } invariant(4 / y == 4, bad);')).toEqual([
      ['undefined', '({y} != 0)'],
      ['bad', '((4 / {y}) == 4)'],
    ]);
    expect(conds('cpu 0 { x = 1; } invariant(y == 0 || 4 / y == 4, bad);')[0]).toEqual([
      'undefined',
      '(({y} == 0) || ({y} != 0))',
    ]);
    expect(conds('property mine "m" rule undefined\ncpu 0 { x = 1; } invariant(a[y] == 0, bad);')[0]).toEqual(
      ['mine', '(({y} >= 0) && ({y} < 2))'],
    );
  });
});

describe('locals that a property looks at', () => {
  const finals = (text: string) => {
    const p = program(`int x; property bad "b"\n${text}`);
    return [
      ...p.code.filter(({ op }) => op === 'let').map((i) => line(p, i)),
      ...p.finals.map(({ cond }) => cond),
    ];
  };

  test('hold their constant', () => {
    expect(finals('cpu 0 { int c = 9; x = c; } final(cpu0.c == 9, bad);')).toMatchObject(['r0 = 9', {}]);
    expect(finals('cpu 0 { int c = 9; x = c; } final(x == 9, bad);')).toMatchObject([{}]);
  });

  test('are those of the CPU’s own body, and must be one', () => {
    const f = 'int f(void) { int r = READ_ONCE(x); return r + 1; }\n';
    const own = finals(`${f}cpu 0 { f(); int r = READ_ONCE(x); } final(cpu0.r == 0, bad);`).at(-1);
    expect(own).toMatchObject({ a: { k: 'final', r: 2 } });
    const twice = `int x; property bad "b"\n${f}cpu 0 { f(); f(); } final(cpu0.r == 0, bad);`;
    expect(compileScenario(twice, 'twice').diagnostics[0]?.code).toBe('ambiguous-name');
  });
});

test.each([
  ['page va = { one: 1 -> two: 2 };', 'assert(va == 0, bad);', 'page-value'],
  ['lock l fair;', 'assert(l == 0, bad);', 'lock-value'],
  ['int a[2];', 'assert(a[2] == 0, bad);', 'out-of-bounds'],
  ['int a[b]; int b[a];', '', 'too-much'],
])('a property cannot mean it: %s %s', (head, body, code) => {
  const text = `property bad "b"\n${head}\ncpu 0 { ${body} }`;
  expect(compileScenario(text, 'value').diagnostics[0]?.code).toBe(code);
});
