/** A built site on localhost and browsers on it, for as long as something is measured. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { ensureChromium, launchArguments } from '../tools/chromium.mjs';
import { pageFiles, threadFiles } from '../tools/downloads.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const site = fileURLToPath(new URL('../.cache/bench-site/', import.meta.url));

export interface Site {
  readonly address: string;
  /** A browser with a profile of its own. */
  readonly launch: () => Promise<Browser>;
}

/** Builds and serves the site; when `use` is done, closes it and every browser. */
export async function withSite<T>(use: (site: Site) => Promise<T>): Promise<T> {
  await build({ root, logLevel: 'warn', build: { outDir: site, emptyOutDir: true } });
  const server = await preview({ root, build: { outDir: site }, preview: { port: 0 } });
  const executablePath = await ensureChromium();
  const browsers: Browser[] = [];
  try {
    return await use({
      address: server.resolvedUrls?.local[0] ?? '',
      launch: async () => {
        const browser = await chromium.launch({ executablePath, args: [...launchArguments] });
        browsers.push(browser);
        return browser;
      },
    });
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
    await server.close();
  }
}

export async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  return context.newPage();
}

/** Opens a text as a reader does who has it as a file. */
export async function openText(page: Page, text: string): Promise<void> {
  // Not by its label: to look for one in a large page takes the page's thread longer than what is measured.
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'measured.smp', mimeType: 'text/plain', buffer: Buffer.from(text) });
}

/** Bytes of JavaScript, gzipped: of a first visit, of what each kind of thread begins with and loads on demand. */
export function downloads() {
  const total = (files: readonly string[]) =>
    files.reduce((bytes, file) => bytes + gzipSync(readFileSync(file), { level: 9 }).length, 0);
  const thread = (role: 'compiler' | 'runner') => {
    const { initial, later } = threadFiles(site, role);
    return { initial: total(initial), later: total(later) };
  };
  return { page: total(pageFiles(site)), compiler: thread('compiler'), runner: thread('runner') };
}
