import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

const LONG = `scenario "a long run"
arch x86
int x;
cpu 0 "writer" { int i = 0; while (i < 2000) { WRITE_ONCE(x, i); smp_mb(); i = i + 1; } }
cpu 1 "reader" { int r = READ_ONCE(x); }
`;

async function openLong(page: Page): Promise<Screen> {
  const screen = new Screen(page);
  await screen.open();
  await page
    .getByLabel('Open file')
    .setInputFiles({ name: 'long.smp', mimeType: 'text/plain', buffer: Buffer.from(LONG) });
  // Its shortest run is searched for first.
  await expect(screen.slider).toHaveAttribute('aria-valuemax', '2001');
  return screen;
}

async function openRun(page: Page, scenario: RegExp, interleaving: string): Promise<Screen> {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(scenario);
  await screen.showLibrary();
  const id = new RegExp(`${interleaving.replaceAll('.', '\\.')}(\\s|$)`);
  await screen.library.getByRole('button', { name: id }).click();
  await page.locator('nav [aria-current="true"]', { hasText: id }).waitFor({ state: 'attached' });
  return screen;
}

async function boxOf(page: Page, selector: string) {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`${selector} is not on the page`);
  return box;
}

test.describe('on two thousand steps', () => {
  test('a click on the overview goes there, the window shows where, its drag scrolls and leaves the playhead', async ({
    page,
  }) => {
    const screen = await openLong(page);
    const slider = await boxOf(page, '[role="slider"][aria-label="Step"]');
    await page.mouse.click(slider.x + slider.width / 2, slider.y + 24);
    const middle = Number(await screen.slider.getAttribute('aria-valuenow'));
    expect(Math.abs(middle - 1000)).toBeLessThan(120);
    await expect(screen.currentRow).toBeInViewport();
    // Beside the window, which lies around the middle.
    await page.mouse.click(slider.x + slider.width / 4, slider.y + 24);
    const quarter = await screen.slider.getAttribute('aria-valuenow');
    expect(Math.abs(Number(quarter) - 500)).toBeLessThan(120);
    await screen.grid.evaluate((grid) => (grid.scrollTop += 3000));
    await expect(screen.currentRow).not.toBeInViewport();
    const sight = await boxOf(page, '.sight');
    await page.mouse.move(sight.x + sight.width - 2, sight.y + 30);
    await page.mouse.down();
    await page.mouse.move(sight.x + 200, sight.y + 30, { steps: 8 });
    await page.mouse.up();
    await expect(screen.slider).toHaveAttribute('aria-valuenow', quarter ?? '');
    expect((await boxOf(page, '.sight')).x).toBeGreaterThan(sight.x + 100);
    await page.keyboard.press('ArrowRight');
    await expect(screen.slider).toHaveAttribute('aria-valuenow', String(Number(quarter) + 1));
    await expect(screen.currentRow).toBeInViewport();
  });

  test('hand, rows, wheel and keys scrub; only what is in sight exists', async ({ page }) => {
    const screen = await openLong(page);
    const slider = await boxOf(page, '[role="slider"][aria-label="Step"]');
    await page.mouse.move(slider.x + 12, slider.y + 30);
    await page.mouse.down();
    for (let part = 1; part <= 10; part++)
      await page.mouse.move(slider.x + (slider.width * part) / 11, slider.y + 30);
    await page.mouse.up();
    const dragged = Number(await screen.slider.getAttribute('aria-valuenow'));
    expect(dragged).toBeGreaterThan(1600);
    await screen.grid.hover();
    await page.mouse.wheel(0, 240);
    await expect(screen.slider).toHaveAttribute('aria-valuenow', String(dragged + 10));
    await screen.slider.focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(screen.slider).toHaveAttribute('aria-valuenow', String(dragged + 5));
    await page.keyboard.press('Home');
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press('End');
    await expect(screen.currentRow).toBeInViewport();
    expect(await screen.grid.getByRole('row').count()).toBeLessThan(100);
    expect(await page.locator('.step-slider path').count()).toBeLessThan(20);
  });

  test('the rows can be scrubbed by hand and condensed to what CPUs communicate', async ({ page }) => {
    const screen = await openLong(page);
    await page.keyboard.press('Home');
    const row = page.getByRole('row', { name: /^Step 1 of/ });
    const box = await row.boundingBox();
    if (!box) throw new Error('no row');
    await page.mouse.move(box.x + 300, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 154, { steps: 6 });
    await page.mouse.up();
    expect(Number(await screen.slider.getAttribute('aria-valuenow'))).toBeGreaterThan(1);
    const all = Number(await screen.grid.getAttribute('aria-rowcount'));
    await page.getByRole('button', { name: 'Rows: calls folded' }).click();
    await page.getByRole('button', { name: 'Rows: every row' }).click();
    await expect(page.getByRole('button', { name: 'Rows: communication' })).toBeVisible();
    expect(Number(await screen.grid.getAttribute('aria-rowcount'))).toBeLessThan(all);
    await page.keyboard.press('End');
    await expect(screen.currentRow).toHaveAccessibleName(/^Step 2001 of 2001/);
  });
});

