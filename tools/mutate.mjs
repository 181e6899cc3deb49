// `npm run mutate [-- WORDS…]`: switches off one rule of the machine or of the search at a time, in a copy of the sources,
// and runs the tests that speak of that rule. A mutant that none of them notices is a rule without a test. The list is
// kept by hand (tools/mutations/); with WORDS only the rules that contain one of them. Not part of `npm test`: it takes minutes.

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { accesses } from './mutations/accesses.mjs';
import { contexts } from './mutations/contexts.mjs';
import { copiesOfTextAndPages } from './mutations/copies.mjs';
import { mutated } from './mutations/mutation.mjs';
import { search } from './mutations/search.mjs';
import { root } from './project.mjs';

/** @typedef {import('./mutations/mutation.mjs').Row} Row */

const wanted = process.argv.slice(2);
const rows = [...accesses, ...contexts, ...copiesOfTextAndPages, ...search].filter(
  ([rule]) => wanted.length === 0 || wanted.some((word) => rule.includes(word)),
);
/** A mutant that does not end in this time is noticed, too. */
const patience = 300_000;
const copied = ['src', 'tools', 'scenarios', 'types', 'package.json', 'tsconfig.json', 'vite.config.ts'];

/** A copy of the sources, outside the checkout. */
function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'smpscope-mutant-'));
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/**
 * Names of the tests that fail, null where the tests could not be run at all.
 * @param {string} folder
 * @param {readonly string[]} tests
 * @returns {Promise<readonly string[] | null>}
 */
function failures(folder, tests) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--project', 'unit', '--reporter', 'json', '--bail', '1', ...tests];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    const timer = setTimeout(() => {
      child.kill();
      output = '';
      resolve(['it does not end']);
    }, patience);
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString()));
    child.on('close', () => {
      clearTimeout(timer);
      try {
        const { testResults } = JSON.parse(output.slice(output.indexOf('{')));
        const all = testResults.flatMap((/** @type {any} */ file) => file.assertionResults);
        const bad = all.filter((/** @type {any} */ one) => one.status === 'failed');
        resolve(all.length === 0 ? null : bad.map((/** @type {any} */ one) => one.fullName));
      } catch {
        resolve(null);
      }
    });
  });
}

/**
 * @param {string} folder
 * @param {Row} row
 */
async function attempt(folder, row) {
  const [rule, file, , , tests, equivalent] = row;
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(path, mutated(source, row));
  const found = await failures(folder, tests);
  writeFileSync(path, source);
  if (found === null) return { word: 'broken', line: `${rule}: its tests do not run`, bad: true };
  const killed = found.length > 0;
  if (equivalent !== undefined)
    return killed
      ? { word: 'not equivalent', line: `${rule}: ${found[0]}`, bad: true }
      : { word: 'equivalent', line: `${rule}: ${equivalent}`, bad: false };
  return killed
    ? { word: 'killed', line: `${rule}: ${found[0]}`, bad: false }
    : { word: 'SURVIVED', line: `${rule}: ${tests.join(', ')}`, bad: true };
}

for (const row of rows) mutated(readFileSync(join(root, row[1]), 'utf8'), row);
const left = [...rows];
/** @type {Record<string, number>} */
const score = {};
const workers = Math.max(1, Math.min(2, availableParallelism(), rows.length));
await Promise.all(
  Array.from({ length: workers }, async () => {
    const folder = scratch();
    for (let row = left.shift(); row; row = left.shift()) {
      const { word, line, bad } = await attempt(folder, row);
      score[word] = (score[word] ?? 0) + 1;
      if (bad) process.exitCode = 1;
      console.log(`${word.padEnd(10)} ${line}`);
    }
    rmSync(folder, { recursive: true, force: true });
  }),
);
console.log(
  Object.entries(score)
    .map(([word, count]) => `${count} ${word}`)
    .join(', '),
);
