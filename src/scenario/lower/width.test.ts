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
  ['as a literal, too', 'u64 c = 0x7fffffffffffffff; cpu 0 { }', '`0x7fffffffffffffff` has too many digits: a number of 64 bits has 53 here, and zeros or ones behind or before them.'], // prettier-ignore
  ['and what an int cannot hold', 'int c; cpu 0 { c = 4294967296; }', 'This does not fit into `int`, which has 32 bits; a `u64` or a `long` has 64.'], // prettier-ignore
  ['a mark in a low bit of a pointer', 'int x; unsigned long p; int *m; cpu 0 { int *q = &x; p = (unsigned long)q | 1; m = (int *)p; } observe p, m;', 'p=&x | 1 m=&x | 1'], // prettier-ignore
  ['a shift by a variable in a condition', 'int n = 1, x = 2, y; cpu 0 { if (x >> n) y = 7; else y = 8; } observe y;', 'y=7'], // prettier-ignore
])('%s', (_, text, expected) => {
  expect(ends(text)).toEqual([expected]);
});
