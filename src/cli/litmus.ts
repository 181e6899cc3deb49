/** `smpscope litmus`: herd7's observation and number of final states for each litmus test of the files and folders. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Model } from '../machine/index.ts';
import type { Asked, TestFile } from './litmus-rows.ts';
import { TaskPool } from './task-pool.ts';
import { readArguments, readCount, UserError } from './user-error.ts';

const EXTENSION = '.litmus';
/** Tests that a thread is given at a time: a message costs as much as a small test. */
const SLICE = 8;
const MODELS: readonly string[] = ['sc', 'tso', 'arm', 'lkmm'] satisfies (Model | 'lkmm')[];

export async function runLitmus(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    model: { type: 'string' },
    limit: { type: 'string' },
    // Rows of tests are tab-separated with or without it, those of states only with it.
    tsv: { type: 'boolean' },
    states: { type: 'boolean' },
  });
  const model = readModel(values.model);
  // Many small searches: optimizing early costs more than it gains, half of the time for a folder of small tests.
  setFlagsFromString(`--interrupt-budget=${model === 'lkmm' ? 1_000_000 : 500_000}`);
  const limit = values.limit === undefined ? undefined : readCount(values.limit, 'limit');
  const listed = values.states === true ? (values.tsv === true ? 'rows' : 'text') : null;
  if (positionals.length === 0) throw new UserError('Name litmus tests, or folders of them.');
  let readable = true;
  const all: TestFile[] = [];
  for (const argument of positionals) {
    const files = testFiles(argument);
    if (files === null) {
      console.error(`${argument}: there is no such file or folder`);
      readable = false;
    }
    if (files?.length === 0) {
      console.error(`${argument}: there is no litmus test in it; their names end with ${EXTENSION}`);
      readable = false;
    }
    all.push(...(files ?? []));
  }
  return (await printRows(all, { model, limit, listed })) && readable ? 0 : 2;
}

/** Prints what is known of each test, in their order; whether all are tests. Other threads take their share of many. */
async function printRows(files: readonly TestFile[], asked: Asked): Promise<boolean> {
  const slices: TestFile[][] = [];
  for (let at = 0; at < files.length; at += SLICE) slices.push(files.slice(at, at + SLICE));
  const pool = new TaskPool('with this thread');
  let readable = true;
  for (const answer of slices.map((slice) => pool.run({ do: 'litmus', files: slice, asked }))) {
    for (const file of await answer) {
      for (const complaint of file.complaints) console.error(complaint);
      for (const row of file.rows) process.stdout.write(`${row}\n`);
      readable &&= file.readable;
    }
  }
  await pool.close();
  return readable;
}

function readModel(model: string | undefined): Model | 'lkmm' {
  if (model !== undefined && MODELS.includes(model)) return model as Model | 'lkmm';
  throw new UserError(`--model must be one of ${MODELS.join(', ')}.`);
}

/** The tests of a folder by name, null where there is nothing. Symbolic links in it are not followed: what is linked
 *  from one place lies in another, and links can go round. */
function testFiles(argument: string): TestFile[] | null {
  if (!existsSync(argument)) return null;
  if (!statSync(argument).isDirectory()) return [{ path: argument, name: basename(argument) }];
  return filesBelow(argument)
    .filter((path) => path.endsWith(EXTENSION))
    .map((path) => ({ path, name: relative(argument, path).split(sep).join('/') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Symbolic links are left alone: a folder may be linked in itself, and Node 22 would walk it in circles. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}
