/** herd7's litmus tests on the page: pasted, dropped, written and sent, as what they are. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

const MP = `C MP+wmb+po
{ }
P0(int *buf, int *flag)
{
	WRITE_ONCE(*buf, 1);
	smp_wmb();
	WRITE_ONCE(*flag, 1);
}
P1(int *buf, int *flag)
{
	int r0 = READ_ONCE(*flag);
	int r1 = READ_ONCE(*buf);
}
exists (1:r0=1 /\\ 1:r1=0)
`;
const MP64 = `AArch64 MP+dmb.st+po
{ 0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x; }
 P0          | P1          ;
 MOV W0,#1   | LDR W0,[X1] ;
 STR W0,[X1] | LDR W2,[X3] ;
 DMB ST      |             ;
 STR W0,[X3] |             ;
exists (1:X0=1 /\\ 1:X2=0)
`;
const SB86 = `X86_64 SB
{ }
 P0            | P1            ;
 movl $1,(x)   | movl $1,(y)   ;
 movl (y),%eax | movl (x),%eax ;
exists (0:rax=0 /\\ 1:rax=0)
`;

const bring = (page: Page, text: string, how: 'paste' | 'drop', name = '') =>
  page.evaluate(
    ([given, way, file]) => {
      const data = new DataTransfer();
      if (file) data.items.add(new File([given ?? ''], file));
      else data.setData('text/plain', given ?? '');
      const about = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(
        way === 'paste'
          ? new ClipboardEvent('paste', { ...about, clipboardData: data })
          : new DragEvent('drop', { ...about, dataTransfer: data }),
      );
    },
    [text, how, name],
  );

const states = (page: Page) => page.getByRole('region', { name: 'Verdict' }).getByRole('listitem');

test('C, AArch64 and X86 by paste and drop: the observation, the states, each with a run', async ({
  page,
  expectAccessible,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await bring(page, MP, 'paste');
  await expect(screen.verdict).toHaveText('Sometimes in 1 of 4 final states');
  await expect(states(page)).toHaveText([
    /^:>1:r0=0; 1:r1=0;/,
    /^:>1:r0=0; 1:r1=1;/,
    /^\*>1:r0=1; 1:r1=0;/,
    /^:>1:r0=1; 1:r1=1;/,
  ]);
  await states(page).first().getByRole('button').click();
  await expect(page.getByText('shortest to 1:r0=0 1:r1=0', { exact: true })).toBeVisible();
  await page.getByRole('tab', { name: 'Matrix' }).click();
  const observed = page.getByRole('row', { name: /^Observation/ });
  await expect(observed).toHaveText('ObservationNeverNeverSometimesSometimes');
  await expectAccessible();
  await page.keyboard.press('p');
  const asked = page.getByRole('region', { name: 'Predict' });
  await expect(asked).toContainText('A run ends with (1:r0=1 /\\ 1:r1=0).');
  await asked.getByRole('button', { name: 'Depends on the model' }).press('Enter');
  await expect(asked.getByRole('status')).toContainText('Right: it depends on the model');
  await page.keyboard.press('B');
  const round = page.getByRole('region', { name: 'Break it' });
  await expect(round.getByText('the shortest way has 4')).toBeVisible();
  await round.getByRole('button', { name: 'Stop and show everything' }).press('Enter');
  await bring(page, MP64, 'drop', 'mp.litmus');
  await expect(screen.verdict).toHaveText('Sometimes in 1 of 4 final states');
  await expect(page).toHaveTitle(/MP\+dmb\.st\+po/);
  await bring(page, SB86, 'drop');
  await expect(page).toHaveTitle(/SB/);
  await expect(page.getByRole('radio', { name: 'tso' })).toBeChecked();
  await expect(screen.verdict).toHaveText('Sometimes in 1 of 4 final states');
});

test('a litmus test is edited, a mistake is shown with its line, and its link opens elsewhere', async ({
  page,
  browser,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await bring(page, MP.replace('smp_wmb()', 'smp_wbm()'), 'paste');
  await expect(page.getByText('Line 6, column 2')).toBeVisible();
  await page.getByRole('button', { name: 'Edit' }).click();
  const editor = page.getByRole('textbox', { name: /^Text of the scenario/ });
  await expect(editor).toBeFocused();
  await expect(page.locator('.cm-line', { hasText: 'exists' }).locator('span').first()).toHaveText('exists');
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(MP.replace('int r1', 'smp_rmb(); int r1'));
  await expect(screen.verdict).toHaveText('Never in 0 of 3 final states');
  await expect(page).toHaveURL(/#2\/~/);
  const other = await browser.newContext();
  const fresh = new Screen(await other.newPage());
  await fresh.page.goto(page.url());
  await expect(fresh.verdict).toHaveText('Never in 0 of 3 final states');
  await other.close();
});
