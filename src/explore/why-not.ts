/** Why a step cannot be taken, from what the machine says each entry in flight waits for. */
import {
  issueStall,
  type CpuSnapshot,
  type Machine,
  type Origin,
  type Program,
  type ScheduleRow,
  type StepKind,
} from '../machine/index.ts';
import { parseChoiceKey } from './choice-key.ts';
import { pcOf } from './cpu-code.ts';
import { cpuLabel } from './labels.ts';

/** A sentence for a choice key that is not enabled in a state. */
export function whyNot(machine: Machine, state: Int32Array, key: string): string {
  const parts = parseChoiceKey(key);
  if (!parts) return `“${key}” names no step.`;
  const { program } = machine;
  if (parts.statement !== '' && pcOf(program, parts.cpu, parts.statement) === null)
    return `${cpuLabel(program, parts.cpu)} has no statement ${parts.statement} here.`;
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
  const name = cpuLabel(program, cpu);
  const now = snapshot.cpus[cpu];
  if (!now) return `there is no ${name}.`;
  if (snapshot.ended) return 'the run has ended with a violation.';
  if (kind === 'irq') return interrupt(program, now, name);
  const entries = now.queue.filter(({ at }) => keys.includes(at.key));
  const waiting = entries.find(({ done, waits }) => !done && waits !== null);
  if (waiting?.waits) return `${name}: ${waiting.at.text} cannot complete now: ${waiting.waits}.`;
  const [entry] = entries;
  if (entry?.done) return `${name}: ${entry.at.text} is done already.`;
  const pc = keys[0] === undefined ? null : pcOf(program, cpu, keys[0]);
  const wanted = pc === null ? 'this' : (program.code[pc]?.at.text ?? 'this');
  if (now.finished) return `${name} has finished, and ${wanted} with it.`;
  const frame = now.frames.at(-1);
  const blocked = now.queue.find(({ done, waits }) => !done && waits !== null);
  const because = blocked?.waits ? `; ${calledAt(program, blocked.at)} in flight: ${blocked.waits}` : '';
  // At the statement itself: what holds it, or what it does instead.
  if (entry || (frame && keys.includes(frame.at.key))) {
    const stall = entry ? null : issueStall(machine, state, 0, cpu);
    if (stall !== null) return `${name} cannot issue ${wanted} now: it ${stall}.`;
    const instead = own(machine, state, cpu, keys);
    if (instead.length > 0) return `${name}: here ${wanted} is only possible as “${instead.join('” or “')}”.`;
  }
  const place = frame ? `it is at ${calledAt(program, frame.at)}` : 'it runs nothing';
  return frame?.at.text === wanted
    ? `${name} cannot go on with ${wanted} now${because}.`
    : `${name} cannot do ${wanted} now: ${place}${because}.`;
}

/** The statement, or the call of the scenario whose code of the prelude it is. */
function calledAt({ scopes }: Program, { file, text, scope }: Origin): string {
  if (file === 0) return text;
  const own = scope.map((one) => scopes[one]).findLast((one) => one?.file === 0);
  return own?.text ?? text;
}

/** What a CPU may do with a statement now, in words. */
function own(machine: Machine, state: Int32Array, cpu: number, keys: readonly string[]): readonly string[] {
  const count = machine.enabled(state, 0);
  const choices = Array.from(machine.choices.subarray(0, count), (one) => machine.choiceInfo(state, 0, one));
  const { code } = machine.program;
  const words = choices
    .filter((one) => one.cpu === cpu && one.pc !== null && keys.includes(code[one.pc]?.at.key ?? ''))
    .map((one) => one.words);
  return [...new Set(words)];
}

function interrupt(program: Program, now: CpuSnapshot, name: string): string {
  if (now.pending.length === 0) return `${name} has no interrupt pending.`;
  const names = now.pending.map((irq) => program.irqs[irq]?.name ?? String(irq)).join(', ');
  return `${name} cannot take ${names} now: interrupts are ${now.chart['mask'] ?? 'held off'}.`;
}
