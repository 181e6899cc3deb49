#!/usr/bin/env node
// The command line: src/cli/main.ts, bundled when stale, run in this very process.

import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { bundle } from './bundle.mjs';

await bootstrap();
await import(pathToFileURL(await bundle('src/cli/main.ts')).href);
