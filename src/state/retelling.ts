/** The same run told again: under other settings, or with fates after the search. Notes stay with the steps they were on. */
import type { Model, Run, Settings } from './answers.ts';

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
