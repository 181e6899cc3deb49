/**
 * What becomes of a state that a complete search left out: behind a guess that it could do without, or before a step that
 * nobody sees, lie a few states, and then those that it knows.
 *
 *     known ─► known ─► known          a reader guessed where no search does:
 *       └guess► · ─► · ─┘              good or bad, as the known states are that can be reached
 */
import type { Machine } from '../machine/index.ts';
import { SQUASHED, VIOLATED, unseenOf } from '../machine/index.ts';
import { BAD, FRONTIER, GOOD, VOID } from './components.ts';
import { lawfulStep } from './lawful-step.ts';
import { searchedChoices } from './searched-choices.ts';
import { unseenStep } from './unseen-step.ts';

/** States looked at before it is left open. */
const STATES = 1500;

/** Flags (components.ts) of a state in the first `machine.width` words; `known`: those of a state that was searched, null of any other. */
export function flagsBeyond(
  machine: Machine,
  state: Int32Array,
  known: (state: Int32Array) => number | null,
): number {
  const todo = [state.slice(0, machine.width + 1)];
  const seen = new Set(todo.map(String));
  const unseen = unseenOf(machine);
  let sum = 0;
  for (const from of todo) {
    const every = searchedChoices(machine, from, 0);
    const count = unseen?.tried(from, every) ?? every;
    const next = new Int32Array(machine.width + 1);
    const alone = unseen ? unseenStep(machine, unseen, from, count, next) : -1;
    const tried = alone >= 0 && unseen ? [alone, alone + unseen.ways] : [0, count];
    if (count === 0) sum |= machine.isFinished(from, 0) ? GOOD : BAD;
    for (const choice of machine.choices.slice(...tried)) {
      const to = new Int32Array(machine.width + 1);
      const status = lawfulStep(machine, from, choice, to);
      if (status === SQUASHED) continue;
      const flags = status === VIOLATED || machine.reportCount > 0 ? BAD : known(to);
      if (flags !== null) {
        if ((flags & VOID) === 0) sum |= flags & (GOOD | BAD | FRONTIER);
      } else if (!seen.has(String(to))) {
        seen.add(String(to));
        todo.push(to);
      }
      if ((sum & GOOD) !== 0 && (sum & BAD) !== 0) return sum;
    }
    if (seen.size > STATES) return sum | FRONTIER;
  }
  return sum === 0 ? VOID : sum;
}
