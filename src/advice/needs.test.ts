import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Program } from '../machine/index.ts';
import { compileText, findOrderings, rewrite, type Scenario } from '../scenario/index.ts';
import { judgeOf, programOf } from './advised.fixture.ts';
import { sameCode } from './judgement.ts';
import { findNeeds } from './needs.ts';

const FOLDER = 'scenarios';
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.smp'),
);

type Variant = Scenario['variants'][number];

function load(file: string): Scenario {
  const { scenario } = compileText(readFileSync(join(FOLDER, file), 'utf8'), file);
  if (!scenario) throw new Error(file);
  return scenario;
}

/** Every variant that holds, with those under its model that differ by one option. */
function wholesOf({ variants, options }: Scenario) {
  const differ = (a: Variant, b: Variant) =>
    options.filter(({ name, initial }) => (a.settings[name] ?? initial) !== (b.settings[name] ?? initial))
      .length;
  return variants
    .filter(({ expect: expected }) => expected === 'holds')
    .map((whole) => ({
      whole,
      others: variants.filter((other) => other.model === whole.model && differ(whole, other) === 1),
    }));
}

/** Those of variants, each compiled once. */
class Programs {
  private readonly text: string;
  private readonly known = new Map<string, ReturnType<typeof programOf>>();

  constructor(text: string) {
    this.text = text;
  }

  of({ settings }: Variant): ReturnType<typeof programOf> {
    const key = JSON.stringify(settings);
    const program = this.known.get(key) ?? programOf(this.text, settings);
    this.known.set(key, program);
    return program;
  }
}

/** What a barrier and its like take; more, or another access or branch, is another change. */
const FEW = 3;

function isNear(base: Program, other: Program): boolean {
  const less = base.code.length - other.code.length;
  const others = ({ code }: Program) =>
    ['load', 'store', 'branch'].map((kind) => code.filter(({ op }) => op === kind).length).join();
  return less >= 0 && less <= FEW && others(base) === others(other);
}

describe('what the variants of a scenario say of a barrier, the advice says', () => {
  const agreed: string[] = [];
  test.each(files)('%s', async (file) => {
    const scenario = load(file);
    const { text } = scenario;
    const orderings = findOrderings(text).filter(({ is }) => is !== 'marked');
    const programs = new Programs(text);
    for (const { whole, others } of wholesOf(scenario)) {
      const base = programs.of(whole);
      const near = others.flatMap((other) => {
        if (agreed.includes(other.id)) return [];
        const program = programs.of(other);
        return program && base && isNear(base, program) ? [{ other, program }] : [];
      });
      if (near.length === 0) continue;
      const judge = judgeOf(text, whole.settings);
      for (const ordering of orderings) {
        const [weakest] = ordering.forms;
        const version = programOf(rewrite(text, weakest?.edits ?? []).text, whole.settings);
        if (!version || !base || !weakest || sameCode(version, base)) continue;
        // Variants that are this one without the ordering, to the letter of what the machine runs.
        const same = near.filter(({ program }) => sameCode(version, program));
        if (same.length === 0) continue;
        const { needs } = await findNeeds([{ ...ordering, forms: [weakest] }], [whole.model], judge);
        const [needed] = needs;
        for (const { other } of same) {
          const { id, expect: expected, properties } = other;
          agreed.push(id);
          if (expected === 'holds')
            expect([id, needed?.need]).toEqual([id, expect.stringMatching(/^(seen|no effect)$/)]);
          else {
            expect([id, needed?.need]).toEqual([id, 'needed']);
            expect(needed?.because).toEqual(
              expect.arrayContaining(expected === 'violated' ? [...properties] : [expected]),
            );
          }
        }
      }
    }
  });

  test('there are many to agree with', () => {
    expect(new Set(agreed).size).toBeGreaterThan(45);
    expect(agreed).toEqual(
      expect.arrayContaining([
        '001.D.no-entry-mb',
        '000.B.local-no-dsb',
        '000.B.local-no-isb',
        '004.late-dmb',
      ]),
    );
  });
});

/** What is said of each ordering, by its text; of marked accesses only where `marked`. */
async function needsIn(text: string, model: 'sc' | 'tso' | 'arm', marked = false) {
  const asked = findOrderings(text).filter(({ is }) => marked || is !== 'marked');
  const { needs, together } = await findNeeds(asked, [model], judgeOf(text));
  return {
    needs: needs.map(({ ordering, need, enough }) => [ordering.text, need, enough]),
    together: together.map(({ orderings }) => orderings.map((one) => one.text)),
  };
}

const STALE = 'scenario "s" property stale "stale" int data, flag;';
const READER =
  'cpu 1 { int r = READ_ONCE(flag); smp_rmb(); int s = READ_ONCE(data); assert(!(r && !s), stale); }';

test('the weakest form that does is named', async () => {
  const text = `${STALE} cpu 0 { WRITE_ONCE(data, 1); smp_mb(); WRITE_ONCE(flag, 1); } ${READER}`;
  expect((await needsIn(text, 'arm')).needs).toEqual([
    ['smp_mb()', 'needed', 'smp_wmb()'],
    ['smp_rmb()', 'needed', null],
  ]);
  // Both are nothing on x86, so there is nothing to take away; the full barrier is one.
  expect((await needsIn(`arch x86 ${text}`, 'tso')).needs).toEqual([
    ['smp_mb()', 'no effect', null],
    ['smp_rmb()', 'absent', null],
  ]);
});

