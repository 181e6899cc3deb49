import { describe, expect, test } from 'vitest';
import type { Settings } from '../api.ts';
import { line, program, shown } from './listing.fixture.ts';

/** The code of one CPU's task, one instruction a line, without its end. */
function code(text: string, settings: Settings = {}, cpu = 0): string[] {
  const p = program(text, settings);
  const entry = p.cpus[cpu]?.entry ?? 0;
  const end = p.code.findIndex((instr, pc) => pc >= entry && (instr.op === 'halt' || instr.op === 'eret'));
  return p.code.slice(entry, end).map((instr) => line(p, instr));
}

const HEAD = 'int x, y, z; int a[4]; int *p = &x; ghost int g; property bad "bad"\n';
const body = (statements: string, settings: Settings = {}, head = HEAD) =>
  code(`${head} cpu 0 { ${statements} }`, settings);

describe('statements', () => {
  test.each([
    ['a store', 'WRITE_ONCE(x, 1);', ['store x, 1']],
    ['a plain access is one too', 'x = y;', ['r0 = load y', 'store x, r0']],
    ['a load straight into its local', 'int r = READ_ONCE(x);', ['r0 = load x']],
    [
      'several accesses in C’s order',
      'x = y + a[1] * 2;',
      ['r0 = load y', 'r1 = load a[1]', 'store x, (r0 + (r1 * 2))'],
    ],
    ['update of shared memory', 'x += 2;', ['r0 = load x', 'store x, (r0 + 2)']],
    [
      'pointers',
      'int *q = READ_ONCE(p); WRITE_ONCE(*q, 1); p = &a[2];',
      ['r0 = load p', 'store r0, 1', 'store p, a[2]'],
    ],
    [
      'arrays by a register',
      'int i = READ_ONCE(x); y = a[i];',
      ['r0 = load x', 'r1 = load (a[0] + r0) @ assert ((r0 >= 0) && (r0 < 4))', 'store y, r1'],
    ],
    [
      'a division by what only the run knows',
      'int i = READ_ONCE(x); y = i > 0 && 8 / i > 2;',
      ['r0 = load x', 'effect @ assert (!(r0 > 0) || (r0 != 0))', 'store y, ((r0 > 0) && ((8 / r0) > 2))'],
    ],
    [
      'a wait whose condition has a value or not before it begins',
      'int i = READ_ONCE(y); while (!test_bit(i, &x)) cpu_relax();',
      ['r0 = load y', 'effect @ assert ((r0 & -32) == 0)', 'r1 = load x', 'await ((r1 >> r0) & 1) from 2'],
    ],
    ['constants fold', 'int n = 3; x = n * 2 + (1 << n);', ['store x, 14']],
    [
      'a dependency is never folded away',
      'int r = READ_ONCE(x); y = r ^ r;',
      ['r0 = load x', 'store y, (r0 ^ r0)'],
    ],
    [
      'locals cost no access',
      'int i = 0; i++; i += 4; x = i;',
      ['r0 = 0', 'r0 = (r0 + 1)', 'r0 = (r0 + 4)', 'store x, r0'],
    ],
    [
      'acquire and release',
      'int r = smp_load_acquire(&x); smp_store_release(&y, r);',
      ['r0 = acquire x', 'release y, r0'],
    ],
  ])('%s', (_, text, expected) => {
    expect(body(text)).toEqual(expected);
  });

  test.each([
    ['xchg(&x, 1);', 'r0 = rmw.a.l x, 1'],
    ['xchg_relaxed(&x, 1);', 'r0 = rmw x, 1'],
    ['cmpxchg_acquire(&x, 0, 1);', 'r0 = rmw.a x, 1 if (old == 0)'],
    ['atomic_inc(&x);', 'rmw x, (old + 1)'],
    ['set_bit(2, &x);', 'rmw x, (old | 4)'],
    ['clear_bit(0, &x);', 'rmw x, (old & -2)'],
    ['test_and_set_bit(1, &x);', 'r0 = rmw.a.l x, (old | 2)'],
    ['atomic_fetch_add_release(3, &x);', 'r0 = rmw.l x, (old + 3)'],
  ])('%s', (text, expected) => {
    expect(body(text)).toEqual([expected]);
  });

  test('the stars of a declaration belong to its type, not to what a row says', () => {
    const { code } = program('int x; int *g = &x; cpu 0 { int *p = READ_ONCE(g), **q = &g; *q = p; }');
    const said = code.map(({ at }) => at.text);
    expect(said).toEqual(expect.arrayContaining(['p = READ_ONCE(g)', '*q = p']));
  });

  test('the value of an atomic is computed, not loaded again', () => {
    expect(body('x = atomic_add_return(2, &y);')).toEqual(['r0 = rmw.a.l y, (old + 2)', 'store x, (r0 + 2)']);
  });

  test('barriers are those of the architecture', () => {
    const text = 'smp_mb(); smp_rmb(); smp_wmb();';
    expect(body(text)).toEqual(['dmb.sy', 'dmb.ld', 'dmb.st']);
    expect(body(text, {}, `arch x86 ${HEAD}`)).toEqual(['mfence']);
    expect(body(text, { arch: 'x86' }, `arch arm64 | x86 ${HEAD}`)).toEqual(['mfence']);
    expect(body('dsb(ishst); dsb(ish); dmb(ishld); isb();')).toEqual(['dsb.st', 'dsb.sy', 'dmb.ld', 'isb']);
  });
});

