/**
 * What happened in some run, gathered step by step. A statement behind a wait that still spins was only issued ahead
 * (memory-model rule 1): it counts once some run has left that wait.
 *
 *   CPU 0: while (READ_ONCE(x) == 0) ;    never ends where nobody writes x,
 *          WRITE_ONCE(y, 1);              so this issues on arm and yet is never executed
 */
import {
  waitStart,
  type EntrySnapshot,
  type Machine,
  type Snapshot,
  type StepTrace,
} from '../machine/index.ts';
import { parseChoiceKey } from './choice-key.ts';
import { between } from './code-flow.ts';

/** Things that happened, by what names them. */
export interface Happened {
  has(what: string): boolean;
}

export class Tally {
  private readonly machine: Machine;
  private readonly certain = new Set<string>();
  /** What happened only behind waits, and which: several such ways for one thing. */
  private readonly behind = new Map<string, { readonly what: string; readonly waits: readonly number[] }>();
  /** Where a wait's condition begins: its `await`'s pc by the pc of its first instruction. */
  private readonly waitAt = new Map<number, number>();

  constructor(machine: Machine) {
    this.machine = machine;
    machine.program.code.forEach((instr, pc) => {
      const start = waitStart(instr, pc);
      if (start >= 0) this.waitAt.set(start, pc);
    });
    const start = new Int32Array(machine.width);
    machine.initial(start, 0);
    // What issues before the first step is not traced: it is what lies on a way from a CPU's entry to where it stands.
    machine.decode(start, 0).cpus.forEach(({ frames, finished, queue }, cpu) => {
      const entry = machine.program.cpus[cpu]?.entry ?? 0;
      let at = frames[0]?.pc ?? entry;
      if (finished && at <= entry)
        at = machine.program.code.findIndex(({ op }, pc) => pc >= entry && op === 'halt');
      const waits: number[] = [];
      for (const [pc, next] of between(machine.program, entry, at)) {
        this.note(`pc ${pc}`, waits);
        this.note(`way ${pc}:${next}`, waits);
        if (waitStart(machine.program.code[pc], pc) < 0) continue;
        if (queue.some((one) => one.kind === 'guess' && one.pc === pc)) waits.push(pc);
        else this.note(`left ${pc}`, waits);
      }
      this.reached(at, waits);
    });
  }

  step(source: Int32Array, choice: number, target: Int32Array): void {
    const { machine } = this;
    const { code } = machine.program;
    const trace = machine.trace(source, 0, choice, target, 0);
    const { issued, info, taken, raised } = trace;
    if (taken) this.note(`taken ${taken.cpu}:${taken.irq}`, []);
    for (const { cell, after } of trace.writes) this.note(`wrote ${cell}:${after}`, []);
    for (const { cpu, irq } of raised) this.note(`raised ${cpu}:${irq}`, []);
    const before = this.waitAt.size > 0 ? machine.decode(source, 0) : null;
    const after = machine.decode(target, 0);
    const wrote = trace.writes.some(({ cell }) => machine.program.cells[cell]?.kind !== 'ghost');
    for (const cpu of new Set([info.cpu, ...issued.map((one) => one.cpu)])) {
      const waits = this.waitsOf(before, trace, cpu);
      const at = after.cpus[cpu]?.frames.at(-1)?.pc;
      const own = issued.filter((one) => one.cpu === cpu);
      own.forEach(({ pc }, nth) => {
        this.note(`pc ${pc}`, waits);
        const instr = code[pc];
        const next = own[nth + 1]?.pc ?? at;
        if (instr?.op === 'branch' && next !== undefined) this.note(`way ${pc}:${next}`, waits);
        if (waitStart(instr, pc) >= 0) {
          if (isPending(after, cpu, pc)) waits.push(pc);
          else this.note(`left ${pc}`, waits);
        } else if (instr?.op === 'rmw' && info.kind !== 'predict')
          this.note(`${wrote ? 'succeeds' : 'fails'} ${pc}`, waits);
      });
      if (at !== undefined) this.reached(at, waits);
      if (cpu === info.cpu) this.decided(trace, waits);
    }
  }

  /** What the step itself decided: an arm, a prediction, a version of the text. */
  private decided({ info }: StepTrace, waits: readonly number[]): void {
    const { pc, kind, alternative } = info;
    const instr = pc === null ? undefined : this.machine.program.code[pc];
    if (pc === null || !instr) return;
    if (instr.op === 'choose') this.note(`arm ${pc}:${alternative ?? 0}`, waits);
    if (kind === 'fetch')
      this.note(`fetched ${pc}:${parseChoiceKey(info.key)?.alternative?.replaceAll('_', ',') ?? ''}`, waits);
    if (kind !== 'predict') return;
    this.note(`pc ${pc}`, waits);
    if (instr.op === 'branch') this.note(`way ${pc}:${alternative === 0 ? instr.to : pc + 1}`, waits);
    if (instr.op === 'rmw') this.note(`${alternative === 0 ? 'succeeds' : 'fails'} ${pc}`, waits);
  }

  /** Waits of a CPU that go on over the step; those that it ends are left. */
  private waitsOf(before: Snapshot | null, trace: StepTrace, cpu: number): number[] {
    const kept = new Set(trace.queueMap[cpu] ?? []);
    const waits: number[] = [];
    (before?.cpus[cpu]?.queue ?? []).forEach((entry, at) => {
      if (!this.isWait(entry)) return;
      if (kept.has(at)) waits.push(entry.pc);
      else this.note(`left ${entry.pc}`, waits);
    });
    return waits;
  }

  private isWait({ kind, pc }: EntrySnapshot): boolean {
    return kind === 'guess' && waitStart(this.machine.program.code[pc], pc) >= 0;
  }

  /** A CPU that stands at a wait executes it, even if it never gets to read a value that ends it. */
  private reached(pc: number, waits: readonly number[]): void {
    const end = this.waitAt.get(pc);
    if (end === undefined) return;
    for (let at = pc; at <= end; at++) this.note(`pc ${at}`, waits);
  }

  private note(what: string, waits: readonly number[]): void {
    if (this.certain.has(what)) return;
    if (waits.length === 0) this.certain.add(what);
    else this.behind.set(`${what} ${waits.join()}`, { what, waits: [...waits] });
  }

  /** All that happened in some run. */
  happened(): Happened {
    const all = new Set(this.certain);
    for (let before = -1; before !== all.size;) {
      before = all.size;
      for (const { what, waits } of this.behind.values())
        if (waits.every((wait) => all.has(`left ${wait}`))) all.add(what);
    }
    return all;
  }
}

function isPending(after: Snapshot, cpu: number, pc: number): boolean {
  return after.cpus[cpu]?.queue.some((entry) => entry.kind === 'guess' && entry.pc === pc) ?? false;
}
