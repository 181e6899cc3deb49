// Where things are, and how to run a child: what every other tool starts from.
// Node built-ins only: this file works before anything is installed.

import { spawn } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a trailing separator. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Scratch space that may be deleted at any time: bundles, build info, test reports. */
export const cache = join(root, '.cache');

/**
 * The JavaScript file behind an installed package's command; running it with `node` works on every platform,
 * which the shell scripts in node_modules/.bin do not.
 * @param {string} packageName
 * @param {string} [command] when it differs from the package's name
 * @returns {string}
 */
export function commandOf(packageName, command = packageName) {
  const folder = join(root, 'node_modules', packageName);
  /** @type {{ bin: string | Record<string, string> }} */
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = typeof bin === 'string' ? bin : bin[command];
  if (file === undefined) throw new Error(`${packageName} has no command ${command}`);
  return join(folder, file);
}

/**
 * Writes a file that another process may be reading: it sees the old text or the new, never half of it.
 * @param {string} file
 * @param {string} text
 */
export function replaceFile(file, text) {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, file);
}

/**
 * @typedef {object} Finished
 * @property {number} code exit status; 1 when a signal ended the child or it could not start
 * @property {string} stdout
 * @property {string} output stdout and stderr as they came
 */

/**
 * Runs a program to its end and collects what it says, without colours.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, heard?: (text: string) => void }} [options] the root and this
 *   process's environment unless given; `heard` gets what the program says as it comes
 * @returns {Promise<Finished>}
 */
export function run(program, args, { cwd = root, env = process.env, heard } = {}) {
  return new Promise((resolve) => {
    const plain = { ...env, NO_COLOR: '1', FORCE_COLOR: undefined };
    const child = spawn(program, args, { cwd, env: plain, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stdout += text;
      output += text;
      heard?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
    });
    child.on('error', (error) => {
      resolve({ code: 1, stdout, output: `${output}${error.message}\n` });
    });
    child.on('close', (code) => {
      resolve({ code: code ?? 1, stdout, output });
    });
  });
}
