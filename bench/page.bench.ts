/** The page's own budgets, in headless Chromium on the built site: blocks, arrival, downloads. */
import { arriving } from './page-arrival.ts';
import { searching } from './page-search.ts';
import { downloads, withSite } from './page-visit.ts';
import type { Row } from './row.ts';

const PAGE_KB = 150;
const THREAD_KB = 104;

export function measure(): Promise<readonly Row[]> {
  return withSite(async (site) => [...(await arriving(site)), ...(await searching(site)), ...sizes()]);
}

function sizes(): readonly Row[] {
  const { page, compiler, runner } = downloads();
  const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  const row = (what: string, bytes: number, limit: number): Row => ({
    what,
    budget: `≤ ${limit} kB`,
    figure: kB(bytes),
    within: bytes <= limit * 1000,
  });
  const later = (bytes: number): Row => ({
    what: '… what it loads on demand',
    budget: '',
    figure: kB(bytes),
  });
  return [
    row('initial JavaScript, gzip', page, PAGE_KB),
    row('initial JavaScript of the thread that compiles, gzip', compiler.initial, THREAD_KB),
    later(compiler.later),
    row('initial JavaScript of a thread that steps or searches, gzip', runner.initial, THREAD_KB),
    later(runner.later),
  ];
}
