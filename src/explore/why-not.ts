/** Why a step cannot be taken, from what the machine says each entry in flight waits for. */
import type { CpuSnapshot, Machine, Program, ScheduleRow, StepKind } from '../machine/index.ts';
import { parseChoiceKey } from './choice-key.ts';

/** A sentence for a choice key that is not enabled in a state. */
export function whyNot(machine: Machine, state: Int32Array, key: string): string {
  const parts = parseChoiceKey(key);
  if (!parts) return `“${key}” names no step.`;
  const { program } = machine;
  const statement = program.code.findIndex(({ at }) => at.key === parts.statement);
  if (parts.statement !== '' && statement < 0) return `the program has no statement ${parts.statement}.`;
  return reason(machine, state, parts.cpu, parts.kind, parts.statement === '' ? [] : [parts.statement]);
}

/** A sentence for a row of a written interleaving that the machine refuses. */
export function whyRowNot(machine: Machine, state: Int32Array, row: ScheduleRow): string {
  return reason(machine, state, row.cpu, row.kind, row.keys);
}

function reason(
  machine: Machine,
  state: Int32Array,
  cpu: number,
  kind: StepKind | null,
  keys: readonly string[],
): string {
  const { program } = machine;
  const snapshot = machine.decode(state, 0);
  const name = `CPU ${cpu}`;
  const now = snapshot.cpus[cpu];
  if (!now) return `there is no CPU ${cpu}.`;
  if (snapshot.ended) return 'the run has ended with a violation.';
  if (kind === 'irq') return interrupt(program, now, name);
  const entries = now.queue.filter(({ at }) => keys.includes(at.key));
  const waiting = entries.find(({ done, waits }) => !done && waits !== null);
  if (waiting?.waits) return `${name}: ${waiting.at.text} cannot complete now: ${waiting.waits}.`;
  const [entry] = entries;
  if (entry?.done) return `${name}: ${entry.at.text} is done already.`;
  if (now.finished) return `${name} has finished.`;
  const wanted = program.code.find(({ at }) => at.key === keys[0]);
  const frame = now.frames.at(-1);
  const blocked = now.queue.find(({ done, waits }) => !done && waits !== null);
  const place = frame ? `it is at ${frame.at.text}` : 'it runs nothing';
  const because = blocked?.waits ? `; ${blocked.at.text} in flight: ${blocked.waits}` : '';
  return `${name} cannot do ${wanted?.at.text ?? 'this'} now: ${place}${because}.`;
}

function interrupt(program: Program, now: CpuSnapshot, name: string): string {
  if (now.pending.length === 0) return `${name} has no interrupt pending.`;
  const names = now.pending.map((irq) => program.irqs[irq]?.name ?? String(irq)).join(', ');
  return `${name} cannot take ${names} now: interrupts are ${now.chart['mask'] ?? 'held off'}.`;
}
