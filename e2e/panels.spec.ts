import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

/** One scenario of each thread, by its title, and whose charts move in its first run. */
const THREADS = [
  { title: /changing a vmemmap translation/, live: /^page vmemmap/ },
  { title: /entering the kernel/, live: null },
  { title: /fork\(\) copies page tables/, live: null },
  { title: /whoever traps undoes or completes/, live: /^text site/ },
  { title: /where does the ISB go/, live: /^text site/ },
];

async function openTab(page: Page, name: 'Lattice' | 'Matrix' | 'Compare') {
  const tab = page.getByRole('tab', { name });
  if (!(await tab.isVisible())) await page.getByRole('button', { name: 'Code', exact: true }).last().click();
  await tab.click();
  return page.getByRole('region', { name, exact: true });
}

async function openKick(page: Page): Promise<Screen> {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await screen.openInterleaving('001.i.belits-1');
  await expect(screen.verdict).toHaveText(/^Holds/);
  return screen;
}

for (const { title, live } of THREADS) {
  test(`charts, lattice, matrix, compare, coverage and palette on ${title.source}`, async ({ page }) => {
    test.slow();
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(title);
    await expect(screen.verdict).toHaveText(/^(Holds|Violated)/);

    await test.step('the machine’s charts, and a patcher’s phases along the run', async () => {
      const machine = page.getByRole('region', { name: 'Machine' });
      await expect(
        machine.getByRole('group', { name: 'Statechart of CPU 0' }).getByRole('img').first(),
      ).toBeVisible();
      if (live) {
        const track = machine.getByRole('list', { name: live });
        const phases = await track.getByRole('button').all();
        expect(phases.length).toBeGreaterThan(1);
        await phases[1]?.click();
        await expect(phases[1] ?? track).toHaveAttribute('aria-current', 'step');
        await expect(machine.getByRole('img', { name: live })).toHaveAccessibleName(
          /just now by .+ from live/,
        );
      }
    });

    await test.step('coverage', async () => {
      await expect(page.getByRole('region', { name: 'Code' })).toContainText(
        /\d+ of \d+ statements are executed|every statement is executed/i,
      );
    });

    await test.step('the lattice goes where one clicks', async () => {
      const view = await openTab(page, 'Lattice');
      const picture = view.getByRole('application').first();
      await expect(picture).toHaveAccessibleName(/[\d,]+ states/);
      await page.keyboard.press('End');
      await picture.focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await expect(screen.slider).toHaveAttribute('aria-valuenow', '0');
    });

    await test.step('compare', async () => {
      const view = await openTab(page, 'Compare');
      await expect(
        view.getByRole('table', { name: 'Two runs, aligned' }).getByRole('row').nth(1),
      ).toBeVisible();
    });

    await test.step('a cell of the matrix opens its witness', async () => {
      const view = await openTab(page, 'Matrix');
      const cell = view
        .getByRole('grid')
        .getByRole('button', { name: /^(?:sc|tso|arm), .*: (?:Violated|Deadlock|Livelock) / })
        .first();
      await expect(cell).toBeVisible();
      await cell.click();
      await expect(screen.verdict).toHaveText(/^(Violated|Deadlock|Livelock)/);
      await expect(page.getByText(/^shortest to /).first()).toBeVisible();
    });

    await test.step('the palette', async () => {
      await screen.grid.focus();
      await page.keyboard.press('Control+k');
      const commands = page.getByRole('dialog', { name: 'Commands' });
      await commands.getByRole('combobox', { name: 'Command' }).fill('memory model');
      await expect(commands.getByRole('option').first()).toContainText(/^Memory model/);
      await page.keyboard.press('Escape');
    });
  });
}

