// Before `npm pack`: the built site, and the command line as one file of plain JavaScript, so that the package needs no
// other one and no network.

import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { bundle } from './bundle.mjs';
import { root } from './project.mjs';

/** The command line, where the package has it. */
export async function layOut() {
  const lib = join(root, 'lib');
  rmSync(lib, { recursive: true, force: true });
  mkdirSync(join(lib, 'cli'), { recursive: true });
  cpSync(await bundle('src/cli/main.ts'), join(lib, 'cli/main.mjs'));
}

if (process.argv[1] === import.meta.filename) {
  await bootstrap();
  const { build } = await import('vite');
  await build({ root, logLevel: 'warn' });
  await layOut();
}
