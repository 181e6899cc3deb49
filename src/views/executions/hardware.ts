/** Which of the machines shows a final state, in a sentence, beside what the model says of which executions are drawn. */
import type { ExecutionModel, Model, ModelAnswer, Outcome, Program } from '../../state/index.ts';
import { isState, wordsOf } from '../litmus/states.tsx';

export interface Shown {
  readonly model: Model;
  readonly outcome: Outcome;
}

/** The models of these that reach a state; null while one is not known that might. */
export function shownBy(
  words: string,
  answers: Readonly<Partial<Record<Model, ModelAnswer>>>,
  program: Program,
  models: readonly Model[],
): { readonly shown: readonly Shown[]; readonly open: boolean } {
  const shown: Shown[] = [];
  let open = false;
  for (const model of models) {
    const answer = answers[model];
    if (answer === undefined || answer === 'asked') open = true;
    if (typeof answer !== 'object' || !('outcomes' in answer)) continue;
    if (answer.limit !== null) open = true;
    const outcome = answer.outcomes.find((one) => isState(one) && wordsOf(one, program) === words);
    if (outcome) shown.push({ model, outcome });
  }
  return { shown, open };
}

/** Models as people call them. */
export const MODEL_NAMES: Readonly<Record<ExecutionModel, string>> = {
  lkmm: 'LKMM',
  arm: 'Armv8',
  tso: 'x86-TSO',
  sc: 'Sequential consistency',
};

export function hardwareWords(
  { shown, open }: ReturnType<typeof shownBy>,
  isAllowed: boolean,
  under: ExecutionModel,
  isC: boolean,
): string {
  const models = shown.map(({ model }) => model);
  const name = MODEL_NAMES[under];
  if (models.length > 0) {
    const who =
      models.length === 3
        ? 'every machine shows it, sc too'
        : `${models.join(' and ')} ${models.length === 2 ? 'show' : 'shows'} it`;
    return isAllowed ? `${name} allows it; ${who}.` : `Yet ${who}.`;
  }
  if (open) return 'Whether hardware shows it is not known yet.';
  // Only C is for both.
  if (!isC)
    return isAllowed
      ? `${name} allows it, but the machine does not show it.`
      : 'The machine does not show it either.';
  return isAllowed
    ? `${name} allows this, but neither x86 nor Armv8 does.`
    : 'Neither x86 nor Armv8 shows it either.';
}
