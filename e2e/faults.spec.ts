/** What goes wrong around the page: it says so where it is, and what the reader has done stays. */
import type { Page } from '@playwright/test';
import { formatLink, packScenario } from '../src/permalink/index.ts';
import { linkTo } from './command-line.ts';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

// The cache of the service worker would hide what is cut off here.
test.use({ serviceWorkers: 'block', tolerated: /Failed to load resource|net::ERR/ });

/** The page with two runs, the second forked by hand and shown at its last step. */
async function withRuns(page: Page): Promise<{ screen: Screen; intact: () => Promise<void> }> {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await expect(screen.verdict).toHaveText(/^(Holds|Violated)/);
  await screen.choices.locator('button.choice:not([aria-current])').first().click();
  await expect(page.getByRole('region', { name: 'Runs' }).getByRole('listitem')).toHaveCount(2);
  const row = (await screen.currentRow.getAttribute('aria-label')) ?? '';
  const intact = async () => {
    await expect(screen.grid).toBeVisible();
    await expect(screen.currentRow).toHaveAccessibleName(row);
    await expect(page.getByRole('region', { name: 'Runs' }).getByRole('listitem')).toHaveCount(2);
  };
  return { screen, intact };
}

for (const { name, open, title } of [
  { name: 'the matrix', open: 'x', title: 'Matrix' },
  { name: 'the lattice', open: 'v', title: 'Lattice' },
  { name: 'the comparison', open: 'c', title: 'Compare' },
])
  test(`${name} that cannot load says so in its place and comes when it can`, async ({ page }) => {
    const { intact } = await withRuns(page);
    await page.route(/assets\/(matrix|lattice|compare)-view/, (route) => route.abort());
    await page.keyboard.press(open);
    const place = page.getByRole('region', { name: title });
    await expect(place.getByRole('alert')).toContainText('could not be loaded');
    await intact();
    await page.unroute(/assets\/(matrix|lattice|compare)-view/);
    await place.getByRole('button', { name: 'Try again' }).click();
    await expect(place.getByRole('alert')).toHaveCount(0);
    await expect(place.getByText('Opening …')).toHaveCount(0);
    await intact();
  });

test('keys and commands that cannot load say so in their dialogs', async ({ page }) => {
  const { intact } = await withRuns(page);
  await page.route(/assets\/(help|palette-entries)-/, (route) => route.abort());
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await expect(keys.getByRole('alert')).toContainText('could not be loaded');
  await page.keyboard.press('Escape');
  await expect(keys).toHaveCount(0);
  await page.keyboard.press('Control+k');
  const commands = page.getByRole('dialog', { name: 'Commands' });
  await expect(commands.getByRole('alert')).toContainText('could not be loaded');
  await page.unroute(/assets\/(help|palette-entries)-/);
  await commands.getByRole('button', { name: 'Try again' }).click();
  await expect(commands.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await intact();
});

test.describe('our own mistake', () => {
  test.use({ tolerated: /broken on purpose|Failed to load resource|net::ERR/ });

  test('in one part of the page leaves the others, and can be tried again', async ({ page }) => {
    const { intact } = await withRuns(page);
    await page.evaluate(() => {
      const matchMedia = window.matchMedia.bind(window);
      window.matchMedia = (query) => {
        if (document.body.dataset['mended'] !== undefined || query !== '(max-width: 719px)')
          return matchMedia(query);
        throw new Error('broken on purpose');
      };
    });
    // What is broken may be drawn anew, and fail, before the click has reached it.
    await page
      .getByRole('button', { name: 'What they mean' })
      .click({ timeout: 5000 })
      .catch(() => undefined);
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('What can be chosen has failed: broken on purpose');
    await expect(alert.getByRole('link', { name: 'this link' })).toHaveAttribute('href', page.url());
    await intact();
    await page.evaluate(() => (document.body.dataset['mended'] = ''));
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('combobox', { name: 'Variant' })).toBeVisible();
    await intact();
  });

  test('in what has no place of its own says so, with the link, and can be tried again', async ({
    page,
    expectAccessible,
  }) => {
    const { intact } = await withRuns(page);
    await page.evaluate(() => {
      Object.defineProperty(document, 'querySelector', {
        configurable: true,
        value: (selector: string) => {
          if (selector.includes('description')) throw new Error('broken on purpose');
          return document.querySelectorAll(selector)[0] ?? null;
        },
      });
    });
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('The title has failed: broken on purpose');
    await expect(alert.getByRole('link', { name: 'this link' })).toBeVisible();
    await expectAccessible();
    await page.evaluate(() => Reflect.deleteProperty(document, 'querySelector'));
    await alert.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Redo', exact: true }).click();
    await intact();
  });
});

