/**
 * Fewer states where only the verdict, the properties and the outcomes are asked for. A step is taken alone, all
 * others of its state left for later, when it is private and invisible:
 *
 *   a load takes its value from a cell that no other CPU and no handler may still write,
 *   a store becomes visible in a cell that no other CPU, handler, assert or ghost may still look at,
 *   an access or barrier issues, and no interrupt can land before or after it now,
 *
 * its CPU has no more asserts to come (a failed one ends the run for all, so what makes it fail earlier is not private),
 * and the step really changed nothing but its own CPU and that cell, violated and reported nothing, and led to a state
 * not seen before (so that no cycle puts the others off for ever). Such a step commutes with every step of every other
 * CPU, and with those of its own CPU as long as no address of it is unknown.
 * Not used where pages are, since walks look at memory on their own.
 */
import type { CpuSnapshot, Machine } from '../machine/index.ts';
import { Footprints, NOTHING, union, type Footprint } from './footprint.ts';

/** What the private part of one CPU may still do. */
interface PartInfo {
  readonly future: Footprint;
  /** Steps of this CPU may be taken alone. */
  readonly steady: boolean;
  /** Interrupts that it would take at once, were they pending; and whether one is. */
  readonly open: number;
  readonly pending: boolean;
  readonly candidates: Map<number, Candidate | null>;
}

interface Candidate {
  /** Cells that the step takes a value from or changes, as bits. */
  readonly reads: bigint;
  readonly writes: bigint;
  /** Its place between interrupts matters. */
  readonly issues: boolean;
}

export class Reduction {
  private readonly machine: Machine;
  private readonly footprints: Footprints;
  private readonly handlers: readonly Footprint[];
  private readonly parts: readonly Map<number, PartInfo>[];
  private readonly enabled: boolean;
  private readonly infos: PartInfo[] = [];
  private readonly scratch: Int32Array;
  private candidate: Candidate | null = null;
  private cpu = 0;

  constructor(machine: Machine) {
    const { program } = machine;
    this.machine = machine;
    this.scratch = new Int32Array(machine.width);
    this.enabled = program.pages.length === 0;
    this.footprints = new Footprints(program);
    this.handlers = program.cpus.map(({ irqHandlers, bpHandler, faultHandler }) =>
      [...irqHandlers, bpHandler, faultHandler].reduce(
        (sum, handler) => (handler ? union(sum, this.footprints.from(handler.entry)) : sum),
        NOTHING,
      ),
    );
    this.parts = program.cpus.map(() => new Map<number, PartInfo>());
  }

  /** The place in `choices` of one that may be taken alone, if its step keeps to itself; -1 for none. */
  pick(state: Int32Array, choices: Int32Array, count: number): number {
    if (!this.enabled || count < 2) return -1;
    const { machine, infos } = this;
    const cpus = machine.program.cpus.length;
    for (let cpu = 0; cpu < cpus; cpu++) infos[cpu] = this.info(state, cpu);
    for (let nth = 0; nth < count; nth++) {
      const choice = choices[nth] as number;
      const cpu = machine.choiceCpu(choice);
      const info = infos[cpu] as PartInfo;
      if (!info.steady) continue;
      const candidate = this.candidateOf(state, choice, info);
      if (!candidate || !this.isPrivate(candidate, cpu)) continue;
      this.candidate = candidate;
      this.cpu = cpu;
      return nth;
    }
    return -1;
  }

  /** Whether the step just picked changed nothing but its own CPU and its cell. */
  keptToItself(before: Int32Array, after: Int32Array): boolean {
    const { machine, candidate, cpu } = this;
    const own = machine.cellWords + cpu;
    for (let word = 0; word < machine.width; word++) {
      if (before[word] === after[word] || word === own) continue;
      if (word >= machine.cellWords || ((candidate?.writes ?? 0n) & (1n << BigInt(word))) === 0n)
        return false;
    }
    return true;
  }

  private isPrivate({ reads, writes, issues }: Candidate, cpu: number): boolean {
    const { infos } = this;
    if (issues) {
      const { open, pending } = infos[cpu] as PartInfo;
      if (pending || infos.some((other, at) => at !== cpu && (other.future.raises & open) !== 0))
        return false;
    }
    if ((writes & this.footprints.watched) !== 0n) return false;
    const meets = (other: Footprint) =>
      ((reads | writes) & other.writes) !== 0n || (writes & other.reads) !== 0n;
    if (meets(this.handlers[cpu] ?? NOTHING)) return false;
    return infos.every(({ future }, at) => at === cpu || !meets(future));
  }

