/** Directed tests for contexts: interrupts, NMIs, traps and what exceptions synchronize (C1–C8 of memory-model.md). */
import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../words/verdict.fixture.ts';

type Row = readonly [name: string, verdict: string, how: Case, text: string];

function judge(rows: readonly Row[]): void {
  test.each(rows)('%s: %s', (_, verdict, how, text) => {
    expect(verdictOf(text, how)).toBe(verdict);
  });
}

const X86: Case = { arch: 'x86', model: 'tso' };
const ARM: Case = {};

/** A handler that must not see itself come in. */
const ALONE = 'assert(!inside, bad);';
const INSIDE = 'inside = true; inside = false;';

describe('C1 an interrupt is taken where nothing masks it', () => {
  judge([
    [
      'between any two statements',
      'violated bad',
      ARM,
      'int x; on irq one cpu 0 { assert(READ_ONCE(x) != 1, bad); } cpu 0 { WRITE_ONCE(x, 1); WRITE_ONCE(x, 2); } agent a { raise(one, 0); }',
    ],
    [
      'not where the mask is closed',
      'holds',
      ARM,
      'ghost bool inside; on irq one cpu 0 { assert(!inside, bad); } cpu 0 { local_irq_disable(); inside = true; inside = false; local_irq_enable(); } agent a { raise(one, 0); }',
    ],
    [
      'an NMI is, even there',
      'violated bad',
      ARM,
      'ghost bool inside; on nmi one cpu 0 { assert(!inside, bad); } cpu 0 { local_irq_disable(); inside = true; inside = false; local_irq_enable(); } agent a { raise_nmi(one, 0); }',
    ],
    [
      'by a CPU whose task is over too',
      'holds',
      ARM,
      'int x; on irq one cpu 1 { WRITE_ONCE(x, 1); } cpu 0 { raise(one, 1); while (READ_ONCE(x) == 0) cpu_relax(); } cpu 1 { }',
    ],
    [
      'never behind a branch that is still a guess',
      'holds',
      ARM,
      'int x; ghost bool inside; on irq one cpu 0 { assert(!inside, bad); } cpu 0 { if (READ_ONCE(x) == 1) { local_irq_enable(); inside = true; } } cpu 1 { raise(one, 0); }',
    ],
  ]);
});

describe('C2 the handler runs with the mask closed, and its return brings the old mask back', () => {
  judge([
    [
      'no second interrupt meanwhile',
      'holds',
      ARM,
      `ghost bool inside; on irq one cpu 0 { ${INSIDE} } on irq two cpu 0 { ${ALONE} } cpu 0 { } agent a { raise(one, 0); raise(two, 0); }`,
    ],
    [
      'afterwards it is open again',
      'holds',
      ARM,
      'int x; on irq one cpu 0 { } on irq two cpu 0 { WRITE_ONCE(x, 1); } cpu 0 { while (READ_ONCE(x) == 0) cpu_relax(); } agent a { raise(one, 0); raise(two, 0); }',
    ],
    [
      'closed stays closed, whatever an NMI handler did to the mask',
      'holds',
      ARM,
      'int x; ghost bool inside; on nmi one cpu 0 { local_irq_enable(); WRITE_ONCE(x, 1); } on irq two cpu 0 { assert(!inside, bad); } cpu 0 { local_irq_disable(); if (READ_ONCE(x) == 1) { inside = true; raise(two, 0); inside = false; } local_irq_enable(); } agent a { raise_nmi(one, 0); }',
    ],
  ]);
});

describe('C3 an NMI blocks NMIs until it returns', () => {
  const two = (first: string, rest = ''): string =>
    `ghost bool inside; text site = { old_insn -> new_insn }; ${rest} on nmi one cpu 0 { ${first} } on nmi two cpu 0 { ${ALONE} } cpu 0 { WRITE_ONCE(site, TRAP); sync; raise_nmi(one, 0); } agent a { raise_nmi(two, 0); }`;
  const on = (how: Case, text: string): string =>
    how === X86
      ? text.replace('TRAP', 'INT3').replace('sync;', 'sync_core();')
      : text.replace('TRAP', 'BRK').replace('sync;', 'caches_clean_inval_pou(&site); isb();');
  const bp = 'on bp { WRITE_ONCE(site, new_insn); }';
  judge([
    ['arm64', 'holds', ARM, on(ARM, two(INSIDE))],
    ['x86', 'holds', X86, on(X86, two(INSIDE))],
    [
      'afterwards the next one comes in',
      'holds',
      ARM,
      'int x, y; on nmi one cpu 0 { WRITE_ONCE(y, 1); } on nmi two cpu 0 { WRITE_ONCE(x, 1); } cpu 0 { while (READ_ONCE(x) == 0 || READ_ONCE(y) == 0) cpu_relax(); } agent a { raise_nmi(one, 0); raise_nmi(two, 0); }',
    ],
    ['opening the mask does not unblock them', 'holds', ARM, on(ARM, two(`local_irq_enable(); ${INSIDE}`))],
    [
      'x86: any IRET does, as that of a #BP inside',
      'violated bad',
      X86,
      on(X86, two('inside = true; execute(site); inside = false;', bp)),
    ],
    [
      'arm64: the ERET of a BRK inside does not',
      'holds',
      ARM,
      on(ARM, two('inside = true; execute(site); inside = false;', 'on bp { int3_emulate(new_insn); }')),
    ],
  ]);
});