describe('control', () => {
  test('if and else', () => {
    expect(body('if (x == 1) y = 1; else y = 2; z = 3;')).toEqual([
      'r0 = load x',
      'if (r0 != 1) jump 4',
      'store y, 1',
      'jump 5',
      'store y, 2',
      'store z, 3',
    ]);
  });

  test('&& and || branch only where the right side touches memory', () => {
    expect(body('int r = READ_ONCE(x); if (r > 1 && r < 5) y = 1;')).toEqual([
      'r0 = load x',
      'if !((r0 > 1) && (r0 < 5)) jump 3',
      'store y, 1',
    ]);
    expect(body('if (x && y) z = 1;')).toEqual([
      'r0 = load x',
      'if !r0 jump 5',
      'r1 = load y',
      'if !r1 jump 5',
      'store z, 1',
    ]);
    expect(body('if (x || y) z = 1;')).toEqual([
      'r0 = load x',
      'if r0 jump 4',
      'r1 = load y',
      'if !r1 jump 5',
      'store z, 1',
    ]);
  });

  test('a wait with one shared load spins, any other loop runs', () => {
    expect(body('while (!READ_ONCE(x)) cpu_relax();')).toEqual(['r0 = load x', 'await r0 from 0']);
    expect(body('while (smp_load_acquire(&x) != 2) ;')).toEqual(['r0 = acquire x', 'await (r0 == 2) from 0']);
    expect(body('while (x != y) cpu_relax();')).toEqual([
      'r0 = load x',
      'r1 = load y',
      'if (r0 == r1) jump 4',
      'jump 0',
    ]);
    expect(body('while (x) y = 1;')).toEqual(['r0 = load x', 'if !r0 jump 4', 'store y, 1', 'jump 0']);
    expect(body('do { y = 1; } while (x);')).toEqual(['store y, 1', 'r0 = load x', 'if r0 jump 0']);
    expect(body('for (int i = 0; i < 2; i++) x = i;')).toEqual([
      'r0 = 0',
      'if !(r0 < 2) jump 5',
      'store x, r0',
      'r0 = (r0 + 1)',
      'jump 1',
    ]);
  });

  test('break and continue', () => {
    expect(body('while (1) { if (x) break; if (y) continue; z = 1; }')).toEqual([
      'r0 = load x',
      'if !r0 jump 3',
      'jump 8',
      'r1 = load y',
      'if !r1 jump 6',
      'jump 7',
      'store z, 1',
      'jump 0',
    ]);
  });

  test('for_each_cpu is unrolled with constants', () => {
    const text = `${HEAD} cpu 0 { for_each_cpu (cpu, cpu_online_mask & ~BIT(this_cpu)) a[cpu] = cpu; } cpu 1 { } cpu 2 { }`;
    expect(code(text)).toEqual(['store a[1], 1', 'store a[2], 2']);
  });

  test('either chooses', () => {
    expect(body('either "one" { x = 1; } or { y = 1; } z = 1;')).toEqual([
      'choose 1 3',
      'store x, 1',
      'jump 4',
      'store y, 1',
      'store z, 1',
    ]);
  });
});

