import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compileGrammars } from './tools/grammar.mjs';
import { notices } from './tools/notices.mjs';
import { offline } from './tools/offline.mjs';
import { indexPrelude } from './tools/prelude.mjs';
import { contentPolicy } from './tools/policy.mjs';
import { scenarioEntries } from './tools/entries.ts';
import { customElement } from './tools/element.mjs';
import { sharePages } from './tools/share-pages.mjs';
import { drawStatecharts } from './tools/statecharts.mjs';

const third = notices();

/**
 * The page and its threads load the prelude's further files with the texts that name them; tests and the command line have all.
 */
const preludeByNeed = {
  name: 'prelude-by-need',
  enforce: 'pre',
  resolveId(source: string) {
    if (process.env['VITEST'] !== undefined || !source.endsWith('/more-whole.ts')) return null;
    return fileURLToPath(new URL('src/scenario/prelude/more-by-need.ts', import.meta.url));
  },
} as const;

/** Tests that leave threads behind which are asked whether they still answer: nothing else may run where they did. */
const WITH_THREADS = ['src/client/**/*.test.ts', 'src/state/**/*.test.ts'];

export default defineConfig(({ command }) => ({
  base: './',
  plugins: [
    react(),
    preludeByNeed,
    { name: 'grammars', buildStart: compileGrammars },
    { name: 'prelude', buildStart: indexPrelude },
    { name: 'statecharts', buildStart: drawStatecharts },
    scenarioEntries(),
    contentPolicy(),
    command === 'build' && third.collect(),
    third.write,
    sharePages(),
    customElement(),
    offline(),
  ],
  worker: {
    format: 'es',
    plugins: () => [preludeByNeed, third.collect()],
    rolldownOptions: {
      output: {
        entryFileNames: 'worker/[name]-[hash].js',
        chunkFileNames: 'worker/[name]-[hash].js',
        // In one piece, as the page's: shared with parts that come later it would be cut up.
        codeSplitting: { groups: [{ name: 'begun', tags: ['$initial'] }] },
      },
    },
  },
  build: {
    target: 'es2023',
    manifest: true,
    // Browsers that need it cannot run the page anyway.
    modulePreload: { polyfill: false },
    // A view's style would not be asked for again where its script is.
    cssCodeSplit: false,
    // What the first visit needs in one piece: shared with parts that come later it would be cut into many, which
    // pack less well.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'page', tags: ['$initial'] }] } } },
  },
  // Limits for a machine several times slower than this one: what fails has waited for something that never comes.
  test: {
    expect: { poll: { timeout: 60_000 } },
    // Files share what they import: most of the time would go into loading the compiler for each of them.
    isolate: false,
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: WITH_THREADS,
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: { name: 'unit with threads', include: WITH_THREADS, isolate: true, testTimeout: 300_000 },
      },
      {
        extends: true,
        test: { name: 'conformance', include: ['conformance/litmus.test.ts'], testTimeout: 600_000 },
      },
      {
        extends: true,
        test: { name: 'field', include: ['conformance/field*.test.ts'], testTimeout: 300_000 },
      },
    ],
  },
}));
