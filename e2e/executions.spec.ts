/** What the Linux-kernel memory model says of C litmus tests: verdict, graph, its walk by keys, the same in words. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

const mp = (write: string, fence: string) => `C MP
{ }
P0(int *x, int *y)
{
	${write}
	smp_wmb();
	WRITE_ONCE(*y, 1);
}
P1(int *x, int *y)
{
	int r0 = READ_ONCE(*y);
	${fence}
	int r1 = READ_ONCE(*x);
}
exists (1:r0=1 /\\ 1:r1=0)
`;

const paste = (page: Page, text: string) =>
  page.evaluate((given) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', given);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }),
    );
  }, text);

test('what is forbidden has its cycle, to be walked and read; what is allowed has its run', async ({
  page,
  expectAccessible,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await paste(page, mp('WRITE_ONCE(*x, 1);', 'smp_rmb();'));
  await expect(screen.verdict).toHaveText('Never in 0 of 3 final states');
  await page.getByRole('tab', { name: 'Matrix' }).click();
  await expect(page.getByRole('row', { name: /^Observation/ })).toHaveText('ObservationNeverNeverNeverNever');
  await page.getByRole('tab', { name: 'Executions' }).click();
  const view = page.getByRole('region', { name: 'Executions' });
  await expect(view).toContainText('LKMM forbids it by happens-before: P1 R[once] y=1 –rmb→');
  await expect(view).toContainText('Neither x86 nor Armv8 shows it either.');
  const graph = view.getByRole('group', { name: 'Execution graph: 1:r0=1; 1:r1=0;' });
  await expectAccessible();

  await graph.getByRole('img', { name: /^P1 R\[once\] y=1, 1 of 3/ }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(graph.getByRole('img', { name: /^P1 F\[rmb\], 2 of 3/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(
    graph.getByRole('img', { name: /^fre, part of the cycle: P1 R\[once\] x=0 → P0/ }),
  ).toBeFocused();
  await expect(view).toContainText('The first reads a value that the second, on another CPU, overwrites.');
  await page.keyboard.press('ArrowDown');
  await expect(graph.getByRole('img', { name: /^P0 W\[once\] x=1, 1 of 3/ })).toBeFocused();

  await view.getByText('In words').click();
  await expect(view.getByRole('listitem').filter({ hasText: /^P0 W\[once\] x=1 –wmb→/ })).toHaveCount(1);
  await expect(view.getByRole('listitem').filter({ hasText: /^rmb, part of the cycle/ })).toHaveCount(1);

  await view.getByRole('button', { name: ':>1:r0=1; 1:r1=1;' }).click();
  await expect(view).toContainText('LKMM allows it; every machine shows it, sc too.');
  await expect(page).toHaveURL(/\?execution=1:r0=1;1:r1=1;#/);
  await page.reload();
  await expect(view.getByRole('group', { name: 'Execution graph: 1:r0=1; 1:r1=1;' })).toBeVisible();

  await paste(page, mp('WRITE_ONCE(*x, 1);', ''));
  await expect(view).toContainText('Sometimes under lkmm');
  await view.getByRole('button', { name: 'Open the run under arm' }).click();
  await expect(page.getByText('shortest to 1:r0=1; 1:r1=0;', { exact: true })).toBeVisible();

  await screen.openScenario('Store buffering');
  await page.getByRole('tab', { name: 'Matrix' }).click();
  await page.getByRole('button', { name: /^lkmm, between = release_acquire: Violated both-miss/ }).click();
  await expect(page.getByRole('group', { name: 'Execution graph: LKMM allows both-miss' })).toBeVisible();
});

test('a test that the machines refuse is answered all the same, with its data race', async ({
  page,
  expectAccessible,
}) => {
  await new Screen(page).open();
  await paste(page, mp('*x = 1;', 'smp_rmb();'));
  const view = page.getByRole('region', { name: 'Executions' });
  await expect(view).toContainText('Flag data-race');
  await view.getByRole('button', { name: 'Flag data-race' }).click();
  await expect(view).toContainText(/Data race: P. .\[(plain|once)\] x=. and P. .\[(plain|once)\] x=./);
  await expectAccessible();
});
