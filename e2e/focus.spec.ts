/** Where the keyboard is: after dialogs, drawers, choices; and what is typed meanwhile. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

const focusIsIn = (page: Page, selector: string) =>
  expect
    .poll(() => page.evaluate((where) => document.activeElement?.closest(where) !== null, selector))
    .toBe(true);

test.beforeEach(async ({ page }) => {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await expect(screen.verdict).toHaveText(/^(Holds|Violated)/);
  await screen.grid.focus();
});

test('what is typed into the opening palette counts, Enter too', async ({ page }) => {
  const screen = new Screen(page);
  let pass: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (pass = resolve));
  await page.route(/palette-entries/, async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('go to the end');
  await page.keyboard.press('Enter');
  pass();
  const last = (await screen.slider.getAttribute('aria-valuemax')) ?? '';
  await expect(screen.slider).toHaveAttribute('aria-valuenow', last);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(screen.grid).toBeFocused();
});

for (const [key, name] of [
  ['x', 'Matrix'],
  ['v', 'Lattice'],
  ['c', 'Compare'],
  ['s', 'Charts'],
] as const)
  test(`${name} opens with the focus in it, Escape goes back`, async ({ page }) => {
    await page.keyboard.press(key);
    await expect(page.getByRole('region', { name })).toBeVisible();
    await focusIsIn(page, '[role="tabpanel"]');
    await page.keyboard.press('Escape');
    await expect(new Screen(page).grid).toBeFocused();
  });

test('after a choice the focus is not on the one that took its place', async ({ page }) => {
  const screen = new Screen(page);
  const choice = screen.choices.locator('button.choice').first();
  const name = await choice.innerText();
  await choice.focus();
  await page.keyboard.press('Enter');
  await expect(screen.slider).toHaveAttribute('aria-valuenow', '1');
  await focusIsIn(page, '.choices');
  const now = await page.evaluate(() => document.activeElement?.textContent ?? '');
  if (await page.evaluate(() => document.activeElement?.tagName === 'BUTTON')) expect(now).toBe(name);
  await page.keyboard.press('Enter');
  await expect(screen.slider).toHaveAttribute('aria-valuenow', '1');
});

test('undo keeps the focus when there is no more to undo', async ({ page }) => {
  const screen = new Screen(page);
  await screen.choices.locator('button.choice:not([aria-current])').first().click();
  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  await expect(undo).toBeEnabled();
  await undo.focus();
  await page.keyboard.press('Enter');
  await expect(undo).toBeDisabled();
  await expect(undo).toBeFocused();
});

test('what is typed right after / goes into the search', async ({ page }) => {
  const screen = new Screen(page);
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
  const before = await theme();
  // Without a frame in between, as on a slow page.
  await page.evaluate(() => {
    window.requestAnimationFrame = () => 0;
  });
  await page.keyboard.press('/');
  await page.keyboard.type('tlb');
  await expect(screen.library.getByRole('searchbox')).toHaveValue('tlb');
  expect(await theme()).toBe(before);
});

test('the library by keyboard: search, ↓, Enter', async ({ page }) => {
  const screen = new Screen(page);
  await page.keyboard.press('/');
  await page.keyboard.type('returning');
  await page.keyboard.press('ArrowDown');
  await expect(screen.library.getByRole('button', { name: /returning to user/ }).first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('searchbox', { name: 'Search scenarios' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /returning to user/ })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('searchbox', { name: 'Search scenarios' })).toHaveValue('');
});

test('what opens another scenario leaves the focus in its score where it has gone itself', async ({
  page,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await expect(page.getByRole('heading', { name: 'Which CPU moves?' })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('whoever traps');
  await page.keyboard.press('Enter');
  await expect(screen.grid).toBeFocused();
  const claims = page.getByRole('region', { name: 'Claims' });
  const more = claims.getByRole('button', { name: /^Show all/ });
  if (await more.isVisible()) await more.click();
  const elsewhere = claims.getByRole('button', { name: /^003\.M\./ });
  await elsewhere.first().focus();
  const title = page.getByRole('heading', { level: 1 });
  const before = await title.textContent();
  await page.keyboard.press('Enter');
  await expect(title).not.toHaveText(before ?? '');
  await expect(screen.grid).toBeFocused();
});
