/**
 * Work that may pause: it yields null wherever it may, so that whoever does it can do something else in between, and what
 * it finds in its turn.
 */

/** Finds things one after the other. */
export type Finding<T> = Generator<T | null, void>;

/** Comes to a result. */
export type Pausing<T> = Generator<null, T>;

/** The result, without a pause. */
export function finish<T>(work: Pausing<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
