/** What a reader needs is found without being told: where it stands, by which word, on which screen. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

async function openAt(page: Page, title: RegExp, interleaving: string): Promise<Screen> {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(title);
  await screen.openInterleaving(interleaving);
  await page.keyboard.press('Escape');
  // On a phone the verdict's word is on its sheet's button.
  await expect(page.getByText(/^(Holds|Violated|Deadlock)$/).filter({ visible: true })).toBeVisible();
  return screen;
}

const openKick = (page: Page) => openAt(page, /entering the kernel/, '001.i.belits-1');

test.describe('at 1440 by 900', () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test('verdict, outcomes, coverage, claims and choices are in sight, in this order', async ({ page }) => {
    const screen = await openKick(page);
    const regions = await page
      .getByRole('complementary')
      .getByRole('region')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    expect(regions).toEqual(['Verdict', 'Claims', 'Choices', 'Machine']);
    const verdict = page.getByRole('region', { name: 'Verdict' });
    await expect(verdict.getByRole('button', { name: /statements executed/ })).toBeInViewport();
    await expect(verdict.getByRole('heading', { name: 'Outcomes' })).toBeInViewport();
    const claims = page.getByRole('region', { name: 'Claims' });
    await expect(claims.getByRole('listitem').first()).toBeInViewport({ ratio: 1 });
    await expect(screen.choices.getByRole('button', { name: /local_irq_disable/ })).toBeInViewport();
  });

  test('claims about what is shown come first, the others on demand', async ({ page }) => {
    await openKick(page);
    const claims = page.getByRole('region', { name: 'Claims' });
    await expect(claims.getByRole('listitem')).toHaveCount(3);
    await expect(claims.getByRole('listitem').first()).toContainText('001.i.belits-1');
    await claims.getByRole('button', { name: 'Show all 14 claims' }).click();
    await expect(claims.getByRole('listitem')).toHaveCount(14);
  });

  test('the way from the coverage leads to the code', async ({ page }) => {
    await openKick(page);
    await page.getByRole('tab', { name: 'Lattice' }).click();
    await page
      .getByRole('region', { name: 'Verdict' })
      .getByRole('button', { name: /executed/ })
      .click();
    await expect(page.getByRole('tab', { name: 'Code' })).toHaveAttribute('aria-selected', 'true');
  });

  test('an agent with nothing to do takes no column, of the score or of the code', async ({ page }) => {
    await openAt(page, /the #BP handler emulates/, '003.i.posted');
    await expect(page.locator('.score-head')).not.toContainText('the event');
    await expect(page.getByRole('group', { name: 'Code of the event' })).toHaveCount(0);
    await page.getByRole('navigation').getByRole('button', { name: '003.i.emulate' }).click();
    await expect(page.getByRole('group', { name: 'Code of CPU 1' })).toBeVisible();
  });

  test('a choice is its whole statement, then what happens to it, then its fate', async ({ page }) => {
    const screen = await openKick(page);
    const texts = screen.choices.locator('.choice-text');
    await expect(texts.first()).toBeVisible();
    for (const text of await texts.all()) {
      const { cut, order } = await text.evaluate((element) => ({
        cut: [element, ...element.querySelectorAll('*')].some(
          (one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0,
        ),
        order: [...element.children].map(({ tagName, className }) => className || tagName),
      }));
      expect(cut).toBe(false);
      expect(order[0]).toBe('CODE');
      if (order.length > 2) expect(order[2]).toMatch(/^fate-words/);
    }
  });
});

test('the palette knows what people call things', async ({ page }) => {
  test.slow();
  const screen = await openKick(page);
  for (const [word, title] of [
    ['theme', /light and dark/],
    ['dark', /light and dark/],
    ['share', /Copy permalink|Copy as mail|Frame/],
    ['embed', /Frame/],
    ['iframe', /Frame/],
    ['frame', /Frame/],
    ['help', /Keys and signs/],
    ['keys', /Keys and signs/],
    ['shortcuts', /Keys and signs/],
    ['coverage', /Show (Verdict|what lies)/],
    ['outcomes', /Show Verdict/],
    ['claims', /Show Claims/],
    ['print', /^Print/],
    ['pdf', /^Print/],
    ['fold', /Fold/],
    ['bug', /shortest violation/],
    ['lattice', /All interleavings/],
    ['charts', /Statecharts/],
    ['own', /Open a file/],
    ['localhost', /links in copied mails/],
  ] as const) {
    await screen.grid.focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command' }).fill(word);
    await expect(page.getByRole('dialog').getByRole('option').first(), word).toContainText(title);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await screen.grid.focus();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill('claims');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Claims', exact: true })).toBeFocused();
});

test.describe('options', () => {
  test('each has its sentence one key away; the question first, hardware last; as posted is quiet', async ({
    page,
    expectAccessible,
  }) => {
    test.slow();
    await page.setViewportSize({ width: 1440, height: 900 });
    const screen = await openKick(page);
    const groups = page.locator('.option-group[role="group"]');
    await expect(groups.first()).toHaveAccessibleName('The question');
    await expect(groups.last()).toHaveAccessibleName('Hardware');
    await expect(page.locator('.field.changed')).toHaveCount(0);
    await expect(page.getByText('smp_mb() of the sender, between publishing')).toBeHidden();
    await screen.grid.focus();
    await page.keyboard.press('i');
    await expect(page.getByText('smp_mb() of the sender, between publishing')).toBeVisible();
    await expect(page.getByRole('combobox', { name: 'Variant' })).toBeFocused();
    await expect(page.getByRole('combobox', { name: 'check' })).toHaveAccessibleDescription(
      /whom the sender leaves out.*isolated CPUs/,
    );
    await expectAccessible();
    const [score, main] = await Promise.all(
      ['.stage-score', '.area-main'].map((one) => page.locator(one).boundingBox()),
    );
    expect(score?.height ?? 0).toBeGreaterThanOrEqual((main?.height ?? 0) / 2 - 1);
    await page.getByRole('button', { name: 'What they mean' }).click();
    await expect(page.getByText('smp_mb() of the sender, between publishing')).toBeHidden();
    await page.getByRole('radiogroup', { name: 'sender_mb' }).getByRole('radio', { name: 'off' }).check();
    await expect(page.locator('.field.changed')).toHaveText(/sender_mb/);
  });

  test('a phone shows them with their sentences, without sideways scrolling', async ({
    page,
    expectAccessible,
  }) => {
    test.slow();
    await page.setViewportSize({ width: 390, height: 844 });
    await openAt(page, /the #BP handler emulates/, '003.i.posted');
    await page.getByRole('button', { name: 'Options', exact: true }).click();
    await expect(page.getByRole('combobox', { name: 'Variant' })).toBeInViewport();
    const eos = page.getByRole('radiogroup', { name: 'eos' });
    await eos.scrollIntoViewIfNeeded();
    await expect(eos).toBeInViewport({ ratio: 1 });
    const wide = await page
      .locator('.stage-head, .stage-head *')
      .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().right > 391).length);
    expect(wide).toBe(0);
    await expect(page.getByRole('button', { name: 'Step forward' })).toBeInViewport();
    await expectAccessible();
  });
});

for (const [width, height] of [
  [1440, 900],
  [1280, 720],
  [1024, 768],
] as const)
  test(`the score keeps half of the height at ${width} by ${height}, whatever is made larger`, async ({
    page,
  }) => {
    test.slow();
    await page.setViewportSize({ width, height });
    // As remembered from a window of another size.
    await page.addInitScript(() =>
      localStorage.setItem(
        'smpscope.preferences',
        JSON.stringify({ sizes: { library: 240, side: 880, code: 880 } }),
      ),
    );
    await openAt(page, /the #BP handler emulates/, '003.i.posted');
    for (const name of ['Height of the code', 'Width of the side panels']) {
      const edge = page.getByRole('separator', { name });
      await edge.focus();
      const most = (await edge.getAttribute('aria-valuemax')) ?? '';
      await expect(edge).toHaveAttribute('aria-valuenow', most);
      await page.keyboard.press(name.startsWith('Height') ? 'ArrowUp' : 'ArrowLeft');
      await expect(edge).toHaveAttribute('aria-valuenow', most);
    }
    for (const tab of ['Code', 'Lattice', 'Matrix']) {
      await page.getByRole('tab', { name: tab }).click();
      const [score, main, side] = await Promise.all(
        ['.stage-score', '.area-main', '.area-side'].map((one) => page.locator(one).boundingBox()),
      );
      expect(score?.height ?? 0).toBeGreaterThanOrEqual((main?.height ?? 0) / 2 - 1);
      expect((side?.x ?? 0) + (side?.width ?? 0)).toBeLessThanOrEqual(width);
      expect(side?.width ?? 0).toBeLessThanOrEqual(width * 0.4);
      const bottom = await page.locator('.stage-code').boundingBox();
      expect((bottom?.y ?? 0) + (bottom?.height ?? 0)).toBeLessThanOrEqual(height);
    }
  });

for (const height of [844, 667])
  test(`on a phone of ${height} pixels no open sheet makes the score smaller than half of the height`, async ({
    page,
    expectAccessible,
  }) => {
    test.slow();
    await page.setViewportSize({ width: 390, height });
    await openAt(page, /the #BP handler emulates/, '003.i.posted');
    const sheets = page.getByRole('navigation', { name: 'Sheets' }).getByRole('button');
    await expect(sheets).toHaveCount(6);
    for (const sheet of await sheets.all()) {
      await sheet.click();
      await expect(sheet).toHaveAttribute('aria-expanded', 'true');
      // Whether something is to be said or not.
      await expect
        .poll(async () => (await page.locator('.stage-score').boundingBox())?.height ?? 0)
        .toBeGreaterThanOrEqual(height / 2 - 1);
      await expect(page.getByRole('button', { name: 'Step forward' })).toBeInViewport({ ratio: 1 });
    }
    await expectAccessible();
  });

test('the library: threads in order with what was argued, scenarios together, variants below, a start', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const screen = new Screen(page);
  await screen.open();
  const threads = screen.library.getByRole('heading', { level: 2 });
  await expect(threads).toHaveText([
    /isolated CPUs/,
    /Pausing CPUs/,
    /only queued/,
    /Patching a CALL/,
    /An ISB/,
    /elsewhere/,
    /as the kernel writes them/,
    /The course/,
    /Classics/,
  ]);
  await expect(screen.library.getByText('Alex Belits: a kick may skip', { exact: false })).toBeInViewport();
  const start = screen.library.getByRole('button', { name: /start here$/ });
  await expect(start.first()).toBeInViewport();
  await start.first().click();
  await expect(page.getByRole('heading', { level: 1, name: /entering the kernel/ })).toBeVisible();
  const order = await screen.library
    .getByRole('button')
    .evaluateAll((all) => all.flatMap((one) => one.textContent || []));
  const last = order.findIndex((words) => words.includes('Delaying TLB flushes'));
  for (const [nth, title] of [/entering/, /returning/, /changed/, /Delaying/, /case 1/].entries())
    expect(order[last - 3 + nth]).toMatch(title);
  const id = screen.library.locator('.id', { hasText: '001.i.belits-1' });
  const size = (one: Element) => parseFloat(getComputedStyle(one).fontSize);
  expect(await id.evaluate(size)).toBeLessThan(await start.first().evaluate(size));
});
