/**
 * Fewer states where only the verdict, the properties and the outcomes are asked for: a persistent set (Godefroid 1996).
 * Where what one CPU can do now meets nothing that any other CPU may still do, its choices are taken alone, all others
 * left for later:
 *
 *   what it can do now      the cells its choices read and change, those its asserts look at, those it waits for, those
 *                           that loads of it have read and may have to give back, interrupts it would take
 *   what others may do      whatever their code can reach from where they are, what they have in flight, and the handlers
 *                           of every interrupt that is pending or may still be raised
 *
 * The choices must keep to themselves (only this CPU and cells of its own change, nothing is reported), and one of them
 * must lead to a state that was not expanded yet and rests on no guess, so that no cycle puts the others off for ever. Every run of the full
 * graph that ends has then a run in the reduced one that ends in the same way: its first step of this CPU commutes with
 * all that others did before it, and where there is none, any choice that does not end the run can be put before.
 * A set of states that nothing leaves keeps a part that nothing leaves, by the same argument.
 * Not used where pages are, since walks look at memory on their own, nor where an invariant looks into registers.
 */
import { looksIntoRegisters, type CpuSnapshot, type Machine } from '../machine/index.ts';
import { cellBit, Footprints, NOTHING, union, type Footprint } from './footprint.ts';
import type { StateStore } from './state-store.ts';
import { foldedStore, type FoldedStore } from './symmetry.ts';

/** What the private part of one CPU says. */
interface PartInfo {
  /** What its frames and its queue may still do; handlers not counted. */
  readonly future: Footprint;
  /** Interrupts that are pending, and that it would take at once, as bits. */
  readonly pending: number;
  readonly open: number;
  readonly waiting: boolean;
  /** Something in flight will call a handler, by itself and perhaps of this CPU. */
  readonly calls: boolean;
  /** The address of everything in flight is known. */
  readonly addressed: boolean;
  /** Cells that must not change before its next step, whatever that is. */
  readonly leans: number;
  /** What its choices read and wrote when they were last taken, by choice: conflicts are seen without a step. */
  readonly met: Map<number, { readonly reads: number; readonly writes: number }>;
  /** Whether a choice only puts something in flight, by choice. */
  readonly quiet: Map<number, boolean>;
  /** A choice of it did not keep to itself, so it is not tried again. */
  unfit: boolean;
}

export class Reduction {
  /** The choices to take alone: `choices[first]` … `choices[last - 1]`. */
  first = 0;
  last = 0;
  private readonly machine: Machine;
  private readonly footprints: Footprints;
  private readonly handlers: readonly (readonly Footprint[])[];
  private readonly traps: readonly Footprint[];
  /** By CPU and its word of the state, a small number. */
  private readonly parts: readonly PartInfo[][];
  private readonly possible: boolean;
  private readonly infos: PartInfo[] = [];
  private readonly reads: Int32Array;
  private readonly writes: Int32Array;
  private readonly raises: Int32Array;
  private readonly maintains: Uint8Array;
  private cpu = 0;
  /** The choice picked is an issue, alone among the choices of its CPU. */
  private issuing = false;

  constructor(machine: Machine) {
    const { program } = machine;
    const footprints = new Footprints(program);
    const of = (handler: { readonly entry: number } | null): Footprint =>
      handler ? footprints.from(handler.entry) : NOTHING;
    this.machine = machine;
    this.footprints = footprints;
    this.possible =
      program.pages.length === 0 && program.invariants.every(({ cond }) => !looksIntoRegisters(cond));
    this.handlers = program.cpus.map(({ irqHandlers }) => irqHandlers.map(of));
    this.traps = program.cpus.map(({ bpHandler, faultHandler }) => union(of(bpHandler), of(faultHandler)));
    this.parts = program.cpus.map(() => []);
    const cpus = program.cpus.length;
    this.reads = new Int32Array(cpus);
    this.writes = new Int32Array(cpus);
    this.raises = new Int32Array(cpus);
    this.maintains = new Uint8Array(cpus);
  }

  /** The store of a search that goes on with identical CPUs exchanged at will; null where there are none. */
  fold(store: StateStore): FoldedStore | null {
    return foldedStore(this.machine, store);
  }

