/** The judge of the machine and of the Linux-kernel model: folders of litmus tests with herd7's verdicts, beside the repository. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Model = 'sc' | 'tso' | 'arm' | 'lkmm';

export interface Expected {
  readonly file: string;
  readonly model: string;
  readonly verdict: string;
  readonly finals: number;
  /** herd7's flags; null where the table has none. */
  readonly flags: string | null;
  /** herd7's time, 0 where it is not kept. */
  readonly ms: number;
}

const root = fileURLToPath(new URL('../../shared/litmus/', import.meta.url));

/** Folders and the models whose verdicts are there. */
export const sets: readonly { readonly name: string; readonly models: readonly Model[] }[] = [
  { name: 'aarch64', models: ['arm', 'sc'] },
  { name: 'directed', models: ['arm'] },
  { name: 'x86_64', models: ['tso', 'sc'] },
  { name: 'c', models: ['sc', 'tso', 'arm', 'lkmm'] },
  { name: 'lkmm', models: ['lkmm'] },
  { name: 'ifetch', models: ['arm'] },
  { name: 'vmsa', models: ['arm'] },
  { name: 'vmsa-bits', models: ['arm'] },
];

export function folderOf(set: string): string {
  return join(root, set);
}

/** The verdicts of a folder under one model, in the table's order. */
export function expectedOf(set: string, model: string): readonly Expected[] {
  const [heading = '', ...lines] = readFileSync(join(root, 'verdicts', `${set}.tsv`), 'utf8')
    .trim()
    .split('\n');
  if (!heading.startsWith('file\tmodel\tverdict\tfinals')) throw new Error(`${set}.tsv: unknown heading`);
  const columns = heading.split('\t');
  const [flags, ms] = [columns.indexOf('flags'), columns.indexOf('herd_ms')];
  return lines
    .map((line) => line.split('\t'))
    .filter((cells) => cells[1] === model)
    .map((cells) => ({
      file: cells[0] ?? '',
      model,
      verdict: cells[2] ?? '',
      finals: Number(cells[3]),
      flags: flags < 0 ? null : (cells[flags] ?? ''),
      ms: Number(cells[ms] ?? 0),
    }));
}
