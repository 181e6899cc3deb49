/** Versions that are judged once, whoever asks: needs and repairs come by the same ones. */
import type { Judge } from './judgement.ts';

/** The same answers; one that could not be had is asked for again. */
export function judgedOnce<M>(judge: Judge<M>): Judge<M> {
  const known = new Map<string, ReturnType<Judge<M>>>();
  return (edits, model, first = false) => {
    const key = (one: boolean) => JSON.stringify([model, edits, one]);
    // Who knows all knows the first as well.
    const asked = known.get(key(false)) ?? (first ? known.get(key(true)) : undefined);
    if (asked) return asked;
    const answer = judge(edits, model, first);
    known.set(key(first), answer);
    answer.catch(() => known.delete(key(first)));
    return answer;
  };
}
