/**
 * The steps that would come next and cannot be taken yet: what each CPU has in flight, its next statement in program
 * order, its pending interrupts; each with the reason, from the machine's own rules.
 */
import { ADDRESS_BASE, binaryOn, valueName } from '../base/index.ts';
import {
  interruptStall,
  issueStall,
  takes,
  waitStart,
  type ChoiceInfo,
  type CpuSnapshot,
  type EntrySnapshot,
  type Expr,
  type Machine,
  type StepKind,
} from '../machine/index.ts';
import { lockWaitedFor } from './lock-holder.ts';
import { stateAfter } from './replay.ts';
import { whyNot } from './why-not.ts';

export interface HeldStep {
  readonly cpu: number;
  /** Choice key of the step once it is enabled; null for what then happens by itself (a barrier's completion). */
  readonly key: string | null;
  /** The statement, null for an interrupt. */
  readonly pc: number | null;
  /** Position in the CPU's queue, -1 where it is not in flight. */
  readonly entry: number;
  /** The step in words, after the statement: "becomes visible", "issues". */
  readonly step: string;
  /** A clause: "waits for smp_mb(), …", "interrupts are off". */
  readonly why: string;
}

const STEP: Readonly<Partial<Record<EntrySnapshot['kind'], readonly [StepKind | null, string]>>> = {
  load: ['value', 'takes its value'],
  store: ['visible', 'becomes visible'],
  barrier: [null, 'completes'],
  walk: ['translate', 'translates its address'],
  fault: ['fault', 'faults'],
  dc: ['dc', 'cleans the line'],
  ic: ['ic', 'invalidates the line'],
  tlbi: ['tlbi', 'invalidates'],
};

/** All of them in a state, by CPU and in program order; none once the run has ended. */
export function heldSteps(machine: Machine, state: Int32Array): readonly HeldStep[] {
  const { cpus, cells, ended } = machine.decode(state, 0);
  if (ended) return [];
  const count = machine.enabled(state, 0);
  const choices = Array.from(machine.choices.subarray(0, count), (one) => machine.choiceInfo(state, 0, one));
  return cpus.flatMap((now, cpu) => {
    if (now.finished) return [];
    const own = choices.filter((choice) => choice.cpu === cpu);
    const waiting = spinning(machine, now);
    const reading = (cell: number | null) => {
      const lock = cell === null ? null : lockWaitedFor(machine, cpus, cells, cell);
      if (lock !== null) return lock;
      const value = cell === null ? null : valueName(machine.program.cells, cells[cell] ?? 0, cell);
      return value === null ? 'goes on waiting' : `goes on waiting: the value is ${value} now`;
    };
    const inFlight = now.queue.flatMap((entry, at) => {
      if (entry.done && entry.kind !== 'tlbi') return [];
      if (own.some((choice) => choice.entry === at)) return [];
      const [kind, step] = STEP[entry.kind] ?? [];
      if (step === undefined) return [];
      const why = waitClause(entry) ?? held(entry, waiting === null ? null : reading(entry.cell));
      return why === null
        ? []
        : [{ cpu, key: keyOf(cpu, kind ?? null, now, at), pc: entry.pc, entry: at, step, why }];
    });
    const next = nextStatement(machine, state, cpu, now, own, waiting, reading);
    const pending = now.pending.flatMap((irq): HeldStep[] => {
      const name = machine.program.irqs[irq]?.name ?? String(irq);
      const why = interruptStall(machine, state, 0, cpu, irq);
      const step = takes(machine.program.irqs[irq], name);
      return why === null ? [] : [{ cpu, key: `${cpu}:irq:~${name}`, pc: null, entry: -1, step, why }];
    });
    return [...inFlight, ...next, ...pending];
  });
}

/** "waits for …" of an entry in flight; null where nothing in the queue holds it. */
export function waitClause({ waits }: EntrySnapshot): string | null {
  if (waits === null) return null;
  return waits.startsWith('its walk finds') ? waits : `waits for ${waits}`;
}

