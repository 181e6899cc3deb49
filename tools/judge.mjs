// `npm run judge -- SEED COUNT`: that many random races, judged by brute force and by the search; differences are printed
// in their smallest form. The same seeds are the same races everywhere. Exit status 1 when anything differs.

import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { bundle } from './bundle.mjs';

const LARGEST = 700;

await bootstrap();
const [seed = 1, count = 1000] = process.argv.slice(2).map(Number);
/** @type {typeof import('../src/explore/judge/campaign.fixture.ts')} */
const { campaign, MODELS } = await import(
  pathToFileURL(await bundle('src/explore/judge/campaign.fixture.ts')).href
);
const counts = { same: 0, different: 0, beyond: 0 };
for (const verdict of campaign(seed, count, LARGEST, MODELS)) {
  counts[verdict.outcome]++;
  if (verdict.outcome === 'different')
    console.log(`--- seed ${verdict.seed}, ${verdict.by}\n${verdict.smallest}${verdict.differs.join('\n')}`);
  if ((verdict.seed - seed + 1) % 1000 === 0) console.error(`${verdict.seed - seed + 1} of ${count} judged`);
}
console.log(`${counts.same} the same, ${counts.different} different, ${counts.beyond} too large to judge`);
process.exitCode = counts.different === 0 ? 0 : 1;
