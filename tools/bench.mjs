// `npm run bench`: runs each bench/*.bench.ts in turn and prints their rows as one table.
// `npm run bench -- search` runs those whose name contains the word; a whole run is kept in bench/figures.txt. The first
// line names the machine and says how busy it was with other things: a fixed piece of work, timed before and after each
// benchmark, as a multiple of its fastest.

import { readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
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
const pieces = pieceTimes();
for (const name of names) {
  console.error(`measuring ${name} …`);
  /** @type {{ measure: () => Promise<readonly Row[]> }} */
  const { measure } = await import(pathToFileURL(await bundle(`bench/${name}`)).href);
  rows.push(...(await measure()));
  pieces.push(...pieceTimes());
}
const busy = (pieces.toSorted((a, b) => a - b)[pieces.length >> 1] ?? 0) / Math.min(...pieces);
const memory = Math.round(totalmem() / 2 ** 30);
const machine = `${cpus()[0]?.model ?? 'a processor'}, ${cpus().length} cores, ${memory} GB, Node ${process.version}`;
const table = [
  `${machine}; a fixed piece of work took ${busy.toFixed(1)} × its fastest`,
  ...inColumns([
    ['what', 'budget', 'here', ''],
    ...rows.map(({ what, budget, figure, within }) => [
      what,
      budget,
      figure,
      within === undefined ? '' : within ? 'ok' : 'OVER',
    ]),
  ]),
].join('\n');
console.log(table);
if (words.length === 0) writeFileSync(join(root, 'bench/figures.txt'), `${table}\n`);
process.exitCode = rows.some(({ within }) => within === false) ? 1 : 0;

/**
 * Milliseconds that the same work takes, a few times.
 * @returns {number[]}
 */
function pieceTimes() {
  const words = new Int32Array(1 << 22);
  return Array.from({ length: 40 }, () => {
    const began = performance.now();
    let sum = 1;
    for (let nth = 0; nth < 1 << 20; nth++) {
      sum = (Math.imul(sum, 1103515245) + 12345) | 0;
      words[sum >>> 10] = sum;
    }
    return performance.now() - began;
  });
}

/**
 * @param {readonly (readonly string[])[]} lines the first is the heading
 * @returns {string[]}
 */
function inColumns(lines) {
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
