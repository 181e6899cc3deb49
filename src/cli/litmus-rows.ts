/** What `smpscope litmus` says about one test: its row, its final states, or why there is none. */
import { readFileSync } from 'node:fs';
import { assertNever } from '../base/index.ts';
import type { Model } from '../machine/index.ts';
import { formatDiagnostic, type LitmusState } from '../scenario/index.ts';
import { type Judgement, judgeLitmus, MOST_STATES } from './litmus-judge.ts';
import { judgeKernelLitmus, type KernelJudgement, kernelReasons, kernelStates } from './litmus-kernel.ts';
import { statesOf } from './litmus-states.ts';
import { machineReasons } from './machine-reasons.ts';

/** Milliseconds for counting what leads to the final states of one test. */
const LONGEST_LIST = 10_000;

export interface TestFile {
  readonly path: string;
  /** As the row names it: below the folder that was given. */
  readonly name: string;
}

export interface Asked {
  readonly model: Model | 'lkmm';
  readonly limit: number | undefined;
  /** Final states as tab-separated rows, as text, or not. */
  readonly listed: 'rows' | 'text' | null;
}

/** Lines for standard output and for standard error. */
export interface FileRows {
  readonly rows: readonly string[];
  readonly complaints: readonly string[];
  /** False when the file is no litmus test. */
  readonly readable: boolean;
}

export function rowsOfFile(file: TestFile, { model, limit, listed }: Asked): FileRows {
  let text: string;
  try {
    text = readFileSync(file.path, 'utf8');
  } catch {
    return { rows: [], complaints: [`${file.path}: it cannot be read`], readable: false };
  }
  if (model === 'lkmm') return kernelRows(file, text, listed);
  const judgement = judgeLitmus(text, model, limit);
  const complaints =
    'diagnostic' in judgement ? [formatDiagnostic(file.path, text, judgement.diagnostic)] : [];
  if (judgement.kind === 'unreadable') return { rows: [], complaints, readable: false };
  const rows = [[file.name, ...cells(judgement)].join('\t')];
  if (listed !== null && judgement.kind === 'verdict') {
    const { test, values } = judgement;
    const states = statesOf(test, model, values, { states: limit ?? MOST_STATES, ms: LONGEST_LIST });
    rows.push(...stateLines(states, listed));
    if (listed === 'text' && judgement.verdict === 'Never' && test.quantifier !== null)
      rows.push(...machineReasons(test, model).map((line) => `  ${line}`));
  }
  return { rows, complaints, readable: true };
}

/** The same under the Linux-kernel memory model: what is counted are candidate executions, and a last cell has the flags. */
function kernelRows(file: TestFile, text: string, listed: Asked['listed']): FileRows {
  const judgement = judgeKernelLitmus(text);
  const complaints =
    'diagnostic' in judgement ? [formatDiagnostic(file.path, text, judgement.diagnostic)] : [];
  if (judgement.kind === 'unreadable') return { rows: [], complaints, readable: false };
  const rows = [[file.name, ...kernelCells(judgement)].join('\t')];
  if (listed !== null && judgement.kind === 'verdict') {
    rows.push(...stateLines(kernelStates(judgement), listed));
    if (listed === 'text') rows.push(...kernelReasons(judgement).map((line) => `  ${line}`));
  }
  return { rows, complaints, readable: true };
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