test('a scenario that cannot be fetched leaves what is shown, and comes on the next try', async ({
  page,
}) => {
  const { screen, intact } = await withRuns(page);
  await page.route(/assets\/exit-/, (route) => route.abort());
  await screen.library
    .getByRole('button', { name: /returning to user/ })
    .first()
    .click();
  await expect(page.getByRole('alert')).toContainText('could not be fetched');
  await intact();
  await page.unroute(/assets\/exit-/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /returning to user/ })).toBeVisible();
  await screen.grid.waitFor();
});

test('mails and pictures that cannot be written say so', async ({ page }) => {
  const { intact } = await withRuns(page);
  await page.route(/assets\/export-/, (route) => route.abort());
  await page.keyboard.press('m');
  await expect(page.getByRole('alert')).toContainText('could not be loaded');
  await intact();
});

test('a reader’s own text waits for what finds its mistakes, and opens on the next try', async ({ page }) => {
  await page.route('**/worker/careful-compiler-*', (route) => route.abort());
  const screen = new Screen(page);
  await screen.open();
  const text =
    'scenario "mine"\narch arm64\nstruct llist_head x;\ncpu 0 { init_llist_head(&x); }\ncpu 1 { bool r = llist_empty(&x); }\n';
  await page
    .getByLabel('Open file')
    .setInputFiles({ name: 'mine.smp', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await expect(page.getByRole('alert')).toContainText('could not be loaded');
  await page.unroute('**/worker/careful-compiler-*');
  // So it does for words that are a download of their own.
  await page.route('**/worker/llist-*', (route) => route.abort());
  const asked = page.waitForRequest('**/worker/llist-*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await asked;
  await expect(page.getByRole('alert')).toContainText('could not be loaded');
  await page.unroute('**/worker/llist-*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(screen.verdict).toHaveText(/^Holds/);
});

test.describe('a link', () => {
  const KICK = linkTo('task-isolation/kick', '001.i.belits-1');

  for (const [part, script, named] of [
    ['the thread that compiles', '**/worker/compiler-thread-*', 'The compiler does not start'],
    [
      'a file of the prelude',
      '**/worker/isolation-*',
      'A part of the program that this needs could not be loaded',
    ],
    ['the threads that step and search', '**/worker/runner-thread-*', 'The search thread does not start'],
  ] as const)
    test(`without ${part} ends in a notice that can be tried again`, async ({ page }) => {
      await page.route(script, (route) => route.abort());
      const screen = new Screen(page);
      await screen.open(KICK);
      await expect(page.getByRole('alert')).toContainText(named);
      await page.unroute(script);
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(screen.grid).toBeVisible();
    });

  test('whose scenario does not come ends in a notice', async ({ page }) => {
    await page.route(/assets\/kick-/, (route) => route.abort());
    const screen = new Screen(page);
    await screen.open(KICK);
    await expect(page.getByRole('alert')).toContainText('could not be opened');
    await page.unroute(/assets\/kick-/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(screen.grid).toBeVisible();
  });

  test('opens without the library', async ({ page }) => {
    await page.route(/assets\/catalogue-files-/, (route) => route.abort());
    const screen = new Screen(page);
    await screen.open(KICK);
    await expect(page.getByRole('alert').first()).toContainText(/could not be (opened|loaded)/);
    await page.unroute(/assets\/catalogue-files-/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(
      screen.grid.or(screen.library.getByRole('button', { name: /entering/ })).first(),
    ).toBeVisible();
  });

  test('while it loads shows its own name and no other rows', async ({ page }) => {
    const { screen } = await withRuns(page);
    let pass: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (pass = resolve));
    await page.route(/assets\/exit-/, async (route) => {
      await held;
      await route.continue();
    });
    await page.evaluate(() => {
      window.location.hash = '1/task-isolation/exit/-/arm/zzzzzzzzzzzz@3';
    });
    await expect(page.getByRole('main').getByRole('heading', { name: /returning to user/ })).toBeVisible();
    await expect(screen.grid).toHaveCount(0);
    pass();
    await expect(screen.grid).toBeVisible();
    await expect(page.getByRole('heading', { level: 1, name: /returning to user/ })).toBeVisible();
  });

  test('with a scenario that does not compile names the place', async ({ page }) => {
    const text = 'scenario "mine"\narch x86\ncpu 0 "a" { WRITE_ONCE(y, 1); }\n';
    const packed = await packScenario(text);
    if (!packed.ok) throw new Error(packed.error.message);
    const link = { scenario: packed.value, text, settings: {}, model: 'sc', keys: [], step: 0 } as const;
    await new Screen(page).open(formatLink(link, { statements: [], rests: [] }));
    await expect(page.getByText(/Line 3, column/)).toBeVisible();
  });
});
