/** Directed tests for the rules of translations (V3–V10 of memory-model.md) that copies.test.ts leaves to scenarios. */
import { expect, test } from 'vitest';
import { verdictOf, type Case } from '../words/verdict.fixture.ts';

const PAGE = 'page va = { old_page: 1 -> new_page: 2 };';
const TWO = 'page va = { none -> one: 1 -> two: 2 };';

/** A page gets another frame, and CPU 1 looks after it has heard of that. */
const remapped = (between: string): string =>
  `${PAGE} on fault { } int f; cpu 0 { pte_clear(va); ${between} tlbi(va); dsb(ish); set_pte(va, new_page); dsb(ishst); WRITE_ONCE(f, 1); } cpu 1 { while (READ_ONCE(f) == 0) cpu_relax(); dsb(ish); isb(); int r = READ_ONCE(va); assert(r != 1, bad); }`;

const ROWS: readonly (readonly [rule: string, verdict: string, how: Case, text: string])[] = [
  [
    'V4 an entry that becomes visible while a walk is in progress may be used',
    'violated bad',
    {},
    `${PAGE} int f; on fault { } cpu 0 { pte_clear(va); dsb(ish); tlbi(va); dsb(ish); set_pte(va, new_page); } cpu 1 { int r = READ_ONCE(va); assert(r != 2, bad); }`,
  ],
  ['V7 a TLBI waits for the DSB that makes the cleared entry visible', 'holds', {}, remapped('dsb(ishst);')],
  [
    'V7 without it a walk may bring the old entry back',
    'violated bad tlb-conflict unpredictable',
    {},
    remapped(''),
  ],
  [
    'V8 a TLBI reaches a CPU after its accesses that used the entry',
    'holds',
    {},
    `${PAGE} on fault { } cpu 0 { pte_clear(va); dsb(ishst); tlbi(va); dsb(ish); int a = READ_ONCE(old_page); smp_mb(); set_pte(va, new_page); smp_mb(); int b = READ_ONCE(old_page); assert(a == b, bad); } cpu 1 { WRITE_ONCE(va, 7); }`,
  ],
  [
    'V10 with ETS2 a walk waits for an older DSB',
    'holds',
    { on: 'ets2' },
    `${PAGE} on fault { } cpu 0 { pte_clear(va); dsb(ishst); tlbi(va); dsb(ish); set_pte(va, new_page); dsb(ishst); int r = READ_ONCE(va); assert(r == 2, bad); }`,
  ],
  [
    'V10 not without',
    'violated bad',
    { off: 'ets2' },
    `${PAGE} on fault { } cpu 0 { pte_clear(va); dsb(ishst); tlbi(va); dsb(ish); set_pte(va, new_page); dsb(ishst); int r = READ_ONCE(va); assert(r == 2, bad); }`,
  ],
  [
    'a report on a run that is squashed later does not count',
    'holds',
    {},
    `property clash "Two entries." rule tlb-conflict int x; ${TWO} cpu 0 { if (xchg_relaxed(&x, 1) == 0) set_pte(va, one); } cpu 1 { if (xchg_relaxed(&x, 1) == 0) set_pte(va, two); }`.replace(
      /^(property .*? rule tlb-conflict) /,
      '$1\n',
    ),
  ],
];

test.each(ROWS)('%s: %s', (_, verdict, how, text) => {
  expect(verdictOf(text, how)).toBe(verdict);
});
