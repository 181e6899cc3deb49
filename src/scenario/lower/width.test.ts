import { expect, test } from 'vitest';
import { explore } from '../../explore/index.ts';
import { createMachine } from '../../machine/index.ts';
import { compileScenario, instantiate } from '../index.ts';

function ends(text: string): readonly string[] {
  const { scenario, diagnostics } = compileScenario(`scenario "wide"\narch arm64\n${text}\n`, 'wide');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) return diagnostics.map(({ message }) => message);
  return explore(createMachine(program, 'sc'), { states: 1000 }).outcomes.map(({ label }) => label);
}

test.each([
  ['a cookie does not wrap at 32 bits', 'u64 c = 0xffffffff; cpu 0 { c++; } observe c;', 'c=4294967296'],
  ['an int does', 'int c = 0x7fffffff; cpu 0 { c++; } observe c;', 'c=-2147483648'],
  ['and 64 bits do at theirs', 'u64 c = 0xffffffffffffffff; cpu 0 { c += 2; } observe c;', 'c=1'],
  ['bits of an unsigned long', 'unsigned long w; cpu 0 { set_bit(40, &w); int a = test_bit(40, &w); clear_bit(40, &w); w |= BIT_ULL(33); } observe w, cpu0.a;', 'w=8589934592 cpu0.a=1'], // prettier-ignore
  ['atomic64_t', 'atomic64_t a = ATOMIC64_INIT(0x7fffffff); cpu 0 { long r = atomic64_inc_return(&a); atomic64_add(4, &a); } observe a, cpu0.r;', 'a=2147483652 cpu0.r=2147483648'], // prettier-ignore
  ['a narrower object keeps the low bits', 'u64 c = 0x100000005; int x; cpu 0 { x = c; } observe x;', 'x=5'],
  ['a bool is whether there is any bit', 'int i = 0x1ff; u64 w = 0x10000000000; bool a, b, c; cpu 0 { a = i; WRITE_ONCE(b, READ_ONCE(i) & 4); u64 r = w; c = r; bool d = READ_ONCE(i); int e = (bool)i; } observe a, b, c, cpu0.d, cpu0.e;', 'a=1 b=1 c=1 cpu0.d=1 cpu0.e=1'], // prettier-ignore
  ['also at the start', 'bool b = 0x100000000; cpu 0 { } observe b;', 'b=1'],
  ['a narrower object keeps them through WRITE_ONCE()', 'int i = 0x1ff; u8 n; cpu 0 { WRITE_ONCE(n, i); } observe n;', 'n=255'], // prettier-ignore
  ['a property casts as code does', 'property bad "b" int i = 0x1ff, x; cpu 0 { if (i) x = 1; assert((u8)i == 255 && (s8)i == -1 && (bool)i == 1, bad); } observe x;', 'x=1'], // prettier-ignore
  ['an unsigned int has no sign to extend', 'u32 u = 0xffffffff; u64 c; cpu 0 { c = u; c += 1; } observe c;', 'c=4294967296'], // prettier-ignore
  ['unsigned numbers divide and shift as such', 'cpu 0 { u32 u = 0xfffffffe; u32 h = u / 2; u32 s = u >> 31; u32 m = u % 10; } observe cpu0.h, cpu0.s, cpu0.m;', 'cpu0.h=2147483647 cpu0.s=1 cpu0.m=4'], // prettier-ignore
  ['a mixed comparison is unsigned', 'unsigned long w = 1; int x = -1; cpu 0 { bool less = x < w; } observe cpu0.less;', 'cpu0.less=0'], // prettier-ignore
  [
    'what has too many digits is said',
    'int n = 1; u64 c = -1; u64 h; cpu 0 { h = c >> n; } observe h;',
    'undefined',
  ],
  ['as a sum of two, too', 'int n = 60; u64 b = 1, c; cpu 0 { u64 a = b << n; c = a + b; }', 'undefined'],
  ['and in an atomic', 'int n = 60; long b = 1; atomic64_t c; cpu 0 { atomic64_set(&c, b << n); atomic64_or(b, &c); }', 'undefined'], // prettier-ignore
  ['as a literal, too', 'u64 c = 0x7fffffffffffffff; cpu 0 { }', '`0x7fffffffffffffff` has too many digits: a number of 64 bits has 53 here, and zeros or ones behind or before them.'], // prettier-ignore
  ['and what an int cannot hold', 'int c; cpu 0 { c = 4294967296; }', 'This does not fit into `int`, which has 32 bits; a `u64` or a `long` has 64.'], // prettier-ignore
  ['a mark in a low bit of a pointer', 'int x; unsigned long p; int *m; cpu 0 { int *q = &x; p = (unsigned long)q | 1; m = (int *)p; } observe p, m;', 'p=&x | 1 m=&x | 1'], // prettier-ignore
  ['a shift by a variable in a condition', 'int n = 1, x = 2, y; cpu 0 { if (x >> n) y = 7; else y = 8; } observe y;', 'y=7'], // prettier-ignore
  ['names of types that say how wide they are', 'uint8_t a = 255; int16_t b; uint32_t c; sector_t d = 0xffffffff; umode_t m; char s; cpu 0 { a++; b = 0x18000; c = -1; bool e = c > 5; d++; m = -1; s = -1; } observe a, b, cpu0.e, d, m, s;', 'a=0 b=-32768 cpu0.e=1 d=4294967296 m=65535 s=255'], // prettier-ignore
  ['a property at the end has the types of locals and of variables', 'property bad "b" u32 g = 0xffffffd7; cpu 0 { u32 r = g; long w = r; } final(cpu0.r > 5 && cpu0.r == 4294967255 && g == 4294967255 && cpu0.w + 1 > g && (long)cpu0.r > 5, bad); observe g;', 'g=-41'], // prettier-ignore
  ['both arms of a conditional become of one type', 'u32 u = 0xffffffff; int i = -1, t = 1; cpu 0 { bool a = (t ? u : i) > 0; bool b = (t ? i : u) > 0; long c = t ? i : u; } observe cpu0.a, cpu0.b, cpu0.c;', 'cpu0.a=1 cpu0.b=1 cpu0.c=4294967295'], // prettier-ignore
  ['a parameter is of its type, whatever is given', 'int n = 328; int f(s8 x) { return x; } int g(u8 x) { if (x > 40) return x << 5; return 0; } cpu 0 { int a = f(n); int b = g(496); } observe cpu0.a, cpu0.b;', 'cpu0.a=72 cpu0.b=7680'], // prettier-ignore
  ['exchanges store what fits', 'u8 x = 250, y = 255, z; cpu 0 { xchg(&x, 511); cmpxchg(&y, 0x1ff, 259); smp_store_mb(z, 256 + 7); } observe x, y, z;', 'x=255 y=3 z=7'], // prettier-ignore
  ['members of locals, ghosts, and cases', 'struct s { u8 a; }; u64 w = 0x100000000; ghost u64 g = 0xffffffff; int r; cpu 0 { struct s l = { 300 }; int a = l.a; switch (w) { case 0: r = 1; break; case 0x100000000: r = 2; } WRITE_ONCE(w, 1) @ g += 2; } observe cpu0.a, g, r;', 'cpu0.a=44 g=4294967297 r=2'], // prettier-ignore
  ['and where only the run knows which atomic it is', 'struct s { atomic64_t v; } s, *p = &s; int n = 60; long b = 1; cpu 0 { struct s *q = p; atomic64_set(&q->v, b << n); atomic64_or(b, &q->v); }', 'undefined'], // prettier-ignore
  ['an index below its array is one mistake', 'int a[2], n = -1; cpu 0 { int i = n; int r = a[i]; }', 'undefined'], // prettier-ignore
  ['the lowest number has no quotient by -1', 'int x = -2147483648, y = -1, z; cpu 0 { int a = x; int b = y; z = a / b; }', 'undefined'], // prettier-ignore
  ['a local that is static is one for all calls', 'int f(void) { static int n = 5; return ++n; } cpu 0 { int a = f(); int b = f(); } observe cpu0.a, cpu0.b;', 'cpu0.a=6 cpu0.b=7'], // prettier-ignore
  ['a struct on the stack begins as a copy', 'struct s { int a, b; } g = { 1, 2 }; cpu 0 { struct s l = g; g.a = 9; g = l; } observe g.a, g.b;', 'g.a=1 g.b=2'], // prettier-ignore
  ['all assignments of C', 'int a = 40, b = 6; cpu 0 { a /= 3; a %= 8; b *= -2; } observe a, b;', 'a=5 b=-12'], // prettier-ignore
])('%s', (_, text, expected) => {
  expect(ends(text)).toEqual([expected]);
});
