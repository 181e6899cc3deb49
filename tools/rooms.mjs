// Checks that rooms import only what .dependency-cruiser.mjs lists, and that the check itself still bites: a cruise
// that reads nothing, or that stays green over a forbidden import, would report success forever.

import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, commandOf, root, run } from './project.mjs';

/** @typedef {import('./stages.mjs').Result} Result */

const folders = ['src', 'bench', 'conformance', 'e2e'];

/** Forbidden imports by the file that is planted, each with the rule that must catch it. */
const plants = [
  { file: 'src/base/canary.ts', rule: 'base-rooms', text: `import '../machine/index.ts';` },
  {
    file: 'src/machine/canary.ts',
    rule: 'machine-rooms',
    text: `import type {} from '../explore/index.ts';`,
  },
  {
    file: 'src/scenario/canary.ts',
    rule: 'scenario-types-of-machine',
    text: `import '../machine/index.ts';`,
  },
  {
    file: 'src/explore/canary.ts',
    rule: 'only-the-index',
    text: `import type {} from '../machine/canary.ts';`,
  },
  { file: 'src/worker/recall.ts', rule: 'worker-shared', text: `import '../scenario/index.ts';` },
  { file: 'src/base/canary-package.ts', rule: 'base-packages', text: `import 'xstate';` },
  { file: 'src/base/canary-node.ts', rule: 'base-packages', text: `import 'node:fs';` },
  {
    file: 'src/machine/step/canary.ts',
    rule: 'machine-step',
    text: `import type {} from '../words/why.ts';`,
  },
  {
    file: 'src/machine/cpu/canary.ts',
    rule: 'machine-cpu',
    text: `import type {} from '../step/stage.ts'; import type {} from './canary-back.ts';`,
  },
  {
    // A circle is reported once, at one of its files.
    file: 'src/machine/cpu/canary-back.ts',
    rule: 'machine-no-circle',
    text: `import type {} from './canary.ts';`,
  },
  { file: 'src/views/canary.ts', rule: 'd3-that-touches-the-page', text: `import 'd3-selection';` },
  { file: 'src/base/canary-lost.ts', rule: 'resolvable', text: `import './nowhere.ts';` },
];

/**
 * Reads every import of the sources.
 * @returns {Promise<Result>}
 */
export async function cruise() {
  const { modules, violations, output } = await report(root);
  if (modules === 0) return { passed: 0, failed: 1, output: `no module was read\n${output}` };
  const lines = violations.map(({ rule, from, to }) => `${from} -> ${to}   (${rule.name})`);
  return { passed: lines.length ? 0 : 1, failed: lines.length ? 1 : 0, output: lines.join('\n') };
}

/**
 * Plants forbidden imports in a copy of the sources and demands that each is caught by its own rule.
 * @returns {Promise<Result>}
 */
export async function canary() {
  const copy = join(cache, 'canary');
  rmSync(copy, { recursive: true, force: true });
  for (const name of ['src', 'tsconfig.json', '.dependency-cruiser.mjs']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  for (const { file, text } of plants) {
    mkdirSync(join(copy, file, '..'), { recursive: true });
    writeFileSync(join(copy, file), text);
  }
  const { violations, output } = await report(copy);
  rmSync(copy, { recursive: true });
  const missed = plants.filter(
    ({ file, rule }) => !violations.some((found) => found.from === file && found.rule.name === rule),
  );
  const lines = missed.map(({ file, rule, text }) => `${file}: ${text}\n  was not caught by ${rule}`);
  return {
    passed: missed.length ? 0 : 1,
    failed: missed.length ? 1 : 0,
    output: [...lines, violations.length ? '' : output].join('\n'),
  };
}

/**
 * @typedef {{ from: string, to: string, rule: { name: string } }} Violation
 * @param {string} cwd
 * @returns {Promise<{ modules: number, violations: readonly Violation[], output: string }>}
 */
async function report(cwd) {
  const targets = folders.filter((name) => existsSync(join(cwd, name)));
  const args = [commandOf('dependency-cruiser'), '--output-type', 'json', ...targets];
  const { stdout, output } = await run(process.execPath, args, { cwd });
  try {
    const { summary } = JSON.parse(stdout);
    return { modules: summary.totalCruised, violations: summary.violations, output: '' };
  } catch {
    return { modules: 0, violations: [], output };
  }
}
