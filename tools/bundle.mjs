// Bundles a TypeScript entry into one module that Node runs: how the command line and the benchmarks start.
// A bundle is made again only when a file that went into it changed, so a warm start costs a few stats.

import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { cache, replaceFile, root } from './project.mjs';

/**
 * Bundles `entry` if need be. The bundle has the entry's path with its first folder replaced by .cache, so that
 * `new URL('../..', import.meta.url)` in src/cli/main.ts is the root both before bundling and after.
 * @param {string} entry path from the root, such as 'src/cli/main.ts'
 * @returns {Promise<string>} the bundle's path
 */
export async function bundle(entry) {
  const outfile = join(cache, entry.replace(/^[^/]+\//, '').replace(/\.ts$/, '.mjs'));
  const stampsFile = `${outfile}.stamps.json`;
  if (existsSync(outfile) && existsSync(stampsFile)) {
    /** @type {Record<string, string>} */
    const stamps = JSON.parse(readFileSync(stampsFile, 'utf8'));
    if (Object.entries(stamps).every(([file, stamp]) => stampOf(file) === stamp)) return outfile;
  }

  const esbuild = await import('esbuild');
  const { metafile, outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: ['@playwright/test', 'esbuild', 'vite'],
    logLevel: 'warning',
    plugins: [rawText],
  });
  const inputs = Object.keys(metafile.inputs).map((input) => input.replace(/^raw-text:/, ''));
  mkdirSync(dirname(outfile), { recursive: true });
  for (const { path, text } of outputFiles) replaceFile(path, text);
  writeFileSync(stampsFile, JSON.stringify(Object.fromEntries(inputs.map((file) => [file, stampOf(file)]))));
  return outfile;
}

/** @param {string} file */
function stampOf(file) {
  const stats = statSync(resolve(root, file), { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs}:${stats.size}` : 'missing';
}

/**
 * `import text from './x.smp?raw'` gives the file's text, as it does in vite.
 * @type {import('esbuild').Plugin}
 */
export const rawText = {
  name: 'raw-text',
  setup(build) {
    build.onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace(/\?raw$/, '')),
      namespace: 'raw-text',
    }));
    build.onLoad({ filter: /./, namespace: 'raw-text' }, async ({ path }) => ({
      contents: await readFile(path, 'utf8'),
      loader: 'text',
    }));
  },
};
