/** Runs an exported model through Spin's verifier, where `spin` and `cc` are installed. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './bundled-scenarios.ts';

export interface SpinAnswer {
  /** `violated <slug>`, `deadlock`, `livelock`, `outcome …`, sorted. */
  readonly told: readonly string[];
  readonly errors: number;
  readonly states: number;
  readonly transitions: number;
  /** Processor time of the verifier alone, compiling left out. */
  readonly seconds: number;
}

export interface SpinOptions {
  /** Partial-order reduction, Spin's default. */
  readonly reduce: boolean;
  /** For the C compiler: `-O0` for many small models, `-O2` for speed. */
  readonly optimize: '-O0' | '-O2';
  /** How often the verifier is timed; `seconds` is the median. */
  readonly runs?: number;
  /** A timing runs it again and again until it has taken this long. */
  readonly leastMs?: number;
  /** False: the model as it is, which stops at the first error. */
  readonly tells?: boolean;
}

const VERIFIER = ['-w', '-DSAFETY', '-DNOFAIR', '-DVECTORSZ=8192', '-DMEMLIM=3000'];
const LIMIT_MS = 600_000;

export function hasSpin(): boolean {
  const works = (program: string, flag: string) =>
    spawnSync(program, [flag], { stdio: 'ignore' }).status === 0;
  return works('spin', '-V') && works('cc', '--version');
}

/** Throws where Spin refuses the model or runs out of memory, time or depth. */
export async function runSpin(
  model: string,
  { reduce, optimize, runs = 1, leastMs = 0, tells = true }: SpinOptions,
): Promise<SpinAnswer> {
  const folder = mkdtempSync(join(tmpdir(), 'smpscope-spin-'));
  const graph = !reduce && model.includes('#ifdef GRAPH');
  try {
    writeFileSync(join(folder, 'model.pml'), model);
    const defined = [...(tells ? ['-DREPORT'] : []), ...(graph ? ['-DGRAPH'] : [])];
    await run(folder, 'spin', ['-a', ...defined, 'model.pml']);
    const flags = [optimize, ...VERIFIER, ...(reduce ? [] : ['-DNOREDUCE'])];
    await run(folder, 'cc', [...flags, '-o', 'pan', 'pan.c']);
    const [output, seconds] = await timed(folder, 1);
    const rounds = Math.max(1, Math.ceil(leastMs / 1000 / Math.max(seconds, 0.01)));
    const times = [seconds];
    while (runs > 1 && times.length <= runs) times.push((await timed(folder, rounds))[1]);
    if (/search depth too small|out of memory|aborted/.test(output))
      throw new Error(`incomplete:\n${output}`);
    const number = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? Number.NaN);
    return {
      told: output
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => /^(violated|deadlock|livelock|outcome)\b/.test(line))
        .sort(),
      errors: number(/errors: (\d+)/),
      states: number(/^\s*([\d.e+]+) states, stored/m),
      transitions: number(/^\s*([\d.e+]+) transitions/m),
      seconds: median(runs > 1 ? times.slice(1) : times),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the verifier says, and the processor seconds of one run, the mean of so many. */
async function timed(folder: string, rounds: number): Promise<readonly [output: string, seconds: number]> {
  const pan = './pan -m2000000 -n -w22';
  // The shell's `times` prints the processor time of what it has run: minutes and seconds, user and system.
  const again = `${pan} && for i in $(seq 2 ${rounds}); do ${pan} > /dev/null; done && times`;
  const output = await run(folder, 'sh', ['-c', again]);
  const spent = [...(output.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  const total = spent.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
  return [output, total / rounds];
}

function run(cwd: string, program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, timeout: LIMIT_MS });
    let output = '';
    child.stdout.on('data', (text) => (output += String(text)));
    child.stderr.on('data', (text) => (output += String(text)));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${program} ${args.join(' ')} ended with ${String(code)}:\n${output}`));
    });
  });
}
