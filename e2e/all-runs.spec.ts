import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

/** Opens a view under the score; on a narrow page its sheet first. */
async function openView(page: Page, name: 'Code' | 'Lattice' | 'Matrix' | 'Compare') {
  const tab = page.getByRole('tab', { name });
  if (!(await tab.isVisible())) await page.getByRole('button', { name: 'Code', exact: true }).last().click();
  await tab.click();
  return page.getByRole('region', { name, exact: true });
}

async function openKick(page: Page): Promise<Screen> {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await screen.openInterleaving('001.i.belits-1');
  await expect(screen.verdict.or(page.getByRole('button', { name: /^Verdict: / })).first()).toHaveText(
    /^Holds/,
  );
  return screen;
}

async function openStoreBuffering(page: Page): Promise<Screen> {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/Store buffering/);
  await screen.openInterleaving('sb.i.buffers');
  await expect(screen.verdict).toHaveText(/^Violated/);
  return screen;
}

test.describe('the lattice', () => {
  test('shows every interleaving, goes where one clicks, by hand and by keyboard', async ({ page }) => {
    const screen = await openStoreBuffering(page);
    await page.keyboard.press('v');
    const view = page.getByRole('region', { name: 'Lattice' });
    const lattice = view.getByRole('application', { name: /^between = nothing/ });
    await expect(lattice).toHaveAccessibleName(/25 states, 4 doomed; 3 are a point of no return/);

    await lattice.focus();
    await page.keyboard.press('ArrowRight');
    await expect(view.locator('.lattice-said').first()).toHaveText(/^CPU 0 at 1, CPU 1 at 0, CPU 0: .*Open/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '2');
    await expect(screen.slider).toHaveAttribute('aria-valuemax', '4');

    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(',');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '0');

    const failing = lattice.locator('.state.broken');
    await failing.scrollIntoViewIfNeeded();
    const box = await failing.boundingBox();
    if (!box) throw new Error('no failing state is drawn');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect(screen.currentRow).toHaveAccessibleName(/violates both-miss/);
  });

  test('beside the one without the barrier, the one with it', async ({ page }) => {
    const screen = await openStoreBuffering(page);
    const view = await openView(page, 'Lattice');
    // The option that the scenario's author expects to turn the verdict is there from the start.
    await expect(view.getByLabel('Beside it')).toHaveValue('between mb');
    await expect(view).toContainText(/with between = mb the hole is closed, none of 13 states is/);
    const other = view.getByRole('application', { name: /between = mb/ });
    await expect(other).toHaveAccessibleName(/none of them doomed: no interleaving fails/);
    await other.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('combobox', { name: 'between' })).toHaveValue('mb');
    await expect(screen.verdict).toHaveText(/^Holds/);
  });

  test('of more CPUs in layers; of many states by the progress of two', async ({ page }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/IRIW/);
    const view = await openView(page, 'Lattice');
    const first = view.getByRole('application').first();
    await expect(first).toHaveAccessibleName(/169 states/);
    await expect(first).toHaveAttribute('aria-roledescription', 'map of states');
    await view.getByRole('radio', { name: 'each state' }).check();
    await expect(first).toHaveAttribute('aria-roledescription', 'lattice of states');
    await view.getByRole('radio', { name: 'by progress' }).check();
    await view.getByLabel('Progress of').selectOption({ label: 'CPU 2 × CPU 3' });
    await expect(first).toHaveAttribute('aria-roledescription', 'map of states');

    await screen.openScenario(/a hook in P's exception entry/);
    await expect(first).toHaveAccessibleName(/^hook = on [\d,]{5,} states, none of them doomed/);
    const open = view.getByRole('application', { name: /^hook = off/ });
    await expect(open).toHaveAccessibleName(
      /[\d,]{5,} states, [\d,]+ doomed; [\d,]+ are a point of no return/,
    );
    await expect(view.getByRole('radio')).toHaveCount(0);
    await open.focus();
    await page.keyboard.press('ArrowRight');
    await expect(view.locator('.lattice-said').last()).toHaveText(/^CPU 0 at 1, CPU 1 at 0.*: \d+ states/);
    for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowRight');
    await expect(view.locator('.lattice-said').last()).toHaveText(/ a point of no return/);
    await page.keyboard.press('Enter');
    await expect(
      page.getByRole('radiogroup', { name: 'hook' }).getByRole('radio', { name: 'off' }),
    ).toBeChecked();
    await expect(page.getByText('point of no return: every continuation fails from here')).toBeVisible();
  });
});

