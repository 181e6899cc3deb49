/** Things the reader should know: what is the case, and what to do. */
import type { Run } from './answers.ts';
import type { RunSource } from './run-tree.ts';

export interface Notice {
  readonly tone: 'calm' | 'problem';
  readonly what: string;
  readonly todo: string;
}

export function problemOf(run: Run, source: RunSource, quiet: boolean): Notice | null {
  if (!run.problem || quiet) return null;
  if (source.kind === 'interleaving')
    return {
      tone: 'calm',
      what: `The machine refuses the next row: ${run.problem.message.replace(/\.$/, '')}.`,
      todo: 'The rows up to there are shown; take any enabled choice to go on.',
    };
  return {
    tone: 'calm',
    what: `From step ${run.problem.step + 1} on this run is not possible here: ${run.problem.message.replace(/\.$/, '')}.`,
    todo: 'The steps before it are shown; take any enabled choice to go on.',
  };
}

export function failed(error: unknown): Notice {
  return {
    tone: 'problem',
    what: `This could not be computed: ${messageOf(error)}.`,
    todo: 'Try again; if it happens again, the link in the address bar reproduces it.',
  };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
