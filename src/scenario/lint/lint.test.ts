import { describe, expect, test } from 'vitest';
import { compileScenario } from '../index.ts';

/** `severity code` of every diagnostic; a warning does not stop the compile, an error does. */
function told(text: string): readonly string[] {
  const { scenario, diagnostics } = compileScenario(text, 'lint');
  expect(scenario === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
  return diagnostics.map(({ severity, code }) => `${severity} ${code}`);
}

const body = (code: string) => `int x, y = 0; int *p = &x;\ncpu 0 { ${code} }`;

describe('declarations that mean nothing', () => {
  test.each([
    ['a property that nothing asserts', 'property p "p"\ncpu 0 { }', 'warning never-asserted'],
    ['an option that nothing asks for', 'option o = a | b\ncpu 0 { }', 'warning unused-option'],
    ['a compiler that there is not', 'option compiler = faithful | lkm\ncpu 0 { }', 'error unknown-value'],
    ['a function that nobody calls', 'void f(void) { }\ncpu 0 { }', 'warning unused-function'],
    ['a handler of what is never raised', 'on irq k { }\ncpu 0 { }', 'warning never-raised'],
    ['a ghost that no property looks at', 'ghost int g;\ncpu 0 { g = 1; }', 'warning unused-ghost'],
    [
      'a ghost that nothing sets',
      'property p "p"\nghost int g;\ncpu 0 { }\ninvariant(g == 0, p);',
      'warning never-set',
    ],
    [
      'an interleaving without rows',
      'cpu 0 { }\nvariant v "t" { } model sc expect holds\ninterleaving i "t" by "w" of v { }',
      'warning no-rows',
    ],
    ['a second title', 'scenario "a"\nscenario "b"\ncpu 0 { }', 'error duplicate-declaration'],
    ['a second architecture', 'arch x86\narch arm64\ncpu 0 { }', 'error duplicate-declaration'],
    ['two agents of one name', 'cpu 0 { }\nagent a { }\nagent a { }', 'error duplicate-declaration'],
    ['a value that the hardware does not have', 'hardware eos = maybe | 1\ncpu 0 { }', 'error unknown-value'],
    [
      'a kind of lock that there is not',
      'option o = fair | quick\nlock l by o;\ncpu 0 { }',
      'error unknown-value',
    ],
    ['a place where no CPU can be', 'option o = user | space\ncpu 0 in o { }', 'error unknown-value'],
    ['two versions of one value', 'text t = { a: 1 -> b: 1 };\ncpu 0 { }', 'error version-value'],
    ['a version that is the breakpoint', 'text t = { a -> b: 204 };\ncpu 0 { }', 'error version-value'],
    ['a frame with two contents', 'page a = { f: 1 };\npage b = { f: 2 };\ncpu 0 { }', 'error frame-value'],
    ['a variable that a constant hides', 'int this_cpu;\ncpu 0 { }', 'error reserved-name'],
    [
      'a setting twice',
      'int x; option o = on | off\ncpu 0 { if (o) x = 1; }\nvariant v "t" { o = on, o = off } model sc expect holds',
      'error duplicate-name',
    ],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  test('a function whose name is given away is called from there', () => {
    const text = (how: string) =>
      `property p "p"\nghost int g;\nstruct kref k;\nvoid gone(struct kref *r) { barrier() @ g = 1; }\ncpu 0 { ${how} }\ninvariant(g == 0, p);`;
    expect(told(text('kref_put(&k, gone);'))).toEqual([]);
    expect(told(text('kref_get(&k);'))).toEqual(['warning never-set', 'warning unused-function']);
  });

  test('an option of the prelude knows the prelude’s values only, where its code is reached', () => {
    const option = 'arch x86\noption sync3 = mine\ntext t { a, b } = { o -> n };\n';
    const poke = `${option}on bp { int3_emulate(n); }\ncpu 0 { text_poke_bp_steps(&t, n); }`;
    expect(told(poke)).toEqual(['error unknown-value']);
    expect(told(`${option}int x;\ncpu 0 { if (sync3 == mine) x = 1; }`)).toEqual([]);
  });
});

describe('statements that mean nothing, or something else', () => {
  test.each([
    ['a value thrown away', 'x + 1;', 'warning no-effect'],
    ['a name alone', 'x;', 'warning no-effect'],
    ['a pure call alone', 'BIT(3);', 'warning no-effect'],
    ['a semicolon behind an if', 'if (x) ; y = 1;', 'warning empty-body'],
    ['a pointer that moves', '*p++;', 'warning no-effect'],
    ['a mask compared', 'if (x & 1 == 0) y = 1;', 'warning precedence'],
    ['a negated mask', 'if (!x & 1) y = 1;', 'warning precedence'],
    ['a comparison compared', 'if (0 < x < 3) y = 1;', 'warning precedence'],
    ['a local declared twice', 'int r = x; int r = y;', 'error duplicate-name'],
    ['a local that hides', 'int y = x;', 'warning hides'],
    ['a label twice', 'l: x = 1; l: x = 2;', 'error duplicate-label'],
    ['a value from a CPU', 'return x;', 'error return-value'],
    ['readers that nobody waits for', 'rcu_read_lock(); x = 1;', 'warning no-op'],
  ])('%s', (_, code, expected) => {
    expect(told(body(code))).toEqual([expected]);
  });

  test.each([
    '(*p)++;',
    'if ((x & 1) == 0) y = 1;',
    'if (!(x & 1)) y = 1;',
    'int r = x; { int r = y; }',
    'smp_mb();',
    'while (x) ;',
  ])('is not said of %s', (code) => {
    expect(told(body(code))).toEqual([]);
  });

  test.each([
    ['int f(void) { x = 1; }', 'f();', 'warning no-return'],
    ['void f(void) { return 1; }', 'f();', 'error return-value'],
    ['void f(int a) { int a = 1; x = a; }', 'f(1);', 'error duplicate-name'],
    [
      'void synchronize_rcu(void) { while (y) cpu_relax(); }',
      'rcu_read_lock(); synchronize_rcu();',
      undefined,
    ],
    ['static struct percpu_ref r;', 'rcu_read_lock(); percpu_ref_kill(&r); rcu_read_unlock();', undefined],
    ['on irq k { }', 'raise_nmi(k, 0);', 'warning not-nmi'],
    ['property q "q"', 'assert(true, q);', 'warning always-true'],
  ])('%s', (head, code, expected) => {
    expect(told(`${head}\n${body(code)}`)).toEqual(expected === undefined ? [] : [expected]);
  });
});

describe('locals that nothing was stored to', () => {
  test.each([
    ['int r; x = r;', 1],
    ['int r; if (y) r = 1; else r++; x = r;', 1],
    ['int *q; x = *q;', 1],
    ['int r; { int s; s = r; x = s; }', 1],
    ['int r; do { x = r; } while (y);', 1],
    ['int r; WRITE_ONCE(x, r);', 1],
    ['int r; if (y) r = 1; x = r;', 0],
    ['int r; while (y) { r = x; break; } x = r;', 0],
    ['int r; switch (y) { case 1: r = 2; break; } x = r;', 0],
    ['int r; if (y) goto out; r = 1; out: x = r;', 0],
    ['int r; if (!try_cmpxchg(&x, &r, 1)) y = r;', 0],
    ['unsigned long flags; local_irq_save(flags); local_irq_restore(flags);', 0],
    ['struct a { int b; } *p = kmalloc(sizeof(*p), GFP_KERNEL); if (p) kfree(p);', 0],
    ['int r; r = 1; { int r; r = 2; x = r; } y = r;', 0],
    ['int r = 1; { int r; r = 2; } y = r;', 0],
    ['int i, n = 0; for (i = 0; i < 2; i++) n += i; x = n;', 0],
  ])('%s', (code, count) => {
    expect(told(body(code)).filter((one) => one === 'warning unset-local')).toHaveLength(count);
  });
});

describe('variables that nobody writes', () => {
  const f = 'static int f(struct s *w) { return READ_ONCE(w->b); }';
  test.each([
    ['int x;\ncpu 0 { int r = x; }', 1],
    ['int x;\ncpu 0 { }\nproperty p "p"\nfinal(x == 0, p);', 1],
    ['int a[2];\ncpu 0 { int r = a[1]; }', 1],
    [`struct s { int a, b; } s;\n${f}\ncpu 0 { s.a = f(&s); }`, 1],
    ['DEFINE_PER_CPU(int, x);\ncpu 0 { int r = this_cpu_read(x); }', 1],
    ['int x = 0;\ncpu 0 { int r = x; }', 0],
    ['int x;\ncpu 0 { x = 1; }\ncpu 1 { int r = x; }', 0],
    ['int x;\nint *q = &x;\ncpu 0 { *q = 1; int r = x; }', 0],
    ['option o = off | on\nint x;\ncpu 0 { if (o == on) x = 1; int r = x; }', 0],
    ['int a[2];\ncpu 0 { a[0] = 1; int r = a[1]; }', 0],
    [`struct s { int a, b; } s, *q = &s;\n${f}\ncpu 0 { q->b = f(&s); }`, 0],
    ['spinlock_t l; atomic_t n;\ncpu 0 { spin_lock(&l); atomic_inc(&n); spin_unlock(&l); }', 0],
    ['DEFINE_PER_CPU(int, x);\ncpu 0 { this_cpu_inc(x); }\ncpu 1 { int r = per_cpu(x, 0); }', 0],
    ['struct list_head l;\ncpu 0 { INIT_LIST_HEAD(&l); bool e = list_empty(&l); }', 0],
  ])('%s', (text, count) => {
    expect(told(text).filter((one) => one === 'warning never-written')).toHaveLength(count);
  });

  test('of an array or a struct that is told once, by the member', () => {
    const { diagnostics } = compileScenario(
      'struct s { int a, b; } s[2];\ncpu 0 { s[0].a = s[0].b + s[1].b; }',
      'lint',
    );
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'Nobody writes `s.b` and it is given no value, so whoever reads it finds 0. Let a CPU write it, or give it the value that is meant where it is declared.',
    ]);
  });
});

test('a word of one architecture is warned of where the reader may choose the other', () => {
  const text = (code: string, arch = 'arm64 | x86') => `arch ${arch}\ncpu 0 { ${code} }`;
  expect(told(text('isb();'))).toEqual(['warning wrong-arch']);
  expect(told(text('if (arch == arm64) isb(); else sync_core();'))).toEqual([]);
  expect(told(text('isb();', 'x86'))).toEqual(['error wrong-arch']);
});
