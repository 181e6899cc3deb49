/**
 * Which cells code may still read and write from a place on, whatever way it takes, and which interrupts it may raise.
 * A set of cells is 32 bits: cells whose numbers differ by 32 share one, so that a set may seem to hold more than it
 * does, never less. A computed address may name what pointers lead to (points-to.ts).
 */
import { pointsTo, successors, type Effect, type Expr, type Instr, type Program } from '../machine/index.ts';

export interface Footprint {
  readonly reads: number;
  readonly writes: number;
  /** Interrupts, as bits. */
  readonly raises: number;
  /** It executes instructions that change, so that it may trap. */
  readonly executes: boolean;
  /** It maintains caches or translations, which acts on all CPUs. */
  readonly maintains: boolean;
}

export const NOTHING: Footprint = { reads: 0, writes: 0, raises: 0, executes: false, maintains: false };

const ALL_CELLS = -1;

export function cellBit(cell: number): number {
  return 1 << (cell & 31);
}

export function union(a: Footprint, b: Footprint): Footprint {
  return {
    reads: a.reads | b.reads,
    writes: a.writes | b.writes,
    raises: a.raises | b.raises,
    executes: a.executes || b.executes,
    maintains: a.maintains || b.maintains,
  };
}

function same(a: Footprint, b: Footprint): boolean {
  return (
    a.reads === b.reads &&
    a.writes === b.writes &&
    a.raises === b.raises &&
    a.executes === b.executes &&
    a.maintains === b.maintains
  );
}

export class Footprints {
  private readonly program: Program;
  private readonly effects: readonly Footprint[];
  private readonly own: readonly Footprint[];
  private readonly future: Footprint[];
  private readonly futureEffects: Footprint[];
  /** Cells that invariants read: every moment counts there. */
  readonly watched: number;
  /** Cells that hold instructions. */
  readonly text: number;

  constructor(program: Program) {
    this.program = program;
    this.effects = program.code.map((instr) => this.ofEffects(effectsOf(instr)));
    this.own = program.code.map((instr, pc) => union(this.ofInstr(instr, pc), this.effectsAt(pc)));
    this.future = this.closure(this.own);
    this.futureEffects = this.closure(this.effects);
    this.watched = program.invariants.reduce((sum, { cond }) => sum | this.cellsIn(cond), 0);
    this.text = program.sites.reduce((sum, { cells }) => sum | bitsOf(cells), 0);
  }

  /** What the code from `pc` on may touch. */
  from(pc: number): Footprint {
    return this.future[pc] ?? NOTHING;
  }

  /** What the instruction itself may touch. */
  at(pc: number): Footprint {
    return this.own[pc] ?? NOTHING;
  }

  /** What asserts and ghost updates of the instruction touch. */
  effectsAt(pc: number): Footprint {
    return this.effects[pc] ?? NOTHING;
  }

  /** What asserts and ghost updates of the code from `pc` on may touch. */
  effectsFrom(pc: number): Footprint {
    return this.futureEffects[pc] ?? NOTHING;
  }

  private closure(own: readonly Footprint[]): Footprint[] {
    const { code } = this.program;
    const sums = [...own];
    for (let changed = true; changed;) {
      changed = false;
      for (let pc = code.length - 1; pc >= 0; pc--) {
        const before = sums[pc] ?? NOTHING;
        const sum = successors(code[pc] as Instr, pc).reduce(
          (all, next) => union(all, sums[next] ?? NOTHING),
          before,
        );
        if (same(sum, before)) continue;
        sums[pc] = sum;
        changed = true;
      }
    }
    return sums;
  }

  private ofInstr(instr: Instr, pc: number): Footprint {
    const { op } = instr;
    return {
      reads:
        op === 'load' || op === 'rmw'
          ? this.cellsAt(pc)
          : op === 'execute'
            ? bitsOf(this.program.sites[instr.site]?.cells ?? [])
            : 0,
      writes:
        op === 'store' || op === 'rmw' ? this.cellsAt(pc) : op === 'raise' && instr.lines ? ALL_CELLS : 0,
      raises: op === 'raise' ? linesOf(instr) : 0,
      executes: op === 'execute',
      maintains: op === 'dc' || op === 'ic' || op === 'tlbi',
    };
  }

  private ofEffects(effects: readonly Effect[]): Footprint {
    return effects.reduce((sum, effect) => {
      if (effect.k === 'assert') return union(sum, { ...NOTHING, reads: this.cellsIn(effect.cond) });
      const reads = this.cellsIn(effect.value) | (effect.index ? this.cellsIn(effect.index) : 0);
      const writes = effect.index ? ALL_CELLS : cellBit(effect.cell);
      return union(sum, { ...NOTHING, reads, writes });
    }, NOTHING);
  }

  private cellsIn(e: Expr): number {
    switch (e.k) {
      case 'cell':
        return e.index ? ALL_CELLS : cellBit(e.cell);
      case 'un':
        return this.cellsIn(e.a);
      case 'bin':
        return this.cellsIn(e.a) | this.cellsIn(e.b);
      case 'cond':
        return this.cellsIn(e.c) | this.cellsIn(e.a) | this.cellsIn(e.b);
      default:
        return 0;
    }
  }

  private cellsAt(pc: number): number {
    const cells = pointsTo(this.program).cells(pc);
    return cells ? bitsOf([...cells]) : ALL_CELLS;
  }
}

/** What it raises or takes back. */
function linesOf({ irq, lines }: Extract<Instr, { op: 'raise' }>): number {
  if (!lines) return 1 << irq;
  return Object.values(lines.at).reduce(
    (sum, line) => sum | (1 << line.irq) | (1 << (line.again ?? line.irq)),
    0,
  );
}

function bitsOf(cells: readonly number[]): number {
  return cells.reduce((sum, cell) => sum | cellBit(cell), 0);
}

function effectsOf(instr: Instr): readonly Effect[] {
  return instr.op === 'effect' ? [...instr.effects, ...(instr.then ?? [])] : (instr.then ?? []);
}