describe('functions', () => {
  test('are inlined, constants go through parameters', () => {
    const head = `${HEAD} void put(int i, int v) { if (i == 1) a[i] = v; } int get(int *q) { return READ_ONCE(*q); }\n`;
    expect(body('put(1, 5); put(2, 6); x = get(&y) + get(&z);', {}, head)).toEqual([
      'store a[1], 5',
      'r0 = load y',
      'r1 = load z',
      'store x, (r0 + r1)',
    ]);
  });

  test('return leaves the function only', () => {
    const head = `${HEAD} void f(void) { if (x) return; y = 1; }\n`;
    expect(body('f(); z = 1;', {}, head)).toEqual([
      'r0 = load x',
      'if !r0 jump 3',
      'jump 4',
      'store y, 1',
      'store z, 1',
    ]);
  });

  test('scopes and keys tell where an instruction comes from', () => {
    const p = program(`${HEAD} void g1(void) { x = 1; } void f(void) { g1(); y = 1; } cpu 0 { f(); f(); }`);
    expect(
      p.code.map(({ at }) => `${at.key} ${at.scope.map((s) => p.scopes[s]?.name ?? '?').join('/')}`),
    ).toEqual(['1.1.1 f/g1', '1.2 f', '2.1.1 f/g1', '2.2 f', 'end ']);
  });
});

describe('options', () => {
  const head = `${HEAD} option mb = on | off option how = a1 | b1 | c1\n`;
  test('fold away what is not chosen', () => {
    const text = 'if (mb) smp_mb(); if (how == b1) x = 1; else if (how != a1) x = 2; y = mb ? 1 : 2;';
    expect(body(text, {}, head)).toEqual(['dmb.sy', 'store y, 1']);
    expect(body(text, { mb: 'off', how: 'b1' }, head)).toEqual(['store x, 1', 'store y, 2']);
    expect(body(text, { how: 'c1' }, head)).toEqual(['dmb.sy', 'store x, 2', 'store y, 1']);
  });

  test('of numbers compare as numbers, with anything', () => {
    const numbers = `${HEAD} option size = 2 | 3\n`;
    const text = 'int nr = 3; if (size == nr) x = 1; if (size == 2) y = 1; if (size == READ_ONCE(z)) y = 2;';
    expect(body(text, {}, numbers)).toEqual([
      'store y, 1',
      'r1 = load z',
      'if (2 != r1) jump 4',
      'store y, 2',
    ]);
    expect(body(text, { size: '3' }, numbers)[0]).toBe('store x, 1');
  });

  test('reach initial values and the hardware', () => {
    const p = program(
      'option v = 1 | 2 hardware eos = 1 | 0 hardware fetch = strict | line int x = v * 10; text t = { old -> new }; cpu 0 { execute(t); }',
      { v: '2', eos: '0', fetch: 'line' },
    );
    expect(p.cells[0]).toMatchObject({ name: 'x', init: 20 });
    expect(p.hardware).toMatchObject({ eos: false, eis: true });
    expect(p.sites).toEqual([{ name: 't', cells: [1], fetch: 'line' }]);
  });
});

