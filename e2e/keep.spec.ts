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
