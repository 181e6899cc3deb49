import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

test.slow();

/** One scenario of each thread, and its first interleaving: where to stand, what to point at, and what the machine's rules must say there. */
const CASES: readonly {
  readonly title: RegExp;
  readonly step: RegExp;
  readonly point: (screen: Screen) => Locator;
  readonly says: RegExp;
}[] = [
  {
    // Memory says invalid, but nothing has told CPU 1's TLB.
    title: /pause_remote_cpus\(\) and resume_remote_cpus\(\) agree/,
    step: /pte_clear\(vmemmap\), becomes visible/,
    point: ({ machine }) => machine.locator('.copies li', { hasText: 'CPU 1' }).locator('.explained'),
    says: /^The TLB of CPU 1 may hold \w+ from the start: step \d+ changed the entry to \w+, and no invalidation has reached CPU 1 since\.$/,
  },
  {
    // BROKEN is in CPU 1's queue: the sender cannot know.
    title: /entering the kernel/,
    step: /WRITE_ONCE\(ll_isol_flags\[this_cpu\], BROKEN\)$/,
    point: ({ machine }) => machine.getByRole('row', { name: /^ll_isol_flags\[1\]/ }).locator('.explained'),
    says: /CPU 1 has stored BROKEN in step \d+, which no other CPU sees until step \d+\.$/,
  },
  {
    // Sequentially consistent: a store is visible as it issues.
    title: /fork\(\) copies page tables/,
    step: /WRITE_ONCE\(mmu_queue\[ptep - pte\], value\)/,
    point: ({ machine }) =>
      machine.getByRole('row', { name: /^mmu_queue\[\d\].*step 5$/ }).locator('.explained'),
    says: /^Written by CPU 0: WRITE_ONCE\(mmu_queue\[ptep - pte\], value\); every CPU sees it since step 5\.$/,
  },
  {
    // Nothing has synchronized CPU 1 since the first byte changed.
    title: /whoever traps undoes or completes/,
    step: /WRITE_ONCE\(\*addr, byte\), becomes visible/,
    point: ({ machine }) => machine.locator('.copies li', { hasText: 'CPU 1' }).locator('.explained').first(),
    says: /^CPU 1 may still execute old_insn for site\.b0: step \d+ made INT3 visible, and CPU 1 has not synchronized its context since\.$/,
  },
  {
    // Patched, cleaned and invalidated: only CPU 1's own pipeline is left.
    title: /where does the ISB go/,
    step: /ic_ivau\(addr\)/,
    point: ({ machine }) => machine.locator('.copies li', { hasText: 'CPU 1' }).locator('.explained').first(),
    says: /^CPU 1 may still execute old_insn: step 6 made new_insn visible, and CPU 1 has not synchronized its context since the IC in step 8\.$/,
  },
];

for (const { title, step, point, says } of CASES) {
  test(`pointing and focusing tell why and who: ${title.source}`, async ({ page, expectAccessible }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(title);
    await screen.stepTo(step);
    const target = point(screen);
    await target.hover();
    await expect(screen.note.locator('p').filter({ hasText: says })).toHaveCount(1);
    await expectAccessible();
    await page.mouse.move(2, 2);
    await expect(screen.note).toBeHidden();
    await target.focus();
    await expect(target).toHaveAccessibleDescription(new RegExp(says.source.replace(/^\^|\$$/g, '')));
    await page.keyboard.press('Escape');
    await expect(screen.note).toBeHidden();
  });
}

test.describe('on the task-isolation thread', () => {
  test.beforeEach(async ({ page }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/entering the kernel/);
    await screen.openInterleaving('001.i.belits-1');
    await expect(screen.verdict).toHaveText(/^Holds/);
    await screen.stepTo(/WRITE_ONCE\(ll_isol_flags\[this_cpu\], BROKEN\)$/);
  });

  test('what is not yet possible stands beside the choices, with its reason', async ({
    page,
    expectAccessible,
  }) => {
    const screen = new Screen(page);
    const sender = screen.choices.getByRole('listitem').filter({ hasText: 'CPU 0' }).first();
    const reason = 'waits for WRITE_ONCE(data_to_sync, &new_cache), still in the queue';
    await sender.locator('.explained', { hasText: 'smp_mb()' }).hover();
    await expect(screen.note).toContainText(reason);
    const height = await screen.choices.evaluate((one) => one.getBoundingClientRect().height);
    await page.keyboard.press('ArrowRight');
    expect(await screen.choices.evaluate((one) => one.getBoundingClientRect().height)).toBe(height);
    await page.keyboard.press('ArrowLeft');
    await sender.getByRole('button', { name: 'not yet' }).click();
    await expect(screen.choices.getByRole('list', { name: 'Not yet possible' })).toContainText(
      `CPU 0: smp_mb() ${reason}`,
    );
    await expectAccessible();
  });

  test('a CPU and what it has in flight say why they stand where they stand', async ({ page }) => {
    const screen = new Screen(page);
    await screen.machine.locator('.cpu', { hasText: 'CPU 1' }).locator('h3 .explained').hover();
    await expect(screen.note).toContainText('Interrupts off since step 1 (local_irq_disable()).');
    await screen.machine
      .getByRole('list', { name: 'In flight on CPU 0' })
      .locator('.explained')
      .first()
      .hover();
    await expect(screen.note).toContainText('it can complete now');
    await page.keyboard.press('ArrowRight');
    await expect(screen.machine.getByRole('list', { name: 'In flight on CPU 0' })).not.toContainText(
      'data_to_sync',
    );
  });

  test('the code says in words what never happens', async ({ page }) => {
    const code = page.getByRole('region', { name: 'Code' });
    await code
      .getByRole('button', { name: 'if (READ_ONCE(ll_isol_flags[this_cpu]) != ISOLATED)' })
      .first()
      .waitFor();
    await expect(code.locator('li', { hasText: '!= ISOLATED)' }).locator('.mark')).toHaveText('never true');
  });
});

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('a search that was stopped says how to go on, with the command to copy', async ({
  page,
  expectAccessible,
}) => {
  const cpus = [0, 1, 2, 3].map((cpu) => {
    const accesses = [0, 1, 2].map(
      (nth) => `WRITE_ONCE(x${(cpu + nth) % 4}, ${cpu + 1}); int r${nth} = READ_ONCE(y${nth});`,
    );
    return `cpu ${cpu} { ${accesses.join(' ')} WRITE_ONCE(y${cpu}, 1); }`;
  });
  const text = `scenario "large"\narch arm64 | x86\nint x0, x1, x2, x3, y0, y1, y2, y3;\n${cpus.join('\n')}\n`;
  const screen = new Screen(page);
  await screen.open();
  await screen.showLibrary();
  await page
    .getByLabel('Open file')
    .setInputFiles({ name: 'large.smp', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(screen.verdict).toHaveText(/^Bounded/);
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict).toContainText('The search was stopped.');
  await expect(verdict.locator('code').first()).toHaveText(
    'npm run -s smpscope -- explore large.smp --model arm --limit 5000000',
  );
  await verdict.getByRole('button', { name: 'Copy the command: To its end' }).click();
  await expect(verdict.getByRole('button', { name: 'Copy the command: To its end' })).toHaveText('copied');
  await expectAccessible();
});
