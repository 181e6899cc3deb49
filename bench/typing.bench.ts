/**
 * How long a verdict takes after the last key, in the built page: each race that kernel developers wrote down (beside the
 * repository) is opened and edited, a few letters are typed, and the clock runs from the last of them to the frame in which
 * the verdict of the new text stands. By the wall clock, the rest of the hand that is waited for included.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { median } from './bundled-scenarios.ts';
import { newPage, openText, withSite, type Site } from './page-visit.ts';
import type { Row } from './row.ts';

const FOLDER = fileURLToPath(new URL('../../shared/field/cases/', import.meta.url));
const BUDGET_MS = 1000;
/** The first warms what the editor loads. */
const TIMES = 3;

/** No row where the cases are not there. */
export function measure(): Promise<readonly Row[]> {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.smp')) : [];
  return files.length === 0 ? Promise.resolve([]) : withSite((site) => typing(site, files.sort()));
}

async function typing({ launch, address }: Site, files: readonly string[]): Promise<readonly Row[]> {
  const browser = await launch();
  const took: { readonly file: string; readonly ms: number }[] = [];
  for (const file of files) {
    const page = await newPage(browser);
    await page.goto(address);
    took.push({ file, ms: await typed(page, readFileSync(join(FOLDER, file), 'utf8')) });
    await page.context().close();
  }
  const slowest = took.reduce((a, b) => (a.ms >= b.ms ? a : b));
  const middle = median(took.map(({ ms }) => ms));
  const row = (what: string, ms: number): Row => ({
    what,
    budget: `≤ ${BUDGET_MS} ms`,
    figure: `${ms.toFixed(0)} ms`,
    within: ms <= BUDGET_MS,
  });
  return [
    row(`verdict after the last key, field cases (${files.length}), median`, middle),
    row(`… the slowest: ${slowest.file.replace(/\.smp$/, '')}`, slowest.ms),
  ];
}

/** The fastest of a few tries, in milliseconds: what else the machine does only adds. */
async function typed(page: Page, text: string): Promise<number> {
  await openText(page, text);
  await page.locator('.page.text-same .verdict.good, .page.text-same .verdict.bad').waitFor();
  await page.keyboard.press('e');
  await page.locator('.editor-host').waitFor();
  await page.keyboard.press('Control+End');
  const tries: number[] = [];
  for (let nth = 0; nth < TIMES; nth++) {
    await page.evaluate(noteVerdict);
    await page.keyboard.type(nth === 0 ? '\n// typed' : ' on');
    const took = await page.waitForFunction(() => document.documentElement.dataset['took']);
    tries.push(Number(await took.jsonValue()));
  }
  return Math.min(...tries);
}

/** In the page: writes down how long after the last key a frame had the verdict of what was typed. */
function noteVerdict(): void {
  const { dataset } = document.documentElement;
  delete dataset['took'];
  let last = Number.POSITIVE_INFINITY;
  const onKey = () => {
    last = performance.now();
  };
  window.addEventListener('keydown', onKey, true);
  const seen = () => {
    const said = document.querySelector('[role=status].verdict')?.textContent ?? '';
    const isNew =
      document.querySelector('.page.text-same') !== null && !/before the change|Exploring/.test(said);
    if (isNew && performance.now() - last > 200) {
      window.removeEventListener('keydown', onKey, true);
      dataset['took'] = String(performance.now() - last);
    } else requestAnimationFrame(seen);
  };
  requestAnimationFrame(seen);
}
