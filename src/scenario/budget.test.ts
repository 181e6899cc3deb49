import { expect, test } from 'vitest';
import { compileScenario } from './index.ts';

const times = (n: number, part: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => part(i)).join('');
const twice = (i: number) => `void f${i}(void) { ${i < 19 ? `f${i + 1}(); f${i + 1}();` : 'x = 1;'} }\n`;

/** A page of text each, which multiplies. How long they take is in the bench. */
test.each([
  ['functions that call each other twice', `int x;\n${times(20, twice)}cpu 0 { f0(); }`, 'too-much'],
  [
    'functions that do nothing, called twice',
    `int x;\n${times(20, twice).replace('x = 1;', '')}cpu 0 { f0(); }`,
    'too-much',
  ],
  [
    'loops over all CPUs, one in the other',
    `int x;\ncpu 0 { ${times(12, (i) => `for_each_cpu (c${i}, cpu_online_mask) `)}x = 1; }\n${times(15, (i) => `cpu ${i + 1} { }\n`)}`,
    'too-much',
  ],
  ['many arrays', `${times(100, (i) => `int a${i}[64];\n`)}cpu 0 { }`, 'too-much'],
  [
    'bytes of an instruction',
    `text t { ${times(29, (i) => `b${i}, `)}z } = { o -> n };\ncpu 0 { int r = execute(t); }`,
    'too-much',
  ],
  [
    'rows of a long program',
    `int x; cpu 0 { ${times(800, (i) => `x = ${i};`)} }\nvariant v "t" { } model arm expect holds\ninterleaving i "t" by "w" of v { ${times(900, (i) => `0: x = ${i % 800} visible;`)} }`,
    'too-much',
  ],
])('%s', (_, text, code) => {
  const { scenario, diagnostics } = compileScenario(text, 'budget');
  expect(scenario).toBeNull();
  expect(diagnostics[0]?.code).toBe(code);
});

test('suggestions for misspelt words end where they would cost too much', () => {
  const names = times(1500, (i) => `int name_number_${i};\n`);
  const text = `${names}cpu 0 { ${times(900, (i) => `nmae_numbr_${i} = 1; `)} }`;
  const { diagnostics } = compileScenario(text, 'typos');
  expect(diagnostics).toHaveLength(50);
  expect(diagnostics[0]?.message).toContain('Did you mean `name_number_0`?');
  expect(diagnostics.at(-1)?.message).not.toContain('Did you mean');
});

test.each([
  ['int a[65]; cpu 0 { }', 'extent'],
  ['int a[0]; cpu 0 { }', 'extent'],
  ['int a[2] = { 1, 2, 3 }; cpu 0 { }', 'initializer'],
  ['int a = { 1, 2 }; cpu 0 { }', 'initializer'],
  ['int x; enum e { A = x }; cpu 0 { }', 'not-constant'],
  ['enum e { A }; enum e { B }; cpu 0 { }', 'duplicate-name'],
])('what was clamped or guessed is an error: %s', (text, code) => {
  expect(compileScenario(text, 'bounds').diagnostics[0]?.code).toBe(code);
});

test('an enum counts on from what an expression gives', () => {
  const text = 'enum e { A = 1 << 4, B, C = A | B };\nint a = A, b = B, c = C;\ncpu 0 { }';
  expect(compileScenario(text, 'enum').diagnostics).toEqual([]);
});
