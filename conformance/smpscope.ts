/** The command line as the conformance tests call it: a process of its own, rows read back. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { folderOf, type Model } from './sets.ts';

export interface Row {
  readonly verdict: string;
  /** Null where there is no verdict. */
  readonly finals: number | null;
  /** As herd7 names them, empty where there are none; only of the Linux-kernel model. */
  readonly flags: string;
  readonly ms: number;
}

const command = fileURLToPath(new URL('../tools/smpscope.mjs', import.meta.url));
const run = promisify(execFile);

/** Judges every test of a set; rows by file name. */
export function judge(set: string, model: Model): Promise<ReadonlyMap<string, Row>> {
  return judgeFolder(folderOf(set), model);
}

/** Judges every test of a folder; rows by the file's path below it. */
export async function judgeFolder(folder: string, model: Model): Promise<ReadonlyMap<string, Row>> {
  const args = [command, 'litmus', folder, '--model', model, '--tsv'];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1 << 26 });
  const rows = new Map<string, Row>();
  for (const line of stdout.trim().split('\n')) {
    const [file = '', verdict = '', finals = '', , ms = '', flags = '-'] = line.split('\t');
    rows.set(file, {
      verdict,
      finals: finals === '-' ? null : Number(finals),
      flags: flags === '-' ? '' : flags,
      ms: Number(ms) || 0,
    });
  }
  return rows;
}

export interface Checked {
  /** What `check --json` says of the file's one scenario; null where the file is refused. */
  readonly scenario: {
    readonly variants: readonly {
      readonly id: string;
      readonly model: string;
      readonly verdict: string;
      readonly properties: readonly string[];
    }[];
    readonly interleavings: readonly {
      readonly id: string;
      readonly replays: boolean;
      readonly ends: string;
    }[];
  } | null;
  /** What was written to stderr. */
  readonly errors: string;
}

/** Checks one scenario file. Exit statuses but 0 to 2, and output that is no JSON, throw with what was said. */
export async function check(file: string): Promise<Checked> {
  const args = [command, 'check', file, '--json'];
  const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>(
    (resolve) => {
      execFile(process.execPath, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        resolve({ code: error ? error.code : 0, stdout, stderr });
      });
    },
  );
  if (code !== 0 && code !== 1 && code !== 2) throw new Error(stderr);
  try {
    const { scenarios } = JSON.parse(stdout) as {
      readonly scenarios: readonly NonNullable<Checked['scenario']>[];
    };
    return { scenario: scenarios[0] ?? null, errors: stderr };
  } catch {
    throw new Error(stderr);
  }
}

type MachineModel = Exclude<Model, 'lkmm'>;

export interface ToldTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly line: number; readonly as: string }[];
  readonly happens: Readonly<Record<MachineModel, boolean | null>>;
  readonly options: readonly {
    readonly text: string;
    readonly happens: Readonly<Record<MachineModel, boolean | null>> | null;
  }[];
  readonly source: string | null;
  /** The bundled interleaving that it is. */
  readonly recognised?: { readonly scenario: string; readonly interleaving: string };
}

/** What `table --json` says of a file; of all its tables, or of the one that claims something. */
export async function tableIn(file: string, number?: number): Promise<ToldTable> {
  const args = [
    command,
    'table',
    file,
    '--json',
    ...(number === undefined ? [] : ['--number', String(number)]),
  ];
  const stdout = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 1 << 26 }, (_, stdout) => {
      resolve(stdout);
    });
  });
  return JSON.parse(stdout) as ToldTable;
}
