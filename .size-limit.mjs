// The budget of what a first visit downloads. The page's initial JavaScript is its entry and all that the entry
// imports statically; what it loads when first used (editor, matrix, exports) is not counted.

import { readFileSync } from 'node:fs';

/** @type {Record<string, { file: string, isEntry?: boolean, imports?: string[] }>} */
const chunks = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));

/**
 * @param {string} key
 * @param {Set<string>} [seen]
 * @returns {Set<string>} the chunk and its static imports
 */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of chunks[key]?.imports ?? []) closure(imported, seen);
  return seen;
}

const initial = Object.keys(chunks).filter((key) => chunks[key]?.isEntry);
const files = new Set(initial.flatMap((key) => [...closure(key)]).map((key) => `dist/${chunks[key]?.file}`));

export default [
  { name: 'initial JavaScript', path: [...files], gzip: true, limit: '150 kB' },
  { name: 'worker', path: 'dist/worker/*.js', gzip: true, limit: '100 kB' },
];