test('the palette lists what the page can do, and does it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const screen = await openKick(page);
  const say = async (words: string) => {
    await screen.grid.focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command' }).fill(words);
  };
  for (const words of [
    'Take: CPU 1: local_irq_disable()',
    'Step CPU 1 back over',
    'Shortest run to cpu1.p',
    'Variant: the receiver',
    'Interleaving: case 2',
    'Fold or unfold Machine',
    'Copy as mail',
    'Copy permalink',
    'Save as SVG',
    'Save as JSON',
    'Save as Promela',
    'Copy as Frame for another page',
    'Open a file',
    'Open Store buffering',
    'Print',
  ]) {
    await say(words);
    await expect(page.getByRole('option', { name: words }).first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }

  await say('Set entry_barrier = none');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'entry_barrier' })).toHaveValue('none');
  await say('Memory model tso');
  await page.keyboard.press('Enter');
  await expect(screen.verdict).toHaveText(/^Violated/);

  await say('command line that explores');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('note')).toContainText('The command line is copied.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'npm run -s smpscope -- explore scenarios/task-isolation/kick.smp --model tso --set entry_barrier=none',
  );
  const saved = page.waitForEvent('download');
  await say('Save as SVG');
  await page.keyboard.press('Enter');
  expect((await saved).suggestedFilename()).toBe('interleaving.svg');
});

test('help lists every key of the page', async ({ page }) => {
  const screen = await openKick(page);
  await screen.grid.focus();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await expect(keys.locator('kbd').first()).toBeVisible();
  const listed = await keys.locator('kbd').allInnerTexts();
  for (const key of '→ j ← k Home End Space [ ] n N b g f c m l / ?'.split(' '))
    expect(listed).toContain(key);
  for (const key of ['Shift →', 'Shift ←', '1 … 9']) expect(listed).toContain(key);
});

test('every key does what help says', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const screen = await openKick(page);
  const at = (step: number | string) => expect(screen.slider).toHaveAttribute('aria-valuenow', String(step));
  const last = (await screen.slider.getAttribute('aria-valuemax')) ?? '';
  await screen.grid.focus();
  for (const [key, step] of [
    ['ArrowRight', 1],
    ['j', 2],
    ['ArrowLeft', 1],
    ['k', 0],
    ['Shift+ArrowRight', 5],
    ['Shift+ArrowLeft', 0],
    ['End', last],
    ['Home', 0],
    ['2', 1],
  ] as const) {
    await page.keyboard.press(key);
    await at(step);
  }
  await page.keyboard.press('Home');

  await test.step('points of interest, on a German keyboard too', async () => {
    await page.keyboard.press(']');
    const point = (await screen.slider.getAttribute('aria-valuenow')) ?? '';
    expect(Number(point)).toBeGreaterThan(0);
    await page.keyboard.press('Home');
    const press = (key: string) =>
      screen.grid.evaluate(
        (grid, init) => grid.dispatchEvent(new KeyboardEvent('keydown', init)),
        // What Windows reports for AltGr 9.
        { key, ctrlKey: true, altKey: true, modifierAltGraph: true, bubbles: true, cancelable: true },
      );
    await press(']');
    await at(point);
    await press('[');
    await at(0);
  });

  await test.step('writes to a location, a breakpoint, back to it', async () => {
    await page.getByRole('region', { name: 'Machine' }).getByRole('button', { name: 'data_to_sync' }).click();
    await page.keyboard.press('n');
    const write = Number(await screen.slider.getAttribute('aria-valuenow'));
    expect(write).toBeGreaterThan(0);
    await page.keyboard.press('b');
    await page.keyboard.press('End');
    await page.keyboard.press('N');
    await at(write);
    await page.keyboard.press('End');
    await page.keyboard.press(',');
    await at(write);
    await page.keyboard.press('Home');
    await page.keyboard.press('.');
    await at(write);
  });

  await test.step('search, link, mail, compare, play', async () => {
    await screen.grid.focus();
    await page.keyboard.press('l');
    await expect(page.getByText('Copied', { exact: true })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('#');
    await page.keyboard.press('m');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toContain('CPU 1: isolated task');
    await page.keyboard.press('c');
    await expect(page.getByRole('tab', { name: 'Compare' })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Shift+7');
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: 'Search scenarios' })).toBeFocused();
    await screen.grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press(' ');
    await expect(screen.slider).not.toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press(' ');
  });

  await test.step('the shortest violation', async () => {
    await page.getByRole('combobox', { name: 'Variant' }).selectOption('001.D.no-entry-mb');
    await expect(screen.verdict).toHaveText(/^Violated/);
    await screen.grid.focus();
    await page.keyboard.press('f');
    await expect(screen.currentRow).toHaveAccessibleName(/violates use-after-kick/);
  });
});

