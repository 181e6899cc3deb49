// What a visit downloads of the built site, as sets of files: what the page and a worker begin with (an entry and all
// that it imports statically), and what a worker loads on demand. The size budget and the benchmark both count by it.

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
 * @returns {{ initial: readonly string[], later: readonly string[] }} files that a worker begins with, and its others
 */
export function workerFiles(site) {
  const folder = join(site, 'worker');
  const all = readdirSync(folder).map((name) => join(folder, name));
  const initial = closure(all.filter((file) => file.startsWith(join(folder, 'thread-'))));
  return { initial, later: all.filter((file) => !initial.includes(file)) };
}

/**
 * @param {readonly string[]} entries
 * @returns {readonly string[]} they and what they import statically
 */
function closure(entries) {
  const seen = new Set(entries);
  for (const file of seen) {
    const { staticImports, staticExports } = parseSync(file, readFileSync(file, 'utf8')).module;
    const again = staticExports.flatMap(({ entries }) =>
      entries.flatMap((entry) => entry.moduleRequest ?? []),
    );
    for (const { value } of [...staticImports.map((one) => one.moduleRequest), ...again]) {
      seen.add(join(dirname(file), value));
    }
  }
  return [...seen];
}
