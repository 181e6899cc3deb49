/** A mail is brought to the page, read beside the score, and becomes a scenario. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

const MAIL = `From: A. Uthor <a@example.org>
Subject: Re: [PATCH 1/2] x: do without the barrier

> Both may sleep then:
>
>   CPU 0                    CPU 1
>   -----                    -----
> 1 WRITE_ONCE(x, 1);
> 2 smp_mb();
> 3 r1 = READ_ONCE(y); // 0
> 4                          WRITE_ONCE(y, 1);
> 5                          smp_mb();
> 6                          r2 = READ_ONCE(x); // 0
>
> If line 2 is left out, both read 0.

I see.
`;

/** What a table of this thread has in common with the one in the library. */
const CASE = `4. The entry comes after the check:

ll_isol_flags(CPU 1) = ISOLATED

      CPU 0                             CPU 1
      -----                             -----
      data_to_sync = 1                  // still in user space
      smp_mb()
      if ll_isol_flags(CPU 1) != ISOLATED
            smp_call(CPU 1) // skipped
      // CPU 0 assumes, CPU 1 will see the new one
                                        // kernel entry
                                        if (ll_isol_flags == ISOLATED) {
                                              ll_isol_flags = ISOLATED_BROKEN
                                              smp_mb()
                                        }
                                        READ data_to_sync
`;

/** What the browser does where the reader pastes outside of a field. */
const paste = (page: Page, text: string) =>
  page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);

test('a pasted mail is read, judged, changed and kept', async ({ page, expectAccessible }) => {
  const screen = new Screen(page);
  await screen.open();
  await paste(page, MAIL);
  const mail = page.getByRole('region', { name: 'Mail' });
  const models = mail.getByRole('list', { name: 'By model' });
  await expect(mail.getByRole('heading', { name: /do without the barrier/ })).toBeVisible();
  await expect(models).toHaveText('SC cannot happenx86-TSO ✕ happensArmv8 ✕ happens');
  await expect(screen.verdict).toHaveText(/^Violated/);
  await screen.grid.focus();
  await page.keyboard.press('End');
  await expect(mail.getByRole('group', { name: 'The mail' }).locator('[aria-current="step"]')).toHaveText(
    /_ONCE\(/,
  );
  await expectAccessible('.mail');
  await mail.getByLabel(/smp_mb\(\) is left out/).selectOption('on');
  await expect(models).toHaveText('SC cannot happenx86-TSO cannot happenArmv8 cannot happen');
  await expect(screen.verdict).toHaveText(/^Holds/);
  await mail.getByRole('button', { name: 'Open as a scenario' }).click();
  await expect(mail.getByRole('button', { name: 'It is in the library' })).toBeVisible();
  await mail.getByRole('button', { name: 'Close the mail' }).click();
  await expect(screen.library.getByRole('button', { name: /do without the barrier/ }).first()).toBeVisible();
  await expect(screen.grid).toBeVisible();
});

test('a table of the library’s opens as what it is; a copied mail leads back to its run', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const screen = new Screen(page);
  await screen.open();
  await screen.library
    .getByRole('button', { name: /kick_all_cpus_sync/ })
    .first()
    .waitFor();
  await paste(page, CASE);
  const mail = page.getByRole('region', { name: 'Mail' });
  await expect(mail.getByRole('status')).toHaveText(/^The library has this table: “case 4/);
  await expect(screen.verdict).toHaveText(/^Holds/);
  const rows = await screen.grid.getByRole('row').count();
  await page.getByRole('button', { name: 'Copy as mail' }).click();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(clipboard).toContain('memory model');
  const copied = await clipboard();
  const before = await page.evaluate(() => window.location.hash);
  await paste(page, MAIL);
  await expect(screen.verdict).toHaveText(/^Violated/);
  // Whoever changes a line changes the run, link or no link.
  await paste(page, copied.replace(/\n.*https?:.*$/m, '').replace(/^(.*)smp_mb\(\);?$/m, '$1'));
  await expect(mail.getByRole('status')).toHaveText(/^This was copied from .* shown beside/);
  await expect(screen.grid.getByRole('row', { name: /ISOLATED/ }).first()).toBeVisible();
  await paste(page, copied);
  await mail.getByRole('link', { name: 'Open the run' }).click();
  await expect(screen.verdict).toHaveText(/^Holds/);
  await expect(screen.grid.getByRole('row')).toHaveCount(rows);
  await expect.poll(() => page.evaluate(() => window.location.hash)).toBe(before);
});

test('a dropped file and the command lead to the same place, on a phone too', async ({
  page,
  expectAccessible,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const screen = new Screen(page);
  await screen.open();
  await expect(page.getByRole('heading', { name: 'Which CPU moves?' })).toBeVisible();
  await page.keyboard.press('M');
  const mail = page.getByRole('region', { name: 'Mail' });
  await expect(mail.getByLabel(/^Paste a mail/)).toBeFocused();
  await expectAccessible('.mail');
  await mail.getByLabel(/^Paste a mail/).fill('Hello,\n\nno table here.\n');
  await mail.getByRole('button', { name: 'Read it' }).click();
  await expect(mail.getByRole('status')).toHaveText(/^No table was found/);
  await page.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], 'patch.eml', { type: 'message/rfc822' }));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, MAIL);
  await expect(mail.getByRole('list', { name: 'By model' })).toHaveText(/x86-TSO ✕ happens/);
  await expect(screen.grid).toBeVisible();
});
