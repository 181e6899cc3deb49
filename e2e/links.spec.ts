import type { BrowserContext, Page } from '@playwright/test';
import { linkTo } from './command-line.ts';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

/** The link opened by somebody who has never been here. */
async function freshPage(visitor: () => Promise<BrowserContext>, url: string): Promise<Page> {
  const context = await visitor();
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Steps on until the thread says something about the step. */
async function stepToNote(page: Page, screen: Screen): Promise<string> {
  const note = page.locator('.caption-note');
  for (let step = 0; step < 30; step++) {
    await page.getByRole('button', { name: 'Step forward' }).click();
    await expect(screen.currentRow).toHaveAccessibleName(new RegExp(`^Step ${step + 1} `));
    const text = await note.innerText();
    if (text) return text;
  }
  throw new Error('no step has a note');
}

test('a link to a step of an interleaving shows the thread’s note at that step', async ({
  page,
  visitor,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await screen.openInterleaving('001.i.belits-3');
  const note = await stepToNote(page, screen);
  const step = (await screen.slider.getAttribute('aria-valuenow')) ?? '';
  await expect(page).toHaveURL(new RegExp(`@${step}$`));

  const fresh = await freshPage(visitor, page.url());
  const there = new Screen(fresh);
  await there.grid.waitFor();
  await expect(there.slider).toHaveAttribute('aria-valuenow', step);
  await expect(fresh.locator('.caption-note')).toHaveText(note);
  await expect(there.currentRow.locator('.note').first()).toBeVisible();
  await expect(there.currentRow).toContainText(note.split(' ').slice(0, 3).join(' '));
  expect(await there.currentRow.getAttribute('aria-label')).toContain(note);
  await expect(fresh.locator('.run-title')).toHaveText(await page.locator('.run-title').innerText());
  await there.showLibrary();
  await expect(there.library.getByRole('button', { name: '001.i.belits-3' })).toHaveAttribute(
    'aria-current',
    'true',
  );
});

test('the row that the machine refuses comes with the link, with its reason', async ({ page }) => {
  const screen = new Screen(page);
  await screen.open(linkTo('lazy-mmu/fork', '002.i.fix'));
  const refused = screen.grid.getByRole('row', { name: /^Refused after step/ });
  await expect(refused).toBeVisible();
  await expect(refused).toContainText('cannot take device_exclusive');
  await expect(refused).toContainText('The second read finds the restored entry');
  await expect(refused).toHaveAccessibleName(/can only take present_rw here, not device_exclusive/);
  await expect(page.getByRole('note')).toContainText('The machine refuses the next row');
});

test('a step taken beyond keeps the notes, also when the page is loaded again or its link opened elsewhere', async ({
  page,
  browser,
}) => {
  const screen = new Screen(page);
  await screen.open(linkTo('pause-bbm/remap', '000.i.zhao-table'));
  const notes = screen.grid.locator('.note');
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 21 of 21/);
  await page.getByRole('region', { name: 'Choices' }).locator('button.choice').first().click();
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 22 of 22/);
  await expect(page).toHaveURL(/@22$/);
  const before = await notes.allInnerTexts();
  expect(before.length).toBeGreaterThan(0);
  await page.reload();
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 22 of 22/);
  expect(await notes.allInnerTexts()).toEqual(before);
  const elsewhere = await browser.newContext();
  const opened = new Screen(await elsewhere.newPage());
  await opened.page.goto(page.url());
  await expect(opened.currentRow).toHaveAccessibleName(/^Step 22 of 22/);
  expect(await opened.grid.locator('.note').allInnerTexts()).toEqual(before);
  await expect(opened.page.locator('.run-title')).toContainText('and on from step 21');
  await elsewhere.close();
});

