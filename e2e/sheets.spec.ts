/** Dialogs, sheets and the library's drawer, on a wide page and a narrow one: axe (both themes), and a walk with Tab. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

const KICK = /entering the kernel/;

async function open(page: Page): Promise<Screen> {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(KICK);
  await expect(page.getByText(/^(Holds|Violated)$/).filter({ visible: true })).toBeVisible();
  await screen.grid.focus();
  return screen;
}

/** What has the focus, and whether it is in sight there: not behind a sheet, not beyond the edge. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body) return { name: 'body', seen: true };
    const { left, top, width, height } = activeElement.getBoundingClientRect();
    const under = document.elementFromPoint(left + Math.min(width / 2, 40), top + Math.min(height / 2, 12));
    const label = activeElement.closest('label');
    const seen =
      under !== null && [activeElement, label].some((one) => one?.contains(under) || under.contains(one));
    const name = `${activeElement.tagName} ${activeElement.getAttribute('aria-label') ?? activeElement.textContent}`;
    return { name: name.slice(0, 80), seen };
  });

const isIn = (page: Page, selector: string) =>
  page.evaluate((where) => Boolean(document.activeElement?.closest(where)), selector);

for (const [width, height] of [
  [1440, 900],
  [390, 844],
] as const)
  test.describe(`${String(width)} px`, () => {
    test.use({ viewport: { width, height }, hasTouch: width < 500 });

    for (const { key, name } of [
      { key: '?', name: 'Keys' },
      { key: 'Control+k', name: 'Commands' },
      { key: 'g', name: 'Go to step' },
    ])
      test(`${name}: nothing behind it is reached, and the focus returns`, async ({
        page,
        expectAccessible,
      }) => {
        const screen = await open(page);
        await page.keyboard.press(key);
        const dialog = page.getByRole('dialog', { name });
        await expect(dialog).toBeVisible();
        if (name === 'Commands') await expect(dialog.getByRole('option').first()).toBeVisible();
        if (name === 'Keys') await expect(dialog.getByText('How to read the score')).toBeVisible();
        await expectAccessible('dialog');
        for (let times = 0; times < 8; times++) {
          await page.keyboard.press(times % 4 === 3 ? 'Shift+Tab' : 'Tab');
          expect(await isIn(page, '.page > :not(dialog)')).toBe(false);
        }
        // The explanation of a word that has the focus goes first.
        if ((await page.getByRole('tooltip').count()) > 0) await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        await expect(dialog).toHaveCount(0);
        await expect(screen.grid).toBeFocused();
      });
  });

test.describe("a phone's sheets", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  for (const { name, place } of [
    { name: 'Library', place: '.area-library' },
    { name: 'Options', place: '.stage-head' },
    { name: 'Code', place: '.stage-code' },
    { name: 'Machine', place: '.area-side' },
    { name: 'Choices', place: '.area-side' },
    { name: /^Verdict/, place: '.area-side' },
  ])
    test(`${String(name)} takes the focus and gives it back; all that Tab reaches is in sight`, async ({
      page,
      expectAccessible,
    }) => {
      const screen = await open(page);
      const button = page.getByRole('navigation', { name: 'Sheets' }).getByRole('button', { name });
      await button.tap();
      await expect(button).toHaveAttribute('aria-expanded', 'true');
      expect(await isIn(page, place)).toBe(true);
      await expectAccessible();
      await expect(screen.grid).toBeInViewport();
      for (let times = 0; times < 16; times++) {
        await page.keyboard.press('Tab');
        const { name: what, seen } = await focused(page);
        expect(seen, what).toBe(true);
      }
      await page.keyboard.press('Escape');
      await expect(button).toHaveAttribute('aria-expanded', 'false');
      // Opened again by keyboard it is the same.
      await button.focus();
      await page.keyboard.press('Enter');
      expect(await isIn(page, place)).toBe(true);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Escape');
      await expect(button).toBeFocused();
      await expect(button).toHaveAttribute('aria-expanded', 'false');
    });
});

test.describe("the library's drawer", () => {
  test.use({ viewport: { width: 1024, height: 768 } });

  test('takes the focus and gives it back; it goes when the focus leaves it', async ({
    page,
    expectAccessible,
  }) => {
    const screen = await open(page);
    const button = page.getByRole('button', { name: 'Library' });
    await expect(button).toHaveAttribute('aria-expanded', 'false');
    await button.focus();
    await page.keyboard.press('Enter');
    await expect(screen.library).toBeVisible();
    await expect(button).toHaveAttribute('aria-expanded', 'true');
    expect(await isIn(page, '.area-library')).toBe(true);
    await expectAccessible();
    await page.keyboard.press('Escape');
    await expect(screen.library).toBeHidden();
    await expect(button).toBeFocused();
    await page.keyboard.press('Enter');
    await screen.library.getByRole('button').last().focus();
    await page.keyboard.press('Tab');
    await expect(screen.library).toBeHidden();
    expect((await focused(page)).seen).toBe(true);
  });
});

test.describe('on a phone, by keys', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  for (const [key, place] of [
    ['/', '#library-search'],
    ['i', '.stage-head'],
    ['x', '[role="tabpanel"]'],
    ['v', '[role="tabpanel"]'],
    ['c', '[role="tabpanel"]'],
    ['s', '[role="tabpanel"]'],
  ] as const)
    test(`${key} moves the focus into its sheet, Escape back, as often as one likes`, async ({ page }) => {
      const screen = await open(page);
      for (let times = 0; times < 2; times++) {
        await page.keyboard.press(key);
        await expect.poll(() => isIn(page, place)).toBe(true);
        await page.keyboard.press('Escape');
        await expect(screen.grid).toBeFocused();
        await expect(page.locator('.with-sheet')).toHaveCount(0);
      }
    });

  test('Escape closes what lies on top, a sheet after the dialog', async ({ page }) => {
    const screen = await open(page);
    const button = page.getByRole('button', { name: 'Machine', exact: true }).last();
    await button.tap();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(screen.machine).toBeInViewport();
    expect(await isIn(page, '.area-side')).toBe(true);
    await page.keyboard.press('Escape');
    await expect(screen.machine).toBeHidden();
    await expect(button).toBeFocused();
  });
});
