/** The Charts tab: every chart drawn and labelled, the state of now marked, read from a distance, by keyboard. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

async function openCharts(page: Page, title: RegExp, interleaving: string): Promise<Screen> {
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(title);
  await screen.openInterleaving(interleaving);
  await screen.grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('s');
  await expect(chartsOf(page, 'CPU 0')).toBeVisible();
  return screen;
}

const tab = (page: Page) => page.getByRole('region', { name: 'Charts' });
const chartsOf = (page: Page, who: string) => tab(page).getByRole('group', { name: `Statechart of ${who}` });

/** What each chart says that it stands at: “preempt: on” or “preempt: off, just now by …”. */
const labels = (charts: Locator) =>
  charts.getByRole('img').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));

/** Of each drawing: its label, its states with the tinted ones, and how large its words are on the screen. */
const drawings = (within: Locator) =>
  within.locator('svg.region').evaluateAll((all) =>
    all.map((svg) => {
      const words = [...svg.querySelectorAll('text')];
      const scale = svg.getBoundingClientRect().width / Number(svg.getAttribute('viewBox')?.split(' ')[2]);
      return {
        label: svg.getAttribute('aria-label') ?? '',
        active: [...svg.querySelectorAll('.chart-state.active text')].map((one) => one.textContent),
        states: svg.querySelectorAll('.chart-state').length,
        lines: svg.querySelectorAll('.move path').length,
        least: Math.min(...words.map((one) => parseFloat(getComputedStyle(one).fontSize) * scale)),
        cut: words.some((one) => {
          const [word, whole] = [one.getBoundingClientRect(), svg.getBoundingClientRect()];
          return word.left < whole.left - 1 || word.right > whole.right + 1;
        }),
      };
    }),
  );

for (const [title, interleaving, changes] of [
  [/entering the kernel/, '001.i.belits-1', []],
  [/the #BP handler emulates/, '003.i.no-sync2', ['text site']],
  [/changing a vmemmap translation/, null, ['page']],
] as const)
  test(`${String(title)}: every chart is drawn, named, marks its state and can be read`, async ({
    page,
    expectAccessible,
  }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(title);
    if (interleaving) await screen.openInterleaving(interleaving);
    await screen.grid.focus();
    await page.keyboard.press('s');
    await expect(chartsOf(page, 'CPU 0')).toBeVisible();
    for (const change of changes)
      await expect(tab(page).getByRole('group', { name: 'Phases of live changes' })).toContainText(change);
    const more = tab(page).getByRole('button', { name: /more that this run does not move/ });
    for (let left = await more.count(); left > 0; left--) await more.first().click();
    await expect(tab(page).getByRole('button', { name: /more that/ })).toHaveCount(0);
    const shown = await drawings(tab(page));
    expect(shown.length).toBeGreaterThan(4);
    for (const { label, active, states, lines, least, cut } of shown) {
      const [, name = ''] = /: ([^,]+)/.exec(label) ?? [];
      expect(active, label).toEqual([name]);
      expect(states, label).toBeGreaterThan(1);
      expect(lines, label).toBeGreaterThan(0);
      expect(least, label).toBeGreaterThanOrEqual(15);
      expect(cut, label).toBe(false);
    }
    await expectAccessible('main');
  });

test('the marked state follows a step of its CPU, forwards and back, and the move is named', async ({
  page,
}) => {
  const screen = await openCharts(page, /entering the kernel/, '001.i.belits-1');
  const charts = chartsOf(page, 'CPU 1');
  const now = async () => Number(await screen.slider.getAttribute('aria-valuenow'));
  const seen = new Map([[0, await labels(charts)]]);
  const last = Number(await screen.slider.getAttribute('aria-valuemax'));
  await screen.grid.focus();
  // A folded call is one step of the reader's.
  for (let step = 0; step < last;) {
    await page.keyboard.press('ArrowRight');
    await expect.poll(now).toBeGreaterThan(step);
    step = await now();
    seen.set(step, await labels(charts));
    for (const { label, active } of await drawings(charts)) expect(label).toContain(`: ${active.join()}`);
  }
  const moves = [...seen.values()].flat().filter((label) => label.includes('just now by'));
  expect(moves.some((label) => /by [\w.]+ from /.test(label))).toBe(true);
  const states = new Set([...seen.values()].flat().map((label) => label.replace(/, just now.*/, '')));
  expect(states.size).toBeGreaterThan(seen.get(0)?.length ?? 0);
  for (const [step, there] of [...seen].reverse().slice(1)) {
    await page.keyboard.press('ArrowLeft');
    await expect(screen.slider).toHaveAttribute('aria-valuenow', String(step));
    expect(await labels(charts)).toEqual(there);
  }
});

test('by keyboard: into the charts, to a phase of a live change, to the tabs and back', async ({ page }) => {
  const screen = await openCharts(page, /the #BP handler emulates/, '003.i.no-sync2');
  await expect(page.getByRole('tabpanel', { name: 'Charts' })).toBeFocused();
  const phase = tab(page)
    .getByRole('list', { name: /along the run/ })
    .getByRole('button')
    .last();
  for (let times = 0; times < 12; times++) {
    await page.keyboard.press('Tab');
    if (await phase.evaluate((one) => one === document.activeElement)) break;
  }
  await expect(phase).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(phase).toHaveAttribute('aria-current', 'step');
  await expect(phase).toBeFocused();
  await expect(screen.slider).not.toHaveAttribute('aria-valuenow', '0');
  await page.keyboard.press('Escape');
  await expect(screen.grid).toBeFocused();
  await page.getByRole('tab', { name: 'Charts' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Code' })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(chartsOf(page, 'CPU 0')).toBeVisible();
});

test('on a phone they are a sheet, and no wider than it', async ({ page, expectAccessible }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openCharts(page, /the #BP handler emulates/, '003.i.no-sync2');
  for (const { label, cut, least } of await drawings(tab(page))) {
    expect(cut, label).toBe(false);
    expect(least, label).toBeGreaterThanOrEqual(10);
  }
  const wide = await tab(page)
    .locator('svg.region')
    .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().right > 391).length);
  expect(wide).toBe(0);
  await expectAccessible('.page');
});