test('runs taken stand in a tree, each a click away', async ({ page }) => {
  const screen = await openKick(page);
  const before = (await screen.slider.getAttribute('aria-valuemax')) ?? '';
  await screen.grid.focus();
  await page.keyboard.press('j');
  const choices = page.getByRole('region', { name: 'Choices' });
  await choices.locator('button:not([aria-current]):not([aria-expanded])').first().click();
  await expect(screen.slider).toHaveAttribute('aria-valuemax', '2');
  await page.keyboard.press('u');
  await expect(screen.slider).toHaveAttribute('aria-valuemax', before);
  await page.keyboard.press('Shift+U');
  await expect(screen.slider).toHaveAttribute('aria-valuemax', '2');
  const runs = page.getByRole('region', { name: 'Runs' });
  await expect(runs.getByRole('listitem')).toHaveCount(2);
  await runs.getByRole('button', { name: /case 1/ }).click();
  await expect(screen.slider).toHaveAttribute('aria-valuemax', before);
});

test.describe('embedded', () => {
  for (const [width, height, colorScheme] of [
    [360, 480, 'light'],
    [600, 400, 'dark'],
    [800, 480, 'light'],
  ] as const) {
    test(`at ${width} px the score stands alone with its step bar`, async ({ page, expectAccessible }) => {
      const screen = await openKick(page);
      await screen.grid.focus();
      for (let step = 0; step < 6; step++) await page.keyboard.press('j');
      await expect(page).toHaveURL(/@6/);
      const address = new URL(page.url());
      address.search = 'embed';
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.goto(address.href);
      await expect(screen.slider).toHaveAttribute('aria-valuenow', '6');
      await expect(screen.currentRow).toBeInViewport();
      for (const role of ['navigation', 'complementary', 'tablist'] as const)
        await expect(page.getByRole(role)).toHaveCount(0);
      expect(
        await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.scrollHeight,
        ]),
      ).toEqual([width, height]);
      await expectAccessible();

      await page.getByRole('button', { name: 'Step forward' }).click();
      await expect(screen.slider).toHaveAttribute('aria-valuenow', '7');
      const link = page.getByRole('link', { name: 'Open in smpscope' });
      // The address follows the step after a moment, and the link follows the address.
      await expect(page).toHaveURL(/@7$/);
      await link.hover();
      await expect(link).toHaveAttribute('href', /\/#2\/.*@7$/);
    });
  }

  test('an address that names nothing says so', async ({ page }) => {
    await page.goto('./?embed');
    await expect(page.getByText('This frame’s address names no interleaving.')).toBeVisible();
  });
});

test('nothing moves by itself where motion is to be reduced', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const screen = await openKick(page);
  await screen.grid.focus();
  await page.keyboard.press('j');
  await expect(
    page
      .getByRole('group', { name: 'Statechart of CPU 1' })
      .getByRole('img', { name: /just now by irq.disable/ }),
  ).toBeVisible();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('on paper: the whole run in black, without what only a screen can do', async ({ page }) => {
  await page.setViewportSize({ width: 1000, height: 520 });
  const screen = await openKick(page);
  const steps = (await screen.slider.getAttribute('aria-valuemax')) ?? '';
  const last = screen.grid.getByRole('row', { name: new RegExp(`^Step ${steps} of ${steps}, `) });
  await expect(last).toHaveCount(0);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button', { name: 'Step forward' })).toBeHidden();
  await expect(screen.library).toBeHidden();
  await expect(last).toBeVisible();
  expect(await last.evaluate((row) => getComputedStyle(row).color)).toBe('rgb(0, 0, 0)');
});
