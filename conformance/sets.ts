/** The judge of the machine: folders of litmus tests with herd7's verdicts, beside the repository. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Model = 'sc' | 'tso' | 'arm';

export interface Expected {
  readonly file: string;
  readonly model: string;
  readonly verdict: string;
  readonly finals: number;
}

const root = fileURLToPath(new URL('../../shared/litmus/', import.meta.url));

/** Folders and the models whose verdicts are there; `c` also has the Linux-kernel model's, which is none of ours. */
export const sets: readonly { readonly name: string; readonly models: readonly Model[] }[] = [
  { name: 'aarch64', models: ['arm', 'sc'] },
  { name: 'directed', models: ['arm'] },
  { name: 'x86_64', models: ['tso', 'sc'] },
  { name: 'c', models: ['sc', 'tso', 'arm'] },
  { name: 'ifetch', models: ['arm'] },
  { name: 'vmsa', models: ['arm'] },
  { name: 'vmsa-bits', models: ['arm'] },
];

export function folderOf(set: string): string {
  return join(root, set);
}

/** The verdicts of a folder under one model, in the table's order. */
export function expectedOf(set: string, model: string): readonly Expected[] {
  const [heading, ...lines] = readFileSync(join(root, 'verdicts', `${set}.tsv`), 'utf8')
    .trim()
    .split('\n');
  if (heading?.startsWith('file\tmodel\tverdict\tfinals') !== true)
    throw new Error(`${set}.tsv: unknown heading`);
  return lines
    .map((line) => line.split('\t'))
    .filter((cells) => cells[1] === model)
    .map(([file = '', , verdict = '', finals = '']) => ({ file, model, verdict, finals: Number(finals) }));
}
