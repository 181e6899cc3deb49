/** Exported scenarios through Spin, where it is installed: the same verdicts, properties and numbers of outcomes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { promela } from '../export/index.ts';
import { explore } from '../explore/index.ts';
import { createMachine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { bundledFile } from './scenario-files.ts';

const works = (program: string, flag: string) => spawnSync(program, [flag], { stdio: 'ignore' }).status === 0;
const installed = works('spin', '-V') && works('cc', '--version');

/** What Spin's verifier tells of a model: violated properties, deadlocks, outcomes. */
function spinTells(model: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'smpscope-spin-'));
  const run = (program: string, args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program}: ${stdout}${stderr}`);
    return stdout;
  };
  try {
    writeFileSync(join(folder, 'model.pml'), model);
    run('spin', ['-a', '-DREPORT', 'model.pml']);
    run('cc', [
      '-O1',
      '-w',
      '-DSAFETY',
      '-DNOFAIR',
      '-DVECTORSZ=8192',
      '-DMEMLIM=2000',
      '-o',
      'pan',
      'pan.c',
    ]);
    return run('./pan', ['-m1000000', '-n'])
      .split('\n')
      .map((line) => line.trim());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const cases: readonly [id: string, settings: Readonly<Record<string, string>>, model: Model][] = [
  ['classics/store-buffering', {}, 'tso'],
  ['classics/peterson', {}, 'tso'],
  ['classics/rcu-publish', {}, 'tso'],
  ['task-isolation/kick', {}, 'sc'],
  ['task-isolation/kick', { sender_mb: 'off' }, 'tso'],
  ['task-isolation/kick', { check: 'reversed' }, 'tso'],
];

describe.skipIf(!installed)('Spin', () => {
  test.each(cases)('agrees on %s %j under %s', { timeout: 60_000 }, (id, settings, model) => {
    const { scenario } = compileScenario(readFileSync(bundledFile(id) ?? '', 'utf8'), id);
    const program = scenario && instantiate(scenario, settings).program;
    const text = program && promela(program, model);
    if (!program || !text?.ok) throw new Error(`${id} cannot be exported`);
    const told = spinTells(text.value);
    const { outcomes } = explore(createMachine(program, model), { states: 1_000_000, paths: false });
    const bad = outcomes
      .filter((one) => one.bad)
      .map(({ kind, label }) => (kind === 'violated' ? `violated ${label}` : kind));
    expect(told.filter((line) => /^(violated|deadlock)\b/.test(line)).sort()).toEqual(bad.sort());
    expect(told.filter((line) => line.startsWith('outcome'))).toHaveLength(
      outcomes.filter(({ kind }) => kind === 'finished').length,
    );
  });
});
