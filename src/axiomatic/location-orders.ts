/**
 * Coherence of one location at a time: every order of its writes, with the write that each read reads from, that
 * agrees with program order there and lets no write come between the halves of a read-modify-write. This is what the
 * model's axioms *coherence* (acyclic po-loc | rf | co | fr) and *atomic* ask for, built write by write: a read belongs to
 * the span in which its source is the latest write, a thread goes through the spans in program order, and a read-modify-write
 * ends the span that it reads.
 */

/** What one thread does at the location, in program order; `event` is whatever the caller knows it by. */
export type PlaceStep =
  | { readonly k: 'read' | 'write'; readonly event: number; readonly value: number }
  | {
      readonly k: 'update';
      readonly read: number;
      readonly event: number;
      readonly reads: number;
      readonly value: number;
    };

export interface LocationOrder {
  /** The writes, earliest first. */
  readonly writes: readonly number[];
  /** What each read reads from, -1 for the initial value. */
  readonly sources: readonly (readonly [read: number, source: number])[];
}

/** Null where there are more than `most`. */
export function locationOrders(
  init: number,
  threads: readonly (readonly PlaceStep[])[],
  most: number,
): readonly LocationOrder[] | null {
  const found: LocationOrder[] = [];
  const at = threads.map(() => 0);
  const writes: number[] = [];
  const sources: (readonly [number, number])[] = [];

  /** The latest write is `latest`; threads from `nth` on may still read it. */
  function span(latest: number, value: number, nth: number): void {
    if (found.length > most) return;
    const steps = threads[nth];
    if (steps === undefined) {
      next(latest, value);
      return;
    }
    const began = at[nth] ?? 0;
    for (;;) {
      span(latest, value, nth + 1);
      const step = steps[at[nth] ?? 0];
      if (step?.k !== 'read' || step.value !== value) break;
      sources.push([step.event, latest]);
      at[nth] = (at[nth] ?? 0) + 1;
    }
    sources.length -= (at[nth] ?? 0) - began;
    at[nth] = began;
  }

  function next(latest: number, value: number): void {
    if (threads.every((steps, nth) => at[nth] === steps.length)) {
      found.push({ writes: writes.slice(), sources: sources.slice() });
      return;
    }
    threads.forEach((steps, nth) => {
      const step = steps[at[nth] ?? 0];
      if (step === undefined || step.k === 'read') return;
      if (step.k === 'update' && step.reads !== value) return;
      if (step.k === 'update') sources.push([step.read, latest]);
      at[nth] = (at[nth] ?? 0) + 1;
      writes.push(step.event);
      span(step.event, step.value, 0);
      writes.pop();
      at[nth] = (at[nth] ?? 0) - 1;
      if (step.k === 'update') sources.pop();
    });
  }

  span(-1, init, 0);
  return found.length > most ? null : found;
}
