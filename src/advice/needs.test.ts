import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileText, findOrderings, rewrite, type Scenario } from '../scenario/index.ts';
import { judgeOf, programOf } from './advised.fixture.ts';
import { sameCode } from './judgement.ts';
import { findNeeds } from './needs.ts';

const FOLDER = 'scenarios';
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /^(classics|early-isb|field|related|task-isolation)\/.*\.smp$/.test(name),
);

type Variant = Scenario['variants'][number];

function load(file: string): Scenario {
  const { scenario } = compileText(readFileSync(join(FOLDER, file), 'utf8'), file);
  if (!scenario) throw new Error(file);
  return scenario;
}

/** The first variant that holds and has others under its model that differ by one option. */
function wholeOf(
  scenario: Scenario,
): { readonly whole: Variant; readonly others: readonly Variant[] } | null {
  const { variants, options } = scenario;
  for (const whole of variants.filter(({ expect: expected }) => expected === 'holds')) {
    const others = variants.filter(
      (other) =>
        other.model === whole.model &&
        options.filter(
          ({ name, initial }) => (whole.settings[name] ?? initial) !== (other.settings[name] ?? initial),
        ).length === 1,
    );
    if (others.length > 0) return { whole, others };
  }
  return null;
}

describe('what the variants of a scenario say of a barrier, the advice says', () => {
  let agreed = 0;
  test.each(files)('%s', async (file) => {
    const scenario = load(file);
    const asked = wholeOf(scenario);
    if (!asked) return;
    const { whole, others } = asked;
    const base = programOf(scenario.text, whole.settings);
    const programs = others.map(({ settings }) => programOf(scenario.text, settings));
    for (const ordering of findOrderings(scenario.text)) {
      const version = programOf(rewrite(scenario.text, ordering.forms[0]?.edits ?? []).text, whole.settings);
      if (!version || !base || sameCode(version, base)) continue;
      // Variants that are this one without the ordering, to the letter of what the machine runs.
      const same = others.filter((_, nth) => programs[nth] && sameCode(version, programs[nth]));
      if (same.length === 0) continue;
      const { needs } = await findNeeds([ordering], [whole.model], judgeOf(scenario.text, whole.settings));
      const [needed] = needs;
      for (const { expect: expected, properties } of same) {
        agreed += 1;
        if (expected === 'holds') expect(['seen', 'no effect']).toContain(needed?.need);
        else {
          expect(needed?.need).toBe('needed');
          expect(needed?.because).toEqual(
            expect.arrayContaining(expected === 'violated' ? [...properties] : [expected]),
          );
        }
      }
    }
  });

  test('there are many to agree with', () => {
    expect(agreed).toBeGreaterThan(25);
  });
});

/** What is said of each ordering, by its text. */
async function needsIn(text: string, model: 'sc' | 'tso' | 'arm') {
  const { needs, together } = await findNeeds(findOrderings(text), [model], judgeOf(text));
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
