/**
 * The first view of a scenario from a cold load: from a link's navigation start to the first frame that has rows of its
 * score, in a browser that was just started with an empty profile; the median of several. The time to the verdict, for
 * which a second thread must start and search, is shown beside it.
 */
import { median } from './bundled-scenarios.ts';
import { newPage, type Site } from './page-visit.ts';
import type { Row } from './row.ts';

const VISITS = 7;
const BUDGET_MS = 1000;
const SCENARIO = 'kick_all_cpus_sync() skips isolated CPUs: entering the kernel';

interface Arrival {
  /** Milliseconds since navigation began. */
  readonly view: number;
  readonly verdict: number;
}

export async function arriving(site: Site): Promise<readonly Row[]> {
  const link = await linkOf(site);
  const arrivals: Arrival[] = [];
  for (let nth = 0; nth < VISITS; nth++) arrivals.push(await arrive(site, link));
  const views = arrivals.map(({ view }) => view);
  return [
    {
      what: `first view of a scenario, cold, median of ${VISITS}`,
      budget: `≤ ${BUDGET_MS} ms`,
      figure: `${median(views).toFixed(0)} ms (longest ${Math.max(...views).toFixed(0)})`,
      within: median(views) <= BUDGET_MS,
    },
    {
      what: '… until its verdict',
      budget: '',
      figure: `${median(arrivals.map(({ verdict }) => verdict)).toFixed(0)} ms`,
    },
  ];
}

async function linkOf({ address, launch }: Site): Promise<string> {
  const browser = await launch();
  const page = await newPage(browser);
  await page.goto(address);
  await page.getByRole('navigation', { name: 'Scenarios' }).getByRole('button', { name: SCENARIO }).click();
  await page.waitForURL(/#\d/);
  const link = page.url();
  await browser.close();
  return link;
}

async function arrive({ launch }: Site, link: string): Promise<Arrival> {
  const browser = await launch();
  const page = await newPage(browser);
  await page.addInitScript(noteArrival);
  await page.goto(link);
  await page.waitForFunction(() => 'verdict' in document.documentElement.dataset);
  const { view, verdict } = await page.evaluate(() => Object.assign({}, document.documentElement.dataset));
  await browser.close();
  return { view: Number(view), verdict: Number(verdict) };
}

/** In the page: writes down on the root element when a frame had a row of the score, and when one had the verdict. */
function noteArrival(): void {
  const seen = () => {
    const { dataset } = document.documentElement;
    const rows = document.querySelectorAll(
      '[role=grid][aria-label=Interleaving] [role=row][aria-selected]',
    ).length;
    const said = document.querySelector('[role=status].verdict')?.textContent ?? '';
    if (rows > 1) dataset['view'] ??= String(performance.now());
    if (rows > 1 && /^(Holds|Violated|Deadlock|Livelock)/.test(said))
      dataset['verdict'] ??= String(performance.now());
    else requestAnimationFrame(seen);
  };
  requestAnimationFrame(seen);
}
