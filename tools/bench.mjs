// `npm run bench`: runs each bench/*.bench.ts in turn and prints their rows as one table.
// `npm run bench -- search` runs those whose name contains the word.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { bundle } from './bundle.mjs';
import { root } from './project.mjs';

/** @typedef {import('../bench/row.ts').Row} Row */

await bootstrap();
const words = process.argv.slice(2);
const names = readdirSync(join(root, 'bench'))
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)));

/** @type {Row[]} */
const rows = [];
for (const name of names) {
  console.error(`measuring ${name} …`);
  /** @type {{ measure: () => Promise<readonly Row[]> }} */
  const { measure } = await import(pathToFileURL(await bundle(`bench/${name}`)).href);
  rows.push(...(await measure()));
}
printTable([
  ['what', 'budget', 'here', ''],
  ...rows.map(({ what, budget, figure, within }) => [
    what,
    budget,
    figure,
    within === undefined ? '' : within ? 'ok' : 'OVER',
  ]),
]);
process.exitCode = rows.some(({ within }) => within === false) ? 1 : 0;

/** @param {readonly (readonly string[])[]} lines the first is the heading */
function printTable(lines) {
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of lines) {
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}
