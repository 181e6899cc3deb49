/** What the machine itself ends in, by trying everything. */
import { SQUASHED, type Machine } from '../../../machine/index.ts';

/** Observed values of every final state of the machine; null where there are too many states. */
export function machineFinals(machine: Machine, mostStates: number): ReadonlySet<string> | null {
  const start = new Int32Array(machine.width);
  machine.initial(start, 0);
  const seen = new Set([start.join()]);
  const finals = new Set<string>();
  for (const todo = [start]; todo.length > 0;) {
    if (seen.size > mostStates) return null;
    const state = todo.pop() ?? start;
    if (machine.isFinished(state, 0)) finals.add(machine.observe(state, 0).join());
    for (const choice of machine.choices.slice(0, machine.enabled(state, 0))) {
      const next = new Int32Array(machine.width);
      if (machine.step(state, 0, choice, next, 0) === SQUASHED || seen.has(next.join())) continue;
      seen.add(next.join());
      todo.push(next);
    }
  }
  return finals;
}
