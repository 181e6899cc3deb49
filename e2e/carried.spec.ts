/** A link that carries a scenario which takes long: to compile, to search, or for ever. */
import type { Page } from '@playwright/test';
import { formatLink, packScenario } from '../src/permalink/index.ts';
import { linkTo } from './command-line.ts';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

/** `lines` stores by CPU 0 in each of `variants` variants: the compiler makes all of them. */
function large(title: string, lines: number, variants = 12): string {
  const ids = Array.from({ length: variants }, (_, nth) => `v${nth}`);
  return [
    `scenario "${title}"`,
    'arch x86',
    'int x, y;',
    `option which "one of many" = ${ids.join(' | ')}`,
    'cpu 0 "writer" {',
    ...Array.from({ length: lines }, (_, nth) => `    WRITE_ONCE(x, ${nth % 7});`),
    '}',
    'cpu 1 "reader" { int r = READ_ONCE(x); WRITE_ONCE(y, 1); }',
    ...ids.map((id) => `variant ${id} "${id}" { which = ${id} } model tso expect holds`),
  ].join('\n');
}

async function linkOf(text: string, model: 'sc' | 'tso' = 'sc'): Promise<string> {
  const packed = await packScenario(text);
  if (!packed.ok) throw new Error(packed.error.message);
  const link = { scenario: packed.value, text, settings: {}, model, keys: [], step: 0 };
  return formatLink(link, { statements: [], rests: [] });
}

/** Compiling what has these words in it takes as long as the page is not told to go on. */
async function hold(page: Page, words: string): Promise<() => Promise<void>> {
  await page.addInitScript((text) => {
    const held: (() => void)[] = [];
    const post = Object.getOwnPropertyDescriptor(Worker.prototype, 'postMessage')?.value as (
      this: Worker,
      message: unknown,
    ) => void;
    Worker.prototype.postMessage = function postLater(message: unknown) {
      if ('held' in window && JSON.stringify(message).includes(text))
        held.push(() => post.call(this, message));
      else post.call(this, message);
    };
    Object.assign(window, {
      held,
      goOn: () => {
        Reflect.deleteProperty(window, 'held');
        for (const one of held.splice(0)) one();
      },
    });
  }, words);
  return () => page.evaluate('goOn()');
}

const go = (page: Page, link: string) =>
  page.evaluate((hash) => {
    window.location.hash = hash;
  }, link);

