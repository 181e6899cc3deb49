/** Which barrier is needed, and what would repair a failure: the tab beside the matrix. */
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

test('each barrier is told what it is for; a repair becomes a text of the reader’s own that holds', async ({
  page,
  expectAccessible,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario('Message passing');
  await expect(screen.verdict).toHaveText(/^Violated/);
  await page.getByRole('tab', { name: 'Advice' }).click();
  // What was found by then stays, and nothing goes on.
  const advice = page.getByRole('region', { name: 'Advice' });
  await advice.getByRole('button', { name: 'Stop' }).click();
  await expect(advice).toContainText('Stopped; what is below is what was found.');
  await expect(advice.getByRole('button', { name: 'Ask again' })).toBeFocused();
  await page.keyboard.press('Enter');
  const repairs = page.getByRole('region', { name: 'What would repair it', exact: true });
  await expect(repairs.getByRole('listitem').first()).toContainText('smp_load_acquire()');
  await expect(advice).toContainText('It fails under arm as it is');
  await expect(repairs.getByLabel('What it changes').first()).toContainText('smp_load_acquire(&flag)');
  await expect(page.getByRole('region', { name: 'What would repair it under lkmm' })).toBeVisible();
  await expectAccessible();
  await repairs.getByRole('button', { name: 'not smp_load_acquire' }).first().click();
  await expect(page.getByRole('group', { name: 'What repairs do without' })).toBeFocused();
  await expect(repairs.getByRole('listitem').first()).toContainText('smp_rmb()');
  await page.getByRole('button', { name: 'Allow smp_load_acquire again' }).click();
  await expect(repairs.getByRole('listitem').first()).toContainText('smp_load_acquire()');
  await repairs.getByRole('button', { name: 'Make it mine' }).first().click();
  await expect(screen.verdict).toHaveText(/^Holds/);
  await page.getByRole('tab', { name: 'Advice' }).click();
  const acquire = page.getByRole('row', { name: /^smp_load_acquire/ });
  await expect(acquire.getByRole('cell').last()).toContainText('needed');
  await expect(acquire.getByRole('cell').first()).toContainText('would do');
  await expect(repairs).toHaveCount(0);
  const why = page.getByRole('region', { name: 'Why it holds' });
  await expect(why).toContainText('stale-data cannot be: smp_wmb()');
  await expect(why).toContainText('would have to come before itself');
  // As arrows too, as far as the run goes.
  for (let step = 1; step <= 4; step++) {
    await screen.choices.locator('button.choice').first().click();
    await expect(screen.slider).toHaveAttribute('aria-valuenow', String(step));
  }
  const arrows = page.locator('.advice-circle path');
  await expect(arrows.first()).toBeAttached();
  await why.getByRole('checkbox', { name: 'on the score' }).uncheck();
  await expect(arrows).toHaveCount(0);
});

test('what a barrier is for stands beside the code, and in the mail, once that is wanted', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario('Message passing');
  await screen.grid.focus();
  await page.keyboard.press('r');
  const advice = page.getByRole('region', { name: 'Advice' });
  await expect(advice).toContainText('It fails under arm as it is');
  await advice.getByRole('checkbox', { name: 'beside the code' }).check();
  await advice.getByRole('checkbox', { name: 'in the mail' }).check();
  await page.getByRole('tab', { name: 'Code' }).click();
  await expect(page.getByRole('group', { name: 'Code of CPU 0' })).toContainText(
    'no effect in this scenario',
  );
  await page.getByRole('button', { name: 'Needed?' }).click();
  await expect(page.getByText('no effect in this scenario')).toHaveCount(0);
  await page.keyboard.press('m');
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('smp_load_acquire() in CPU 1 would repair it under arm.');
  // What a part alone keeps from happening, on the score of the text with the others.
  await page.getByRole('tab', { name: 'Advice' }).click();
  await advice.getByRole('button', { name: 'without it: stale-data' }).last().click();
  await expect(screen.verdict).toHaveText(/^Violated/);
  await expect(screen.choices).toContainText('The run ends here: a property is violated.');
});
