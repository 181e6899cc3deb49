/** Addresses of this page: the words before the `#` say how it is shown, what is behind it says which run. */

function here(words: string, fragment: string): string {
  const { origin, pathname } = window.location;
  return `${origin}${pathname}${words && `?${words}`}${fragment && `#${fragment}`}`;
}

/** `course`: where the lesson's course lies on this site, null for the one that comes along. */
export function lessonAddress(id: string, course: string | null): string {
  return here(lessonWords(id, course), '');
}

/** A course that the link carries whole. */
export function carriedAddress(packed: string): string {
  return here('', `course=${packed}`);
}

function lessonWords(id: string, course: string | null): string {
  const words = `lesson=${encodeURIComponent(id)}`;
  return course === null ? words : `course=${encodeURIComponent(course).replaceAll('%2F', '/')}&${words}`;
}

/** A run at a step, shown so: `predict` hides all that tells, `present` is for a projector, `embed` for a frame, with the
 *  note where it presents too. */
export function runAddress(
  permalink: string,
  how: 'predict' | 'present' | 'embed' | 'embed&present' | '',
  step: number,
): string {
  const fragment = permalink.replace(/^[^#]*#?/, '').replace(/@\d+$/, `@${step}`);
  return here(how, fragment);
}

/** A lesson with its run at a step. */
export function lessonRunAddress(id: string, course: string | null, permalink: string, step: number): string {
  const fragment = permalink.replace(/^[^#]*#?/, '').replace(/@\d+$/, `@${step}`);
  return here(lessonWords(id, course), fragment);
}