test('a TLBI: the lanes of both TLBs, its way to CPU 1, and the DSB that waited', async ({ page }) => {
  const screen = await openRun(page, /changing a vmemmap translation/, '000.i.zhao-table');
  await page.keyboard.press('End');
  await expect(
    page.getByRole('row', { name: /CPU 1 no longer has an old translation of vmemmap/ }),
  ).toBeAttached();
  await expect(page.locator('.head-copy')).toHaveText(['T', 'T']);
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
  await expect(page.locator('.copy .stale').first()).toBeAttached();
  await expect(page.locator('.link.broadcast .open-head')).toHaveCount(1);
  await expect(page.locator('.link.done')).toHaveCount(1);
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 18 of 21, CPU 0: .*reaches/);
  const broadcast = await boxOf(page, '.link.broadcast');
  await page.mouse.move(broadcast.x, broadcast.y + broadcast.height - 8);
  await expect(
    page.getByTitle(/^TLBI from CPU 0: executed at step 17, reaches CPU 1 at step 18$/),
  ).toBeAttached();
  await expect(screen.slider).toHaveAttribute('aria-valuemax', '21');
});

test('a TLBI that nobody waits for has no head, and two translations meet', async ({ page }) => {
  await openRun(page, /changing a vmemmap translation/, '000.i.late-tlbi');
  await page.keyboard.press('End');
  await expect(page.locator('.link.broadcast.pending')).toHaveCount(1);
  await expect(page.locator('.link.broadcast .open-head')).toHaveCount(0);
  await expect(page.locator('.copy .conflict')).toBeAttached();
});

test('a lock is held under the NMI that pauses its holder', async ({ page }) => {
  await openRun(page, /pausing CPUs that hold locks/, '000.i.nmi-inside');
  const row = page.getByRole('row', { name: /takes lock x/ });
  await row.click();
  await expect(page.locator('.caption')).toContainText('takes lock x');
  await expect(page.locator('.span.lock')).toHaveCount(1);
  const lock = await boxOf(page, '.span.lock');
  await page.mouse.move(lock.x + 3, lock.y + 60);
  await expect(page.getByTitle(/^CPU 1 holds lock x, from step 6 on$/)).toBeAttached();
});

test('columns at 1440 px, none for an idle agent: each name begins where its stave does', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await openRun(page, /the #BP handler emulates it/, '003.i.posted');
  const heads = await page
    .locator('.head-part:not(.plain)')
    .evaluateAll((all) => all.map((head) => head.getBoundingClientRect().x));
  const edges = await page
    .locator('.engraving .edge')
    .evaluateAll((all) => all.map((edge) => edge.getBoundingClientRect().x));
  expect(heads).toHaveLength(3);
  heads.forEach((x, index) => expect(Math.abs(x - (edges[index] ?? 0))).toBeLessThan(3));
});

for (const width of [1440, 1024, 390]) {
  test(`no note is cut at ${width} px, in the score or in the caption`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    const screen = await openRun(page, /changing a vmemmap translation/, '000.i.zhao-table');
    await page.keyboard.press('Escape');
    await screen.grid.focus();
    await page.keyboard.press('End');
    const notes = page.locator('.row .note > span');
    expect(await notes.count()).toBeGreaterThan(1);
    const right = (await boxOf(page, '.rail')).x;
    for (const line of await notes.all()) {
      const box = await line.boundingBox();
      if (box) expect(box.x + box.width).toBeLessThanOrEqual(right + 1);
    }
    const rows = await page.locator('.row').evaluateAll((all) =>
      all.map((row) => ({
        bottom: row.getBoundingClientRect().bottom,
        note: row.querySelector('.note')?.getBoundingClientRect().bottom ?? -Infinity,
      })),
    );
    for (const { bottom, note } of rows) expect(note).toBeLessThanOrEqual(bottom + 1);
    const more = page.getByRole('button', { name: 'more', exact: true });
    if (await more.isVisible()) {
      const before = await boxOf(page, '.step-bar');
      await more.click();
      const cut = await page
        .locator('.caption p')
        .evaluateAll((all) => all.filter((line) => line.scrollWidth > line.clientWidth + 1).length);
      expect(cut).toBe(0);
      expect(await boxOf(page, '.step-bar')).toEqual(before);
    }
  });
}
