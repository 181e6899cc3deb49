// The Chromium that end-to-end tests and frame benchmarks drive: an installed one, else Playwright's own, else Debian's.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { commandOf, run } from './project.mjs';

/** What a headless Chromium needs in a container, and what keeps it from calling home during tests. */
export const launchArguments = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The path of a Chromium on this machine, if there is one: $CHROME_PATH, a usual name on $PATH, or Playwright's.
 * @returns {string | undefined}
 */
export function findChromium() {
  // The one without windows of its own first: the same engine for three quarters of the work.
  const names = [
    'chromium-headless-shell',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
  ];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = [
    process.env['CHROME_PATH'] ?? '',
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    chromium.executablePath(),
  ];
  return candidates.find((path) => path !== '' && existsSync(path));
}

/**
 * Finds a Chromium or installs one.
 * @returns {Promise<string>} its path; throws what was tried when there is none to be had
 */
export async function ensureChromium() {
  const attempts = [
    [],
    [process.execPath, commandOf('@playwright/test', 'playwright'), 'install', 'chromium'],
    ...(process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
      ? [
          ['apt-get', 'update'],
          ...['chromium-headless-shell', 'chromium'].map((browser) => [
            ...['apt-get', 'install', '-y', '--no-install-recommends'],
            ...[browser, 'fonts-dejavu-core'],
          ]),
        ]
      : []),
  ];
  let tried = '';
  for (const [program, ...args] of attempts) {
    if (program !== undefined) {
      console.error('Installing Chromium …');
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      tried += `${[program, ...args].join(' ')}\n${(await run(program, args, { env })).output}`;
    }
    const found = findChromium();
    // Playwright's own may lack the system's libraries; then it is there but does not run.
    if (found !== undefined && (await run(found, ['--version'])).code === 0) return found;
  }
  throw new Error(`No Chromium that runs; set CHROME_PATH to one.\n${tried}`);
}