describe('C4 handlers of one kind nest', () => {
  const softirq =
    'on irq one cpu 0 { local_irq_enable(); inside = true; inside = false; local_irq_disable(); }';
  judge([
    [
      'where the first opens interrupts, as __do_softirq() does',
      'violated bad',
      ARM,
      `ghost bool inside; ${softirq} on irq two cpu 0 { ${ALONE} } cpu 0 { } agent a { raise(one, 0); raise(two, 0); }`,
    ],
    [
      'and each returns to the one below',
      'holds',
      ARM,
      'int x, y; on irq one cpu 0 { local_irq_enable(); WRITE_ONCE(x, 1); local_irq_disable(); } on irq two cpu 0 { WRITE_ONCE(y, 1); } cpu 0 { while (READ_ONCE(x) == 0 || READ_ONCE(y) == 0) cpu_relax(); } agent a { raise(one, 0); raise(two, 0); }',
    ],
    [
      'a #BP handler, an interrupt in it, a #BP in that',
      'holds',
      X86,
      'int x; text site = { old_insn -> new_insn }; on bp { WRITE_ONCE(site, new_insn); local_irq_enable(); WRITE_ONCE(x, 1); local_irq_disable(); } on irq one cpu 0 { execute(site); } cpu 0 { WRITE_ONCE(site, INT3); sync_core(); execute(site); } agent a { raise(one, 0); }',
    ],
    [
      'a trap that traps for ever finds no stack',
      'violated unhandled-int3',
      X86,
      'text site = { old_insn -> new_insn }; on bp { execute(site); } cpu 0 { WRITE_ONCE(site, INT3); sync_core(); execute(site); }',
    ],
  ]);
});

describe('C5 a breakpoint goes to its handler', () => {
  const patch = 'WRITE_ONCE(site, INT3); sync_core();';
  judge([
    [
      'without one the CPU is lost',
      'violated unhandled-int3',
      X86,
      `text site = { a -> b }; cpu 0 { ${patch} execute(site); }`,
    ],
    [
      'which may emulate the instruction',
      'holds',
      X86,
      `text site = { old_insn -> new_insn }; on bp { int3_emulate(new_insn); } cpu 0 { ${patch} int i = execute(site); assert(i == new_insn, bad); }`,
    ],
    [
      'or return to it',
      'holds',
      X86,
      `text site = { old_insn -> new_insn }; on bp { WRITE_ONCE(site, new_insn); } cpu 0 { ${patch} int i = execute(site); assert(i == new_insn, bad); }`,
    ],
  ]);
});

describe('C6 what an exception synchronizes', () => {
  const handler =
    'int f; text site = { old_insn -> new_insn }; on irq kick cpu 1 { int i = execute(site); assert(i == new_insn, bad); } cpu 0 { WRITE_ONCE(site, new_insn); caches_clean_inval_pou(&site); WRITE_ONCE(f, 1); raise(kick, 1); } cpu 1 { }';
  const trapped =
    'int f; text one = { one_old -> one_new }; text two = { two_old -> two_new }; on bp { int i = execute(two); assert(i == two_new, bad); int3_emulate(one_new); } cpu 0 { WRITE_ONCE(one, BRK); caches_clean_inval_pou(&one); WRITE_ONCE(two, two_new); caches_clean_inval_pou(&two); WRITE_ONCE(f, 1); } cpu 1 { if (READ_ONCE(f) == 1) execute(one); }';
  const returned =
    'int f; text site = { old_insn -> new_insn }; on irq kick cpu 1 { WRITE_ONCE(f, 1); } cpu 0 { WRITE_ONCE(site, new_insn); caches_clean_inval_pou(&site); raise(kick, 1); } cpu 1 { if (READ_ONCE(f) == 1) { int i = execute(site); assert(i == new_insn, bad); } }';
  judge([
    ['arm64, EIS: entry, for an interrupt', 'holds', { off: 'eos' }, handler],
    ['not without', 'violated bad', { off: 'eis' }, handler],
    ['arm64, EIS: entry, for a breakpoint', 'holds', { off: 'eos' }, trapped],
    ['not without', 'violated bad', { off: 'eis' }, trapped],
    ['arm64, EOS: return', 'holds', { off: 'eis' }, returned],
    ['neither without', 'violated bad', { off: 'eis eos' }, returned],
  ]);
});

