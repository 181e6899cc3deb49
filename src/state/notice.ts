/** Things the reader should know: what is the case, and what to do. */
import type { Diagnostic, Run, Scenario } from './answers.ts';
import type { RunSource } from './run-tree.ts';

export interface Notice {
  readonly tone: 'calm' | 'problem';
  readonly what: string;
  readonly todo: string;
  /** What can be done about it at once: the nearest run that is possible, Compare with the run it was. */
  readonly offers?: readonly ('nearest' | 'compare')[];
  /** What can be done about it at once. */
  readonly deed?: { readonly words: string; readonly run: () => void };
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

/** A link's steps are no longer the ones it names; they are shown by what they do. */
export function retoldLink({ problem }: Run): Notice {
  return {
    tone: 'problem',
    what: `Step ${(problem?.step ?? 0) + 1} of this link is no longer possible as it was: the scenario has changed. The link's steps are told by what they do, each statement's reads and writes in their old order.`,
    todo: 'Check that it still shows what was meant.',
  };
}

/** Interleavings that cannot be played, for their rows name nothing in the code. */
export function mistakenRows(mistaken: NonNullable<Scenario['mistaken']>): Notice {
  const [first] = mistaken;
  const more = mistaken.length > 1 ? ` ${mistaken.length - 1} more cannot be played either.` : '';
  return {
    tone: 'problem',
    what: `The interleaving “${first?.title ?? ''}” cannot be played: ${first?.diagnostics[0]?.message ?? ''}${more}`,
    todo: 'Everything else of the scenario is there.',
  };
}

/** What the compiler warns of: it compiles, and probably does not mean what its author thinks. */
export function withoutEffect(warnings: readonly Diagnostic[], text: string): Notice {
  const [first] = warnings;
  const line = text.slice(0, first?.from ?? 0).split('\n').length;
  const more = warnings.length > 1 ? ` There are ${warnings.length - 1} more warnings.` : '';
  return {
    tone: 'calm',
    what: `Warning, line ${line}: ${first?.message ?? ''}${more}`,
    todo: 'The scenario runs as it is; smpscope check lists every warning.',
  };
}

/** Something that was asked for failed; `again` asks once more. */
export function failed(error: unknown, again?: () => void): Notice {
  return {
    ...(again && { deed: { words: 'Try again', run: again } }),
    tone: 'problem',
    what: `This could not be computed: ${messageOf(error)}.`,
    todo: 'Try again; if it happens again, the link in the address bar reproduces it.',
  };
}

/** A scenario that was asked for and did not arrive. */
export function notOpened(name: string, error: unknown): Notice {
  return {
    tone: 'problem',
    what: `${name} could not be opened: ${messageOf(error)}.`,
    todo: 'Try again, or open another scenario from the library.',
  };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
