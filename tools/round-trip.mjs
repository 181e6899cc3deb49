// `npm run round-trip`: every bundled interleaving and every witness is copied out as a mail and opened again by its lines;
// how many are the same run, and what becomes of the others. `npm run round-trip -- WORD` takes files whose path has it.

import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { bundle } from './bundle.mjs';

await bootstrap();
const [word = ''] = process.argv.slice(2);
/** @type {typeof import('../src/cli/round-trip.fixture.ts')} */
const { roundTrips, bundledFiles } = await import(
  pathToFileURL(await bundle('src/cli/round-trip.fixture.ts')).href
);
/** @type {Record<string, Record<string, number>>} */
const counts = { interleaving: {}, witness: {} };
for (const { id, kind, outcome, words } of roundTrips(
  bundledFiles().filter((path) => path.includes(word)),
  true,
)) {
  const of = (counts[kind] ??= {});
  of[outcome] = (of[outcome] ?? 0) + 1;
  if (outcome !== 'same') console.log(`${kind} ${id}: ${outcome}: ${words}`);
}
for (const [kind, of] of Object.entries(counts)) {
  const all = Object.values(of).reduce((sum, one) => sum + one, 0);
  console.log(`${kind}: ${of['same'] ?? 0} of ${all} are the same run`);
}