describe('C7 what sending an interrupt waits for', () => {
  const seen = (before: string, how = 'int x; int *p = &x;'): string =>
    `${how} on irq kick cpu 1 { int a = READ_ONCE(x); assert(a == 1, bad); } cpu 0 { ${before} raise(kick, 1); } cpu 1 { }`;
  const patched = (barrier: string): string =>
    `text site = { old_insn -> new_insn }; on irq kick cpu 1 { int i = execute(site); assert(i == new_insn, bad); } cpu 0 { WRITE_ONCE(site, new_insn); dc_cvau(&site); dsb(ish); ic_ivau(&site); ${barrier} raise(kick, 1); } cpu 1 { }`;
  judge([
    ['its own stores', 'holds', ARM, seen('WRITE_ONCE(x, 1);')],
    ['its own stores', 'holds', X86, seen('WRITE_ONCE(x, 1);')],
    ['not an IC', 'violated bad', ARM, patched('')],
    ['a DSB that waits for one', 'holds', ARM, patched('dsb(ish);')],
    ['an ISB behind the DSB', 'holds', ARM, patched('dsb(ish); isb();')],
    ['a DMB is no DSB', 'violated bad', ARM, patched('smp_mb();')],
    ['an ISB alone waits for no IC', 'violated bad', ARM, patched('isb();')],
    [
      'an ISB that waits for an address',
      'holds',
      ARM,
      'int x, y; int *p = &x; on irq kick cpu 1 { WRITE_ONCE(p, &y); } cpu 0 { int *q = READ_ONCE(p); int r = READ_ONCE(*q); isb(); raise(kick, 1); assert(q == &x, bad); } cpu 1 { }',
    ],
    [
      'without the ISB the address may come later',
      'violated bad',
      ARM,
      'int x, y; int *p = &x; on irq kick cpu 1 { WRITE_ONCE(p, &y); } cpu 0 { int *q = READ_ONCE(p); int r = READ_ONCE(*q); raise(kick, 1); assert(q == &x, bad); } cpu 1 { }',
    ],
    [
      'a branch, also where a load behind it is guessed ahead',
      'holds',
      ARM,
      'int x, y; on irq kick cpu 1 { WRITE_ONCE(x, 1); } cpu 0 { if (READ_ONCE(x) == 1) { int r = READ_ONCE(y); raise(kick, 1); assert(false, bad); } } cpu 1 { }',
    ],
    [
      // x is read elsewhere: a store to a cell of the CPU's own is visible at once, and the DSB would wait for nothing.
      'a mask does not open before a DSB is complete',
      'holds',
      ARM,
      'int x; ghost bool complete; on irq one cpu 0 { assert(complete, bad); } cpu 0 { local_irq_disable(); raise(one, 0); WRITE_ONCE(x, 1); dsb(ish) @ complete = true; local_irq_enable(); } cpu 1 { int r = READ_ONCE(x); }',
    ],
  ]);
});

describe('C8 an exception is no memory barrier', () => {
  judge([
    [
      'a store of the task may become visible after the handler’s',
      'violated bad',
      ARM,
      'int x, y; on irq kick cpu 0 { WRITE_ONCE(y, 1); } cpu 0 { WRITE_ONCE(x, 1); } cpu 1 { int b = READ_ONCE(y); smp_rmb(); int a = READ_ONCE(x); assert(!(b == 1 && a == 0), bad); } agent a { raise(kick, 0); }',
    ],
    [
      'a cell that one task and another CPU’s handler use is not private',
      'violated bad',
      ARM,
      'int x, y; on irq kick cpu 1 { int b = READ_ONCE(y); smp_rmb(); int a = READ_ONCE(x); assert(!(b == 1 && a == 0), bad); } cpu 0 { WRITE_ONCE(x, 1); WRITE_ONCE(y, 1); } cpu 1 { } agent a { raise(kick, 1); }',
    ],
  ]);
});