  /** Whether the choices of one CPU may be taken alone, if their steps turn out to keep to themselves. */
  pick(state: Int32Array, choices: Int32Array, count: number): boolean {
    if (!this.possible || count < 2) return false;
    const { machine } = this;
    this.look(state);
    for (let first = 0, last = 0; first < count; first = last) {
      const cpu = machine.choiceCpu(choices[first] as number);
      while (last < count && machine.choiceCpu(choices[last] as number) === cpu) last++;
      if ((this.infos[cpu] as PartInfo).unfit || this.mayBeInterrupted(cpu)) continue;
      // What another CPU's atomic keeps from it is a choice of its own that is only not enabled yet.
      if ((machine.heldBack & (1 << cpu)) !== 0) continue;
      this.cpu = cpu;
      this.first = first;
      this.last = last;
      this.issuing = false;
      if (last - first < count && this.isApart(cpu, choices, first, last)) return true;
      this.issuing = true;
      for (let nth = first; nth < last; nth++) {
        if (!this.isQuietIssue(state, choices[nth] as number, cpu)) continue;
        this.first = nth;
        this.last = nth + 1;
        return true;
      }
    }
    return false;
  }

  private mayBeInterrupted(cpu: number): boolean {
    const info = this.infos[cpu] as PartInfo;
    const raised = this.others(this.raises, cpu);
    return (raised & (info.waiting ? -1 : info.open)) !== 0;
  }

  /** Putting an access in flight commutes with whatever completes on its CPU or moves on others, as long as it does
   *  nothing else and no interrupt can land before or after it. */
  private isQuietIssue(state: Int32Array, choice: number, cpu: number): boolean {
    const info = this.infos[cpu] as PartInfo;
    if ((info.pending & info.open) !== 0 || info.calls) return false;
    let quiet = info.quiet.get(choice);
    if (quiet === undefined) {
      const { kind, pc } = this.machine.choiceInfo(state, 0, choice);
      quiet = kind === 'issue' && pc !== null && this.isPlain(pc);
      info.quiet.set(choice, quiet);
    }
    if (!quiet) return false;
    const met = info.met.get(choice);
    return !met || (met.reads | met.writes) === 0;
  }

