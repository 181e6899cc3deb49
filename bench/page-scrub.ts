/**
 * Scrubbing a run of two thousand rows by wheel, drag and keys: one input each 16 ms, or as soon as the one before was
 * answered where that takes longer, so that each frame answers one input as in a browser that gathers them.
 *
 * Two things are measured, in two passes. *Work*: what the page's thread spends on a frame (page-trace.ts), in processor
 * time, so that neither the display's rhythm nor another process counts; this has the budget, since work over 16 ms is
 * a frame lost at 60 Hz however fast the rest is. *Interval*: time between two animation frames by the wall clock; a
 * headless browser gives one each 16.7 ms, so less cannot be seen, and every lost frame shows as a multiple.
 */
import type { Browser, Page } from '@playwright/test';
import { longRun } from './page-texts.ts';
import { traced } from './page-trace.ts';
import { newPage, openText, type Site } from './page-visit.ts';
import type { Row } from './row.ts';

const ROWS = 2000;
const INPUTS = 180;
const PACE_MS = 16;
const BUDGET_MS = 16;

export async function scrubbing({ address, launch }: Site): Promise<readonly Row[]> {
  const browser = await launch();
  const page = await newPage(browser);
  await page.goto(address);
  await openText(page, longRun(ROWS));
  await page.waitForFunction(
    (rows) =>
      Number(document.querySelector('[role=slider][aria-label=Step]')?.getAttribute('aria-valuemax')) >= rows,
    ROWS,
  );
  await page.getByRole('region', { name: 'Verdict' }).getByText('Holds').waitFor();
  const rows: Row[] = [];
  for (const [name, gesture] of GESTURES) rows.push(...(await measureGesture(browser, page, name, gesture)));
  await browser.close();
  return rows;
}

async function measureGesture(
  browser: Browser,
  page: Page,
  name: string,
  gesture: Gesture,
): Promise<readonly Row[]> {
  const start = async () => {
    await page.getByRole('grid', { name: 'Interleaving' }).focus();
    await page.keyboard.press('Home');
    await page.waitForTimeout(300);
  };
  await start();
  const { frames } = await traced(browser, page, () => gesture(page));
  await start();
  const intervals = await frameIntervals(page, () => gesture(page));
  const work = frames.map(({ processor }) => processor);
  const p95 = at(work, 0.95);
  return [
    {
      what: `scrub ${ROWS} rows by ${name}: work a frame, 95th percentile of ${work.length}`,
      budget: `≤ ${BUDGET_MS} ms`,
      figure: `${p95.toFixed(1)} ms (median ${at(work, 0.5).toFixed(1)}, longest ${at(work, 1).toFixed(1)})`,
      within: p95 <= BUDGET_MS,
    },
    {
      what: `… interval between frames, median / 95th percentile / longest of ${intervals.length}`,
      budget: '',
      figure: `${[0.5, 0.95, 1].map((part) => at(intervals, part).toFixed(1)).join(' / ')} ms`,
    },
  ];
}

type Gesture = (page: Page) => Promise<void>;

/** Each goes through the run far enough that rows come and go all the time. */
const GESTURES: readonly (readonly [string, Gesture])[] = [
  [
    'wheel',
    async (page) => {
      const { x, y } = await middleOf(page, 'grid', 'Interleaving');
      await page.mouse.move(x, y);
      await paced(() => page.mouse.wheel(0, 5 * 24));
    },
  ],
  [
    'drag along the slider',
    async (page) => {
      const { x, y, width } = await middleOf(page, 'slider', 'Step');
      const left = x - width / 2 + 12;
      await page.mouse.move(left, y);
      await page.mouse.down();
      await paced((nth) => page.mouse.move(left + ((width - 24) * nth) / INPUTS, y));
      await page.mouse.up();
    },
  ],
  [
    'drag over rows',
    async (page) => {
      const { x, y, height } = await middleOf(page, 'grid', 'Interleaving');
      await page.mouse.move(x, y);
      await page.mouse.down();
      await paced((nth) => page.mouse.move(x, y + (height / 2 - 60) * Math.sin(nth / 20)));
      await page.mouse.up();
    },
  ],
  ['keys', (page) => paced((nth) => page.keyboard.press(nth % 3 === 0 ? 'Shift+ArrowRight' : 'ArrowRight'))],
];

async function paced(input: (nth: number) => Promise<void>): Promise<void> {
  for (let nth = 1; nth <= INPUTS; nth++) {
    const rest = new Promise((resolve) => setTimeout(resolve, PACE_MS));
    await input(nth);
    await rest;
  }
}

/** Milliseconds between animation frames while something is done. */
async function frameIntervals(page: Page, act: () => Promise<void>): Promise<readonly number[]> {
  const handle = await page.evaluateHandle(() => {
    const state = { going: true, intervals: [] as number[] };
    let last = performance.now();
    const tick = (now: number) => {
      state.intervals.push(now - last);
      last = now;
      if (state.going) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    return state;
  });
  await act();
  return handle.evaluate((state) => {
    state.going = false;
    return state.intervals.slice(1);
  });
}

async function middleOf(page: Page, role: 'grid' | 'slider', name: string) {
  const box = await page.getByRole(role, { name }).boundingBox();
  if (!box) throw new Error(`there is no ${role} ${name}`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, height: box.height };
}

/** The value that so many parts of one of all values do not exceed. */
function at(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}
