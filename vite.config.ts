import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compileGrammars } from './tools/grammar.mjs';
import { offline } from './tools/offline.mjs';
import { scenarioEntries } from './tools/entries.ts';
import { drawStatecharts } from './tools/statecharts.mjs';

export default defineConfig({
  base: './',
  plugins: [
    react(),
    { name: 'grammars', buildStart: compileGrammars },
    { name: 'statecharts', buildStart: drawStatecharts },
    scenarioEntries(),
    offline(),
  ],
  worker: {
    format: 'es',
    rolldownOptions: {
      output: { entryFileNames: 'worker/[name]-[hash].js', chunkFileNames: 'worker/[name]-[hash].js' },
    },
  },
  build: {
    target: 'es2023',
    manifest: true,
  },
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.{ts,tsx}'], testTimeout: 60_000 } },
      {
        extends: true,
        test: { name: 'conformance', include: ['conformance/litmus.test.ts'], testTimeout: 120_000 },
      },
      { extends: true, test: { name: 'field', include: ['conformance/field.test.ts'] } },
    ],
  },
});