  private isPlain(pc: number): boolean {
    const { program } = this.machine;
    const instr = program.code[pc];
    if (!instr || (instr.then ?? []).length > 0) return false;
    switch (instr.op) {
      case 'load':
      case 'rmw':
        // In the strong models they complete as they issue; a value from the own store buffer would later be another's.
        return this.machine.model === 'arm';
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

  /** Whether the step just taken from `before` is no business of any other CPU; `ends`: it violated something or
   *  contradicted a guess, so that only what it read matters. */
  keptToItself(choice: number, before: Int32Array, after: Int32Array, ends: boolean): boolean {
    const { machine, cpu, infos } = this;
    const { readCells: reads, wroteCells: writes } = machine;
    const info = infos[cpu] as PartInfo;
    info.met.set(choice, { reads, writes });
    if (this.meets(cpu, reads, writes)) return false;
    if (ends) return !this.issuing;
    if (this.issuing && (reads | writes) !== 0) return false;
    const own = machine.cellWords + cpu;
    const text = machine.cellWords + infos.length;
    for (let word = machine.cellWords; word < machine.width; word++) {
      if (before[word] === after[word] || word === own) continue;
      if (word === text && !this.othersPatch(cpu)) continue;
      info.unfit = true;
      return false;
    }
    return machine.reportCount === 0;
  }

  /** Nothing in flight can still make every run from here contradict itself: what leads only there puts others off, too. */
  isCertain(state: Int32Array): boolean {
    if (this.machine.hasOpenGuess(state, 0) || this.machine.holding(state, 0) !== 0) return false;
    for (let cpu = 0; cpu < this.parts.length; cpu++) if (!this.info(state, cpu).addressed) return false;
    return true;
  }

  private isApart(cpu: number, choices: Int32Array, first: number, last: number): boolean {
    const info = this.infos[cpu] as PartInfo;
    if ((info.leans & this.others(this.writes, cpu)) !== 0) return false;
    // Which versions it may execute is a choice: nobody may still add to them or take from them.
    if (info.future.executes && this.othersPatch(cpu)) return false;
    for (let nth = first; nth < last; nth++) {
      const met = info.met.get(choices[nth] as number);
      if (met && this.meets(cpu, met.reads, met.writes)) return false;
    }
    return true;
  }

  private meets(cpu: number, reads: number, writes: number): boolean {
    const written = this.others(this.writes, cpu);
    if ((reads & written) !== 0) return true;
    return (writes & (written | this.others(this.reads, cpu) | this.footprints.watched)) !== 0;
  }

  private othersPatch(cpu: number): boolean {
    if ((this.others(this.writes, cpu) & this.footprints.text) !== 0) return true;
    return this.maintains.some((one, at) => at !== cpu && one !== 0);
  }

  private others(sets: Int32Array, cpu: number): number {
    let sum = 0;
    for (let at = 0; at < sets.length; at++) if (at !== cpu) sum |= sets[at] as number;
    return sum;
  }

  /** What every CPU may still do from this state on, handlers of what may still be raised included. */
  private look(state: Int32Array): void {
    const { infos, reads, writes, raises, maintains } = this;
    let raised = 0;
    let pending = 0;
    for (let cpu = 0; cpu < reads.length; cpu++) {
      const info = this.info(state, cpu);
      infos[cpu] = info;
      reads[cpu] = 0;
      writes[cpu] = 0;
      raises[cpu] = 0;
      maintains[cpu] = 0;
      this.add(cpu, info.future);
      raised |= info.future.raises;
      pending |= info.pending;
    }
    if ((raised | pending) === 0) return;
    for (let known = 0, taken = -1; taken !== raised;) {
      taken = raised;
      for (let cpu = 0; cpu < reads.length; cpu++) {
        const handlers = this.handlers[cpu] as readonly Footprint[];
        const coming = raised | (infos[cpu] as PartInfo).pending;
        for (let irq = 0; irq < handlers.length; irq++) {
          if ((coming & (1 << irq)) === 0) continue;
          const handler = handlers[irq] as Footprint;
          this.add(cpu, handler);
          known |= handler.raises;
        }
      }
      raised |= known;
    }
  }

  private add(cpu: number, what: Footprint): void {
    const { reads, writes, raises, maintains } = this;
    const trap = what.executes ? (this.traps[cpu] as Footprint) : NOTHING;
    reads[cpu] = (reads[cpu] as number) | what.reads | trap.reads;
    writes[cpu] = (writes[cpu] as number) | what.writes | trap.writes;
    raises[cpu] = (raises[cpu] as number) | what.raises | trap.raises;
    if (what.maintains || trap.maintains) maintains[cpu] = 1;
  }

  /** What a CPU's word says of it; the word stands for the same frames and queue wherever it occurs. */
  private info(state: Int32Array, cpu: number): PartInfo {
    const word = state[this.machine.cellWords + cpu] as number;
    const parts = this.parts[cpu] as PartInfo[];
    return (parts[word] ??= this.describe(cpu, this.machine.decode(state, 0).cpus[cpu] ?? NO_CPU));
  }

  private describe(cpu: number, { frames, queue, chart, pending }: CpuParts): PartInfo {
    const { footprints } = this;
    const waiting = chart['progress'] === 'spinning' || chart['progress'] === 'paused';
    let future = NOTHING;
    let leans = 0;
    for (const { pc } of frames) future = union(future, footprints.from(pc));
    for (const { pc, cell, kind, done } of queue) {
      future = union(future, footprints.effectsAt(pc));
      if (kind === 'load' || kind === 'store') {
        const touched = cell === null ? footprints.at(pc) : NOTHING;
        const bit = cell === null ? touched.reads | touched.writes : cellBit(cell);
        future = union(future, { ...NOTHING, [kind === 'load' ? 'reads' : 'writes']: bit });
        if (kind === 'load' && (done || waiting)) leans |= bit;
      } else future = union(future, footprints.at(pc));
    }
    if (waiting) leans |= frames.reduce((sum, { pc }) => sum | footprints.at(pc).reads, 0);
    return {
      future,
      pending: pending.reduce((sum, irq) => sum | (1 << irq), 0),
      open: this.openTo(cpu, chart),
      waiting,
      calls: queue.some(({ kind, pc }) => kind === 'effect' && footprints.at(pc).raises !== 0),
      addressed: queue.every(({ kind, cell }) => (kind !== 'load' && kind !== 'store') || cell !== null),
      leans,
      met: new Map(),
      quiet: new Map(),
      unfit: false,
    };
  }

  private openTo(cpu: number, chart: CpuSnapshot['chart']): number {
    const { cpus, irqs } = this.machine.program;
    return irqs.reduce((open, { kind }, irq) => {
      const takes = (cpus[cpu]?.irqHandlers[irq] ?? null) !== null;
      const region = kind === 'nmi' ? chart['block'] : kind === 'work' ? 'open' : chart['mask'];
      return takes && region === 'open' ? open | (1 << irq) : open;
    }, 0);
  }
}

type CpuParts = Pick<CpuSnapshot, 'frames' | 'queue' | 'chart' | 'pending'>;

const NO_CPU: CpuParts = { frames: [], queue: [], chart: {}, pending: [] };
