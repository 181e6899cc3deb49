// What a visit downloads of the built site, as sets of files: what the page and each kind of thread begin with (an entry and
// all that it imports statically), and what a thread loads on demand. The size budget and the benchmark both count by it.

import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'vite';

/**
 * @param {string} site folder of a built site
 * @returns {readonly string[]} files of the page's initial JavaScript
 */
export function pageFiles(site) {
  /** @type {Record<string, { file: string, isEntry?: boolean }>} */
  const chunks = JSON.parse(readFileSync(join(site, '.vite/manifest.json'), 'utf8'));
  return closure(
    Object.values(chunks)
      .filter(({ isEntry }) => isEntry)
      .map(({ file }) => join(site, file)),
  );
}

/**
 * @param {string} site folder of a built site
 * @param {string} source a source file that the page loads on demand, from the project's folder
 * @returns {readonly string[]} files that it brings with it, those apart that the page begins with
 */
export function partFiles(site, source) {
  /** @type {Record<string, { file: string }>} */
  const chunks = JSON.parse(readFileSync(join(site, '.vite/manifest.json'), 'utf8'));
  const chunk = chunks[source];
  if (!chunk) throw new Error(`the page loads no ${source} on demand`);
  const initial = pageFiles(site);
  return closure([join(site, chunk.file)]).filter((file) => !initial.includes(file));
}

/**
 * @param {string} site folder of a built site
 * @param {'compiler' | 'runner'} role what the thread does
 * @returns {{ initial: readonly string[], later: readonly string[] }} files that such a thread begins with, and those
 *   that it loads on demand
 */
export function threadFiles(site, role) {
  const folder = join(site, 'worker');
  const entry = readdirSync(folder).filter((name) => name.startsWith(`${role}-thread-`));
  if (entry.length !== 1) throw new Error(`${folder} should have one ${role}-thread-*.js`);
  const entries = entry.map((name) => join(folder, name));
  const initial = closure(entries);
  return { initial, later: closure(entries, true).filter((file) => !initial.includes(file)) };
}

/**
 * @param {readonly string[]} entries
 * @param {boolean} [late] with what they import when it is needed, too
 * @returns {readonly string[]} they and what they import
 */
function closure(entries, late = false) {
  const seen = new Set(entries);
  for (const file of seen) {
    const text = readFileSync(file, 'utf8');
    const { staticImports, staticExports, dynamicImports } = parseSync(file, text).module;
    const again = staticExports.flatMap(({ entries }) =>
      entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
    );
    const asked = dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1));
    const imports = staticImports.map(({ moduleRequest }) => moduleRequest.value);
    for (const value of [...imports, ...again, ...(late ? asked : [])]) seen.add(join(dirname(file), value));
  }
  return [...seen];
}
