import { defineConfig } from '@playwright/test';
import { findChromium, launchArguments } from './tools/chromium.mjs';

const port = Number(process.env['E2E_PORT'] ?? 4273);
const executablePath = findChromium();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Limits for a machine several times slower than this one: a test that fails has waited for something that never comes.
  timeout: 240_000,
  expect: { timeout: 40_000 },
  fullyParallel: true,
  workers: 2,
  // A machine with other work may lose a race that a person at the page never sees: tried once more there, and named.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: '.cache/test/e2e.json' }]],
  use: {
    baseURL: `http://localhost:${String(port)}/`,
    // Recording takes a sixth of the time; who looks for a fault runs the test again with it.
    trace: process.env['CI'] ? 'off' : 'retain-on-failure',
    launchOptions: { args: launchArguments, ...(executablePath ? { executablePath } : {}) },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --port ${String(port)} --strictPort`,
    port,
    reuseExistingServer: false,
  },
});
