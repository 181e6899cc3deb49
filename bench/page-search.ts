/**
 * How long the page's thread is blocked while a million states are searched: the longest task (page-trace.ts) from
 * opening the scenario until the verdict, its outcomes and its first run stand on the page, while the reader steps. Of
 * processor time, since on a busy machine another process may take the thread away for longer; the wall clock beside it.
 */
import type { Page } from '@playwright/test';
import { race } from './page-texts.ts';
import { traced } from './page-trace.ts';
import { newPage, openText, type Site } from './page-visit.ts';
import type { Row } from './row.ts';

const ACCESSES = [6, 5, 5];
const BUDGET_MS = 50;
const PATIENCE_MS = 120_000;

export async function searching({ address, launch }: Site): Promise<readonly Row[]> {
  const browser = await launch();
  const page = await newPage(browser);
  await page.goto(address);
  await openText(page, race([2, 2]));
  await untilVerdict(page, 'Holds');
  await page.waitForTimeout(500);
  const { longest } = await traced(browser, page, async () => {
    await openText(page, race(ACCESSES));
    await untilVerdict(page, 'Exploring');
    await untilVerdict(page, 'Holds');
    await page.waitForTimeout(1000);
  });
  const figures = await page.locator('.figures').first().innerText();
  await browser.close();
  return [
    {
      what: `longest block of the page during a search of ${figures.split(' ')[0] ?? ''} states`,
      budget: `≤ ${BUDGET_MS} ms`,
      figure: `${longest.processor.toFixed(0)} ms (by the wall clock ${longest.wall.toFixed(0)})`,
      within: longest.processor <= BUDGET_MS,
    },
  ];
}

/** Steps back and forth until the verdict's word is there. Asked with care: the question runs on the page's thread too. */
async function untilVerdict(page: Page, word: string): Promise<void> {
  const began = performance.now();
  const said = () => page.evaluate(() => document.querySelector('.verdict-word')?.textContent);
  for (let nth = 0; (await said()) !== word; nth++) {
    if (performance.now() - began > PATIENCE_MS) throw new Error(`the verdict does not become ${word}`);
    await page.keyboard.press(nth % 2 === 0 ? 'ArrowRight' : 'ArrowLeft');
    await page.waitForTimeout(50);
  }
}
