/** The same run told again: under other settings, or with fates after the search. Notes stay with the steps they were on. */
import { engrave, lostRows } from '../score/index.ts';
import type { Model, Program, Run, Settings, Translation } from './answers.ts';
import type { Notice } from './notice.ts';
import type { Retold, RunNode, RunTree } from './run-tree.ts';

/** A step's key and its note. */
export type Note = readonly [key: string, note: string | null];

export function notesOf(run: Run): readonly Note[] {
  return run.steps.map((step) => [step.key, step.note]);
}

export function sameSettings(a: Settings, b: Settings): boolean {
  return instanceKey(a, 'sc') === instanceKey(b, 'sc');
}

export function instanceKey(settings: Settings, model: Model): string {
  return JSON.stringify([model, ...Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Keeps the thread's notes on the steps that stayed the same. */
export function withNotes(run: Run, notes: readonly Note[]): Run {
  return {
    ...run,
    steps: run.steps.map((step, index) =>
      step.note === null && notes[index]?.[0] === step.key ? { ...step, note: notes[index][1] } : step,
    ),
  };
}

export function hasFates(run: Run): boolean {
  return (
    run.steps.every((step) => step.fate !== 'unknown') &&
    run.next.every((choice) => choice.fate !== 'unknown')
  );
}

/** The run that a node tells: the reader's own, whatever options were tried since. */
export function originOf({ nodes }: RunTree, node: RunNode): RunNode {
  return nodes[node.retold?.origin ?? -1] ?? node;
}

/** The position of its origin that corresponds to a position of a node's run. */
export function toOrigin({ retold }: RunNode, position: number): number {
  if (!retold) return position;
  const { came, positions } = retold;
  return position === came.here ? came.origin : (positions[position] ?? positions.at(-1) ?? 0);
}

/** The other way: the first position of a node's run that is as far as `position` of its origin. */
export function fromOrigin({ retold, run }: Pick<RunNode, 'retold' | 'run'>, position: number): number {
  if (!retold) return position;
  const at = retold.positions.findIndex((one) => one >= position);
  return at < 0 ? run.steps.length : at;
}

/** A translated run as a node's: with the origin's notes, what is lost of it below its end. */
export function retell(
  origin: RunNode,
  program: Program,
  { run, positions, repeats, broken, moved, gone }: Translation,
): Pick<RunNode, 'program' | 'run' | 'score'> & { readonly retold: Retold } {
  const notes = (steps: readonly number[]) =>
    steps.flatMap((step) => origin.run.steps[step - 1]?.note ?? []).join(' ') || null;
  const told: Run = {
    ...run,
    steps: run.steps.map((step, nth) => ({ ...step, note: notes(repeats[nth] ?? []) })),
  };
  const lost = broken ? lostRows(origin.score, broken.step, new Set(repeats.flat()), broken.why) : [];
  return {
    program,
    run: told,
    score: engrave(program, told, lost),
    retold: { origin: origin.id, positions, came: { here: 0, origin: 0 }, lost, broken, moved, gone },
  };
}

/** What the reader should know of a run told again; null where it is the same, or is not one. */
export function retellingNotice({
  model,
  run,
  retold,
}: Pick<RunNode, 'model' | 'run' | 'retold'>): Notice | null {
  if (!retold) return null;
  const { broken, moved, gone } = retold;
  if (broken) {
    const far = run.steps.length === 0 ? 'from its first step on' : `behind step ${run.steps.length}`;
    return {
      tone: 'calm',
      what: `This run is not possible here ${far}. ${broken.why}`,
      todo: 'What it did elsewhere stays in pencil below.',
      offers: ['nearest', 'compare'],
    };
  }
  if (moved.length > 0) {
    const more = moved.length > 1 ? `, and ${moved.length - 1} more` : '';
    return {
      tone: 'calm',
      what: `Under ${model} the order is another one: ${moved[0] ?? ''}${more}.`,
      todo: 'Every read still finds what it found.',
    };
  }
  if (gone === 0 && run.steps.length === 0 && (retold.positions.at(-1) ?? 0) > 0)
    return {
      tone: 'calm',
      what: 'All that this run did is predictions and the like, which no other CPU sees: here that takes no step.',
      todo: 'It is there again under the options that it was made with.',
    };
  if (gone === 0) return null;
  const what = `${gone} ${gone === 1 ? 'step' : 'steps'} of this run ${gone === 1 ? 'is' : 'are'} not in the code under these options.`;
  return { tone: 'calm', what, todo: 'What the code still has of it is as it was.' };
}
