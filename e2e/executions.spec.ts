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

const sb = `X86_64 SB
{ }
 P0            | P1            ;
 movl $1,(x)   | movl $1,(y)   ;
 mfence      | mfence        ;
 movl (y),%eax | movl (x),%eax ;
exists (0:rax=0 /\\ 1:rax=0)
`;

const fetched = `AArch64 F
{ 0:X1=P0:f; 0:X2=instr:"NOP"; }
 P0          ;
 STR W2,[X1] ;
 IC IVAU,X1  ;
 f: B L      ;
 MOV W9,#1   ;
 L:          ;
exists (0:X9=1)
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
  test.slow();
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

  // The same under the axioms of a machine, for which the words of C are instructions.
  await view.getByRole('radiogroup', { name: 'Executions under' }).getByText('arm').click();
  await view.getByRole('button', { name: '*>1:r0=1; 1:r1=0;' }).click();
  await expect(view).toContainText(
    'Armv8 forbids it by external: P0 W x=1 –bob: dmb.st→ P0 W y=1 –obs: rfe→ P1 R y=1 –bob: dmb.ld→ P1 R x=0',
  );
  await expect(page).toHaveURL(/\?execution=arm\/1:r0=1;1:r1=0;#/);

  await paste(page, mp('WRITE_ONCE(*x, 1);', ''));
  await expect(view).toContainText('Sometimes under lkmm');
  await view.getByRole('button', { name: 'Open the run under arm' }).click();
  await expect(page.getByText('shortest to 1:r0=1; 1:r1=0;', { exact: true })).toBeVisible();

  await screen.openScenario('Store buffering');
  await page.getByRole('tab', { name: 'Matrix' }).click();
  await page.getByRole('button', { name: /^lkmm, between = release_acquire: Violated both-miss/ }).click();
  const cell = page.getByRole('group', { name: 'Execution graph: LKMM allows both-miss' });
  await expect(cell).toBeVisible();
  await expect(page).toHaveURL(/\?execution=cell\/.*between=release_acquire.*#/);
  await page.reload();
  await expect(cell).toBeVisible();
});

test('assembly has the cycle of its machine’s model; what is beyond it says so', async ({
  page,
  expectAccessible,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await paste(page, sb);
  await expect(screen.verdict).toHaveText('Never in 0 of 3 final states');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('graphs');
  await page.getByRole('option', { name: /^Executions/ }).click();
  const view = page.getByRole('region', { name: 'Executions' });
  await expect(view).toContainText('x86-TSO forbids it by ghb: P0 W x=1 –mfence→ P0 R y=0 –fre→');
  await expect(view).toContainText('The machine does not show it either.');
  await expectAccessible();
  await view
    .getByRole('img', { name: /^mfence, part of the cycle: P0 W x=1 → P0 R y=0, by P0 F\[mfence\]/ })
    .focus();
  await expect(view).toContainText('MFENCE stands between the two');

  await paste(page, sb.replace('mfence      |', '            |'));
  await expect(view).toContainText('x86-TSO allows it; tso shows it.');
  await page.reload();
  await expect(view.getByRole('group', { name: 'Execution graph: 0:rax=0; 1:rax=0;' })).toBeVisible();

  await paste(page, fetched);
  await expect(view).toContainText(
    'this test is about what each CPU fetches of code that changes: line 5, IC IVAU,X1.',
  );
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
  await view.getByRole('button', { name: ':>1:r0=1; 1:r1=1;' }).click();
  await expect(page).toHaveURL(/\?execution=1:r0=1;1:r1=1;#/);
  await page.reload();
  await expect(view.getByRole('group', { name: 'Execution graph: 1:r0=1; 1:r1=1;' })).toBeVisible();
});
