import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

test('a damaged link says so and shows nothing else as if it were meant', async ({ page }) => {
  const screen = new Screen(page);
  await screen.open('1/task-isolation/kick/-/arm/zzzzzzzzzzzz@3');
  await expect(page.getByRole('alert')).toContainText('This link is damaged');
  await expect(screen.grid).toBeVisible();
});

test('a link to a scenario that this release does not have', async ({ page }) => {
  const screen = new Screen(page);
  await screen.open('99/whatever');
  await expect(page.getByRole('alert')).toContainText('newer release');
  await expect(screen.library).toBeVisible();
});

test('back goes to the scenario before', async ({ page }) => {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await expect(page).toHaveURL(/task-isolation\/kick/);
  await screen.openScenario(/returning to user/);
  await expect(page).toHaveURL(/task-isolation\/exit/);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: /entering the kernel/ })).toBeVisible();
});

test.describe('without its threads', () => {
  // The page says it itself; the browser's own message about the missing file is expected.
  test.use({ serviceWorkers: 'block', tolerated: /Failed to load resource/ });

  test('the page says what is the case and what to do', async ({ visitor }) => {
    const context = await visitor({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.route('**/worker/**', (route) => route.abort());
    await page.goto('./');
    await page
      .getByRole('navigation', { name: 'Scenarios' })
      .getByRole('button', { name: /entering the kernel/ })
      .click();
    await expect(page.getByRole('alert')).toContainText('The compiler does not start');
  });
});

test('every warning of a file is shown, each with its line', async ({ page, expectAccessible }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const screen = new Screen(page);
  await screen.open();
  await screen.showLibrary();
  const text = [
    'scenario "careless"',
    'arch arm64',
    'property p "never asserted"',
    'property q "nor this one"',
    'property r "nor that one"',
    'int x;',
    'cpu 0 "a" { WRITE_ONCE(x, 1); }',
    '',
  ].join('\n');
  await page
    .getByLabel('Open file')
    .setInputFiles({ name: 'careless.smp', mimeType: 'text/plain', buffer: Buffer.from(text) });
  const notice = page.getByRole('note');
  await expect(notice).toContainText('3 warnings, the first in line 3');
  await notice.getByText('All 3').click();
  await expect(notice.getByRole('listitem')).toHaveCount(3);
  for (const [nth, line] of [3, 4, 5].entries())
    await expect(notice.getByRole('listitem').nth(nth)).toContainText(`Line ${line}, column`);
  await expectAccessible();
});
