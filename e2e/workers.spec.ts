import type { Page, Worker } from '@playwright/test';
import { race } from '../bench/page-texts.ts';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

/** More states than a search may store, and 607,376 of them. */
const ENDLESS = race([8, 8, 8], 'x86');
const MILLION = race([6, 5, 5]);

// Pictures of the page for a later look would be taken on the thread that is stepped.
test.use({ trace: 'off' });

async function openText(page: Page, text: string): Promise<Screen> {
  const screen = new Screen(page);
  await screen.open();
  await page
    .getByLabel('Open file')
    .setInputFiles({ name: 'race.smp', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await expect(screen.verdict).toHaveText(/^Exploring [\d,]+ states/);
  return screen;
}

/** The page's threads of one name; each says it itself. */
async function threads(page: Page, name: string): Promise<readonly Worker[]> {
  const named = page.workers().map(async (worker) => {
    const own = await worker.evaluate(() => self.name).catch(() => '');
    return own === name ? [worker] : [];
  });
  return (await Promise.all(named)).flat();
}

/** An error in a thread that nothing there catches, as when its memory runs out; gone when another has its name. */
async function kill(page: Page, name: string): Promise<void> {
  await expect.poll(async () => (await threads(page, name)).length).toBe(1);
  const [worker] = await threads(page, name);
  await worker?.evaluate(() => {
    setTimeout(() => {
      throw new Error('struck by the test');
    });
  });
  await expect.poll(() => page.workers().includes(worker as Worker)).toBe(false);
}

/** Takes the choice that the page offers first: the run becomes one step longer. */
async function takeChoice(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Choices' }).locator('button.choice').first().click();
}

/** A run by hand that is three steps long. */
async function stepByHand(page: Page, screen: Screen): Promise<void> {
  for (const step of [1, 2, 3]) {
    await takeChoice(page);
    await expect(screen.slider).toHaveAttribute('aria-valuenow', String(step));
  }
  await expect(screen.slider).toHaveAttribute('aria-valuemax', '3');
}

test('stepping does not wait behind a search of a million states', async ({ page }) => {
  await openText(page, ENDLESS);
  // All questions are put in few words: what asks by role and name runs on the page's thread too, for longer than the page.
  const told = () =>
    page.evaluate(() => ({
      step: document.querySelector('[role=slider][aria-label=Step]')?.getAttribute('aria-valuenow'),
      verdict: document.querySelector('[role=status].verdict')?.textContent ?? '',
    }));
  const states = (verdict: string) => Number(/^Exploring ([\d,]+) /.exec(verdict)?.[1]?.replaceAll(',', ''));
  for (let step = 1; step <= 5; step++) {
    await page.evaluate(() => document.querySelector<HTMLElement>('button.choice')?.click());
    await expect
      .poll(told)
      .toMatchObject({ step: String(step), verdict: expect.stringMatching(/^Exploring/) });
  }
  await expect
    .poll(async () => states((await told()).verdict), { timeout: 200_000, intervals: [200] })
    .toBeGreaterThanOrEqual(1_000_000);
});

test('a search too large ends as bounded, with what is known, and leaves the page as it was', async ({
  page,
}) => {
  test.setTimeout(600_000);
  const screen = await openText(page, ENDLESS);
  await stepByHand(page, screen);
  await expect(screen.verdict).toHaveText(/^Bounded by states/, { timeout: 500_000 });
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict).toContainText(/this is no proof/);
  await expect(verdict).toContainText(/^.*5,000,0\d\d states/);
  await expect(screen.slider).toHaveAttribute('aria-valuemax', '3');
  await takeChoice(page);
  await expect(screen.slider).toHaveAttribute('aria-valuenow', '4');
});

test('a search that is stopped says how far it came; the run by hand stays and can be undone', async ({
  page,
}) => {
  const screen = await openText(page, ENDLESS);
  await stepByHand(page, screen);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(screen.verdict).toHaveText(/^Bounded stopped early/);
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict).toContainText(/this is no proof/);
  await expect(verdict.locator('.figures')).toHaveText(/^[\d,]{4,} states, .*stopped \(cancelled\)/);
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 3 of 3, /);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(screen.slider).toHaveAttribute('aria-valuemax', '2');
});

test('a thread that dies in a search is replaced, the page says so, and the answer is the same', async ({
  page,
}) => {
  test.slow();
  const screen = await openText(page, MILLION);
  await stepByHand(page, screen);
  await kill(page, 'search 1');
  const notice = page.getByRole('note').filter({ hasText: 'A thread of the search stopped' });
  await expect(notice).toContainText('struck by the test');
  await expect(notice).toContainText('nothing of yours is lost');
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 3 of 3, /);
  await takeChoice(page);
  await expect(screen.slider).toHaveAttribute('aria-valuenow', '4');
  await expect(screen.verdict).toHaveText(/^Holds/, { timeout: 60_000 });
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('607,376 states');
});

test('a search that kills its second thread too is not explored, until it is asked for again', async ({
  page,
}) => {
  const screen = await openText(page, ENDLESS);
  await stepByHand(page, screen);
  await kill(page, 'search 1');
  await kill(page, 'search 1');
  await expect(screen.verdict).toHaveText(/^Not explored/);
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict).toContainText(/stopped twice \(struck by the test\)/);
  await expect(page.getByText('has taken its work over')).toBeHidden();
  await takeChoice(page);
  await expect(screen.slider).toHaveAttribute('aria-valuenow', '4');
  await expect(screen.verdict).toHaveText(/^Exploring [\d,]+ states/);
});

test('stepping goes on when its own thread died, and fates come back when the graph was lost', async ({
  page,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/Store buffering/);
  await screen.openInterleaving('sb.i.buffers');
  await expect(screen.verdict).toHaveText(/^Violated/);
  await screen.grid.focus();
  await page.keyboard.press('Home');
  await kill(page, 'stepping');
  await kill(page, 'search 1');
  // Not the one that the run takes itself: that would only be a step.
  await page
    .getByRole('region', { name: 'Choices' })
    .locator('button.choice:not([aria-current])')
    .first()
    .click();
  await expect(screen.slider).toHaveAttribute('aria-valuemax', '1');
  await expect(page.getByRole('region', { name: 'Choices' })).toContainText(/fails/);
});

test('on four cores three threads share the matrix, and it fills the same when one dies', async ({
  page,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 4 });
  });
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await screen.openInterleaving('001.i.belits-1');
  await expect(screen.verdict).toHaveText(/^Holds/);
  await page.getByRole('tab', { name: 'Matrix' }).click();
  await expect.poll(async () => (await threads(page, 'search 3')).length).toBe(1);
  await kill(page, 'search 2');
  const view = page.getByRole('region', { name: 'Matrix', exact: true });
  await expect(view.getByRole('status')).toHaveText(/^all \d+ explored/, { timeout: 30_000 });
  await expect(view.getByRole('button', { name: /^arm, entry_barrier = none: Violated/ })).toBeVisible();
  await expect(view.getByRole('region', { name: 'What matters' })).toContainText('entry_barrier = none');
});
