// `npm start`: the built site on localhost, built first when a source is newer.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { root } from './project.mjs';

const port = 4173;

await bootstrap();
const vite = await import('vite');
if (isStale()) await vite.build({ root, logLevel: 'warn' });
try {
  await vite.preview({ root, preview: { port, strictPort: true } });
  console.log(`smpscope is at http://localhost:${port}/ (Ctrl-C stops it)`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function isStale() {
  const built = statSync(join(root, 'dist/index.html'), { throwIfNoEntry: false });
  if (!built) return true;
  const sources = [
    'index.html',
    'package-lock.json',
    'vite.config.ts',
    'public',
    'scenarios',
    'src',
    'tools',
  ];
  return sources.some((source) => newest(join(root, source)) > built.mtimeMs);
}

/** @param {string} path */
function newest(path) {
  if (!existsSync(path)) return 0;
  const below = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  return Math.max(...['', ...below].map((name) => statSync(join(path, name)).mtimeMs));
}
