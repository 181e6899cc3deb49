import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

/** Chooses a memory model and waits until the page is told under it. */
async function flip(page: Page, screen: Screen, model: string): Promise<void> {
  await page.getByRole('radio', { name: model, exact: true }).check();
  await expect(page.getByRole('radio', { name: model, exact: true })).toBeChecked();
  await expect(screen.verdict).toHaveText(/^(Holds|Violated|Deadlock|Livelock|Bounded)/);
}

const lostRows = (screen: Screen) => screen.grid.getByRole('row', { name: /^Not possible here/ });

/** The score shows something, and what it shows is no contradiction. */
async function expectTruth(page: Page, screen: Screen): Promise<void> {
  await expect(screen.grid.getByRole('row')).not.toHaveCount(0);
  expect(await screen.grid.getByRole('row').count()).toBeGreaterThan(2);
  const said = await page.locator('.notice').allInnerTexts();
  for (const words of said) expect(words).not.toMatch(/cannot do (.+) now: it is at \1/);
  if ((await lostRows(screen).count()) > 0)
    await expect(lostRows(screen).first()).toHaveAccessibleName(/; .+\.$/);
}

test.describe('a model or an option that changes', () => {
  for (const title of [/Store buffering/, /Message passing/, /entering the kernel/, /Patching a CALL/])
    test(`keeps the run of ${title.source} under every model`, async ({ page }) => {
      const screen = new Screen(page);
      await screen.open();
      await screen.openScenario(title);
      await expect(screen.verdict).toHaveText(/^(Holds|Violated|Deadlock|Livelock|Bounded)/);
      for (const model of ['sc', 'tso', 'arm', 'sc', 'arm']) {
        await flip(page, screen, model);
        await expectTruth(page, screen);
      }
    });

  test('ends the run where it is not possible, keeps the rest in pencil and offers the nearest', async ({
    page,
    expectAccessible,
  }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/Store buffering/);
    await flip(page, screen, 'tso');
    await page.getByRole('button', { name: 'Find violation' }).click();
    await expect(screen.currentRow).toHaveAccessibleName(/violates both-miss/);
    const step = await screen.slider.getAttribute('aria-valuenow');

    await flip(page, screen, 'sc');
    await expect(screen.verdict).toHaveText(/^Holds/);
    await expect(lostRows(screen).first()).toHaveAccessibleName(
      /Under sc CPU \d’s .* can only find 1 here: CPU \d’s store became visible at step \d\.$/,
    );
    await expectTruth(page, screen);
    await expectAccessible();

    await flip(page, screen, 'tso');
    await expect(screen.currentRow).toHaveAccessibleName(/violates both-miss/);
    await expect(screen.slider).toHaveAttribute('aria-valuenow', step ?? '');

    await flip(page, screen, 'sc');
    await page.getByRole('button', { name: 'Nearest run' }).click();
    await expect(lostRows(screen)).toHaveCount(0);
    await expect(screen.slider).toHaveAttribute('aria-valuemax', /[4-9]/);
    await page.keyboard.press('Control+z');
    await expect(lostRows(screen).first()).toBeVisible();
  });
});

test.describe('the code', () => {
  test('marks where each CPU is, not how far it has fetched; a violation is in sight', async ({ page }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/Store buffering/);
    await flip(page, screen, 'tso');
    await page.getByRole('button', { name: 'Find violation' }).click();
    await expect(screen.currentRow).toHaveAccessibleName(/violates both-miss/);
    await expect(page.locator('.listing .violates')).toHaveCount(1);
    await expect(page.locator('.listing .violates')).toBeInViewport();
    await screen.grid.focus();
    await page.keyboard.press('Home');
    const current = page.locator('.listing [aria-current="step"]');
    await expect(current).toHaveCount(2);
    await expect(current.first()).toContainText('WRITE_ONCE');
    await expect(page.locator('.listing .ahead')).toHaveCount(2);
    await expect(page.locator('.listing .flying').first()).toContainText('WRITE_ONCE');
  });

  test('runs to the end where only the end can follow; stops and searches say why', async ({ page }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/Store buffering/);
    await flip(page, screen, 'sc');
    await page.keyboard.press('f');
    await expect(page.locator('.notice')).toContainText(/None exists: [\d,]+ states searched/);
    await screen.grid.focus();
    await page.keyboard.press('Home');
    await page.getByTitle('Run to the end').first().click();
    await screen.expectAtEnd();
    await screen.grid.focus();
    await page.keyboard.press('Home');
    await page
      .getByRole('button', { name: /^Breakpoint at .*WRITE_ONCE/ })
      .first()
      .click();
    await screen.grid.focus();
    await page.keyboard.press('.');
    await expect(page.locator('.notice')).toContainText(
      /^Stopped at step \d+, breakpoint: CPU \d, .*WRITE_ONCE/,
    );
  });
});

