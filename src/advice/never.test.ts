/** Why something never happens: the circle, what keeps each of its parts, and what happens without. */
import { describe, expect, test } from 'vitest';
import type { Model } from '../machine/index.ts';
import { compileText, instantiate } from '../scenario/index.ts';
import { finish } from './never.ts';
import { whyHolds, type Holding } from './why-holds.ts';
import { whyRefused, type Refusal } from './why-refused.ts';

const LIMITS = { states: 20_000 };

function compiled(text: string) {
  const { scenario, diagnostics } = compileText(`scenario "s"\narch arm64 | x86\n${text}`, 's');
  const program = scenario && instantiate(scenario, {}).program;
  if (!scenario || !program) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return { scenario, program };
}

function holding(text: string, model: Model, slug = 'bad'): Holding {
  const { program } = compiled(text);
  return finish(whyHolds(program, model, { k: 'property', slug }, LIMITS));
}

function refused(text: string, model: Model): Refusal {
  const { scenario, program } = compiled(text);
  const [drawn] = scenario.interleavings;
  if (!drawn) throw new Error('there is no interleaving');
  return finish(whyRefused(program, model, drawn));
}

const DEKKER = (barrier: string) => `
  property bad "neither sees the other"
  static int x;
  static int y;
  cpu 0 "a" { WRITE_ONCE(x, 1); ${barrier} int r = READ_ONCE(y); }
  cpu 1 "b" { WRITE_ONCE(y, 1); ${barrier} int r = READ_ONCE(x); }
  final(cpu0.r || cpu1.r, bad);
  variant v "" { } model arm expect holds`;

const MESSAGE = (give: string, take: string) => `
  property bad "old data"
  static int data;
  static int flag;
  cpu 0 "a" { WRITE_ONCE(data, 1); ${give} }
  cpu 1 "b" { int f = 0; int r = 1; ${take} }
  final(!cpu1.f || cpu1.r, bad);
  variant v "" { } model arm expect holds`;

describe('a property that holds', () => {
  test('by two barriers: each part of the circle, and that it falls without either', () => {
    const { short, chain, never } = holding(DEKKER('smp_mb();'), 'arm');
    expect(short).toBe('CPU 0’s smp_mb() and CPU 1’s smp_mb() forbid it');
    expect(chain).toEqual([
      'CPU 0’s store to x is visible before CPU 0’s load of y takes its value (CPU 0’s smp_mb()).',
      'CPU 0’s load of y finds 0, so it comes before CPU 1’s store to y.',
      'CPU 1’s store to y is visible before CPU 1’s load of x takes its value (CPU 1’s smp_mb()).',
      'CPU 1’s load of x finds 0, so it comes before CPU 0’s store to x.',
      'So CPU 0’s store to x would have to come before itself.',
      'Without any one of CPU 0’s smp_mb() and CPU 1’s smp_mb() it happens.',
    ]);
    expect(never.k === 'ordered' && never.run.end).toBe('violated');
  });

  test('by what the model keeps', () => {
    const { short, chain } = holding(DEKKER(''), 'sc');
    expect(short).toBe('the order that sc keeps forbids it');
    expect(chain[0]).toContain('(sc keeps program order)');
    expect(holding(DEKKER(''), 'tso').never.k).toBe('happens');
    const passed = holding(
      MESSAGE('WRITE_ONCE(flag, 1);', 'f = READ_ONCE(flag); r = READ_ONCE(data);'),
      'tso',
    );
    expect(passed.chain.join(' ')).toMatch(/tso keeps stores in order.*tso keeps loads in order/);
  });

  test('by release and acquire, by an address that comes of a load', () => {
    const released = holding(
      MESSAGE('smp_store_release(&flag, 1);', 'f = smp_load_acquire(&flag); r = READ_ONCE(data);'),
      'arm',
    );
    expect(released.short).toBe(
      'CPU 0’s smp_store_release(&flag, 1) and CPU 1’s smp_load_acquire(&flag) forbid it',
    );
    const pointed = holding(
      `property bad "old data"
       static int data;
       static int other = 1;
       static int *p = &other;
       cpu 0 "a" { WRITE_ONCE(data, 1); smp_wmb(); WRITE_ONCE(p, &data); }
       cpu 1 "b" { int *q = READ_ONCE(p); int r = READ_ONCE(*q); }
       final(cpu1.r, bad);
       variant v "" { } model arm expect holds`,
      'arm',
    );
    expect(pointed.short).toBe('CPU 0’s smp_wmb() and the address dependency forbid it');
  });

  test('by a lock: neither CPU can be first', () => {
    const { short, chain } = holding(
      `property bad "torn"
       static DEFINE_SPINLOCK(l);
       static int x;
       cpu 0 "a" { spin_lock(&l); x = 1; x = 2; spin_unlock(&l); }
       cpu 1 "b" { spin_lock(&l); int r = x; spin_unlock(&l); }
       final(cpu1.r != 1, bad);
       variant v "" { } model arm expect holds`,
      'arm',
    );
    expect(short).toBe('spin_lock(&l) forbids it');
    expect(chain).toContain('So CPU 0 cannot have l before CPU 1 has it.');
    expect(chain).toContain('So CPU 1 cannot have l before CPU 0 has it.');
    expect(chain.at(-1)).toBe('Without spin_lock(&l) it happens.');
  });

  test('by nothing that orders', () => {
    const { never } = holding(
      `property bad "from nowhere"
       static int x;
       cpu 0 "a" { WRITE_ONCE(x, 1); }
       cpu 1 "b" { int r = READ_ONCE(x); }
       final(cpu1.r != 2, bad);
       variant v "" { } model arm expect holds`,
      'arm',
    );
    expect(never.k).toBe('whatever');
  });
});

test('rows that cannot be are told by their lines, whichever way they are read', () => {
  const rows = (reading: string, ...lines: string[]) =>
    `${DEKKER('smp_mb();')}\ninterleaving i "i" by "me" of v ${reading} {\n${lines.join('\n')}\n}`;
  const drawn = refused(
    rows(
      'drawn',
      '0: WRITE_ONCE(x, 1);',
      '0: smp_mb();',
      '1: WRITE_ONCE(y, 1);',
      '1: smp_mb();',
      '0: r = READ_ONCE(y) value = 0;',
      '1: r = READ_ONCE(x) value = 0;',
    ),
    'arm',
  );
  expect(drawn.short).toBe('smp_mb() in line 2 and smp_mb() in line 4 forbid it');
  expect(drawn.chain[1]).toBe('Line 5’s load of y finds 0, so it comes before line 3’s store to y.');
  const effects = refused(
    rows(
      '',
      '0: r = READ_ONCE(y) value = 0;',
      '1: WRITE_ONCE(y, 1) visible;',
      'impossible 0: WRITE_ONCE(x, 1) visible;',
    ),
    'arm',
  );
  expect(effects.chain[0]).toBe(
    'Line 3’s store to x is visible before line 1’s load of y takes its value (CPU 0’s smp_mb()).',
  );
  expect(effects.chain).toContain('Line 2’s store to y is drawn above line 3’s store to x.');
});
