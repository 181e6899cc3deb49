/** The command line as the conformance tests call it: a process of its own, rows read back. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { folderOf, type Model } from './sets.ts';

export interface Row {
  readonly verdict: string;
  /** Null where there is no verdict. */
  readonly finals: number | null;
}

const command = fileURLToPath(new URL('../tools/smpscope.mjs', import.meta.url));
const run = promisify(execFile);

/** Judges every test of a folder; rows by file name. */
export async function judge(set: string, model: Model): Promise<ReadonlyMap<string, Row>> {
  const args = [command, 'litmus', folderOf(set), '--model', model, '--tsv'];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1 << 26 });
  const rows = new Map<string, Row>();
  for (const line of stdout.trim().split('\n')) {
    const [file = '', verdict = '', finals = ''] = line.split('\t');
    rows.set(file, { verdict, finals: finals === '-' ? null : Number(finals) });
  }
  return rows;
}
