// The stages of `npm test`: what each runs, and how its tests are counted. A checker (types, lint, …) counts as one
// test; vitest, playwright, size-limit and smpscope are counted from their own JSON.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { cache, commandOf, root, run } from './project.mjs';

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {string} output shown when something failed
 * @property {string} [table] shown in any case
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {(heard: (text: string) => void) => Promise<Result>} run `heard` gets what the stage says as it comes
 * @property {string} [after] the stage whose product this one tests
 * @property {boolean} [alone] it measures time, so nothing runs beside it
 */

/** What lies beside the repository, not in it, and which stage needs it. */
/** @type {Readonly<Record<string, readonly string[]>>} */
const needs = {
  conformance: ['conformance', '../shared/litmus'],
  field: ['conformance', '../shared/field'],
};

/** @type {readonly Stage[]} */
const candidates = [
  { name: 'build', run: () => check('vite', ['build', '--logLevel', 'warn']) },
  { name: 'unit', run: (heard) => vitest('unit', heard) },
  { name: 'conformance', run: conformance },
  { name: 'field', run: (heard) => vitest('field', heard) },
  { name: 'lint', run: () => check('eslint', ['.', '--max-warnings', '0']) },
  { name: 'types', run: types },
  { name: 'scenarios', run: scenarios },
  { name: 'rooms', run: rooms },
  { name: 'format', run: () => check('prettier', ['--check', '--log-level', 'warn', '.']) },
  { name: 'unused', run: () => check('knip', ['--no-gitignore', '--no-progress', '--no-config-hints']) },
  { name: 'size', run: size, after: 'build' },
  { name: 'package', run: installed, after: 'build' },
  { name: 'e2e', run: endToEnd, after: 'build', alone: true },
];

/** The stages that this checkout can run. */
export const stages = candidates.filter(({ name }) =>
  (needs[name] ?? []).every((folder) => existsSync(join(root, folder))),
);

/**
 * A command whose exit status is the whole answer.
 * @param {string} packageName
 * @param {readonly string[]} args
 * @param {string} [command]
 * @returns {Promise<Result>}
 */
async function check(packageName, args, command) {
  const { code, output } = await run(process.execPath, [commandOf(packageName, command), ...args]);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
}

async function types() {
  const views = ['tsconfig.json', 'tsconfig.pure.json', 'tsconfig.web.json'];
  return sum(await Promise.all(views.map((view) => check('typescript', ['-p', view], 'tsc'))));
}

async function rooms() {
  const { cruise, canary } = await import('./rooms.mjs');
  return sum([await cruise(), await canary()]);
}

/**
 * @param {string} project
 * @param {(text: string) => void} heard
 */
async function vitest(project, heard) {
  const report = reportFile(project);
  const args = [
    'run',
    '--project',
    // The unit tests are two: those with threads have a worker of their own.
    `${project}*`,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const { code, output } = await run(process.execPath, [commandOf('vitest'), ...args], { heard });
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, assertionResults: unknown[] }[] } | undefined} */
  const json = readReport(report);
  // A file that fails to load has no tests to count, yet it is a failure.
  const unloadable = json?.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.length,
  );
  return settle(code, json?.numPassedTests, (json?.numFailedTests ?? 0) + (unloadable?.length ?? 0), output);
}

/**
 * Litmus tests against herd7's verdicts, with a table of set, model, and how many agree.
 * @param {(text: string) => void} heard
 */
async function conformance(heard) {
  const file = join(cache, 'test', 'conformance.txt');
  rmSync(file, { force: true });
  const result = await vitest('conformance', heard);
  return existsSync(file) ? { ...result, table: readFileSync(file, 'utf8') } : result;
}

