/** Macros with arguments as kernel code has them, and what else stands in the preprocessor's and the compiler's language. */
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../machine/words/verdict.fixture.ts';
import { compileScenario } from '../index.ts';

const HOLDS: readonly (readonly [what: string, text: string])[] = [
  [
    'an expression, whose arguments stand where the parameters do',
    '#define SV(id, state) (((unsigned long)state << 3) | id)\ncpu 0 { int r = SV(2 + 1, 1); assert(r == 11, bad); }',
  ],
  [
    'a place, and a macro in a macro',
    'struct rq { int n; }; DEFINE_PER_CPU(struct rq, runqueues);\n#define cpu_rq(cpu) (&per_cpu(runqueues, (cpu)))\n#define this_rq() this_cpu_ptr(&runqueues)\n#define nr(cpu) cpu_rq(cpu)->n\ncpu 0 { nr(1) = 2; this_rq()->n = 3; int r = cpu_rq(1)->n * 10 + nr(0); assert(r == 23, bad); } cpu 1 { }',
  ],
  [
    'names of the place where it is called, and one that is defined further down',
    'cpu 0 { int k = 2; int r = PLUS(3); assert(r == 5, bad); }\n#define PLUS(n) (k + (n))\n',
  ],
  [
    'statements, over several lines',
    'int x, y;\n#define SET(a, v) do { \\\n\tWRITE_ONCE(a, v); \\\n\ty++; \\\n} while (0)\ncpu 0 { if (!x) SET(x, 4); else x = 1; } final(x == 4 && y == 1, bad);',
  ],
  [
    'a loop',
    'struct n { int v; struct n *next; }; struct n b = { .v = 2 }, a = { .v = 1, .next = &b };\n#define for_each_n(p, head) for (p = (head); p; p = p->next)\n#define walk(i) for (int i = 0; i < 2; i++)\ncpu 0 { struct n *p; int s = 0; for_each_n(p, &a) { s = s * 10 + p->v; } walk(i) s += i; assert(s == 13, bad); }',
  ],
  [
    'members and more arguments than parameters',
    'struct s { int a; int b; } s; int x;\n#define GET(p, member) ((p)->member)\n#define CALL(fn, ...) fn(__VA_ARGS__)\nint add(int a, int b) { return a + b; }\ncpu 0 { GET(&s, b) = 2; int r = CALL(add, 3, s.b); assert(r == 5, bad); }',
  ],
  [
    'a macro is not expanded in itself',
    'int f(int a) { return a + 1; }\n#define f(a) f((a) * 2)\ncpu 0 { int r = f(3); assert(r == 7, bad); }',
  ],
  [
    'inside a struct and a function',
    'struct d {\n\tunsigned long flags;\n#define D_RUNNING 1\n#define D_BIT(n) (1 << (n))\n};\nstruct d d;\n#define NOTHING\ncpu 0 {\n#define TWO 2\n\tset_bit(D_RUNNING, &d.flags); int r = d.flags; assert(r == D_BIT(1) && r == TWO, bad); }',
  ],
  [
    'as a whole where C does not take it apart',
    '#define A 1\n#define B A|2\n#define SQ(x) ((x)*(x))\n#define ADD(a, b) ((a)+b)\ncpu 0 { int r = (SQ(A + 1) | B) + ADD(1, SQ(2)) + (B); assert(r == 15, bad); }',
  ],
  [
    'a `do` that is left in the middle, and one that goes round',
    'int y;\n#define ONCE(v) do { (v)++; if ((v) == 2) break; y += 10; } while (0)\n#define TWICE(v) do (v)++; while ((v) < 6)\ncpu 0 { int i = 1; ONCE(i); ONCE(i); TWICE(i); assert(i == 6 && y == 10, bad); }',
  ],
  [
    'characters, annotations, and members of members',
    "struct out { int a; struct in { int x; int y; } in; } o = { .a = 'x' };\nint lock;\nstatic int get(int *p) __must_hold(&lock)\n{ struct out *q = container_of(p, struct out, in.y); return q->a; }\nint f(void) __releases(rcu) { return '\\n'; }\ncpu 0 { int r = get(&o.in.y); int n = f(); assert(r == 120 && n == 10, bad); }",
  ],
  [
    'an expression of statements, which may declare, jump and be one of its own',
    '#define maximum(a, b) ({ typeof(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })\n#define READ(v) ({ int __r = READ_ONCE(v); smp_rmb(); __r; })\nint x = 3;\nint f(int v) { int r = ({ if (v > 5) return -1; v + 1; }); return r; }\ncpu 0 { int m = maximum(READ(x), maximum(1, 2)); int n = f(9) + f(2); if (READ(x) == 3) x = ({ int t = 2; t++; t; }); assert(m == 3 && n == 2 && x == 3, bad); }',
  ],
  [
    'words that are put together, and what is given as a text',
    '#define SET(name, v) do { WRITE_ONCE(x_##name, v); pr_info("%s\\n", #name); } while (0)\n#define GET(name) READ_ONCE(x_##name)\n#define CAT(a, b) a##b\n#define DEEP(n) (GET(n) + CAT(1, 2))\nint x_one, x_two;\ncpu 0 { SET(one, 1); SET(two, 2); int r = GET(one) + DEEP(two); assert(r == 15, bad); }',
  ],
  [
    'functions that macros make, and macros that make these',
    '#define PG_locked 0\n#define PG_dirty 4\nstruct page { unsigned long flags; } page;\n#define TESTFLAG(uname, lname) \\\nstatic inline int Page##uname(struct page *page) { return test_bit(PG_##lname, &page->flags); }\n#define SETFLAG(uname, lname) \\\nstatic inline void SetPage##uname(struct page *page) { set_bit(PG_##lname, &page->flags); }\n#define PAGEFLAG(uname, lname) TESTFLAG(uname, lname) SETFLAG(uname, lname)\nPAGEFLAG(Locked, locked)\nPAGEFLAG(Dirty, dirty)\ncpu 0 { SetPageDirty(&page); int d = PageDirty(&page); int l = PageLocked(&page); assert(d && !l, bad); } final(page.flags == 16, bad);',
  ],
  [
    'the head of a function whose body stands behind it, variables, and what is left of a comma',
    '#define HANDLER(name) static int handle_##name(int arg)\n#define VAR(type, name, ...) static type name = __VA_ARGS__;\n#define CALL(fn, ...) fn(1, ##__VA_ARGS__)\nVAR(int, base, 40)\nHANDLER(irq) { return arg + base; }\nint one(int a) { return a; }\ncpu 0 { int r = handle_irq(2) + CALL(one) + CALL(handle_two, 3); assert(r == 47, bad); }\nHANDLER(two) { return arg; }\nint handle_two(int a, int b) { return a + b; }'.replace(
      'HANDLER(two) { return arg; }\n',
      '',
    ),
  ],
  [
    'bytes where code computes, whole members where it moves',
    'struct in { short d; }; struct s { int a; char b; long c; struct in in; unsigned f:3, g:2; union { u64 w; u32 h[2]; }; } s, *q = &s; int t[] = { 1, 2, [4] = 3 }; u8 map[sizeof(struct in) * 2];\nstatic_assert(offsetof(struct s, c) == 8);\ncpu 0 { BUILD_BUG_ON(sizeof(struct s) != 32); struct in *i = &s.in; struct s *p = (struct s *)((char *)i - offsetof(struct s, in)); int n = sizeof(t) / sizeof(t[0]); memset(p, 0, sizeof(*p)); assert(p == q && n == 5 && sizeof(long) == 8 && sizeof(p) == 8 && sizeof(bool) == 1 && sizeof(map) == 4 && offsetof(struct s, in.d) == 16, bad); }',
  ],
];

