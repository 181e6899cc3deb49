/** The final states that a litmus test asks for: they count as bad ends, though nothing is broken in them. */
import { holdsIn } from '../base/index.ts';
import type { Machine } from '../machine/index.ts';

/** Whether a finished state is one that the program asks for. */
export function isWanted(machine: Machine, state: Int32Array): boolean {
  const { asks } = machine.program;
  if (!asks) return false;
  const values = machine.observe(state, 0);
  return (asks.filter === null || holdsIn(asks.filter, values)) && holdsIn(asks.wanted, values);
}
