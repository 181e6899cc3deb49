/** Reload, crash, Back: what a reader has done comes back. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

const MINE =
  'scenario "mine"\narch x86\nint x;\ncpu 0 "a" { WRITE_ONCE(x, 1); }\ncpu 1 "b" { int r = READ_ONCE(x); }\n';

async function openFile(page: Page, name: string, text: string): Promise<void> {
  await page
    .getByLabel('Open file')
    .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
}

const runs = (page: Page) => page.getByRole('region', { name: 'Runs' }).getByRole('listitem');

/** Three runs, a breakpoint, a watch and the matrix open. */
async function work(page: Page): Promise<{ screen: Screen; isThere: (where?: Page) => Promise<void> }> {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await screen.openInterleaving('001.i.belits-1');
  await expect(screen.verdict).toHaveText(/^Holds/);
  await screen.choices.locator('button.choice:not([aria-current])').first().click();
  await expect(runs(page)).toHaveCount(2);
  await page.getByLabel('Breakpoint at local_irq_enable();').first().click();
  await screen.machine.getByRole('button', { name: 'data_to_sync' }).click();
  await page.keyboard.press('w');
  await page.getByRole('tab', { name: 'Matrix' }).click();
  const title = await page.locator('.run-title').innerText();
  const row = (await screen.currentRow.getAttribute('aria-label')) ?? '';
  const isThere = async (where = page) => {
    await expect(new Screen(where).currentRow).toHaveAccessibleName(row);
    await expect(where.locator('.run-title')).toHaveText(title);
    await expect(runs(where)).toHaveCount(2);
    await expect(where.getByRole('tab', { name: 'Matrix' })).toHaveAttribute('aria-selected', 'true');
    await where.getByRole('tab', { name: 'Code' }).click();
    const stop = where.getByLabel('Breakpoint at local_irq_enable();').first();
    await expect(stop).toHaveAttribute('aria-pressed', 'true');
    await where.getByRole('tab', { name: 'Matrix' }).click();
  };
  return { screen, isThere };
}

/** What was done last is kept when it has rested for a moment. */
const rest = (page: Page) => page.waitForTimeout(1000);

test('runs, breakpoints, watches and the open panel survive a reload', async ({ page }) => {
  const { screen, isThere } = await work(page);
  await rest(page);
  await page.reload();
  await isThere();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.locator('.run-title')).toContainText('case 1');
  await screen.grid.waitFor();
});

test('a damaged link says that it is the kept run which is shown', async ({ page }) => {
  const { isThere } = await work(page);
  await rest(page);
  const address = page.url();
  expect(address).toContain('/arm/');
  await page.goto('about:blank');
  await page.goto(address.replace('/arm/', '/ppc/'));
  await expect(page.locator('.notice')).toContainText('Shown is what was open of it here before.');
  await isThere();
});

test('and a crash', async ({ page, context }) => {
  const { isThere } = await work(page);
  await rest(page);
  const url = page.url();
  const devtools = await context.newCDPSession(page);
  devtools.send('Page.crash').catch(() => undefined);
  await page.waitForEvent('crash');
  const again = await context.newPage();
  await again.goto(url);
  await isThere(again);
});

test('and Back from another scenario', async ({ page }) => {
  const { screen, isThere } = await work(page);
  await screen.openScenario(/returning to user/);
  await expect(page).toHaveURL(/task-isolation\/exit/);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: /entering the kernel/ })).toBeVisible();
  await isThere();
});

test('files come back under their names, a changed one as another version', async ({ page }) => {
  const screen = new Screen(page);
  await screen.open();
  await openFile(page, 'mine.smp', MINE);
  await expect(page).toHaveURL(/#2\/~/);
  await openFile(page, 'mine.smp', MINE.replace('"mine"', '"mine, mended"'));
  await expect(page.getByRole('heading', { level: 1, name: 'mine, mended' })).toBeVisible();
  await rest(page);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'mine, mended' })).toBeVisible();
  await screen.library.getByRole('button', { name: 'mine', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'mine', exact: true })).toBeVisible();
});

test('a file too long for a link is kept, and says that its link would not carry it', async ({
  page,
  visitor,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await openFile(page, 'long.smp', `${MINE}// ${'é'.repeat(120_000)}\n`);
  await expect(screen.verdict).toHaveText(/^Holds/);
  await expect(page).toHaveURL(/#kept\/long$/);
  await page.keyboard.press('l');
  await expect(page.getByRole('note')).toContainText('too long for a link');
  await rest(page);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'mine' })).toBeVisible();
  const other = await (await visitor()).newPage();
  await other.goto(page.url());
  await expect(other.getByRole('alert')).toContainText('no link can carry it');
});

