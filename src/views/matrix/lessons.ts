/** What a matrix teaches, in words: which smallest changes turn the verdict, model by model. */
import {
  MATRIX_MODELS,
  type MatrixAnswer,
  type Model,
  type Settings,
  type Switch,
} from '../../state/index.ts';

export interface Lesson {
  /** Models that teach the same. */
  readonly models: readonly Model[];
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
  const lessons: Lesson[] = [];
  for (const model of MATRIX_MODELS) {
    const now = answers.find(
      (one) =>
        one.model === model && Object.entries(one.settings).every(([name, value]) => base[name] === value),
    )?.verdict;
    if (!now) continue;
    const turns = switches
      .filter((one) => one.model === model)
      .map(({ changes, to }) => ({
        changes: Object.entries(changes).map(([name, value]) => `${name} = ${value}`),
        to,
      }));
    const key = JSON.stringify([now, turns]);
    const same = lessons.findIndex((one) => JSON.stringify([one.now, one.turns]) === key);
    if (same < 0) lessons.push({ models: [model], now, turns });
    else lessons[same] = { models: [...(lessons[same]?.models ?? []), model], now, turns };
  }
  return lessons;
}
