/** Runs an exported model through Spin's verifier, where `spin` and `cc` are installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SpinAnswer {
  /** `violated <slug>`, `deadlock`, `outcome …`, sorted. */
  readonly told: readonly string[];
  readonly states: number;
  readonly transitions: number;
  /** Of the verifier alone, compiling left out. */
  readonly seconds: number;
}

export interface SpinOptions {
  /** Partial-order reduction, Spin's default. */
  readonly reduce: boolean;
}

const VERIFIER = ['-DREPORT', '-DSAFETY', '-DNOFAIR', '-DVECTORSZ=8192', '-DMEMLIM=3000'];

export function hasSpin(): boolean {
  const works = (program: string, flag: string) =>
    spawnSync(program, [flag], { stdio: 'ignore' }).status === 0;
  return works('spin', '-V') && works('cc', '--version');
}

/** Null where Spin refuses the model or runs out of a limit; the reason goes to stderr. */
export function runSpin(model: string, { reduce }: SpinOptions): SpinAnswer | null {
  const folder = mkdtempSync(join(tmpdir(), 'smpscope-spin-'));
  const run = (program: string, args: readonly string[]) =>
    spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 120_000, maxBuffer: 2 ** 26 });
  try {
    writeFileSync(join(folder, 'model.pml'), model);
    const steps = [
      () => run('spin', ['-a', '-DREPORT', 'model.pml']),
      () => run('cc', ['-O2', '-w', ...VERIFIER, ...(reduce ? [] : ['-DNOREDUCE']), '-o', 'pan', 'pan.c']),
      () => run('./pan', ['-m1000000', '-n']),
    ];
    let output = '';
    for (const step of steps) {
      const { status, stdout, stderr } = step();
      output = stdout;
      if (status !== 0) {
        process.stderr.write(`${stdout}\n${stderr}\n`);
        return null;
      }
    }
    const number = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? Number.NaN);
    return {
      told: output
        .split('\n')
        .filter((line) => /^(violated|deadlock|outcome)\b/.test(line))
        .map((line) => line.trim())
        .sort(),
      states: number(/^\s*([\d.e+]+) states, stored/m),
      transitions: number(/^\s*([\d.e+]+) transitions/m),
      seconds: number(/elapsed time ([\d.e+]+) seconds/),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
