/**
 * The one step that a search takes alone where it finds one: nobody can see it, and it leads to a state that is still to be
 * expanded, so that no circle of such steps puts all others off for ever (why nothing is lost: src/machine/unseen/unseen.ts).
 */
import type { Machine, Unseen } from '../machine/index.ts';

/** Takes it, the first `count` of the machine's choices being those of the state; the choice, or -1 where there is none. `leadsOn`: what is in
 *  `target` now may be gone to. */
export function unseenStep(
  machine: Machine,
  unseen: Unseen,
  state: Int32Array,
  count: number,
  target: Int32Array,
  leadsOn: () => boolean,
): number {
  if (count < 2) return -1;
  for (let nth = unseen.next(state, count, 0); nth < count; nth = unseen.next(state, count, nth + 1)) {
    const choice = machine.choices[nth] as number;
    if (!unseen.step(state, choice, target)) continue;
    target[machine.width] = 0;
    if (leadsOn()) return choice;
  }
  return -1;
}
