/** Single steps by the law that a violation counts only in a run that can be completed; the search applies it itself. */
import { SQUASHED, VIOLATED, type Machine, type StepTrace } from '../machine/index.ts';
import { completionOf } from './search.ts';

/** `machine.step`, where a violation on a run that can only be squashed later is SQUASHED, too. */
export function lawfulStep(machine: Machine, src: Int32Array, choice: number, dst: Int32Array): number {
  return lawful(machine, machine.step(src, 0, choice, dst, 0), dst);
}

/** `machine.trace` with the same law. */
export function lawfulTrace(machine: Machine, src: Int32Array, choice: number, dst: Int32Array): StepTrace {
  const trace = machine.trace(src, 0, choice, dst, 0);
  return { ...trace, status: lawful(machine, trace.status, dst) };
}

function lawful(machine: Machine, status: number, state: Int32Array): number {
  if (status !== VIOLATED) return status;
  const kind = completionOf(machine).judge(state);
  return kind === 'void' || kind === 'held' ? SQUASHED : status;
}
