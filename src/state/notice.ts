/** Things the reader should know: what is the case, and what to do. */
import type { Diagnostic, Run, Scenario } from './answers.ts';
import type { RunSource } from './run-tree.ts';

export interface Notice {
  readonly tone: 'calm' | 'problem';
  readonly what: string;
  readonly todo: string;
  /** What forbids it in a sentence, and the orderings that go round, one after the other. */
  readonly circle?: readonly string[] | undefined;
  /** What can be done about it at once: the nearest run that is possible, Compare with the run it was. */
  readonly offers?: readonly ('nearest' | 'compare')[];
  /** The places in the text that it is about, all of them; opened where they are more than what is said. */
  readonly places?: readonly Diagnostic[];
  /** What can be done about it at once. */
  readonly deed?: { readonly words: string; readonly run: () => void };
}

export function problemOf(run: Run, source: RunSource, quiet: boolean): Notice | null {
  if (!run.problem || quiet) return null;
  if (source.kind === 'interleaving')
    return {
      tone: 'calm',
      what: `The machine refuses the next row: ${run.problem.message.replace(/\.$/, '')}.`,
      circle: run.problem.because,
      todo: 'The rows up to there are shown; take any enabled choice to go on.',
    };
  return {
    tone: 'calm',
    what: `From step ${run.problem.step + 1} on this run is not possible here: ${run.problem.message.replace(/\.$/, '')}.`,
    todo: 'The steps before it are shown; take any enabled choice to go on.',
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
    places: mistaken.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** What the compiler warns of: it compiles, and probably does not mean what its author thinks. Stands with what is said
 *  anyway. */
export function withWarnings(
  said: Notice | null,
  warnings: readonly Diagnostic[],
  text: string,
): Notice | null {
  const [first] = warnings;
  if (!first) return said;
  const places = [...(said?.places ?? []), ...warnings];
  if (said) return { ...said, places };
  const line = text.slice(0, first.from).split('\n').length;
  const count = warnings.length > 1 ? `${warnings.length} warnings, the first in line` : 'Warning, line';
  return {
    tone: 'calm',
    what: `${count} ${line}: ${first.message}`,
    todo: 'The scenario runs as it is.',
    places,
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
