/**
 * The choices that a search tries: all that are enabled but for guesses that it can do without
 * (src/machine/cpu/needless-guess.ts). Left out here and not in the machine, whose choices stay what the hardware may do:
 * any of them can be stepped into, named by a link, a row or a goal, and judged by brute force.
 */
import type { RunningMachine } from '../machine/index.ts';

/** Lists them at the front of `machine.choices` and returns how many. All are, where a state has no others: a stuck CPU
 *  guesses on as it always did, so that no state is stuck that was not. */
export function searchedChoices(machine: RunningMachine, src: Int32Array, at: number): number {
  const count = machine.enabled(src, at);
  if (!machine.mayBeNeedless) return count;
  const { choices } = machine;
  let kept = 0;
  for (let nth = 0; nth < count; nth++) {
    const choice = choices[nth] as number;
    if (!machine.isNeedless(src, at, choice)) choices[kept++] = choice;
  }
  return kept === 0 ? count : kept;
}
