/** A built site on localhost and browsers on it, for as long as something is measured. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { ensureChromium, launchArguments } from '../tools/chromium.mjs';

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

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

/** Bytes of a first visit's JavaScript, gzipped: the entry with what it imports statically, and a worker's own. */
export function downloads(): { readonly page: number; readonly worker: number } {
  const manifest = readFileSync(`${site}.vite/manifest.json`, 'utf8');
  const chunks = JSON.parse(manifest) as Readonly<Record<string, Chunk>>;
  const files = new Set<string>();
  const add = (key: string) => {
    const chunk = chunks[key];
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    chunk.imports?.forEach(add);
  };
  for (const [key, { isEntry }] of Object.entries(chunks)) if (isEntry) add(key);
  const size = (file: string) => gzipSync(readFileSync(site + file), { level: 9 }).length;
  const names = readFileSync(`${site}sw.js`, 'utf8').match(/worker\/[^"]+\.js/g) ?? [];
  const total = (of: Iterable<string>) => [...of].reduce((bytes, file) => bytes + size(file), 0);
  return { page: total(files), worker: total(names) };
}
