/** Scrubbing, in headless Chromium on the built site. */
import { scrubbing } from './page-scrub.ts';
import { withSite } from './page-visit.ts';
import type { Row } from './row.ts';

export function measure(): Promise<readonly Row[]> {
  return withSite(scrubbing);
}
