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
  const repairs = page.getByRole('region', { name: 'What would repair it' });
  await expect(repairs.getByRole('listitem').first()).toContainText('smp_load_acquire()');
  await expect(page.getByRole('region', { name: 'Advice' })).toContainText('It fails under arm as it is');
  await expectAccessible();
  await repairs.getByRole('button', { name: 'Make it mine' }).first().click();
  await expect(screen.verdict).toHaveText(/^Holds/);
  await page.getByRole('tab', { name: 'Advice' }).click();
  const acquire = page.getByRole('row', { name: /^smp_load_acquire/ });
  await expect(acquire.getByRole('cell').last()).toContainText('needed');
  await expect(acquire.getByRole('cell').first()).toContainText('would do');
  await expect(repairs).toHaveCount(0);
});
