/** `smpscope litmus`: herd7's observation and number of final states for each litmus test of the files and folders. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { assertNever } from '../base/index.ts';
import type { Model } from '../machine/index.ts';
import { formatDiagnostic } from '../scenario/index.ts';
import { type Judgement, judgeLitmus } from './litmus-judge.ts';
import { readArguments, readCount, UserError } from './user-error.ts';

const EXTENSION = '.litmus';
const MODELS: readonly string[] = ['sc', 'tso', 'arm'] satisfies Model[];

interface TestFile {
  readonly path: string;
  /** As the row names it: below the folder that was given. */
  readonly name: string;
}

export function runLitmus(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    model: { type: 'string' },
    limit: { type: 'string' },
    // Rows are tab-separated with or without it.
    tsv: { type: 'boolean' },
  });
  // Many small searches: optimizing early costs more than it gains, half of the time for a folder of small tests.
  setFlagsFromString('--interrupt-budget=500000');
  const model = readModel(values.model);
  const limit = values.limit === undefined ? undefined : readCount(values.limit, 'limit');
  if (positionals.length === 0) throw new UserError('Name litmus tests, or folders of them.');
  let readable = true;
  for (const argument of positionals) {
    const files = testFiles(argument);
    if (files === null) {
      console.error(`${argument}: there is no such file or folder`);
      readable = false;
    }
    for (const file of files ?? []) readable = judgeFile(file, model, limit) && readable;
  }
  return Promise.resolve(readable ? 0 : 2);
}

function readModel(model: string | undefined): Model {
  if (model !== undefined && MODELS.includes(model)) return model as Model;
  throw new UserError(`--model must be one of ${MODELS.join(', ')}.`);
}

/** The tests of a folder by name, null where there is nothing. */
function testFiles(argument: string): TestFile[] | null {
  if (!existsSync(argument)) return null;
  if (!statSync(argument).isDirectory()) return [{ path: argument, name: basename(argument) }];
  return readdirSync(argument, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => ({ path: join(argument, name), name: name.split(sep).join('/') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Prints a test's row and its diagnostic; false when the file is no litmus test. */
function judgeFile(file: TestFile, model: Model, limit: number | undefined): boolean {
  let text: string;
  try {
    text = readFileSync(file.path, 'utf8');
  } catch {
    console.error(`${file.path}: it cannot be read`);
    return false;
  }
  const judgement = judgeLitmus(text, model, limit);
  if ('diagnostic' in judgement) console.error(formatDiagnostic(file.path, text, judgement.diagnostic));
  if (judgement.kind === 'unreadable') return false;
  process.stdout.write(`${[file.name, ...cells(judgement)].join('\t')}\n`);
  return true;
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
