import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

for (const [width, height] of [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const) {
  test.describe(`${String(width)} px`, () => {
    test.use({ viewport: { width, height }, hasTouch: width < 500 });

    test('nothing for axe to complain about, nothing wider than the page', async ({
      page,
      expectAccessible,
    }) => {
      test.slow();
      const screen = new Screen(page);
      await screen.open();
      await expectAccessible();
      await screen.openScenario(/entering the kernel/);
      await screen.openInterleaving('001.i.belits-2');
      await page.getByRole('button', { name: 'Step forward' }).click();
      await expectAccessible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });

    // At 1024 px these are as at 1440.
    if (width !== 1024) {
      test('nor in what lies over the page, in the table, in a sheet', async ({ page, expectAccessible }) => {
        test.slow();
        const screen = new Screen(page);
        await screen.open();
        await screen.openScenario(/the #BP handler emulates/);
        await screen.openInterleaving('003.i.no-sync2');
        await screen.grid.focus();
        await page.keyboard.press('End');
        for (const [key, name] of [
          ['Control+k', 'Commands'],
          ['?', 'Keys'],
          ['g', 'Go to step'],
        ] as const) {
          await page.keyboard.press(key);
          const dialog = page.getByRole('dialog', { name });
          await expect(dialog).toBeVisible();
          await expectAccessible('dialog');
          expect((await dialog.boundingBox())?.width).toBeLessThanOrEqual(width);
          await page.keyboard.press('Escape');
          await expect(dialog).toBeHidden();
        }
        if (width < 720)
          for (const name of ['Machine', 'Choices', /^Verdict/, 'Code']) {
            await page.getByRole('button', { name, exact: true }).last().click();
            await expectAccessible('.page');
          }
        await page.keyboard.press('Shift+T');
        await expect(page.getByRole('table', { name: 'The interleaving as a table' })).toBeVisible();
        await expectAccessible('main');
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      });
    }
  });
}

test('the switch overrules the system and is remembered', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  const screen = new Screen(page);
  await screen.open();
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.getByRole('button', { name: 'Switch theme' }).click();
  expect(await paper()).not.toBe(light);
  await page.reload();
  expect(await paper()).not.toBe(light);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('score and step bar come first, the rest is a sheet away', async ({ page }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/entering the kernel/);
    await screen.openInterleaving('001.i.belits-2');
    await expect(screen.grid).toBeInViewport();
    await expect(page.getByRole('button', { name: 'Step forward' })).toBeInViewport();
    await expect(page.getByRole('region', { name: 'Machine' })).toBeHidden();
    for (const name of ['Machine', 'Choices', 'Code']) {
      await page.getByRole('button', { name, exact: true }).last().click();
      await expect(page.getByRole('region', { name })).toBeInViewport();
    }
    await page.getByRole('button', { name: 'Verdict: Holds' }).click();
    await expect(screen.verdict).toBeInViewport();
  });

  test('a notice has the line for its words, and what can be done below them', async ({ page }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/entering the kernel/);
    await screen.openInterleaving('001.i.belits-1');
    await screen.grid.focus();
    await page.keyboard.press('b');
    await page.keyboard.press('End');
    await page.keyboard.press(',');
    const notice = page.getByRole('note');
    const words = await notice.getByText(/^Stopped at/).boundingBox();
    expect(words?.width).toBeGreaterThan(260);
    await page.getByRole('button', { name: 'Options', exact: true }).tap();
    await page.getByRole('combobox', { name: 'Variant' }).selectOption('001.D.no-entry-mb');
    await page.keyboard.press('Escape');
    await page.keyboard.press('f');
    await expect(page.getByRole('button', { name: 'Verdict: Violated' })).toBeVisible();
    // Asked for while the search runs, the violation is shown when it is found.
    await expect(screen.currentRow).toHaveAccessibleName(/violates use-after-kick/);
    await page.getByRole('button', { name: 'Options', exact: true }).tap();
    await page.getByRole('radiogroup', { name: 'Memory model' }).getByRole('radio', { name: 'sc' }).check();
    await page.keyboard.press('Escape');
    const refused = notice.getByText(/not possible/);
    await expect(refused).toBeVisible();
    const [text, deed] = await Promise.all([
      refused.boundingBox(),
      notice.getByRole('button', { name: 'Nearest run' }).boundingBox(),
    ]);
    expect(text?.width).toBeGreaterThan(260);
    expect(deed?.y ?? 0).toBeGreaterThanOrEqual((text?.y ?? 0) + (text?.height ?? 0) - 1);
  });
});

test('stepping moves no box', async ({ page }) => {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await screen.openInterleaving('001.i.belits-1');
  await expect(screen.verdict).toHaveText(/^Holds/);
  await page.evaluate(() => document.fonts.ready);
  const boxes = () =>
    page.evaluate(() =>
      [
        ...document.querySelectorAll('[role="grid"], [role="slider"], [role="region"], .caption, .options'),
      ].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [element.getAttribute('aria-label') ?? element.className, x, y, width, height];
      }),
    );
  await expect(page.getByRole('region', { name: 'Code' })).toContainText('statement');
  const before = await boxes();
  await screen.grid.focus();
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press('ArrowRight');
    expect(await boxes()).toEqual(before);
  }
});
