/**
 * Scrubbing a run by wheel, drag and keys, its calls folded as they are to begin with: one of two thousand rows, one of
 * two thousand steps most of which are folded into calls, and the longest that are bundled. One input each 16 ms, or as
 * soon as the one before was answered where that takes longer, so that each frame answers one input as in a browser that
 * gathers them.
 *
 * Two things are measured, in two passes. *Work*: what the page's thread spends on a frame (page-trace.ts), in processor
 * time, so that neither the display's rhythm nor another process counts; this has the budget, since work over 16 ms is
 * a frame lost at 60 Hz however fast the rest is. *Interval*: time between two animation frames by the wall clock; a
 * headless browser gives one each 16.7 ms, so less cannot be seen, and every lost frame shows as a multiple.
 */
import type { Browser, Page } from '@playwright/test';
import { playSchedule } from '../src/explore/index.ts';
import { createMachine } from '../src/machine/index.ts';
import { formatLink, keyTable } from '../src/permalink/index.ts';
import { compileScenario, instantiate } from '../src/scenario/index.ts';
import { bundledTexts } from './bundled-scenarios.ts';
import { lockedRun, longRun } from './page-texts.ts';
import { traced } from './page-trace.ts';
import { newPage, openText, type Site } from './page-visit.ts';
import type { Row } from './row.ts';

const ROWS = 2000;
const INPUTS = 180;
const PACE_MS = 16;
const BUDGET_MS = 16;

interface Scrubbed {
  readonly what: string;
  /** A text, or the link of a bundled interleaving. */
  readonly text?: string;
  readonly link?: string;
  readonly steps: number;
}

export async function scrubbing({ address, launch }: Site): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const runs: readonly Scrubbed[] = [
    { what: `${ROWS} rows`, text: longRun(ROWS), steps: ROWS },
    { what: `${ROWS} steps in folded calls`, text: lockedRun(ROWS), steps: ROWS },
    ...longestBundled(2),
  ];
  for (const run of runs) {
    const browser = await launch();
    const page = await newPage(browser);
    await page.goto(run.link === undefined ? address : `${address}#${run.link}`);
    if (run.text !== undefined) await openText(page, run.text);
    await page.waitForFunction(
      (steps) =>
        Number(document.querySelector('[role=slider][aria-label=Step]')?.getAttribute('aria-valuemax')) >=
        steps,
      run.steps,
    );
    await page
      .getByRole('region', { name: 'Verdict' })
      .getByText(/^(Holds|Violated|Deadlock|Livelock)/)
      .first()
      .waitFor();
    for (const [name, gesture] of GESTURES)
      rows.push(...(await measureGesture(browser, page, run, name, gesture)));
    await browser.close();
  }
  return rows;
}

/** The bundled interleavings with most steps. */
function longestBundled(most: number): readonly Scrubbed[] {
  const all: Scrubbed[] = [];
  for (const { id, text } of bundledTexts()) {
    const { scenario } = compileScenario(text, id);
    for (const interleaving of scenario?.interleavings ?? []) {
      const variant = scenario?.variants.find((one) => one.id === interleaving.of);
      const program = scenario && variant && instantiate(scenario, variant.settings).program;
      if (!program) continue;
      const run = playSchedule(createMachine(program, variant.model), interleaving, null);
      const keys = run.steps.map(({ key }) => key);
      const options = new Map(scenario.options.map(({ name, initial }) => [name, initial]));
      const settings = Object.fromEntries(
        Object.entries(variant.settings).filter(([name, value]) => options.get(name) !== value),
      );
      const link = { scenario: id, text, settings, model: variant.model, keys, step: 0 };
      const what = `${interleaving.id}, ${keys.length} steps`;
      all.push({ what, link: formatLink(link, keyTable(program)), steps: keys.length });
    }
  }
  return all.toSorted((a, b) => b.steps - a.steps).slice(0, most);
}

async function measureGesture(
  browser: Browser,
  page: Page,
  run: Scrubbed,
  name: string,
  gesture: Gesture,
): Promise<readonly Row[]> {
  const start = async () => {
    await page.getByRole('grid', { name: 'Interleaving' }).focus();
    await page.keyboard.press('Home');
    await page.waitForTimeout(300);
  };
  await start();
  const { frames } = await traced(browser, page, () => gesture(page, run));
  await start();
  const intervals = await frameIntervals(page, () => gesture(page, run));
  const work = frames.map(({ processor }) => processor);
  const p95 = at(work, 0.95);
  return [
    {
      what: `scrub ${run.what} by ${name}: work a frame, 95th percentile of ${work.length}`,
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

type Gesture = (page: Page, run: Scrubbed) => Promise<void>;

/** Whether a gesture goes back now: a short run is gone through again and again. */
const isBack = ({ steps }: Scrubbed, nth: number) => steps < ROWS && Math.floor(nth / 30) % 2 === 1;

/** Each goes through the run far enough that rows come and go all the time. */
const GESTURES: readonly (readonly [string, Gesture])[] = [
  [
    'wheel',
    async (page, run) => {
      const { x, y } = await middleOf(page, 'grid', 'Interleaving');
      await page.mouse.move(x, y);
      await paced((nth) => page.mouse.wheel(0, run.steps < ROWS ? (isBack(run, nth) ? -24 : 24) : 5 * 24));
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
  [
    'keys',
    (page, run) =>
      paced((nth) => {
        if (run.steps < ROWS) return page.keyboard.press(isBack(run, nth) ? 'ArrowLeft' : 'ArrowRight');
        return page.keyboard.press(nth % 3 === 0 ? 'Shift+ArrowRight' : 'ArrowRight');
      }),
  ],
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
