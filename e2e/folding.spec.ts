/** Calls that are one row: what they say, how they open, and that steps, links and the mail count as before. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

async function openPausers(page: Page): Promise<Screen> {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/two CPUs that both want to pause/);
  await screen.openInterleaving('000.i.fifo');
  await expect(screen.verdict).toHaveText(/^Deadlock/);
  await expect(page.locator('.rail .turn')).toBeAttached();
  await screen.grid.focus();
  return screen;
}

test('a lock is one row, stepping goes from row to row, and o opens it into its steps', async ({
  page,
  expectAccessible,
}) => {
  test.slow();
  const screen = await openPausers(page);
  const at = (step: number) => expect(screen.slider).toHaveAttribute('aria-valuenow', String(step));
  await expect(screen.slider).toHaveAttribute('aria-valuemax', '27');
  await page.keyboard.press('ArrowRight');
  await at(3);
  await expect(screen.currentRow).toHaveAccessibleName(
    /^Step 3 of 27, CPU 0: spin_lock\(&cpu_pause_lock\), begins; stands for steps 1 to 3; CPU 0 has the lock/,
  );
  await page.keyboard.press('ArrowRight');
  await at(4);
  await expect(screen.currentRow).toHaveAccessibleName(/spin_lock.*begins; point of no return/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await at(8);
  await expect(screen.currentRow).toHaveAccessibleName(/spin_lock\(&cpu_pause_lock\), acquired/);
  await expect(page.locator('.caption')).toContainText('spin_lock(&cpu_pause_lock), acquired');
  await expectAccessible();

  await page.keyboard.press('o');
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 8 of 27, CPU 0: while \(smp_load_acquire/);
  await page.keyboard.press('ArrowLeft');
  await at(7);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await at(1);
  await expectAccessible();
  await page.keyboard.press('Enter');
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 3 of 27, .* stands for steps 1 to 3/);
  await page.getByRole('button', { name: 'Open spin_lock(&cpu_pause_lock) into its steps' }).first().click();
  await expect(page.getByRole('row', { name: /^Step 2 of 27, CPU 0: ticket =/ })).toBeVisible();
});

test('z: calls folded, every row, communication alone; the choice is kept', async ({ page }) => {
  const screen = await openPausers(page);
  // A call is cut where the run becomes hopeless, which is known once the search is done.
  await expect(screen.verdict).not.toHaveText(/^Exploring/);
  const rows = async () => Number(await screen.grid.getAttribute('aria-rowcount'));
  const folded = await rows();
  await page.keyboard.press('z');
  await expect(page.getByRole('button', { name: 'Rows: every row' })).toBeVisible();
  const every = await rows();
  expect(every).toBeGreaterThan(folded + 8);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Rows: every row' })).toBeVisible();
  await expect.poll(rows).toBe(every);
  await screen.grid.focus();
  await page.keyboard.press('z');
  await expect.poll(rows).toBeLessThan(folded);
  await page.keyboard.press('End');
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 27 of 27/);
  await page.keyboard.press('z');
  await expect.poll(rows).toBe(folded);
});

test('a link into the middle of a call opens the call; the slider counts choices', async ({ page }) => {
  const screen = await openPausers(page);
  for (const key of ['z', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  await expect(page).toHaveURL(/@2$/);
  await page.keyboard.press('z');
  await page.keyboard.press('z');
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 3 of 27/);
  await page.reload();
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 2 of 27, CPU 0: ticket =/);
  await expect(screen.slider).toHaveAttribute('aria-valuenow', '2');
});

test('an interprocessor call waits in one row and returns in another; arrows keep their ends', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 1200 });
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await screen.openInterleaving('001.i.belits-1');
  const row = (name: RegExp) => screen.grid.getByRole('row', { name });
  await screen.grid.focus();
  for (let step = 0; step < 11; step++) await page.keyboard.press('ArrowRight');
  await expect(row(/^Step 12 of 28, CPU 0: smp_call_function_many\(mask, true\), sends, waits/)).toHaveCount(
    1,
  );
  await expect(row(/^Step 20 of 28, CPU 0: smp_call_function_many\(mask, true\), returns/)).toHaveCount(1);
  await expect(page.locator('.link.ipi')).toHaveCount(1);
  await expect(page.locator('.link.ack')).toHaveCount(1);
});

test('the mail and the table have a lock in one line', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openPausers(page);
  await page.keyboard.press('m');
  const mail = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(mail).toMatch(/^ +spin_lock\(&cpu_pause_lock\);/m);
  expect(await mail()).not.toContain('ticket =');
  await page.keyboard.press('T');
  const table = page.getByRole('table', { name: 'The interleaving as a table' });
  await expect(table.getByRole('row', { name: /spin_unlock\(&cpu_pause_lock\) released/ })).toHaveCount(1);
});
