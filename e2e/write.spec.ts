/** Writing: from nothing to a verdict by keyboard, and what was written is there again. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

const editor = (page: Page) => page.getByRole('textbox', { name: /^Text of the scenario/ });

const MINE = `scenario "A wake-up is lost"
about "Two CPUs each say something, then look."
arch x86

option mb "smp_mb() between" = on | off

property lost "Neither sees what the other one said."

static int work;
static int sleeping;

cpu 0 "queues" {
WRITE_ONCE(work, 1);
if (mb)
smp_mb();
int woken = READ_ONCE(sleeping);
}

cpu 1 "sleeps" {
WRITE_ONCE(sleeping, 1);
if (mb)
smp_mb();
int found = READ_ONCE(work);
}

final(cpu0.woken || cpu1.found, lost);`;

test('a scenario from nothing by keyboard, a barrier flipped, and after a reload the draft with its history', async ({
  page,
  expectAccessible,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await page.getByRole('button', { name: 'New', exact: true }).waitFor();
  await page.keyboard.press('a');
  await expect(page.getByRole('button', { name: /An empty one/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(editor(page)).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(MINE);
  await expect(screen.verdict).toHaveText('Holds in every interleaving');
  // The braces and the indentation are as a kernel developer has them.
  await expect(page.locator('.cm-line', { hasText: 'smp_mb();' }).first()).toHaveText('        smp_mb();');
  await page.getByRole('region', { name: 'Verdict' }).waitFor();
  await page.keyboard.press('Control+Home');
  for (let line = 0; line < 4; line++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.type(' // never');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor(page)).not.toBeFocused();
  await page.getByRole('radiogroup', { name: 'mb' }).getByRole('radio', { name: 'off' }).check();
  await expect(screen.verdict).toHaveText('Violated lost');
  await expectAccessible();

  await page.reload();
  await expect(screen.verdict).toHaveText('Violated lost');
  await expect(editor(page)).toContainText('on | off // never');
  await page.getByRole('button', { name: 'History' }).click();
  const versions = page.getByRole('list', { name: 'Versions' }).getByRole('listitem');
  await expect(versions.last()).toContainText('holds');
  await versions.last().getByRole('button').click();
  await page.getByRole('button', { name: 'Restore this version' }).click();
  await expect(editor(page)).not.toContainText('never');
  await editor(page).press('Control+Enter');
  await expect(screen.grid).toBeFocused();
});

test('a bundled scenario that is edited at step 14 stays there, in pencil while there is a mistake', async ({
  page,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await expect(screen.verdict).toHaveText(/^Holds/);
  await screen.grid.focus();
  for (let step = 0; step < 14; step++) await page.keyboard.press('ArrowRight');
  const place = await screen.slider.getAttribute('aria-valuenow');
  await page.keyboard.press('e');
  await expect(editor(page)).toBeFocused();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('oops');
  await expect(page.locator('.page')).toHaveClass(/text-mistaken/);
  await expect(screen.verdict).toHaveText('Holds before the change');
  for (let letter = 0; letter < 4; letter++) await page.keyboard.press('Backspace');
  await page.keyboard.type('// mine');
  await expect(screen.verdict).toHaveText('Holds in every interleaving');
  await expect(screen.slider).toHaveAttribute('aria-valuenow', place ?? '');
  await expect(screen.library.getByRole('group', { name: 'About kick' })).toBeVisible();
});
