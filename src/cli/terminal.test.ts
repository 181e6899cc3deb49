import { expect, test } from 'vitest';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guard } from './terminal.ts';

test('what is text passes, what steers a terminal does not', () => {
  const written: string[] = [];
  const stream = { write: (chunk: string) => written.push(chunk) > 0 };
  guard(stream);
  stream.write('a\u001b[2J\u009b31m\u202e ü\n');
  expect(written).toEqual(['a␛[2J\ufffd31m\ufffd ü\n']);
});

const command = fileURLToPath(new URL('../../tools/smpscope.mjs', import.meta.url));

/** Everything that a call writes. */
function said(...args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], (_, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
}

test('no command lets a name, a title or an argument steer the terminal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'smpscope-'));
  const evil = '\u001b]0;x\u0007\u009b\u202e';
  const scenario = join(folder, `a${evil}.smp`);
  const broken = join(folder, `b${evil}.smp`);
  const litmus = join(folder, `c${evil}.litmus`);
  const variant = 'variant v "t" { } model sc expect holds\n';
  writeFileSync(scenario, `scenario "t"\nint x;\ncpu 0 "c" { x = 1; }\n${variant}`);
  writeFileSync(broken, `scenario "t${evil}"\nint x\ncpu 0 { }\n`);
  writeFileSync(litmus, `C c${evil}\n{ x = ${evil}; }\nP0(int *x) { ${evil} }\nexists (${evil})\n`);
  const all = await Promise.all([
    said('check', scenario, broken),
    said('check', scenario, '--json'),
    said('explore', scenario, '--set', `${evil}=${evil}`),
    said('explore', scenario, '--json'),
    said('show', scenario, '--witness', '--format', 'svg'),
    said('show', scenario, '--witness'),
    said('litmus', litmus, '--model', 'sc', '--tsv'),
    said('list', `--${evil}`),
    said(evil),
    said('why', `x#2/${evil}/-/sc/abcdefghij@1`),
    said('export', scenario, '--format', 'promela', '--model', 'sc'),
  ]);
  rmSync(folder, { recursive: true });
  for (const text of all) {
    expect(text.length).toBeGreaterThan(10);
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  }
}, 120_000);
