/**
 * Which cells code may still read and write from a place on, whatever way it takes, and which interrupts it may raise.
 * Cells and interrupts are bits. An index into an array may name any cell of that array, as in C; any other computed
 * address may name all of memory.
 */
import { ADDRESS_BASE } from '../base/index.ts';
import type { Effect, Expr, Instr, Program } from '../machine/index.ts';

export interface Footprint {
  readonly reads: bigint;
  readonly writes: bigint;
  readonly raises: number;
  /** It asserts something or updates a ghost. */
  readonly effects: boolean;
}

export const NOTHING: Footprint = { reads: 0n, writes: 0n, raises: 0, effects: false };

export function union(a: Footprint, b: Footprint): Footprint {
  return {
    reads: a.reads | b.reads,
    writes: a.writes | b.writes,
    raises: a.raises | b.raises,
    effects: a.effects || b.effects,
  };
}

function same(a: Footprint, b: Footprint): boolean {
  return a.reads === b.reads && a.writes === b.writes && a.raises === b.raises && a.effects === b.effects;
}

export class Footprints {
  private readonly program: Program;
  private readonly all: bigint;
  private readonly own: readonly Footprint[];
  private readonly future: Footprint[];
  /** Cells that asserts, ghost updates or invariants read: a store to them is never invisible. */
  readonly watched: bigint;

  constructor(program: Program) {
    this.program = program;
    this.all = (1n << BigInt(program.cells.length)) - 1n;
    this.own = program.code.map((instr) => this.ofInstr(instr));
    this.future = [...this.own];
    for (let changed = true; changed;) {
      changed = false;
      for (let pc = program.code.length - 1; pc >= 0; pc--) {
        const before = this.from(pc);
        let sum = before;
        for (const next of successors(program.code[pc], pc)) sum = union(sum, this.from(next));
        if (same(sum, before)) continue;
        this.future[pc] = sum;
        changed = true;
      }
    }
    const effects = program.code.flatMap((instr) => effectsOf(instr));
    this.watched =
      effects.reduce((sum, effect) => sum | this.effectReads(effect), 0n) |
      [...program.invariants, ...program.finals].reduce((sum, { cond }) => sum | this.cellsIn(cond), 0n);
  }

  /** What the code from `pc` on may touch. */
  from(pc: number): Footprint {
    return this.future[pc] ?? NOTHING;
  }

  /** What the instruction itself may touch. */
  at(pc: number): Footprint {
    return this.own[pc] ?? NOTHING;
  }

  private ofInstr(instr: Instr): Footprint {
    let reads = 0n;
    let writes = 0n;
    if (instr.op === 'load' || instr.op === 'rmw') reads |= this.cellsAt(instr.addr);
    if (instr.op === 'store' || instr.op === 'rmw') writes |= this.cellsAt(instr.addr);
    if (instr.op === 'execute') {
      for (const cell of this.program.sites[instr.site]?.cells ?? []) reads |= 1n << BigInt(cell);
    }
    for (const effect of effectsOf(instr)) {
      reads |= this.effectReads(effect);
      if (effect.k === 'set') writes |= effect.index ? this.all : 1n << BigInt(effect.cell);
    }
    const raises = instr.op === 'raise' ? 1 << instr.irq : 0;
    return { reads, writes, raises, effects: effectsOf(instr).length > 0 };
  }

  private effectReads(effect: Effect): bigint {
    if (effect.k === 'assert') return this.cellsIn(effect.cond);
    return this.cellsIn(effect.value) | (effect.index ? this.cellsIn(effect.index) : 0n);
  }

  private cellsIn(e: Expr): bigint {
    switch (e.k) {
      case 'cell':
        return e.index ? this.all : 1n << BigInt(e.cell);
      case 'un':
        return this.cellsIn(e.a);
      case 'bin':
        return this.cellsIn(e.a) | this.cellsIn(e.b);
      case 'cond':
        return this.cellsIn(e.c) | this.cellsIn(e.a) | this.cellsIn(e.b);
      default:
        return 0n;
    }
  }

  private cellsAt(address: Expr): bigint {
    if (address.k === 'const') {
      const cell = address.v - ADDRESS_BASE;
      return cell >= 0 && cell < this.program.cells.length ? 1n << BigInt(cell) : this.all;
    }
    const base = address.k === 'bin' && address.op === '+' ? constantOf(address) : null;
    const array =
      base === null ? null : this.program.cells[base - ADDRESS_BASE]?.name.replace(/\[\d+\]$/, '[');
    if (!array?.endsWith('[')) return this.all;
    return this.program.cells.reduce(
      (sum, { name }, cell) => (name.startsWith(array) ? sum | (1n << BigInt(cell)) : sum),
      0n,
    );
  }
}

/** The constant side of a sum whose other side is computed. */
function constantOf({ a, b }: Extract<Expr, { k: 'bin' }>): number | null {
  if (a.k === 'const' && b.k !== 'const') return a.v;
  return b.k === 'const' && a.k !== 'const' ? b.v : null;
}

function effectsOf(instr: Instr): readonly Effect[] {
  return instr.op === 'effect' ? [...instr.effects, ...(instr.then ?? [])] : (instr.then ?? []);
}

/** Where an instruction may go on. */
function successors(instr: Instr | undefined, pc: number): readonly number[] {
  switch (instr?.op) {
    case undefined:
    case 'halt':
    case 'eret':
      return [];
    case 'jump':
      return [instr.to];
    case 'branch':
      return [instr.to, pc + 1];
    case 'await':
      return [instr.from, pc + 1];
    case 'jumpTo':
      return Object.values(instr.targets);
    case 'choose':
      return instr.to;
    case 'execute':
      return [...Object.values(instr.decode).flatMap((one) => (one.k === 'jump' ? [one.to] : [])), pc + 1];
    default:
      return [pc + 1];
  }
}