test('while it compiles its own name is shown and no other rows; cancelled, what was there is there', async ({
  page,
  expectAccessible,
}) => {
  const goOn = await hold(page, 'A long list');
  const screen = new Screen(page);
  await screen.open(linkTo('task-isolation/kick', '001.i.belits-1'));
  await expect(screen.verdict).toHaveText(/^Holds/);
  await screen.grid.focus();
  await page.keyboard.press('Home');
  await screen.choices.locator('button.choice:not([aria-current])').first().click();
  await expect(screen.slider).toHaveAttribute('aria-valuenow', '1');
  const row = (await screen.currentRow.getAttribute('aria-label')) ?? '';
  await expect(page).toHaveURL(/task-isolation\/kick.*@1$/);
  const before = page.url();
  const main = page.getByRole('main');

  await go(page, await linkOf(large('A long list', 900)));
  await expect(main.getByRole('heading', { name: 'A long list' })).toBeVisible();
  await expect(screen.grid).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await expect(page.getByRole('region', { name: /Verdict|Choices|Machine|Claims/ })).toHaveCount(0);
  await expectAccessible();
  await main.getByRole('button', { name: 'Cancel' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('note')).toContainText('cancelled');
  await expect(screen.currentRow).toHaveAccessibleName(row);
  await expect(page.getByRole('region', { name: 'Runs' }).getByRole('listitem')).toHaveCount(2);
  await expect(page).toHaveURL(before);

  // What arrives after all is not wanted any more.
  await goOn();
  await expect(screen.verdict).toHaveText(/^Holds/);
  await expect(screen.currentRow).toHaveAccessibleName(row);
  await expect(page.getByRole('heading', { level: 1, name: /entering the kernel/ })).toBeVisible();

  await go(page, await linkOf(large('A long list', 900)));
  await expect(page.getByRole('heading', { level: 1, name: 'A long list' })).toBeVisible();
  await expect(screen.grid).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Variant' })).toBeVisible();
});

test('a second one is not taken for the first, nor shown with its rows', async ({ page }) => {
  const goOn = await hold(page, 'the second');
  const screen = new Screen(page);
  await screen.open(await linkOf(large('the first', 3)));
  await expect(page.getByRole('heading', { level: 1, name: 'the first' })).toBeVisible();
  await expect(screen.grid).toBeVisible();
  await go(page, await linkOf(large('the second', 4)));
  await expect(page.getByRole('main').getByRole('heading', { name: 'the second' })).toBeVisible();
  await expect(screen.grid).toHaveCount(0);
  await goOn();
  await expect(screen.grid).toBeVisible();
  await expect(page.locator('.title h1')).toHaveText('the second');
  // Another step of the one that is open shows it without opening it anew.
  for (const step of ['1', '2']) {
    await screen.choices.locator('button.choice').first().click();
    await expect(screen.slider).toHaveAttribute('aria-valuenow', step);
    await expect(page).toHaveURL(new RegExp(`@${step}$`));
  }
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(/@1$/);
  await go(
    page,
    page
      .url()
      .replace(/^[^#]*#/, '')
      .replace(/@1$/, '@2'),
  );
  await expect(screen.slider).toHaveAttribute('aria-valuenow', '2');
  await expect(page.locator('.title h1')).toHaveText('the second');
});

test('opened by itself and cancelled it leaves the first page; another scenario opens at once', async ({
  page,
}) => {
  await hold(page, 'A long list');
  const screen = new Screen(page);
  await screen.open(await linkOf(large('A long list', 900)));
  await expect(page.getByRole('main').getByRole('heading', { name: 'A long list' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { name: 'Which CPU moves?' })).toBeVisible();
  await expect(page.getByRole('note')).toContainText('cancelled');
  await screen.openScenario(/entering the kernel/);
  await expect(screen.verdict).toHaveText(/^Holds/);
  await expect(page.locator('.title h1')).toHaveText(/entering the kernel/);
});

test('one that is more than a compiler may make says where it is too much', async ({ page }) => {
  const screen = new Screen(page);
  await screen.open(await linkOf(large('Too much', 900, 60)));
  await expect(page.getByRole('heading', { name: 'Too much cannot be opened' })).toBeVisible();
  await expect(page.getByText(/Line \d+, column/)).toBeVisible();
  await screen.openScenario(/entering the kernel/);
  await expect(screen.verdict).toHaveText(/^Holds/);
});

test('one whose search takes long is there meanwhile, steps, and can be left or stopped', async ({
  page,
}) => {
  const cells = [0, 1, 2, 3];
  const cpu = (one: number) => [
    `cpu ${one} "w${one}" {`,
    ...[1, 2, 3, 4, 5].map(
      (nth) =>
        `    WRITE_ONCE(c${(nth + one) % 4}, 1${one}${nth}); int r${nth} = READ_ONCE(c${(nth + one + 1) % 4});`,
    ),
    '}',
  ];
  const text = ['scenario "Many stores"', 'arch x86', 'int c0, c1, c2, c3;', ...cells.flatMap(cpu), ''].join(
    '\n',
  );
  const screen = new Screen(page);
  await screen.open(await linkOf(text, 'tso'));
  await expect(screen.grid).toBeVisible();
  await expect(page.locator('.title h1')).toHaveText('Many stores');
  await expect(screen.verdict).toHaveText(/^Exploring/);
  await screen.choices.locator('button.choice').first().click();
  await expect(screen.slider).toHaveAttribute('aria-valuenow', '1');
  await expect(screen.verdict).toHaveText(/^Exploring/);
  await page
    .getByRole('region', { name: 'Verdict' })
    .getByRole('button', { name: /Stop|Cancel/ })
    .click();
  await expect(screen.verdict).not.toHaveText(/^Exploring/);
  await expect(screen.grid).toBeVisible();
});
