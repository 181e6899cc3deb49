/**
 * How far a reader has come in a course: what was answered and how, and which lesson was open last. Plain data, kept by the
 * page; a question is known by its key, so that a course in another order, or a lesson with one question more, loses nothing.
 */
/** How a question went, the best of all tries. */
export interface Tried {
  readonly right: boolean;
  readonly tries: number;
}

export interface LessonProgress {
  readonly opened: boolean;
  readonly tried: Readonly<Record<string, Tried>>;
}

/** By lesson. */
export type Progress = Readonly<Record<string, LessonProgress>>;

const NONE: LessonProgress = { opened: false, tried: {} };

function progressOf(progress: Progress, lesson: string): LessonProgress {
  return progress[lesson] ?? NONE;
}

export function opened(progress: Progress, lesson: string): Progress {
  return { ...progress, [lesson]: { ...progressOf(progress, lesson), opened: true } };
}

/** What was answered right once stays so. */
export function answered(progress: Progress, lesson: string, key: string, right: boolean): Progress {
  const before = progressOf(progress, lesson);
  const { right: was = false, tries = 0 } = before.tried[key] ?? {};
  const tried = { ...before.tried, [key]: { right: was || right, tries: tries + 1 } };
  return { ...progress, [lesson]: { opened: true, tried } };
}

/** Progress as it was kept; what does not fit is left out. */
export function readProgress(kept: unknown): Progress {
  if (!isRecord(kept)) return {};
  return Object.fromEntries(
    Object.entries(kept).flatMap(([lesson, value]) => {
      if (!isRecord(value) || !isRecord(value['tried'])) return [];
      const tried = Object.entries(value['tried']).flatMap(([key, one]): [string, Tried][] =>
        isRecord(one) && typeof one['right'] === 'boolean' && typeof one['tries'] === 'number'
          ? [[key, { right: one['right'], tries: one['tries'] }]]
          : [],
      );
      return [[lesson, { opened: value['opened'] === true, tried: Object.fromEntries(tried) }]];
    }),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