test.describe('what is kept can be forgotten', () => {
  const kept = (page: Page) => page.getByRole('group', { name: 'Kept in this browser' });
  const show = (page: Page) => page.getByRole('button', { name: 'Kept here' }).click();

  test('runs: they go, also after a reload, or come back with Undo', async ({ page, expectAccessible }) => {
    const { screen, isThere } = await work(page);
    await show(page);
    const forget = kept(page).getByRole('button', { name: /^Forget the runs of kick_all/ });
    await forget.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('note')).toContainText('are forgotten');
    await expect(kept(page)).toContainText('Nothing is kept');
    await expect(kept(page)).toBeFocused();
    await expectAccessible();
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '0');
    await expect(runs(page)).toHaveCount(0);
    await page.getByRole('note').getByRole('button', { name: 'Undo' }).click();
    await isThere();
    await expect(kept(page)).toContainText('runs');
    await forget.click();
    await expect(runs(page)).toHaveCount(0);
    await rest(page);
    await page.reload();
    await expect(screen.verdict).toHaveText(/^Holds/);
    await expect(runs(page)).toHaveCount(0);
    await expect(page.getByRole('tab', { name: 'Code' })).toHaveAttribute('aria-selected', 'true');
    await show(page);
    await expect(kept(page)).toContainText('Nothing is kept');
  });

  test('one file of two, with its runs; Undo opens it again as it was', async ({ page }) => {
    const screen = new Screen(page);
    await screen.open();
    await openFile(page, 'other.smp', MINE.replace('"mine"', '"other"'));
    await expect(page.getByRole('heading', { level: 1, name: 'other' })).toBeVisible();
    await openFile(page, 'mine.smp', MINE);
    await expect(screen.verdict).toHaveText(/^Holds/);
    await page.getByRole('button', { name: 'Step forward' }).click();
    await screen.choices.locator('button.choice').last().click();
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '2');
    await show(page);
    await kept(page).getByRole('button', { name: 'Forget the file mine' }).click();
    await expect(page.getByRole('note')).toContainText('mine and its runs are forgotten');
    await expect(screen.grid).toHaveCount(0);
    await expect(page).toHaveURL(/\/#?$/);
    await expect(screen.library.getByRole('button', { name: 'mine', exact: true })).toHaveCount(0);
    await page.getByRole('note').getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'mine' })).toBeVisible();
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '2');
    await kept(page).getByRole('button', { name: 'Forget the file mine' }).click();
    await expect(screen.grid).toHaveCount(0);
    await rest(page);
    await page.reload();
    await expect(screen.library.getByRole('button', { name: 'other', exact: true })).toBeVisible();
    await expect(screen.library.getByRole('button', { name: 'mine', exact: true })).toHaveCount(0);
    await expect(screen.grid).toHaveCount(0);
  });

  test('everything, when asked twice', async ({ page, expectAccessible }) => {
    const screen = new Screen(page);
    await screen.open();
    await openFile(page, 'mine.smp', MINE);
    await expect(screen.verdict).toHaveText(/^Holds/);
    await page.getByRole('button', { name: 'Step forward' }).click();
    await screen.openScenario(/entering the kernel/);
    await page.getByRole('button', { name: 'Step forward' }).click();
    await rest(page);
    await show(page);
    await expect(kept(page).getByRole('listitem')).toHaveCount(2);
    await kept(page).getByRole('button', { name: 'Forget everything' }).click();
    await expect(kept(page).getByRole('button', { name: 'Keep them' })).toBeFocused();
    await expectAccessible();
    await page.keyboard.press('Enter');
    await expect(kept(page).getByRole('button', { name: 'Forget everything' })).toBeFocused();
    await expect(kept(page).getByRole('listitem')).toHaveCount(2);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('note')).toContainText('All that was kept here is forgotten');
    await expect(kept(page)).toContainText('Nothing is kept');
    await rest(page);
    await page.reload();
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '0');
    await expect(screen.library.getByRole('button', { name: 'mine', exact: true })).toHaveCount(0);
    await show(page);
    await expect(kept(page)).toContainText('Nothing is kept');
  });
});

test('a browser whose storage is closed is told of once; the page works', async ({ page }) => {
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('closed', 'SecurityError');
    };
    Object.defineProperty(window, 'indexedDB', { get: refuse });
    Object.defineProperty(window, 'localStorage', { get: refuse });
    Object.defineProperty(window, 'sessionStorage', { get: refuse });
  });
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await expect(screen.verdict).toHaveText(/^(Holds|Violated)/);
  await expect(page.getByRole('note')).toContainText('does not keep your runs');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('button', { name: 'Step forward' }).click();
  await expect(screen.slider).toHaveAttribute('aria-valuenow', '1');
});