test('a claim that another scenario of the thread shows leads there', async ({ page }) => {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/whoever traps undoes or completes/);
  const claim = page.getByRole('region', { name: 'Claims' }).locator('li', { hasText: 'P holds a mutex' });
  await expect(claim).toContainText('true');
  await claim.getByRole('button', { name: /^003\.M\.unlocked/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /another task patches/ })).toBeVisible();
  await expect(screen.verdict).toHaveText(/^Violated.*unhandled-int3/);
});

/** Made when CPU 0 of the scenario began with another statement than today. */
test.describe('a link whose scenario has changed', () => {
  const old = 'classics/store-buffering/arch=x86/tso';

  test('shows its steps by the names of today', async ({ page }) => {
    const screen = new Screen(page);
    await screen.open(`2/${old}/I8dx5rNF817syVOeMs@3`);
    await expect(screen.currentRow).toHaveAccessibleName(
      /^Step 3 of 4, CPU 0: other = READ_ONCE\(flag1\), value 0/,
    );
    await expect(page.getByRole('alert')).toContainText('The scenario has changed since this link was made.');
    await expect(page.getByRole('alert')).toContainText('a statement of CPU 0 has gone');
  });

  test('keeps a step in pencil whose statement is gone', async ({ page, expectAccessible }) => {
    const screen = new Screen(page);
    await screen.open(`2/${old}/qQKHEjTXkAiA0VOiomV@4`);
    await expect(screen.grid.getByRole('row', { name: /^Step \d of 4/ })).toHaveCount(4);
    const lost = screen.grid.getByRole('row', { name: /^Not possible here/ });
    await expect(lost).toHaveAccessibleName(
      /a statement that is gone.*Its statement is not there any more\.$/,
    );
    await expectAccessible();
    await page.reload();
    await expect(screen.grid.getByRole('row', { name: /^Step \d of 4/ })).toHaveCount(4);
  });

  test('is never an empty score beside a verdict', async ({ page }) => {
    const screen = new Screen(page);
    await screen.open(`2/${old}/2LXwJ7HfhbwupU55g@1`);
    await expect(screen.verdict).toHaveText(/^Violated/);
    expect(await screen.grid.getByRole('row').count()).toBeGreaterThan(2);
    await expect(page.getByRole('alert')).toContainText('The scenario has changed since this link was made.');
  });
});

test('a link of three thousand characters says so, offers the file, and opens elsewhere at the same row', async ({
  page,
  context,
  visitor,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const screen = new Screen(page);
  await screen.open();
  // Words that no compression shortens.
  let seed = 1;
  const word = () => (seed = (seed * 48271) % 2147483647).toString(36);
  const remarks = Array.from({ length: 60 }, () => `// ${Array.from({ length: 8 }, word).join(' ')}`);
  const text = `scenario "long"\narch x86\n${remarks.join('\n')}\nint x, y;\ncpu 0 { WRITE_ONCE(x, 1); int a = READ_ONCE(y); }\ncpu 1 { WRITE_ONCE(y, 1); int b = READ_ONCE(x); }\nproperty lost "Lost."\nfinal(cpu0.a || cpu1.b, lost);\n`;
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'long.smp', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await expect(screen.verdict).toHaveText(/^Violated/);
  await screen.grid.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(screen.currentRow).toHaveAttribute('aria-label', /^Step 2 of/);
  await expect(page).toHaveTitle(/at step 2 · long · smpscope$/);
  await expect(page.locator('meta[name="description"]')).toHaveAttribute(
    'content',
    /memory model \w+, step 2 of/,
  );
  await page.keyboard.press('l');
  await expect(page.getByRole('note')).toContainText('some mailers and chats cut what is longer than 2,000');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the file' }).click();
  expect((await download).suggestedFilename()).toBe('long.smp');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.length).toBeGreaterThan(3000);
  const fresh = new Screen(await freshPage(visitor, link));
  await expect(fresh.currentRow).toHaveAttribute(
    'aria-label',
    (await screen.currentRow.getAttribute('aria-label')) ?? '',
  );
  await expect(fresh.verdict).toHaveText(/^Violated/);
});