  private candidateOf(state: Int32Array, choice: number, { candidates }: PartInfo): Candidate | null {
    let candidate = candidates.get(choice);
    if (candidate === undefined) {
      candidate = this.examine(state, choice);
      candidates.set(choice, candidate);
    }
    return candidate;
  }

  private examine(state: Int32Array, choice: number): Candidate | null {
    const { machine } = this;
    const { kind, pc } = machine.choiceInfo(state, 0, choice);
    if (pc === null) return null;
    const issues = kind === 'issue';
    if (issues ? !this.isPlainIssue(pc) : kind !== 'value' && kind !== 'visible') return null;
    const trace = machine.trace(state, 0, choice, this.scratch, 0);
    let reads = 0n;
    let writes = 0n;
    // A value forwarded from an own store could also be taken from memory, once that store is visible.
    for (const { cell } of trace.reads) reads |= this.dataBit(cell);
    for (const { cell } of trace.writes) writes |= this.dataBit(cell);
    if (reads < 0n || writes < 0n) return null;
    return { reads, writes, issues };
  }

  /** Negative for what is no plain data: instructions and translations are looked at in other ways too. */
  private dataBit(cell: number): bigint {
    return this.machine.program.cells[cell]?.kind === 'data' ? 1n << BigInt(cell) : -1n;
  }

  /** An issue that does nothing to other CPUs but through the cell it names. */
  private isPlainIssue(pc: number): boolean {
    const { program } = this.machine;
    const instr = program.code[pc];
    if (!instr || (instr.then ?? []).length > 0) return false;
    switch (instr.op) {
      case 'load':
      case 'rmw':
      case 'mode':
        return true;
      case 'store':
        return instr.status === undefined;
      case 'fence':
        return program.sites.length === 0 || !['isb', 'serialize'].includes(instr.kind);
      default:
        return false;
    }
  }

  /** What a CPU's word says of it; the word stands for the same frames and queue wherever it occurs. */
  private info(state: Int32Array, cpu: number): PartInfo {
    const { machine, footprints } = this;
    const word = state[machine.cellWords + cpu] as number;
    const known = this.parts[cpu]?.get(word);
    if (known) return known;
    const { frames, queue, chart, pending } = machine.decode(state, 0).cpus[cpu] ?? NO_CPU;
    let future = this.handlers[cpu] ?? NOTHING;
    for (const { pc } of frames) future = union(future, footprints.from(pc));
    let steady = true;
    for (const { pc, cell, kind } of queue) {
      const bit = cell === null ? null : 1n << BigInt(cell);
      const touched = footprints.at(pc);
      if (kind === 'load') future = union(future, { ...NOTHING, reads: bit ?? touched.reads });
      else if (kind === 'store') future = union(future, { ...NOTHING, writes: bit ?? touched.writes });
      else future = union(future, touched);
      if ((kind === 'load' || kind === 'store') && cell === null) steady = false;
      if (['walk', 'fault', 'tlbi', 'effect', 'violation'].includes(kind)) steady = false;
      if (footprints.at(pc).effects) steady = false;
    }
    if (future.effects) steady = false;
    const open = this.openTo(cpu, chart);
    const waiting = pending.some((irq) => (open & (1 << irq)) !== 0);
    const info = {
      future,
      steady,
      open,
      pending: waiting,
      candidates: new Map<number, Candidate | null>(),
    };
    this.parts[cpu]?.set(word, info);
    return info;
  }

  private openTo(cpu: number, chart: CpuSnapshot['chart']): number {
    const { cpus, irqs } = this.machine.program;
    return irqs.reduce((open, { kind }, irq) => {
      const takes = (cpus[cpu]?.irqHandlers[irq] ?? null) !== null;
      const region = kind === 'nmi' ? chart['block'] : chart['mask'];
      return takes && region === 'open' ? open | (1 << irq) : open;
    }, 0);
  }
}

const NO_CPU: Pick<CpuSnapshot, 'frames' | 'queue' | 'chart' | 'pending'> = {
  frames: [],
  queue: [],
  chart: {},
  pending: [],
};