test.describe('the matrix', () => {
  test('fills, says what changes, opens the witness of a cell', async ({ page }) => {
    const screen = await openKick(page);
    const view = await openView(page, 'Matrix');
    await expect(view.getByRole('status')).toHaveText(/^all \d+ explored/);
    const grid = view.getByRole('grid');
    const cell = grid.getByRole('button', { name: /^arm, entry_barrier = none: Violated use-after-kick/ });
    await cell.hover();
    await expect(view.locator('.matrix-said')).toContainText('entry_barrier = none not smp_mb');
    await expect(view.getByRole('region', { name: 'What matters' })).toContainText('entry_barrier = none');
    await cell.click();
    await expect(screen.verdict).toHaveText(/^Violated/);
    await expect(screen.currentRow).toHaveAccessibleName(/violates use-after-kick/);
    await expect(page.getByRole('combobox', { name: 'entry_barrier' })).toHaveValue('none');
    await expect(view.getByRole('region', { name: 'What matters' })).toContainText('mends it');
    await expect(grid.locator('[aria-current="true"]')).toHaveAccessibleName(/^arm, options as they are/);
  });

  test('by keyboard, with fewer options', async ({ page }) => {
    const screen = await openKick(page);
    const view = await openView(page, 'Matrix');
    await view.getByRole('checkbox', { name: 'check' }).uncheck();
    await expect(view.getByRole('status')).toHaveText('all 36 explored');
    await view.locator('[aria-current="true"]').focus();
    await page.keyboard.press('ArrowRight');
    await expect(page.locator(':focus')).toHaveAccessibleName(/^arm, read = early: Violated/);
    await page.keyboard.press('Enter');
    await expect(screen.verdict).toHaveText(/^Violated/);
  });
});

test.describe('compare', () => {
  test('a failing run beside a passing one, aligned', async ({ page }) => {
    const screen = await openKick(page);
    await page.getByRole('combobox', { name: 'Variant' }).selectOption('001.D.no-entry-mb');
    await expect(screen.verdict).toHaveText(/^Violated/);
    await page.getByRole('button', { name: 'Find violation' }).click();
    await expect(screen.currentRow).toHaveAccessibleName(/violates use-after-kick/);
    await screen.grid.focus();
    await page.keyboard.press('c');
    const view = page.getByRole('region', { name: 'Compare' });
    const rows = view.getByRole('table', { name: 'Two runs, aligned' });
    await expect(rows.locator('.first-difference')).toHaveCount(1);
    await expect(view).toContainText('finished');
    // The passing run goes as the failing one does until its point of no return.
    await expect(view).toContainText(/^.*[1-9]\d* equal steps, then the first difference/);
    await view.getByRole('button', { name: /^Show the \d+ steps before/ }).click();
    await rows.getByRole('button').first().click();
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '1');
    await view.getByRole('button', { name: 'Open this run' }).click();
    await expect(page.getByRole('region', { name: 'Choices' })).toContainText('The run is over');
  });

  test('the same run with and without a barrier, and what can end differently', async ({ page }) => {
    await openKick(page);
    const view = await openView(page, 'Compare');
    await view.getByRole('combobox', { name: 'Run to compare with' }).selectOption('under 001.D.no-entry-mb');
    await expect(view).toContainText('model tso, entry_barrier = none');
    await expect(view.locator('dd').nth(1)).toHaveText('✕ use-after-kick');
    await expect(view.locator('.aligned .left').first()).toBeVisible();
  });
});

test.describe('statecharts', () => {
  test('the active states, and the transition just taken by its event', async ({ page }) => {
    const screen = await openKick(page);
    const machine = page.getByRole('region', { name: 'Machine' });
    const chart = machine.getByRole('group', { name: 'Statechart of CPU 1' });
    await expect(chart.getByRole('img', { name: 'mask: open' })).toBeVisible();
    await screen.grid.focus();
    await page.keyboard.press('ArrowRight');
    await expect(
      chart.getByRole('img', { name: 'mask: closed, just now by irq.disable from open' }),
    ).toBeVisible();
    await page.keyboard.press('ArrowRight');
    await expect(chart.getByRole('img', { name: /^task: kernel, just now by enter.kernel/ })).toBeVisible();
    await chart.getByRole('button', { name: /more that this run does not move/ }).click();
    await expect(chart.getByRole('img')).toHaveCount(11);
    await chart.getByRole('button', { name: 'Statechart' }).click();
    await expect(chart.getByRole('img').first()).toBeHidden();
  });

  test('how far a change of text has come', async ({ page }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/the #BP handler emulates/);
    await screen.openInterleaving('003.i.posted');
    const phases = page.getByRole('group', { name: 'Phases of live changes' });
    await expect(phases.getByRole('img', { name: 'text site: live' })).toBeVisible();
    await screen.grid.focus();
    for (let step = 0; step < 2; step++) await page.keyboard.press('ArrowRight');
    await expect(
      phases.getByRole('img', { name: 'text site: trapped, just now by write.trap from live' }),
    ).toBeVisible();
  });
});

for (const [width, height] of [
  [1920, 1080],
  [1440, 900],
  [390, 844],
] as const) {
  test.describe(`${String(width)} px`, () => {
    test.use({ viewport: { width, height }, hasTouch: width < 500 });

    test('no view has anything for axe to complain about or is wider than the page', async ({
      page,
      expectAccessible,
    }) => {
      test.slow();
      await openKick(page);
      await page.getByRole('button', { name: 'Step forward' }).click();
      if (width >= 1180) await expectAccessible('.panel-machine');
      for (const name of ['Lattice', 'Matrix', 'Compare'] as const) {
        const view = await openView(page, name);
        if (name === 'Lattice') await view.getByRole('application').first().waitFor();
        if (name === 'Matrix') await expect(view.getByRole('status')).toHaveText(/^all/);
        if (name === 'Compare') await view.getByRole('table').waitFor();
        await expectAccessible('.drawer');
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    });
  });
}
