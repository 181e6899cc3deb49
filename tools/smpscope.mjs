#!/usr/bin/env node
// The command line: src/cli/main.ts, bundled when stale, run in this very process. In the package there are no sources,
// and the bundle lies ready (tools/pack.mjs).

import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

if (existsSync(new URL('../src', import.meta.url))) {
  const { bootstrap } = await import('./bootstrap.mjs');
  const { bundle } = await import('./bundle.mjs');
  await bootstrap();
  await import(pathToFileURL(await bundle('src/cli/main.ts')).href);
} else await import(new URL('../lib/cli/main.mjs', import.meta.url).href);
