/** C's types, judged by what programs over them do. */
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../machine/words/verdict.fixture.ts';
import { compileScenario, instantiate } from '../index.ts';

/** Every `assert` of the body holds, without another CPU. */
function holds(declarations: string, body: string): string {
  return verdictOf(`${declarations}\ncpu 0 { ${body} }`, { model: 'sc' });
}

const is = (cond: string) => `{ int ok = ${cond}; assert(ok, bad); }`;

describe('where members are and what they hold', () => {
  test.each([
    [
      'nesting and arrays',
      'struct a { int x; struct { int y[2]; } in; } s = { .x = 1, .in.y = { 2, 3 } };',
      is('s.x == 1 && s.in.y[1] == 3'),
    ],
    [
      'positions and designators',
      'struct a { int x, y; } s[3] = { { 1, 2 }, [2] = { .y = 9 } };',
      is('s[0].y == 2 && s[1].x == 0 && s[2].y == 9'),
    ],
    [
      'a union shares its words',
      'union u { int a; struct { int b, c; }; } u;',
      `u.b = 5; u.c = 6; ${is('u.a == 5 && u.c == 6')}`,
    ],
    [
      'unnamed members belong to the struct around',
      'struct s { int a; union { int b; int c; }; } s;',
      `s.c = 4; ${is('s.b == 4 && s.a == 0')}`,
    ],
    [
      'through pointers to pointers',
      'struct s { int a; } x; struct s *p = &x; struct s **pp = &p;',
      `(*pp)->a = 3; ${is('x.a == 3')}`,
    ],
    [
      'an array moves by its elements',
      'struct s { int a, b; } x[3] = { [2] = { .b = 8 } };',
      `struct s *p = x; p++; ++p; ${is('p->b == 8 && p - x == 2')}`,
    ],
    ['a struct is copied', 'struct s { int a, b; } x = { 1, 2 }, y;', `y = x; ${is('y.a == 1 && y.b == 2')}`],
    [
      'an index beyond is refused while it runs',
      'int i = 2; struct s { int a[2]; } x, y;',
      'x.a[i] = 1;',
      'violated undefined',
    ],
    [
      'and behind a pointer',
      'int i = 2; struct s { int a[2]; } x, y; struct s *p = &x;',
      'p->a[i] = 1;',
      'violated undefined',
    ],
    [
      'a later member of what NULL leads to',
      'struct s { int a, b; }; struct s *p;',
      'p->b = 1;',
      'violated null-access',
    ],
    ['nothing is at NULL', 'struct s { int a, b; }; struct s *p;', 'p->a = 1;', 'violated null-access'],
    [
      'typedef and define',
      'typedef struct { int a; } s_t; s_t x;\n#define FOUR (2 + 2)\n',
      `x.a = FOUR * 2; ${is('x.a == 8')}`,
    ],
    [
      'locals that others can reach',
      'int *gp; void set(int *p) { *p = 7; }',
      `int v = 1; set(&v); gp = &v; ${is('v == 7 && *gp == 7')}`,
    ],
    [
      'a local struct',
      'struct s { int a, b; };',
      `struct s v = { .b = 2 }; struct s *p = &v; p->a = 1; ${is('v.a == 1 && v.b == 2')}`,
    ],
  ])('%s', (_, declarations, body, verdict = 'holds') => {
    expect(holds(declarations, body)).toBe(verdict);
  });
});

describe('numbers', () => {
  test.each([
    [
      'narrow ones keep their low bits',
      'u8 a; u16 b; s8 c;',
      `a = 300; b = 65537; c = 200; ${is('a == 44 && b == 1 && c == -56')}`,
    ],
    ['bool is whether there is any', 'bool a;', `a = 4; ${is('a == 1')}`],
    ['casts', '', `int v = 300; ${is('(u8)v == 44 && (bool)v')}`],
    ['unsigned ones compare as such', 'u32 a = 0xffffffff; int b = -1;', is('a > 1 && b < 1')],
    [
      'increments are worth the old or the new value',
      '',
      `int i = 1; int j = i++ + 1; int k = ++i; ${is('i == 3 && j == 2 && k == 3')}`,
    ],
    [
      'an assignment is worth what it stores',
      'int x;',
      `int a, b; a = b = x = 5; ${is('a == 5 && b == 5 && x == 5')}`,
    ],
    [
      'a comma is worth its last',
      '',
      `int i; for (i = 0, i++; i < 3; i += 2, i--) ; ${is('i == 3 && (1, 2) == 2')}`,
    ],
  ])('%s', (_, declarations, body) => {
    expect(holds(declarations, body)).toBe('holds');
  });
});

describe('control', () => {
  const pick =
    'int f(int n) { int r = 0; switch (n) { case 0: case 1: r = 1; break; case 2: r = 2; default: r += 10; } return r; }';

  test('switch falls through where nothing breaks', () => {
    expect(holds(pick, is('f(0) == 1 && f(1) == 1 && f(2) == 12 && f(7) == 10'))).toBe('holds');
  });

  test('calls through pointers reach what is stored there', () => {
    const table = `struct ops { int (*get)(int n); }; int one(int n) { return n + 1; } int two(int n) { return n + 2; }
      struct ops a = { .get = one }, b = { .get = two }; struct ops *p = &a;`;
    expect(holds(table, is('p->get(1) == 2'))).toBe('holds');
    expect(holds(table, `p = &b; ${is('p->get(1) == 3')} p->get = one; ${is('(*p->get)(1) == 2')}`)).toBe(
      'holds',
    );
    expect(holds('struct ops { void (*f)(int n); } a; void g(int n) { a.f = g; }', 'a.f(1);')).toBe(
      'violated null-access',
    );
  });

  test('a list is walked to its end', () => {
    const list = `struct list_head { struct list_head *next, *prev; }; struct item { int v; struct list_head node; };
      LIST_HEAD(head); struct item a = { .v = 1 }, b = { .v = 2 };
      int sum(void) { struct item *p; int s = 0; list_for_each_entry(p, &head, node) s += p->v; return s; }`;
    expect(
      holds(
        list,
        `${is('sum() == 0')} head.next = &a.node; a.node.next = &b.node; b.node.next = &head; ${is('sum() == 3')}`,
      ),
    ).toBe('holds');
  });
});

test('names of cells and of what pointers hold are as in C', () => {
  const { scenario } = compileScenario(
    'struct s { struct s *next; int a[2]; }; struct s x = { .next = &x }; DEFINE_PER_CPU(int, n) = 3; void f(void) { } void (*fn)(void) = f; cpu 0 { x.a[1] = 1; fn(); } cpu 1 { }',
    't',
  );
  const program = scenario && instantiate(scenario, {}).program;
  expect(program?.cells.map(({ name, init, values }) => `${name}=${values?.[init] ?? String(init)}`)).toEqual([
    'x.next=&x', 'x.a[0]=0', 'x.a[1]=0', 'n[0]=3', 'n[1]=3', 'fn=f',
  ]); // prettier-ignore
});
