/**
 * Fewer states where only the final ones are asked for: a persistent set (Godefroid 1996) that is all there ever will be
 * to do with one cell. A CPU is *all in flight* when it has issued everything, and each access that is left could complete
 * now, to a cell of its own choice and no other's: then nothing orders one of them against another.
 *
 *   P0  in flight: R x, R y        choices of x alone: P0 and P1's loads, P2's store, in every order,
 *   P1  in flight: R x, R z        before anyone touches y or z
 *   P2  in flight: W x, W y, W z
 *
 * Where all CPUs that may still touch a cell are all in flight, their choices of that cell are taken alone. Whatever else
 * happens neither touches the cell nor changes what these choices do, so no final state is lost. Without it, one writer
 * and n readers of two cells each have 9^n states and more, with it 4^n.
 */
import type { CpuSnapshot, Instr, Machine } from '../machine/index.ts';
import { cellBit, Footprints } from './footprint.ts';

/** What the private part of one CPU says. */
interface PartInfo {
  /** Cells in flight, each of which can complete now; null unless the CPU is all in flight. */
  readonly cells: ReadonlySet<number> | null;
  /** Cells that it may still touch, or that what it has read depends on, as bits (footprint.ts). */
  readonly touched: number;
  /** The cell of a choice. */
  readonly choices: Map<number, number>;
}

export class OneCell {
  /** The choices to take alone, after `pick`. */
  readonly picked: number[] = [];
  private readonly machine: Machine;
  private readonly footprints: Footprints;
  private readonly possible: boolean;
  private readonly parts: readonly PartInfo[][];

  constructor(machine: Machine) {
    const { pages, sites, irqs, invariants, cpus } = machine.program;
    this.machine = machine;
    this.footprints = new Footprints(machine.program);
    this.possible =
      machine.model === 'arm' && [pages, sites, irqs, invariants].every((list) => list.length === 0);
    this.parts = cpus.map(() => []);
  }

  /** Whether some of the choices are enough; they are in `picked` then. */
  pick(src: Int32Array, at: number, choices: Int32Array, count: number): boolean {
    if (!this.possible || count < 2) return false;
    const infos = this.parts.map((_, cpu) => this.info(src, at, cpu));
    const taken = infos.reduce((sum, { cells, touched }) => (cells === null ? sum | touched : sum), 0);
    for (const { cells } of infos) {
      for (const cell of cells ?? []) {
        if ((cellBit(cell) & taken) === 0 && this.takeAll(src, at, cell, choices, count, infos)) return true;
      }
    }
    return false;
  }

  /** Gathers the choices of the cell; false where they are all choices, or not all that will be. */
  private takeAll(
    src: Int32Array,
    at: number,
    cell: number,
    choices: Int32Array,
    count: number,
    infos: readonly PartInfo[],
  ): boolean {
    this.picked.length = 0;
    for (let nth = 0; nth < count; nth++) {
      const choice = choices[nth] as number;
      const info = infos[this.machine.choiceCpu(choice)] as PartInfo;
      if (info.cells?.has(cell) === true && this.cellOf(src, at, choice, info) === cell)
        this.picked.push(choice);
    }
    const due = infos.filter(({ cells }) => cells?.has(cell) === true).length;
    return this.picked.length === due && due < count;
  }

  private cellOf(src: Int32Array, at: number, choice: number, info: PartInfo): number {
    let cell = info.choices.get(choice);
    if (cell === undefined) {
      const { cpu, entry } = this.machine.choiceInfo(src, at, choice);
      cell = this.machine.decode(src, at).cpus[cpu]?.queue[entry]?.cell ?? -1;
      info.choices.set(choice, cell);
    }
    return cell;
  }

  /** What a CPU's word says of it; the word stands for the same frames and queue wherever it occurs. */
  private info(src: Int32Array, at: number, cpu: number): PartInfo {
    const word = src[at + this.machine.cellWords + cpu] as number;
    const known = (this.parts[cpu] as PartInfo[])[word];
    if (known) return known;
    const info = this.describe(this.machine.decode(src, at).cpus[cpu]);
    (this.parts[cpu] as PartInfo[])[word] = info;
    return info;
  }

  private describe(cpu: CpuSnapshot | undefined): PartInfo {
    const choices = new Map<number, number>();
    if (!cpu) return { cells: null, touched: -1, choices };
    const { code } = this.machine.program;
    const issued = cpu.frames.every(({ pc }) => pc < 0 || code[pc]?.op === 'halt');
    const plain = cpu.queue.every(
      ({ kind, pc, cell, value, done, waits }) =>
        (kind === 'load' || kind === 'store') &&
        isPlain(code[pc]) &&
        cell !== null &&
        !done &&
        waits === null &&
        (kind === 'load' || value !== null),
    );
    const cells = new Set(cpu.queue.map(({ cell }) => cell ?? -1));
    if (issued && plain && cells.size === cpu.queue.length) return { cells, touched: 0, choices };
    let touched = 0;
    for (const { pc } of cpu.frames) touched |= this.reach(pc);
    for (const { pc, cell } of cpu.queue) touched |= cell === null ? this.own(pc) : cellBit(cell);
    return { cells: null, touched, choices };
  }

  private reach(pc: number): number {
    const { reads, writes } = this.footprints.from(pc);
    return reads | writes;
  }

  private own(pc: number): number {
    const { reads, writes } = this.footprints.at(pc);
    return reads | writes;
  }
}

/** One access and nothing else; exclusives depend on what happens around them. */
function isPlain(instr: Instr | undefined): boolean {
  if (!instr || (instr.then ?? []).length > 0) return false;
  return instr.op === 'load' ? instr.exclusive !== true : instr.op === 'store' && instr.status === undefined;
}
