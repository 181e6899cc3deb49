import { expect, test } from 'vitest';
import { verdictOf } from '../../machine/words/verdict.fixture.ts';

const SC = { model: 'sc' } as const;

test('an argument of a macro is evaluated where it is mentioned, with the names of the call', () => {
  const head =
    'int x; int n; int twice(macro_arg_t e) { int n = 7; return e + e; } int outer(macro_arg_t e) { int r = twice(e); return r; }';
  expect(verdictOf(`${head} cpu 0 { int n = 1; int r = outer(n); assert(r == 2, bad); }`, SC)).toBe('holds');
  expect(verdictOf(`${head} cpu 0 { int r = twice(x++); assert(r == 1 && x == 2, bad); }`, SC)).toBe('holds');
  expect(verdictOf('int x; void f(macro_arg_t e) { } cpu 0 { f(x++); assert(x == 0, bad); }', SC)).toBe(
    'holds',
  );
});

test('it may be a place, and a condition of which only as much is looked at as decides it', () => {
  const head =
    'struct s { int v; int w[2]; }; struct s s; void set(macro_arg_t e, int v) { int *p = &e; *p = v; }';
  expect(
    verdictOf(
      `${head} cpu 0 { struct s *p = &s; set(p->w[1], 3); set(s.v, 2); assert(s.w[1] == 3 && s.v == 2, bad); }`,
      SC,
    ),
  ).toBe('holds');
  const condition = 'int *p; int x; bool is(macro_arg_t e) { if (e) return true; return false; }';
  expect(verdictOf(`${condition} cpu 0 { int r = is(p != NULL && *p); assert(!r, bad); }`, SC)).toBe('holds');
});
