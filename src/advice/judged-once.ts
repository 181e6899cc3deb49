/** Versions that are judged once, whoever asks: needs and repairs come by the same ones. */
import type { Judge } from './judgement.ts';

/** The same answers; one that could not be had is asked for again. */
export function judgedOnce<M>(judge: Judge<M>): Judge<M> {
  const known = new Map<string, ReturnType<Judge<M>>>();
  return (edits, model) => {
    const key = JSON.stringify([model, edits]);
    const asked = known.get(key);
    if (asked) return asked;
    const answer = judge(edits, model);
    known.set(key, answer);
    answer.catch(() => known.delete(key));
    return answer;
  };
}
