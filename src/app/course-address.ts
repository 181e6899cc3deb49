/**
 * What the address says of courses, before the `#`: `?course` is the list of lessons, `?lesson=NAME` one of them. `#course` and
 * `#course/NAME`, as people write them, are the same. Behind the `#` stands the run, as ever.
 */
import type { CourseAddress } from '../state/index.ts';
import { ENTERED } from './browser.ts';

/** A course that the address carried, until it is opened. */
let carried: string | null = null;

/** What people write of courses behind the `#` gets its own place; then what is left there. */
function runFragment(): string {
  const written = /^#course(?:\/([\w.-]+))?$/.exec(window.location.hash);
  if (written)
    window.history.replaceState(null, '', withPlace({ course: null, lesson: written[1] ?? null }, ''));
  const packed = /^#course=(~.+)$/.exec(window.location.hash)?.[1];
  if (packed !== undefined) {
    carried = packed;
    window.history.replaceState(null, '', withPlace({ course: null, lesson: null }, ''));
  }
  return window.location.hash.slice(1);
}

function withPlace(place: ReturnType<CourseAddress['read']>, hash: string): string {
  const address = new URL(window.location.href);
  const words = address.searchParams;
  words.delete('course');
  words.delete('lesson');
  if (place && (place.course !== null || place.lesson === null)) words.set('course', place.course ?? '');
  if (place !== null && place.lesson !== null) words.set('lesson', place.lesson);
  // `?course`, not `?course=`.
  const search = address.search.replace(/=(?=&|$)/g, '');
  return address.pathname + search + hash;
}

export const courseAddress: CourseAddress = {
  read: () => {
    runFragment();
    if (carried !== null) {
      const course = carried;
      carried = null;
      return { course, lesson: null };
    }
    const words = new URLSearchParams(window.location.search);
    const [course, lesson] = [words.get('course'), words.get('lesson')];
    if (course === null && lesson === null) return null;
    return { course: course === '' ? null : course, lesson };
  },
  hasRun: () => runFragment() !== '',
  enter: (place) => {
    window.history.pushState(ENTERED, '', withPlace(place, ''));
  },
  replace: (place) => {
    window.history.replaceState(window.history.state, '', withPlace(place, window.location.hash));
  },
};

/** A text file of this site. */
export async function readSite(path: string): Promise<string | null> {
  const place = new URL(path, document.baseURI);
  if (place.origin !== window.location.origin) return null;
  try {
    const answer = await fetch(place);
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
