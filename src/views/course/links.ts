/** Addresses of this page: the words before the `#` say how it is shown, what is behind it says which run. */

function here(words: string, fragment: string): string {
  const { origin, pathname } = window.location;
  return `${origin}${pathname}${words && `?${words}`}${fragment && `#${fragment}`}`;
}

export function lessonAddress(id: string): string {
  return here(`lesson=${encodeURIComponent(id)}`, '');
}

/** A run at a step, shown so: `predict` hides all that tells, `present` is for a projector, `embed` for a frame. */
export function runAddress(
  permalink: string,
  how: 'predict' | 'present' | 'embed' | '',
  step: number,
): string {
  const fragment = permalink.replace(/^[^#]*#?/, '').replace(/@\d+$/, `@${step}`);
  return here(how, fragment);
}

/** A lesson with its run at a step. */
export function lessonRunAddress(id: string, permalink: string, step: number): string {
  const fragment = permalink.replace(/^[^#]*#?/, '').replace(/@\d+$/, `@${step}`);
  return here(`lesson=${encodeURIComponent(id)}`, fragment);
}
