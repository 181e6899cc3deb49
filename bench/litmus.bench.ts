/**
 * Litmus verdicts for whole folders, process start included, against the time that herd7 took for the same tests. The
 * folders lie beside the repository; without them there is nothing to measure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Row } from './row.ts';

/** One folder up from here and from where the bundle lies. */
const root = fileURLToPath(new URL('..', import.meta.url));
const budget = 20;
const repetitions = 3;

/** Folders whose tables say how long herd7 took, with the model it took that time for and ours. */
const folders: readonly { readonly name: string; readonly timed: string; readonly model: string }[] = [
  { name: 'aarch64', timed: 'arm', model: 'arm' },
  { name: 'x86_64', timed: 'tso', model: 'tso' },
  { name: 'c', timed: 'lkmm', model: 'arm' },
  { name: 'ifetch', timed: 'arm', model: 'arm' },
  { name: 'vmsa', timed: 'arm', model: 'arm' },
];

export function measure(): Promise<readonly Row[]> {
  const litmus = join(root, '../shared/litmus');
  return Promise.resolve(existsSync(litmus) ? folders.map((folder) => row(litmus, folder)) : []);
}

function row(litmus: string, { name, timed, model }: (typeof folders)[number]): Row {
  const herd = herdMilliseconds(join(litmus, 'verdicts', `${name}.tsv`), timed);
  const args = [join(root, 'tools/smpscope.mjs'), 'litmus', join(litmus, name), '--model', model];
  const times = Array.from({ length: repetitions }, () => {
    const began = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`smpscope litmus ${name}: ${stderr}`);
    return performance.now() - began;
  });
  const best = Math.min(...times);
  return {
    what: `litmus verdicts, ${name} (${(best / 1000).toFixed(2)} s), as often as in herd7's time`,
    budget: `≥ ${budget} ×`,
    figure: `${(herd / best).toFixed(0)} ×`,
    within: herd / best >= budget,
  };
}

function herdMilliseconds(file: string, model: string): number {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter((cells) => cells[1] === model)
    .reduce((total, cells) => total + Number(cells[4] ?? 0), 0);
}
