// `npm run picture`: builds the site, has it find a violation in a bundled scenario, and takes the pictures of README.md.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { withPalette } from './png.mjs';
import { cache, root } from './project.mjs';

const page = { width: 1440, height: 900 };
const scenario = 'kick_all_cpus_sync() skips isolated CPUs: entering the kernel';
/** The receiver's smp_mb() removed, where there are store buffers. */
const variant = '001.D.no-entry-mb';
/** The row to stop at: the sender looks at the flag while the receiver's store to it is still in its buffer. */
const moment = /CPU 0: .*READ_ONCE\(ll_isol_flags\[cpu\]\)/;
const site = join(cache, 'picture');

await bootstrap();
const { build, preview } = await import('vite');
const { chromium } = await import('@playwright/test');
const { ensureChromium, launchArguments } = await import('./chromium.mjs');

const executablePath = await ensureChromium();
await build({ root, logLevel: 'warn', build: { outDir: site, emptyOutDir: true } });
const server = await preview({ root, build: { outDir: site }, preview: { port: 0 } });
const browser = await chromium.launch({ executablePath, args: launchArguments });
try {
  mkdirSync(join(root, 'docs'), { recursive: true });
  await picture('light', 'docs/smpscope.png');
  await picture('dark', 'docs/smpscope-dark.png');
} finally {
  await browser.close();
  await server.close();
}

/**
 * @param {'light' | 'dark'} colorScheme
 * @param {string} file
 */
async function picture(colorScheme, file) {
  const context = await browser.newContext({ viewport: page, colorScheme, reducedMotion: 'reduce' });
  const tab = await context.newPage();
  await tab.goto(server.resolvedUrls?.local[0] ?? '');
  await tab.getByRole('navigation', { name: 'Scenarios' }).getByRole('button', { name: scenario }).click();
  await tab.getByRole('combobox', { name: 'Variant' }).selectOption(variant);
  const grid = tab.getByRole('grid', { name: 'Interleaving' });
  const verdict = tab.getByRole('region', { name: 'Verdict' }).getByRole('status');
  await verdict.filter({ hasText: /^Violated/ }).waitFor();
  await grid.focus();
  await tab.keyboard.press('f');
  // The run is shown from its end; what is clicked before that would scroll away.
  await grid
    .locator('[aria-selected="true"]')
    .and(grid.getByRole('row', { name: /^Step (\d+) of \1,/ }))
    .waitFor();
  await tab.waitForTimeout(500);
  const row = grid.getByRole('row', { name: moment });
  await row.click();
  await row.and(tab.locator('[aria-selected="true"]')).waitFor();
  await tab.evaluate(() => document.fonts.ready);
  await tab.mouse.move(0, 0);
  await grid.blur();
  await tab.waitForTimeout(500);
  writeFileSync(join(root, file), withPalette(await tab.screenshot({ animations: 'disabled' })));
  console.log(file);
  await context.close();
}