describe('properties', () => {
  test('effects ride on the statement’s last access', () => {
    expect(body('int r = READ_ONCE(*p) @ g = r, assert(r != 2, bad);')).toEqual([
      'r1 = load p',
      'r0 = load r1 @ g = r0, assert (r0 != 2)',
    ]);
    expect(body('int r = READ_ONCE(x) + 1 @ assert(r == 2, bad);')).toEqual([
      'r1 = load x @ assert ((r1 + 1) == 2)',
      'r0 = (r1 + 1)',
    ]);
    expect(body('x = 1 @ g += 1;')).toEqual(['store x, 1 @ g = ({g} + 1)']);
  });

  test('behind a call they come when it returns', () => {
    const head = `${HEAD} void f(void) { x = 1; smp_mb(); }\n`;
    expect(body('f() @ g = 1;', {}, head)).toEqual(['store x, 1', 'dmb.sy', 'effect @ g = 1']);
  });

  test('ghosts and asserts as statements', () => {
    expect(body('g = 4; assert(g == 4 && x == 0, bad);')).toEqual([
      'effect @ g = 4',
      'effect @ assert (({g} == 4) && ({x} == 0))',
    ]);
  });

  test('invariants, finals and what is observed', () => {
    const p = program(
      `${HEAD} invariant(x < 2, bad); final(cpu0.r == 1, bad); observe x, cpu0.r; cpu 0 { int r = READ_ONCE(x); }`,
    );
    expect(p.invariants.map(({ cond }) => shown(p, cond))).toEqual(['({x} < 2)']);
    expect(p.finals[0]?.cond).toMatchObject({ a: { k: 'final', cpu: 0, r: 0 } });
    expect(p.observed.map(({ name }) => name)).toEqual(['x', 'cpu0.r']);
  });
});

describe('interrupts', () => {
  const text = `${HEAD} on irq kick { y = this_cpu; } on irq other { }
    cpu 0 { raise(kick, 1); } cpu 1 { unsigned long f; local_irq_save(f); local_irq_disable(); x = 1; local_irq_restore(f); } cpu 2 irqs off { unsigned long f; local_irq_save(f); x = 1; local_irq_restore(f); }`;
  test('handlers exist only where they can be reached', () => {
    const p = program(text);
    expect(p.irqs).toEqual([{ name: 'kick', kind: 'irq' }]);
    expect(p.cpus.map((c) => c.irqHandlers.map((h) => h !== null))).toEqual([[false], [true], [false]]);
    expect(p.issueIsStep).toEqual([false, true, false]);
  });

  test('a breakpoint reaches only who executes what may be patched', () => {
    const p = program(
      'arch x86 text s { b0, tail } = { old -> new }; on bp { } cpu 0 { s.b0 = INT3; } cpu 1 { execute(s); }',
    );
    expect(p.issueIsStep).toEqual([false, true]);
  });

  test('masking what is masked is no step', () => {
    expect(code(text, {}, 1)).toEqual(['irq.disable', 'store x, 1', 'irq.enable']);
    expect(code(text, {}, 2)).toEqual(['store x, 1']);
  });
});

describe('text and pages', () => {
  test('bytes decode to versions, a trap or torn', () => {
    const p = program('arch x86 text s { b0, tail } = { old -> new }; cpu 0 { s.b0 = INT3; execute(s); }');
    const execute = p.code.find((i) => i.op === 'execute');
    expect(
      execute?.op === 'execute' && [
        execute.decode['0,0'],
        execute.decode['1,1'],
        execute.decode['204,0'],
        execute.decode['0,1'],
      ],
    ).toMatchObject([{ k: 'value', value: 0 }, { k: 'value', value: 1 }, { k: 'trap' }, { k: 'torn' }]);
  });

  test('a page has a PTE of its own', () => {
    const p = program(
      'page va = { f1: 1 -> f2: 2 }; int x; cpu 0 { pte_clear(va); tlbi(va); set_pte(va, f2); x = access(va); }',
    );
    expect(p.pages).toMatchObject([{ name: 'va' }]);
    expect(
      code(
        'page va = { f1: 1 -> f2: 2 }; int x; cpu 0 { pte_clear(va); tlbi(va); set_pte(va, pte(f2)); x = access(va); }',
      )[0],
    ).toBe('store PTE(va), 0');
    expect(p.cells.filter((c) => c.kind === 'pte')[0]?.values).toMatchObject({ 0: 'none' });
  });
});