/** What holds an entry that nothing in its own queue holds. */
function held({ kind, done }: EntrySnapshot, goesOn: string | null): string | null {
  if (kind === 'tlbi' && done)
    return 'waits for CPUs that still have an access in flight with the old translation';
  return kind === 'load' ? goesOn : null;
}

/** The wait that a CPU spins in: the pc at which it ends. */
function spinning({ program }: Machine, { queue, frames }: CpuSnapshot): number | null {
  const guess = queue.find(({ kind, pc }) => kind === 'guess' && waitStart(program.code[pc], pc) >= 0);
  if (guess) return guess.pc;
  const { pc } = frames.at(-1) ?? { pc: -1 };
  if (pc < 0) return null;
  const at = program.code.findIndex((instr, end) => waitStart(instr, end) === pc);
  return at < 0 ? null : at;
}

function nextStatement(
  machine: Machine,
  state: Int32Array,
  cpu: number,
  { frames }: CpuSnapshot,
  own: readonly ChoiceInfo[],
  waiting: number | null,
  reading: (cell: number | null) => string,
): readonly HeldStep[] {
  const { pc, at, regs } = frames.at(-1) ?? { pc: -1, regs: [] };
  const instr = machine.program.code[pc];
  if (pc < -1) {
    const why = 'runs for ever and touches nothing shared';
    return [{ cpu, key: null, pc: null, entry: -1, step: 'its loop', why }];
  }
  if (!instr || !at || own.some(({ entry, kind }) => entry < 0 && kind !== 'irq')) return [];
  const spins = waiting !== null && (instr.op === 'load' || instr.op === 'rmw');
  const address = spins ? addressOf(instr.addr, regs) : null;
  const cell = address === null ? null : address - ADDRESS_BASE;
  const why = issueStall(machine, state, 0, cpu) ?? (spins ? reading(cell) : null);
  if (why === null) return [];
  // On x86 a flush acts as it issues, so `tlbi` is the step's kind.
  const flushes = instr.op === 'tlbi' && machine.program.arch === 'x86';
  const kind = instr.op === 'execute' ? 'fetch' : flushes ? 'tlbi' : 'issue';
  return [{ cpu, key: `${cpu}:${kind}:${at.key}`, pc, entry: -1, step: 'issues', why }];
}

function keyOf(cpu: number, kind: StepKind | null, { queue }: CpuSnapshot, at: number): string | null {
  const entry = queue[at];
  if (kind === null || !entry) return null;
  const nth = queue.slice(0, at).filter((one) => one.pc === entry.pc && one.kind === entry.kind).length;
  return `${cpu}:${kind}:${entry.at.key}${nth > 0 ? `#${nth}` : ''}`;
}

/** Why the step `key` cannot be taken after `keys`; null where it can, or where `keys` cannot be played. */
export function whyNotAfter(machine: Machine, keys: readonly string[], key: string): string | null {
  const state = stateAfter(machine, keys);
  if (!state) return null;
  const count = machine.enabled(state, 0);
  const choices = Array.from(machine.choices.subarray(0, count), (one) => machine.choiceInfo(state, 0, one));
  if (choices.some((choice) => choice.key === key)) return null;
  const found = heldSteps(machine, state).find((one) => one.key !== null && isThat(one.key, key));
  if (!found) return whyNot(machine, state, key);
  const { cpu, pc, step, why } = found;
  const what =
    pc === null ? step.replace(/^takes/, 'take') : `go on with ${machine.program.code[pc]?.at.text ?? ''}`;
  return `CPU ${cpu} cannot ${what} now: ${why.startsWith('waits') ? 'it ' : ''}${why}.`;
}

/** The address as the registers have it; null where it is pending. */
function addressOf(e: Expr, regs: readonly (number | null)[]): number | null {
  if (e.k === 'const') return e.v;
  if (e.k === 'reg') return regs[e.r] ?? null;
  if (e.k !== 'bin') return null;
  const [a, b] = [addressOf(e.a, regs), addressOf(e.b, regs)];
  return a === null || b === null ? null : binaryOn(e.op, a, b);
}

/** A held step has no alternatives yet; whichever is asked for. */
function isThat(held: string, asked: string): boolean {
  return asked === held || asked.startsWith(`${held}~`);
}
