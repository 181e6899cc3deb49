/** Which of the machines shows a final state, in a sentence, beside what the kernel's model says of it. */
import type { Model, ModelAnswer, Outcome, Program } from '../../state/index.ts';
import { isState, wordsOf } from '../litmus/states.tsx';

export interface Shown {
  readonly model: Model;
  readonly outcome: Outcome;
}

/** The models that reach a state, strongest first; null while one is not known that might. */
export function shownBy(
  words: string,
  answers: Readonly<Partial<Record<Model, ModelAnswer>>>,
  program: Program,
): { readonly shown: readonly Shown[]; readonly open: boolean } {
  const shown: Shown[] = [];
  let open = false;
  for (const model of ['sc', 'tso', 'arm'] as const) {
    const answer = answers[model];
    if (answer === undefined || answer === 'asked') open = true;
    if (typeof answer !== 'object' || !('outcomes' in answer)) continue;
    if (answer.limit !== null) open = true;
    const outcome = answer.outcomes.find((one) => isState(one) && wordsOf(one, program) === words);
    if (outcome) shown.push({ model, outcome });
  }
  return { shown, open };
}

export function hardwareWords({ shown, open }: ReturnType<typeof shownBy>, isAllowed: boolean): string {
  const models = shown.map(({ model }) => model);
  if (models.length > 0) {
    const who =
      models.length === 3
        ? 'every machine shows it, sc too'
        : `${models.join(' and ')} ${models.length === 2 ? 'show' : 'shows'} it`;
    return isAllowed ? `LKMM allows it; ${who}.` : `Yet ${who}.`;
  }
  if (open) return 'Whether hardware shows it is not known yet.';
  return isAllowed
    ? 'LKMM allows this, but neither x86 nor Armv8 does.'
    : 'Neither x86 nor Armv8 shows it either.';
}