/** Every variant must give the verdict that it expects, every interleaving must replay. */
async function scenarios() {
  const args = ['tools/smpscope.mjs', 'check', '--json'];
  const { code, stdout, output } = await run(process.execPath, args);
  /** @typedef {{ id: string, expect: string, verdict: string, properties: string[] }} Variant */
  /** @typedef {{ id: string, replays: boolean }} Interleaving */
  /** @type {{ scenarios: { variants: Variant[], interleavings: Interleaving[] }[] } | undefined} */
  const json = parse(stdout);
  if (!json) return settle(code, 0, 0, output);
  const wrong = json.scenarios.flatMap(({ variants, interleavings }) => [
    ...variants.filter(({ expect, verdict }) => expect.split(' ')[0] !== verdict),
    ...interleavings.filter(({ replays }) => !replays),
  ]);
  const all = json.scenarios.flatMap(({ variants, interleavings }) => [...variants, ...interleavings]);
  const names = wrong.map((test) => JSON.stringify(test)).join('\n');
  return settle(code, all.length - wrong.length, wrong.length, names || output.slice(stdout.length));
}

async function size() {
  const { code, stdout, output } = await run(process.execPath, [commandOf('size-limit'), '--json']);
  /** @type {{ passed: boolean }[] | undefined} */
  const json = parse(stdout);
  const passed = json?.filter((limit) => limit.passed).length ?? 0;
  return settle(code, passed, (json?.length ?? 0) - passed, output);
}

async function installed() {
  const { tryPackage } = await import('./package.mjs');
  return tryPackage();
}

/** @param {(text: string) => void} heard */
async function endToEnd(heard) {
  const { ensureChromium } = await import('./chromium.mjs');
  await ensureChromium();
  const report = reportFile('e2e');
  const args = [commandOf('@playwright/test', 'playwright'), 'test'];
  const env = { ...process.env, E2E_PORT: await freePort() };
  const { code, output } = await run(process.execPath, args, { env, heard });
  /** @type {{ stats: { expected: number, flaky: number, unexpected: number }, errors: unknown[] } | undefined} */
  const json = readReport(report);
  const { expected = 0, flaky = 0, unexpected = 0 } = json?.stats ?? {};
  if (flaky > 0) console.log(`      ${flaky} passed only when tried again:\n${named(output, 'flaky')}`);
  return settle(code, expected + flaky, unexpected + (json?.errors.length ?? 0), output);
}

/**
 * The lines under one count of Playwright's summary.
 * @param {string} output
 * @param {string} count
 */
function named(output, count) {
  return new RegExp(`\\n *\\d+ ${count}\\n((?: {4}.*\\n?)+)`).exec(output)?.[1] ?? '';
}

/**
 * A stage that ran nothing, or ended badly without naming a failure, counts one failed test.
 * @param {number} code
 * @param {number | undefined} passed
 * @param {number} failed
 * @param {string} output
 * @returns {Result}
 */
function settle(code, passed = 0, failed, output) {
  if (failed > 0 || (code === 0 && passed > 0)) return { passed, failed, output };
  const reason = code === 0 ? 'no test ran' : `exit status ${code}`;
  return { passed, failed: 1, output: `${output}\n${reason}` };
}

/**
 * @param {readonly Result[]} results
 * @returns {Result}
 */
function sum(results) {
  return {
    passed: results.reduce((total, { passed }) => total + passed, 0),
    failed: results.reduce((total, { failed }) => total + failed, 0),
    output: results
      .filter(({ failed }) => failed > 0)
      .map(({ output }) => output)
      .join('\n'),
  };
}

/**
 * Where a stage's reporter writes; a report left by an earlier run is removed, so it cannot be counted again.
 * @param {string} name
 */
function reportFile(name) {
  const file = join(cache, 'test', `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

/**
 * @param {string} file
 * @returns {any} undefined when the stage died before it wrote one
 */
function readReport(file) {
  return existsSync(file) ? parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * @param {string} text
 * @returns {any} undefined when it is not JSON
 */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns {Promise<string>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(String(typeof address === 'object' ? address?.port : address));
      });
    });
  });
}