test('of two that do the same neither is needed alone, but one of them is', async () => {
  const text = `${STALE} cpu 0 { WRITE_ONCE(data, 1); smp_wmb(); smp_store_release(&flag, 1); } ${READER}`;
  const { needs, together } = await needsIn(text, 'arm');
  expect(needs.map(([name, need]) => [name, need])).toEqual([
    ['smp_wmb()', 'no effect'],
    ['smp_store_release(&flag, 1)', 'no effect'],
    ['smp_rmb()', 'needed'],
  ]);
  expect(together).toEqual([['smp_wmb()', 'smp_store_release(&flag, 1)']]);
});

test('beside a word of a file of the prelude that few texts need', async () => {
  const text = `${STALE} static struct dentry entry;
    cpu 0 { WRITE_ONCE(data, 1); smp_wmb(); dget(&entry); WRITE_ONCE(flag, 1); } ${READER}`;
  expect((await needsIn(text, 'arm')).needs.map(([name, need]) => [name, need])).toEqual([
    ['smp_wmb()', 'needed'],
    ['smp_rmb()', 'needed'],
  ]);
});

test('what nothing asserts is only seen', async () => {
  const text = 'scenario "s" int x, y; cpu 0 { WRITE_ONCE(x, 1); smp_mb(); int a = READ_ONCE(y); } cpu 1 { WRITE_ONCE(y, 1); smp_mb(); int b = READ_ONCE(x); } observe cpu0.a, cpu1.b;'; // prettier-ignore
  const { needs } = await needsIn(text, 'tso');
  expect(needs).toEqual([
    ['smp_mb()', 'seen', null],
    ['smp_mb()', 'seen', null],
  ]);
});

test('interrupts that are held off, by themselves and with a lock', async () => {
  const text = `scenario "s" property torn "torn" spinlock_t l; int a, b;
    on irq tick cpu 0 { assert(a == b, torn); }
    cpu 0 { raise(tick, 0); local_irq_disable(); a = 1; b = 1; local_irq_enable(); }
    cpu 1 { }`;
  expect((await needsIn(text, 'sc')).needs).toEqual([['local_irq_disable()', 'needed', null]]);
  const locked = `scenario "s" property torn "torn" spinlock_t l; int a, b; unsigned long flags;
    on irq tick cpu 0 { spin_lock(&l); assert(a == b, torn); spin_unlock(&l); }
    cpu 0 { unsigned long flags; raise(tick, 0); spin_lock_irqsave(&l, flags); a = 1; b = 1; spin_unlock_irqrestore(&l, flags); }
    cpu 1 { }`;
  const [held] = (await needsIn(locked, 'sc')).needs;
  expect(held?.slice(0, 2)).toEqual(['spin_lock_irqsave(&l, flags)', 'needed']);
});

test('a marked access against a plain one, with a compiler that does what it may', async () => {
  const text = `scenario "s" property torn "torn" int data, flag;
    cpu 0 { WRITE_ONCE(data, 0x12345678); WRITE_ONCE(flag, 1); }
    cpu 1 { while (!READ_ONCE(flag)) ; int d = READ_ONCE(data); assert(d == 0x12345678, torn); }
    cpu 2 { int e = READ_ONCE(data); assert(e == 0 || e == 0x12345678, torn); }`;
  expect((await needsIn(text, 'tso', true)).needs.map(([name, need]) => [name, need])).toEqual([
    ['WRITE_ONCE(data, 0x12345678)', 'needed'],
    ['WRITE_ONCE(flag, 1)', 'absent'],
    ['READ_ONCE(flag)', 'needed'],
    ['READ_ONCE(data)', 'absent'],
    ['READ_ONCE(data)', 'absent'],
  ]);
  // What the compiler does to other accesses counts before and after.
  const besides = `scenario "s" property torn "torn" int data, flag; cpu 0 { data = 0x12345678; WRITE_ONCE(flag, 1); } cpu 1 { int d = READ_ONCE(data); assert(d == 0 || d == 0x12345678, torn); }`;
  expect((await needsIn(besides, 'sc', true)).needs).toEqual([
    ['WRITE_ONCE(flag, 1)', 'no effect', null],
    ['READ_ONCE(data)', 'no effect', null],
  ]);
});

test('a TLBI for every CPU against one for this CPU alone', async () => {
  const text = `scenario "s" arch arm64 page va = { old_page: 1 -> new_page: 2 }; property stale "stale" int done;
    cpu 0 { pte_clear(va); dsb(ishst); tlbi(va); dsb(ish); set_pte(va, new_page); dsb(ishst); smp_store_release(&done, 1); }
    cpu 1 { int d = smp_load_acquire(&done); isb(); if (d) { int v = access(va); assert(v == 2, stale); } }`;
  const { needs } = await needsIn(text, 'arm');
  expect(needs.find(([name]) => name === 'tlbi(va)')?.slice(0, 2)).toEqual(['tlbi(va)', 'needed']);
});
