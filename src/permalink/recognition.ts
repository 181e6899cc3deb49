/**
 * A link carries choices, not words. Where its choices are those of a named interleaving, or begin like it, the words
 * are found again: title, author, notes; and where they are all of it, how it ends there, a refused row included.
 *
 *     named   1──2──3──4
 *     link    1──2──3──4      the interleaving itself
 *             1──2──3         as far as step 3
 *             1──2──3──4──5   and on from step 4
 *             1──2──3'        another way from step 2
 */

/** What is asked of a run: the keys of its steps, their notes, and whether it stopped early. */
interface Told {
  readonly steps: readonly { readonly key: string; readonly note: string | null }[];
  readonly problem: unknown;
}

/** A named interleaving, and the run that it is under the link's settings. */
export interface NamedRun<R extends Told> {
  readonly id: string;
  readonly title: string;
  readonly by: string;
  readonly about: string | null;
  readonly run: R;
}

export interface Recognised<R extends Told> {
  /** The run with the notes of the steps that it shares; the named run itself where it is the same. */
  readonly run: R;
  /** Id of the interleaving, null where the link shows only a part of it, or more. */
  readonly id: string | null;
  /** The interleaving's title, and which part of it this is. */
  readonly title: string;
  readonly by: string;
  readonly about: string | null;
}

/** Tells `run` in the words of the interleaving that it follows longest; null where it follows none far enough to
 *  have a note. */
export function recognise<R extends Told>(run: R, named: readonly NamedRun<R>[]): Recognised<R> | null {
  const best = named
    .map((one) => ({ ...one, shared: sharedSteps(run, one.run) }))
    .filter((one) => one.shared > 0 && isTelling(one.run, one.shared))
    .sort((a, b) => b.shared - a.shared || a.run.steps.length - b.run.steps.length)[0];
  if (!best) return null;
  const { id, title, by, about, shared } = best;
  const isWhole = shared === best.run.steps.length;
  if (isWhole && shared === run.steps.length && run.problem === null)
    return { run: best.run, id, title, by, about };
  const part = shared === run.steps.length ? 'as far as' : isWhole ? 'and on from' : 'another way from';
  const steps = run.steps.map((step, nth) =>
    nth < shared ? { ...step, note: step.note ?? best.run.steps[nth]?.note ?? null } : step,
  );
  return { run: { ...run, steps }, id: null, title: `${title}, ${part} step ${shared}`, by, about };
}

function sharedSteps(a: Told, b: Told): number {
  const most = Math.min(a.steps.length, b.steps.length);
  for (let step = 0; step < most; step++) if (a.steps[step]?.key !== b.steps[step]?.key) return step;
  return most;
}

/** All of the interleaving is shared, or at least a step with a note. */
function isTelling({ steps }: Told, shared: number): boolean {
  return shared === steps.length || steps.slice(0, shared).some(({ note }) => note !== null);
}
