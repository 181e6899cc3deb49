/**
 * The one step that a search takes alone where it finds one: nobody can see it (why nothing is lost: src/machine/unseen/unseen.ts). A guess
 * has two ways that are taken together. No circle of such steps puts all others off for ever: where a CPU only goes forward in its code
 * none closes, since whoever comes back to where it was went back or was interrupted.
 */
import type { Machine, Unseen } from '../machine/index.ts';

/** Finds it, the first `count` of the machine's choices being those of the state: the place of its first way among them, -1 where there
 *  is none; `unseen.ways` says how many it has; the last way's successor is left in `target`. `leadsOn`: whether what is there may be gone to, where
 *  other steps than these are tried alone as well, and going forward is not enough. */
export function unseenStep(
  machine: Machine,
  unseen: Unseen,
  state: Int32Array,
  count: number,
  target: Int32Array,
  leadsOn: (() => boolean) | null = null,
): number {
  if (count < 2) return -1;
  for (let nth = unseen.next(state, count, 0); nth < count; nth = unseen.next(state, count, nth + 1)) {
    let goes = true;
    for (let way = 0; goes && way < unseen.ways; way++) {
      goes = unseen.step(state, machine.choices[nth + way] as number, target);
      target[machine.width] = 0;
      goes &&= leadsOn ? leadsOn() : unseen.goesForward;
    }
    if (goes) return nth;
  }
  return -1;
}
