/** `smpscope litmus`: herd7's observation and number of final states for each litmus test of the files and folders. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { assertNever } from '../base/index.ts';
import type { Model } from '../machine/index.ts';
import { formatDiagnostic, type LitmusState } from '../scenario/index.ts';
import { type Judgement, judgeLitmus, MOST_STATES } from './litmus-judge.ts';
import { judgeKernelLitmus, type KernelJudgement, kernelReasons, kernelStates } from './litmus-kernel.ts';
import { statesOf } from './litmus-states.ts';
import { readArguments, readCount, UserError } from './user-error.ts';

const EXTENSION = '.litmus';
/** Milliseconds for counting what leads to the final states of one test. */
const LONGEST_LIST = 10_000;
const MODELS: readonly string[] = ['sc', 'tso', 'arm', 'lkmm'] satisfies (Model | 'lkmm')[];

interface TestFile {
  readonly path: string;
  /** As the row names it: below the folder that was given. */
  readonly name: string;
}

export function runLitmus(args: readonly string[]): Promise<number> {
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
    for (const file of files ?? []) readable = judgeFile(file, { model, limit, listed }) && readable;
  }
  return Promise.resolve(readable ? 0 : 2);
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

interface Asked {
  readonly model: Model | 'lkmm';
  readonly limit: number | undefined;
  /** Final states as tab-separated rows, as text, or not. */
  readonly listed: 'rows' | 'text' | null;
}

/** herd's and litmus7's form: how many interleavings, `*>` where the condition holds, else `:>`, the values. A number
 *  that there is not, since runs can go round, is replaced by one run. A row has nothing where a test has its name. */
function stateLines(states: readonly LitmusState[], form: 'rows' | 'text'): string[] {
  const cells = states.map(({ text, marked, interleavings, witness }) => ({
    count: interleavings === null ? '' : String(interleavings),
    mark: marked ? '*>' : ':>',
    text,
    run: interleavings === null ? witness.join(' ') : '',
  }));
  const width = Math.max(...cells.map(({ count }) => count.length));
  return cells.map(({ count, mark, text, run }) =>
    form === 'rows'
      ? ['', count, mark, text, ...(run === '' ? [] : [run])].join('\t')
      : `  ${count.padStart(width)} ${mark}${text}${run === '' ? '' : `  by ${run}`}`,
  );
}

/** Prints a test's row and its diagnostic; false when the file is no litmus test. */
function judgeFile(file: TestFile, { model, limit, listed }: Asked): boolean {
  let text: string;
  try {
    text = readFileSync(file.path, 'utf8');
  } catch {
    console.error(`${file.path}: it cannot be read`);
    return false;
  }
  if (model === 'lkmm') return judgeKernelFile(file, text, listed);
  const judgement = judgeLitmus(text, model, limit);
  if ('diagnostic' in judgement) console.error(formatDiagnostic(file.path, text, judgement.diagnostic));
  if (judgement.kind === 'unreadable') return false;
  process.stdout.write(`${[file.name, ...cells(judgement)].join('\t')}\n`);
  if (listed !== null && judgement.kind === 'verdict') {
    const { test, values } = judgement;
    const states = statesOf(test, model, values, { states: limit ?? MOST_STATES, ms: LONGEST_LIST });
    for (const line of stateLines(states, listed)) process.stdout.write(`${line}\n`);
  }
  return true;
}

/** The same under the Linux-kernel memory model: what is counted are candidate executions, and a last cell has the flags. */
function judgeKernelFile(file: TestFile, text: string, listed: Asked['listed']): boolean {
  const judgement = judgeKernelLitmus(text);
  if ('diagnostic' in judgement) console.error(formatDiagnostic(file.path, text, judgement.diagnostic));
  if (judgement.kind === 'unreadable') return false;
  process.stdout.write(`${[file.name, ...kernelCells(judgement)].join('\t')}\n`);
  if (listed === null || judgement.kind !== 'verdict') return true;
  for (const line of stateLines(kernelStates(judgement), listed)) process.stdout.write(`${line}\n`);
  if (listed === 'text') for (const line of kernelReasons(judgement)) process.stdout.write(`  ${line}\n`);
  return true;
}

function kernelCells(judgement: Exclude<KernelJudgement, { readonly kind: 'unreadable' }>): string[] {
  switch (judgement.kind) {
    case 'verdict': {
      const { verdict, finals, outcomes, ms } = judgement;
      return [
        verdict,
        String(finals),
        String(outcomes.candidates),
        ms.toFixed(1),
        outcomes.flags.join() || '-',
      ];
    }
    case 'bounded':
      return ['bounded', '-', String(judgement.candidates), judgement.ms.toFixed(1), '-'];
    case 'unsupported':
      return [`unsupported: ${judgement.diagnostic.code}`, '-', '-', '-', '-'];
    default:
      return assertNever(judgement);
  }
}

/** Verdict, final states, states, milliseconds. */
function cells(judgement: Exclude<Judgement, { readonly kind: 'unreadable' }>): string[] {
  switch (judgement.kind) {
    case 'verdict': {
      const { verdict, finals, states, ms } = judgement;
      return [verdict, String(finals), String(states), ms.toFixed(1)];
    }
    case 'bounded':
      return ['bounded', '-', String(judgement.states), judgement.ms.toFixed(1)];
    case 'unsupported':
      return [`unsupported: ${judgement.diagnostic.code}`, '-', '-', '-'];
    default:
      return assertNever(judgement);
  }
}
