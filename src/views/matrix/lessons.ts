/** What a matrix teaches, in words: which smallest changes turn the verdict, model by model. */
import {
  MATRIX_MODELS,
  type MatrixAnswer,
  type Model,
  type Settings,
  type Switch,
} from '../../state/index.ts';

export interface Lesson {
  readonly model: Model;
  /** "holds", "violated" …: as the page has it set. */
  readonly now: MatrixAnswer['verdict'];
  /** Each a set of changes that is enough together. */
  readonly turns: readonly { readonly changes: readonly string[]; readonly to: MatrixAnswer['verdict'] }[];
}

export function lessonsOf(
  base: Settings,
  answers: readonly MatrixAnswer[],
  switches: readonly Switch[],
): readonly Lesson[] {
  return MATRIX_MODELS.flatMap((model): Lesson[] => {
    const now = answers.find(
      (one) =>
        one.model === model && Object.entries(one.settings).every(([name, value]) => base[name] === value),
    );
    if (!now) return [];
    const turns = switches
      .filter((one) => one.model === model)
      .map(({ changes, to }) => ({
        changes: Object.entries(changes).map(([name, value]) => `${name} = ${value}`),
        to,
      }));
    return [{ model, now: now.verdict, turns }];
  });
}