test('a deadlock says who waits for what, and who holds it', async ({ page }) => {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/pausing CPUs that hold locks/);
  await page.getByRole('combobox', { name: 'Variant' }).selectOption('000.K.irq-holds');
  await expect(screen.verdict).toHaveText(/^Deadlock/);
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText(
    /CPU 1 waits for x, which CPU 0 holds since step \d+\./,
  );
});

test('a violation asked for while the search runs is shown when it is found', async ({ page }) => {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/two CPUs that both want to pause/);
  await page.keyboard.press('f');
  await expect(page.getByText('shortest to deadlock').first()).toBeVisible();
  await screen.expectAtEnd();
});

test('a run that is violated before its first step says so where it starts', async ({ page }) => {
  const screen = new Screen(page);
  await screen.open();
  const buffer = Buffer.from('scenario "s"\narch x86\nspinlock_t l;\ncpu 0 "a" { spin_unlock(&l); }\n');
  await page.getByLabel('Open file').setInputFiles({ name: 's.smp', mimeType: 'text/plain', buffer });
  await expect(screen.verdict).toHaveText(/^Violated/);
  await page.getByRole('radio', { name: 'sc', exact: true }).click();
  await expect(
    screen.grid.getByRole('row', { name: /^Start of 0 steps.*ends here: violated$/ }),
  ).toContainText(/start\s*✕ violated/);
});

test('what a stale read misses is drawn where it was issued, in the score as in the mail', async ({
  page,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/Store buffering/);
  await flip(page, screen, 'tso');
  await page.getByRole('button', { name: 'Find violation' }).click();
  await expect(screen.currentRow).toHaveAccessibleName(/violates both-miss/);
  const names = await screen.grid
    .getByRole('row')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  const stale = names.findIndex((name) => /; stale, 1 still queued on CPU \d/.test(name));
  const cpu = /still queued on CPU (\d)/.exec(names[stale] ?? '')?.[1] ?? '';
  const issued = names.findIndex((name) => name.startsWith(`CPU ${cpu}, not counted: WRITE_ONCE`));
  expect(issued).toBeGreaterThan(0);
  expect(issued).toBeLessThan(stale);
  // Both stores are issued before the first step.
  expect(issued).toBeLessThan(names.findIndex((name) => name.startsWith('Step 1 of')));
  expect(names[issued]).toMatch(/, issues early/);
});

test('what a note says is in flight is drawn where it was issued while the note is open', async ({
  page,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/Store buffering/);
  await flip(page, screen, 'tso');
  await page.getByRole('button', { name: 'Find violation' }).click();
  await screen.grid.focus();
  await page.keyboard.press('Home');
  const entry = screen.machine
    .getByRole('list', { name: 'In flight on CPU 0' })
    .locator('.explained')
    .first();
  // The run that is found may come after the pointer, and what it stood on is another element then.
  await expect(async () => {
    await page.mouse.move(0, 0);
    await entry.hover();
    await expect(screen.note).toContainText('Issued before the first step', { timeout: 2000 });
  }).toPass();
  const drawn = page.locator('.engraving .spoken .mark.open');
  await expect(drawn).toHaveCount(1);
  const [mark, start] = await Promise.all([drawn.boundingBox(), screen.currentRow.boundingBox()]);
  const bottom = (start?.y ?? 0) + (start?.height ?? 0);
  expect(Math.abs((mark?.y ?? 0) + (mark?.height ?? 0) / 2 - bottom)).toBeLessThan(3);
  await page.mouse.move(0, 0);
  await expect(drawn).toHaveCount(0);
});