test.each(HOLDS)('%s', (_, text) => {
  expect(verdictOf(text, { model: 'sc' })).toBe('holds');
});

const told = (text: string) =>
  compileScenario(text, 'test').diagnostics.map(({ code, message }) => `${code} ${message}`);

describe('one mistake is one message', () => {
  test.each([
    [
      '#define TWICE(a) ((a) * 2)\ncpu 0 { int r = TWICE(1, 2); }',
      /^arguments The macro `TWICE` takes 1 argument; found 2/,
    ],
    [
      'int x; cpu 0 { frobnicate(x); frobnicate(FROB_A); } cpu 1 { frobnicate(FROB_B | 1); }',
      /^unknown-function `frobnicate\(\)`/,
    ],
    ['int x; cpu 0 { FOO_STATE(foo, x); x = foo; bar: x = foo + 1; }', /^unknown-function `FOO_STATE\(\)`/],
    ['#define D 1 + 1\nint x; cpu 0 { x = D * 3; }', /^macro-precedence What the macro `D` says/],
    [
      '#define SQ(x) x*x\nint x; cpu 0 { x = SQ(x + 1); }',
      /^macro-precedence What is given to the macro `SQ`/,
    ],
    ['#define NEG(x) -x\nint x; cpu 0 { x = NEG(1 - 3); }', /^macro-precedence What is given to/],
    ['DEFINE_FOO(foo); int x; cpu 0 { x = foo; } cpu 1 { x = foo; }', /^unknown-macro `DEFINE_FOO`/],
    ['int x; cpu 0 { x = foo; x = foo + 1; }', /^unknown-name Found the name `foo`/],
    [
      'int x; cpu 0 { foo_for_each_entry(p, &x) { x++; } }',
      /^unknown-loop `foo_for_each_entry` is no loop .*`#define foo_for_each_entry\(p, head\) for/,
    ],
    ['#define NAME(a) foo_##a\nint x; cpu 0 { x = NAME(1); }', /^unknown-name Found the name `foo_1`/],
    ['#define NAME(a) a##+##+\nint x; cpu 0 { x = NAME(x) 1; }', /^syntax /],
    [
      '#define TWO(a) a = 1; a = 2\nint x; cpu 0 { if (x) TWO(x); }',
      /^macro-statements Of what this macro says C takes only the first/,
    ],
    ['#define F(n) static int f_##n(void) { return }\nF(a)\ncpu 0 { }', /^macro What `F` makes of this/],
    ['static_assert(sizeof(int) == 8, "no");\ncpu 0 { }', /^build-bug This does not compile/],
    ['int x; cpu 0 { BUILD_BUG_ON(sizeof(x) < 8); }', /^build-bug .*`sizeof\(x\) < 8` is true/],
  ])('%s', (text, message) => {
    const [first, ...more] = told(text);
    expect(first).toMatch(message);
    expect(more).toEqual([]);
  });
});
