/** Rounds of a loop that only tries again (tables/retries.ts): of the two guesses the one that it fails is left out. */
import type { RaceMachine } from '../step/race-machine.ts';

/** Lists the others at the front of the machine's choices, which are those of the state; how many. */
export function withoutRetries(machine: RaceMachine, state: Int32Array, count: number): number {
  const { choices } = machine;
  let kept = 0;
  let succeeding = -1;
  for (let nth = 0; nth < count; nth++) {
    const choice = choices[nth] as number;
    const cpu = choice >> 24;
    const { setup } = machine.table(cpu);
    const { kind, alternative } = machine.action(state, 0, choice);
    if (kind === 'predict' && setup.retries.size > 0) {
      const { frames } = machine.table(cpu).info(machine.part(state, 0, cpu)).part;
      const retries = setup.retries.has(frames[frames.length - 1]?.pc ?? -1);
      if (retries && alternative === 0) succeeding = cpu;
      else if (retries && succeeding === cpu) continue;
    }
    choices[kept++] = choice;
  }
  return kept;
}
