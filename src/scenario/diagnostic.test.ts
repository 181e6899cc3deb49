import { describe, expect, test } from 'vitest';
import { compileScenario, formatDiagnostic } from './index.ts';

/** `CODE@LINE:COL` of every diagnostic of a text. */
function codes(text: string): string[] {
  const { scenario, diagnostics } = compileScenario(text, 'test');
  // A row that names nothing costs its interleaving alone.
  if (diagnostics.some((d) => d.severity === 'error'))
    expect(scenario?.mistaken ?? null).toEqual(scenario && expect.any(Array));
  // The property that every text here declares is mostly not what is tested; `lint/lint.test.ts` is about that.
  const told = diagnostics.filter(
    (d) => !['never-asserted', 'unused-option', 'unused-ghost'].includes(d.code),
  );
  return told.map((d) => {
    const before = text.slice(0, d.from).split('\n');
    return `${d.code}@${String(before.length)}:${String((before[before.length - 1] ?? '').length + 1)}`;
  });
}

const cpu = (body: string, head = 'int x, y;\nproperty bad "must not be"\n') => `${head}cpu 0 { ${body} }`;

describe('diagnostics', () => {
  test.each([
    ['nothing at all', '', ['no-cpu@1:1']],
    ['no CPU', 'int x;', ['no-cpu@1:1']],
    ['garbage', '%%% &&& ???', ['syntax@1:1']],
    ['a litmus test', 'AArch64 MP\n{ 0:X1=x; }\n P0 | P1 ;\nexists (x=1)\n', ['litmus-test@1:1']],
    ['missing semicolon', cpu('x = 1 y = 2;'), ['syntax@3:14']],
    ['missing brace', cpu('if (x) { y = 1;'), ['syntax@3:26']],
    ['missing parenthesis', cpu('smp_mb(;'), ['syntax@3:16']],
    ['unknown variable', cpu('z = 1;'), ['unknown-name@3:9']],
    [
      'a part of a local that is memory, said once',
      `${cpu('struct s s = { 1 }; x = s.a;', 'struct s { int a; };\nint x; property bad "b"\n')}\nfinal(cpu0.s.a == 1, bad);`,
      ['unknown-name@4:7'],
    ],
    [
      'a member that the struct around it has not',
      cpu('int *p = &s.a; struct s *q = container_of(p, struct s, b); q->a = 1;', 'struct s { int a; } s;\n'),
      ['unknown-member@2:64'],
    ],
    ['unknown function', cpu('smp_mbb();'), ['unknown-function@3:9']],
    ['wrong number of arguments', cpu('WRITE_ONCE(x);'), ['arguments@3:9']],
    ['unknown property', cpu('assert(x, baad);'), ['unknown-property@3:19']],
    ['break outside a loop', cpu('break;'), ['no-loop@3:9']],
    ['unknown label', cpu('goto out;'), ['unknown-label@3:14']],
    ['name declared twice', 'int x; int x; cpu 0 { }', ['duplicate-name@1:12']],
    ['recursion', 'void f(void) { f(); } cpu 0 { f(); }', ['recursion@1:16']],
    [
      'mutual recursion',
      'void f(void) { g(); }\nvoid g(void) { f(); } cpu 0 { f(); }',
      ['recursion@1:16', 'recursion@2:16'],
    ],
    ['types in a circle', 'typedef a_t b_t;\ntypedef b_t a_t;\na_t x; cpu 0 { x = 1; }', ['circle@2:13']],
    ['names in a circle', '#define A B + 1\n#define B A\nint x; cpu 0 { x = A; }', ['circle@2:9']],
    ['a case twice', cpu('switch (x) { case 1: y = 1; case 2: case 0x1: y = 2; }'), ['duplicate-case@3:50']],
    [
      'the value of a void function',
      cpu('x = f(); int r = 1 + f();', 'int x; void f(void) { }\n'),
      ['no-value@2:13', 'no-value@2:30'],
    ],
    ['CPUs not numbered in order', 'cpu 1 { }', ['cpu-number@1:1']],
    [
      'unknown option value in code',
      cpu('if (o == c) x = 1;', 'int x; option o = a | b\n'),
      ['unknown-value@2:18'],
    ],
    [
      'unknown option in a variant',
      `${cpu('')}\nvariant v "t" { o = 1 } model arm expect holds`,
      ['unknown-option@4:17'],
    ],
    ['unknown model', `${cpu('')}\nvariant v "t" { } model pso expect holds`, ['unknown-value@4:25']],
    [
      'duplicate id',
      `${cpu('')}\nvariant v "t" { } model sc expect holds\nvariant v "t" { } model sc expect holds`,
      ['duplicate-id@5:9'],
    ],
    ['constant assigned', cpu('A = 1;', 'enum e { A };\n'), ['not-assignable@2:9']],
    ['ghost read by code', cpu('x = g;', 'int x; ghost bool g;\n'), ['ghost-access@2:13']],
    ['effect on a shared variable', cpu('x = 1 @ y = 2;'), ['not-ghost@3:17']],
    ['index out of bounds', cpu('a[2] = 1;', 'int a[2];\n'), ['out-of-bounds@2:9']],
    ['a value where a place is needed', cpu('WRITE_ONCE(1, 2);'), ['not-lvalue@3:20']],
    ['address of a local', cpu('int r = 1; x = READ_ONCE(r);'), ['no-address@3:34']],
    ['interrupt without a handler', cpu('raise(kick, 0);'), ['unknown-irq@3:15']],
    [
      'interrupt to a CPU that has no handler',
      'on irq k cpu 1 { } cpu 0 { raise(k, 0); } cpu 1 { }',
      ['no-handler@1:28'],
    ],
    ['primitive of the other architecture', `arch x86\n${cpu('isb();')}`, ['wrong-arch@4:9']],
    [
      'flush of the other architecture',
      `arch x86\npage va = { frame -> none };\n${cpu('tlbi(va);')}`,
      ['wrong-arch@5:9'],
    ],
    [
      'the other way round',
      `arch arm64\npage va = { frame -> none };\n${cpu('invlpg(va);')}`,
      ['wrong-arch@5:9'],
    ],
    ['comparison as a statement', cpu('x == 1;'), ['no-effect@3:9']],
    ['a ghost set behind a DSB', cpu('dsb(ish); g = 1;', 'ghost int g;\n'), ['ghost-early@2:19']],
    ['a ghost set when the DSB is complete', cpu('dsb(ish) @ g = 1;', 'ghost int g;\n'), []],
    [
      'several mistakes at once',
      cpu('z = 1; break; f();'),
      ['unknown-name@3:9', 'no-loop@3:16', 'unknown-function@3:23'],
    ],
  ])('%s', (_, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  test('rows of an interleaving that name nothing or too much', () => {
    const head = `${cpu('x = 1; y = 1;')}\nvariant v "t" { } model arm expect holds\ninterleaving i "t" by "w" of v {`;
    expect(codes(`${head} 0: z = 1; }`)).toEqual(['unknown-statement@5:34']);
    expect(codes(`${head} 3: x = 1; }`)).toEqual(['unknown-cpu@5:34']);
    expect(codes(`${head} 0: 1; }`)).toEqual(['ambiguous-row@5:34']);
    expect(codes(`${head} 0: x = 1 visible; }`)).toEqual([]);
    expect(codes(`${head} 0: x = 1 value; }`)).toEqual(['unknown-statement@5:34']);
    expect(codes(head.replace('of v', 'of w') + ' }')).toEqual(['unknown-variant@5:30']);
  });

  test('a row names a statement by its label, its text, part of it, or the call it stands in', () => {
    const text = (row: string) =>
      `int x, y; void f(void) { x = 2; smp_mb(); } cpu 0 { take: x = 1; if (READ_ONCE(y) == 3) f(); wait: while (x != y) cpu_relax(); }
      variant v "t" { } model arm expect holds interleaving i "t" by "w" of v { 0: ${row}; }`;
    const keys = (row: string) =>
      compileScenario(text(row), 'test').scenario?.interleavings[0]?.rows[0]?.keys;
    expect(keys('take')).toEqual(['2']);
    expect(keys('x = 2 visible')).toEqual(['4.1']);
    expect(keys('READ_ONCE(y) == 3 value')).toEqual(['3']);
    expect(keys('f')).toEqual(['4.1']);
    expect(keys('f() visible')).toEqual(['4.1']);
    expect(keys('wait value')).toEqual(['6', '6a']);
    expect(keys('READ_ONCE(y) == 3')).toEqual(['3']);
    // In quotes: what is no expression, as much of it as tells it from the others; a statement is its branch as well.
    expect(keys('"while (x != y)" value')).toEqual(['6', '6a']);
    expect(keys('"if (READ_ONCE(y) == 3)"')).toEqual(['3', '3~0']);
    expect(keys('"x = 1" visible')).toEqual(['2']);
  });

  test('a fix says what to insert', () => {
    const text = cpu('x = 1 y = 2;');
    const fix = compileScenario(text, 'test').diagnostics[0]?.fix;
    expect(fix).toMatchObject({ insert: ';' });
    const fixed = text.slice(0, fix?.from) + (fix?.insert ?? '') + text.slice(fix?.to);
    expect(codes(fixed)).toEqual([]);
  });

  test('a near miss is suggested', () => {
    const [found] = compileScenario(cpu('WRITE_ONE(x, 1);'), 'test').diagnostics;
    expect(found?.message).toContain('WRITE_ONCE');
    expect(found?.fix?.insert).toBe('WRITE_ONCE');
  });

  test('nothing throws: binary, huge, deep and unfinished input', () => {
    expect(codes('\u0000\u0001\u0002ELF')).toEqual(['not-text@1:1']);
    expect(codes('x'.repeat(1 << 20))).toEqual(['too-large@1:1']);
    expect(codes(`cpu 0 { ${'('.repeat(5000)}`)[0]).toMatch(/^too-deep/);
    expect(codes(`int x; cpu 0 { ${'{'.repeat(1000)}${'}'.repeat(1000)} }`)[0]).toMatch(/^too-deep/);
    const whole = cpu('int r = READ_ONCE(x); if (r == 1) { smp_mb(); y = 2; } else return;');
    for (let i = 0; i <= whole.length; i++)
      expect(() => compileScenario(whole.slice(0, i), 'test')).not.toThrow();
  });

  test('a terminal sees the line and a caret', () => {
    const text = cpu('z = 1;');
    const [found] = compileScenario(text, 'test').diagnostics;
    expect(found && formatDiagnostic('f.smp', text, found)).toBe(
      'f.smp:3:9 unknown-name Found the name `z`, which is not declared. Did you mean `x`?\n    cpu 0 { z = 1; }\n            ^',
    );
  });
});
