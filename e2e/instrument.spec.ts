import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

/** One scenario of each thread, by its title. */
const THREADS = [
  /changing a vmemmap translation/,
  /entering the kernel/,
  /fork\(\) copies page tables/,
  /whoever traps undoes or completes/,
  /where does the ISB go/,
];

for (const title of THREADS) {
  test(`every panel says something on ${title.source}`, async ({ page, expectAccessible }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(title);
    await expect(screen.verdict).toHaveText(/^(Holds|Violated|Deadlock|Livelock)/);
    await screen.grid.focus();
    await page.keyboard.press('End');
    const steps = Number(await screen.slider.getAttribute('aria-valuemax'));
    expect(steps).toBeGreaterThan(3);
    await expect(screen.currentRow).toHaveAccessibleName(new RegExp(`^Step ${steps} of ${steps}, `));
    await expect(page.getByRole('region', { name: 'Machine' }).getByRole('row').first()).toBeAttached();
    await expect(page.getByRole('region', { name: 'Code' }).getByRole('listitem').first()).toBeVisible();
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByRole('region', { name: 'Choices' }).getByRole('listitem').first()).toBeVisible();
    await expectAccessible();
  });
}

test.describe('on the task-isolation thread', () => {
  test.beforeEach(async ({ page }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/entering the kernel/);
    await screen.openInterleaving('001.i.belits-1');
    await expect(screen.verdict).toHaveText(/^Holds/);
  });

  test('wheel, points of interest and a row’s click move the playhead', async ({ page }) => {
    const screen = new Screen(page);
    await screen.grid.hover();
    await page.mouse.wheel(0, 72);
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '3');
    await page.mouse.wheel(0, -48);
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '1');
    await page.keyboard.press(']');
    await expect(screen.currentRow).toHaveAccessibleName(/;/);
    await page.keyboard.press('[');
    await page.getByRole('row', { name: /^Step 4 of/ }).click();
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '4');
  });

  test('playing stops at the end and starts over', async ({ page }) => {
    const screen = new Screen(page);
    await page.keyboard.press('End');
    const last = await screen.slider.getAttribute('aria-valuenow');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(screen.slider).not.toHaveAttribute('aria-valuenow', last ?? '');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toHaveAttribute(
      'aria-pressed',
      'false',
    );
  });

  test('a watch stops, forwards and in reverse; a breakpoint too', async ({ page }) => {
    const screen = new Screen(page);
    await page.getByRole('region', { name: 'Machine' }).getByRole('button', { name: 'data_to_sync' }).click();
    await page.keyboard.press('w');
    await page.keyboard.press('.');
    await expect(screen.currentRow).toHaveAccessibleName(/data_to_sync/);
    const first = await screen.slider.getAttribute('aria-valuenow');
    await page.keyboard.press('.');
    await expect(screen.currentRow).toHaveAccessibleName(/READ_ONCE\(data_to_sync\)/);
    await page.keyboard.press(',');
    await expect(screen.slider).toHaveAttribute('aria-valuenow', first ?? '');
    const code = page.getByRole('region', { name: 'Code' });
    await code.getByLabel('Breakpoint at local_irq_enable();').first().click();
    await page.keyboard.press('.');
    await expect(screen.currentRow).toHaveAccessibleName(/local_irq_enable/);
  });

  test('a line of the code runs there; one CPU steps over a call and back', async ({ page }) => {
    const screen = new Screen(page);
    const code = page.getByRole('region', { name: 'Code' });
    await code.getByRole('button', { name: 'p = READ_ONCE(data_to_sync);' }).last().click();
    await expect(screen.currentRow).toHaveAccessibleName(/READ_ONCE\(data_to_sync\)/);
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'Step CPU 1 into' }).click();
    await expect(screen.currentRow).toHaveAccessibleName(/^Step \d+ of \d+, CPU 1: /);
    const inside = Number(await screen.slider.getAttribute('aria-valuenow'));
    await page.getByRole('button', { name: 'Step CPU 1 out' }).click();
    expect(Number(await screen.slider.getAttribute('aria-valuenow'))).toBeGreaterThan(inside);
  });

  test('commands by name, all keys on a page, a step by its number', async ({ page, expectAccessible }) => {
    const screen = new Screen(page);
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
    await expectAccessible();
    await page.keyboard.type('go to the end');
    await page.keyboard.press('Enter');
    await expect(screen.slider).toHaveAttribute(
      'aria-valuenow',
      (await screen.slider.getAttribute('aria-valuemax')) ?? '',
    );
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await expectAccessible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await expect(page.getByRole('dialog', { name: 'Go to step' })).toBeVisible();
    await page.keyboard.type('5');
    await page.keyboard.press('Enter');
    await expect(screen.slider).toHaveAttribute('aria-valuenow', '5');
  });

  test('the score as a table', async ({ page, expectAccessible }) => {
    await page.keyboard.press('Shift+T');
    const table = page.getByRole('table', { name: 'The interleaving as a table' });
    await expect(table).toBeVisible();
    await table.getByRole('button', { name: 'Go to step 7', exact: true }).click();
    await expect(page.getByRole('slider', { name: 'Step' })).toHaveAttribute('aria-valuenow', '7');
    await expectAccessible();
  });

  test('an outcome opens its shortest run', async ({ page }) => {
    const screen = new Screen(page);
    await page
      .getByRole('region', { name: 'Verdict' })
      .getByRole('listitem')
      .first()
      .getByRole('button')
      .click();
    await expect(page.getByText(/^shortest to/).first()).toBeVisible();
    await expect(screen.slider).toHaveAttribute(
      'aria-valuenow',
      (await screen.slider.getAttribute('aria-valuemax')) ?? '',
    );
    await expect(page.getByRole('region', { name: 'Runs' }).getByRole('listitem')).toHaveCount(2);
  });
});

test('a file from disk opens and travels in its link; one that is no scenario says where', async ({
  page,
  visitor,
}) => {
  const screen = new Screen(page);
  await screen.open();
  const text =
    'scenario "mine"\narch x86\nint x;\ncpu 0 "a" { WRITE_ONCE(x, 1); }\ncpu 1 "b" { int r = READ_ONCE(x); }\n';
  await page
    .getByLabel('Open file')
    .setInputFiles({ name: 'mine.smp', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await expect(screen.verdict).toHaveText(/^Holds/);
  await expect(page).toHaveURL(/#2\/~/);
  const context = await visitor();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByRole('heading', { level: 1, name: 'mine' })).toBeVisible();

  await page
    .getByLabel('Open file')
    .setInputFiles({ name: 'broken.smp', mimeType: 'text/plain', buffer: Buffer.from('cpu 0 {') });
  await expect(page.getByText(/Line 1, column/).first()).toBeVisible();
});

test('a run of two thousand steps draws only what is on the page and goes anywhere at once', async ({
  page,
}) => {
  const screen = new Screen(page);
  await screen.open();
  const text = `scenario "a long run"
arch x86
int x;
cpu 0 "writer" { int i = 0; while (i < 2000) { WRITE_ONCE(x, i); smp_mb(); i = i + 1; } }
cpu 1 "reader" { int r = READ_ONCE(x); }
`;
  await page
    .getByLabel('Open file')
    .setInputFiles({ name: 'long.smp', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await expect(screen.slider).toHaveAttribute('aria-valuemax', /^[2-9]\d{3}$/);
  await screen.grid.focus();
  for (const key of ['End', 'Home', 'End']) {
    await page.keyboard.press(key);
    await expect(screen.currentRow).toBeInViewport();
    expect(await screen.grid.getByRole('row').count()).toBeLessThan(100);
  }
});
