import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

test.describe('the main job, on the task-isolation thread', () => {
  test('open, scrub, change an option, find the violation, send the link', async ({
    page,
    context,
    visitor,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/entering the kernel/);
    await screen.openInterleaving('001.i.belits-2');
    await expect(page.getByText('case 2: entry and check at the same time').first()).toBeVisible();
    await expect(screen.verdict).toHaveText(/^Holds/);

    await test.step('by keyboard', async () => {
      await screen.grid.focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('j');
      await expect(screen.slider).toHaveAttribute('aria-valuenow', '2');
      await page.keyboard.press('k');
      await page.keyboard.press('Shift+ArrowRight');
      await expect(screen.slider).toHaveAttribute('aria-valuenow', '6');
      await page.keyboard.press('End');
      await screen.expectAtEnd();
      await page.keyboard.press('Home');
      await expect(screen.slider).toHaveAttribute('aria-valuenow', '0');
    });

    await test.step('by drag', async () => {
      const box = await screen.slider.boundingBox();
      if (!box) throw new Error('the slider has no box');
      const y = box.y + box.height / 2;
      await page.mouse.move(box.x + 12, y);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2, y, { steps: 8 });
      await page.mouse.up();
      const middle = Number(await screen.slider.getAttribute('aria-valuenow'));
      const steps = Number(await screen.slider.getAttribute('aria-valuemax'));
      expect(Math.abs(middle - steps / 2)).toBeLessThanOrEqual(1);
      await expect(screen.currentRow).toHaveAccessibleName(new RegExp(`^Step ${middle} of ${steps}, `));
    });

    await test.step('the receiver’s barrier removed: violated under tso, holds under sc', async () => {
      await page.getByRole('combobox', { name: 'Variant' }).selectOption('001.D.no-entry-mb');
      await expect(screen.verdict).toHaveText(/^Violated.*use-after-kick/);
      await page.getByRole('radio', { name: 'sc', exact: true }).check();
      await expect(screen.verdict).toHaveText(/^Holds/);
      await expect(page.getByRole('button', { name: 'Find violation' })).toBeDisabled();
      await page.getByRole('radio', { name: 'tso', exact: true }).check();
      await expect(screen.verdict).toHaveText(/^Violated/);
      await page.getByRole('button', { name: 'Find violation' }).click();
      await expect(screen.currentRow).toHaveAccessibleName(/violates use-after-kick/);
    });

    await page.getByRole('button', { name: 'Step back' }).click();
    await page.getByRole('button', { name: 'Step back' }).click();
    const shown = await stateOf(page, screen);
    await page.getByRole('button', { name: 'Copy permalink' }).click();
    await expect(page.getByText('Copied')).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link.length).toBeLessThan(200);

    const elsewhere = await visitor();
    const other = await elsewhere.newPage();
    await other.goto(link);
    const screenThere = new Screen(other);
    await expect(screenThere.verdict).toHaveText(/^Violated/);
    await expect.poll(() => stateOf(other, screenThere)).toEqual(shown);
  });

  test('the machine shows what is held, choices fork, undo brings the old run back', async ({ page }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/entering the kernel/);
    await screen.openInterleaving('001.i.belits-2');
    const choices = page.getByRole('region', { name: 'Choices' });
    await page.getByRole('button', { name: 'Step forward' }).click();
    const before = await screen.slider.getAttribute('aria-valuemax');
    const other = choices.locator('button:not([aria-current]):not([aria-expanded])').first();
    await other.click();
    await expect(screen.slider).toHaveAttribute('aria-valuemax', '2');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(screen.slider).toHaveAttribute('aria-valuemax', before ?? '');
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '1');
    await page.getByRole('button', { name: 'Redo', exact: true }).click();
    await expect(screen.slider).toHaveAttribute('aria-valuemax', '2');
    await expect(
      page.getByRole('region', { name: 'Machine' }).getByRole('row', { name: /data_to_sync/ }),
    ).toBeVisible();
    await expect(
      page.getByRole('region', { name: 'Code' }).locator('[aria-current="step"]').first(),
    ).toBeVisible();
  });

  test('copies the run as a table for a mail', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/entering the kernel/);
    await screen.openInterleaving('001.i.belits-1');
    await page.getByRole('button', { name: 'Copy as mail' }).click();
    await expect(page.getByText('Copied')).toBeVisible();
    const mail = await page.evaluate(() => navigator.clipboard.readText());
    const table = mail.split('\n').filter((line) => !line.startsWith('http'));
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(72);
    expect(mail).toContain('CPU 1: isolated task');
    expect(mail).toMatch(/^http.*#2\//m);
  });
});

/** Row, step and memory: what two pages must agree on. */
async function stateOf(page: Page, screen: Screen) {
  return {
    row: await screen.currentRow.getAttribute('aria-label'),
    step: await screen.slider.getAttribute('aria-valuenow'),
    of: await screen.slider.getAttribute('aria-valuemax'),
    memory: await page.getByRole('region', { name: 'Machine' }).getByRole('row').allInnerTexts(),
  };
}
