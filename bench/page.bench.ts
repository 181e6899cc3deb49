/** The page's own budgets, in headless Chromium on the built site: frames, blocks, arrival, downloads. */
import { arriving } from './page-arrival.ts';
import { scrubbing } from './page-scrub.ts';
import { searching } from './page-search.ts';
import { downloads, withSite } from './page-visit.ts';
import type { Row } from './row.ts';

const PAGE_KB = 150;
const WORKER_KB = 100;

export function measure(): Promise<readonly Row[]> {
  return withSite(async (site) => [
    ...(await arriving(site)),
    ...(await scrubbing(site)),
    ...(await searching(site)),
    ...sizes(),
  ]);
}

function sizes(): readonly Row[] {
  const { page, worker, later } = downloads();
  const row = (what: string, bytes: number, limit: number): Row => ({
    what,
    budget: `≤ ${limit} kB`,
    figure: `${(bytes / 1000).toFixed(1)} kB`,
    within: bytes <= limit * 1000,
  });
  return [
    row('initial JavaScript, gzip', page, PAGE_KB),
    row('a worker’s initial JavaScript, gzip', worker, WORKER_KB),
    { what: '… what it loads on demand', budget: '', figure: `${(later / 1000).toFixed(1)} kB` },
  ];
}
