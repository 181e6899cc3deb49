/**
 * What accesses through page tables come to: a walker reads the entry, the access is to one of the frames that entries may map, and an
 * invalidation changes what TLBs hold of the entry, which counts as a store to it.
 *
 * When a walk begins is nothing that anybody sees: one that begins earlier collects all that one would that begins later (V1, V4), and may
 * still commit to the same.
 */
import { isPte, physicalCell, pteValue } from '../../base/index.ts';
import { entryRights } from '../cpu/rights.ts';
import { pointsTo } from '../flow/points-to.ts';
import { successors } from '../flow/code.ts';
import type { Expr, Instr, Program } from '../program.ts';

export class Walkers {
  /** False: hardware stores to page tables by itself (V13), or a CPU's own stores reach its walker early (V14). */
  readonly onlyRead: boolean;
  private readonly program: Program;
  private readonly pages: ReadonlyMap<number, number>;
  private readonly frames: readonly number[];
  private readonly handlers: readonly number[];

  constructor(program: Program) {
    this.program = program;
    const { cpus, pages, rights, arch } = program;
    this.pages = new Map(pages.map(({ cell, pte }) => [cell, pte]));
    const sets = cpus.some((spec) => {
      const { setsYoung, setsDirty } = entryRights(program, spec);
      return setsYoung || setsDirty;
    });
    this.onlyRead = pages.length === 0 || (arch === 'arm64' && (rights !== true || !sets));
    this.frames = pages.length === 0 ? [] : framesOf(program);
    this.handlers = pages.length === 0 ? [] : cpus.flatMap(({ faultHandler }) => faultHandler?.entry ?? []);
  }

  /** The page table's cells that an access to one of these cells has walkers read. */
  entries(cells: readonly number[]): readonly number[] {
    return [...new Set(cells.flatMap((cell) => this.pages.get(cell) ?? []))];
  }

  /** Where an access to the cell may lead. */
  places(cell: number): readonly number[] {
    return this.pages.has(cell) ? this.frames : [cell];
  }

  /** The page table's cells of which an invalidation drops copies. */
  dropped({ addr }: Extract<Instr, { readonly op: 'tlbi' }>, pc: number): readonly number[] {
    const all = [...new Set(this.pages.values())];
    if (addr === null) return all;
    const cells = pointsTo(this.program).addresses(addr, pc);
    return cells ? this.entries([...cells]) : all;
  }

  /** What may come behind an instruction: also the handler of a fault that it may take. */
  after(instr: Instr, pc: number): readonly number[] {
    const next = successors(instr, pc);
    if (this.handlers.length === 0 || !isAccess(instr)) return next;
    const cells = pointsTo(this.program).addresses(instr.addr, pc);
    return cells && this.entries([...cells]).length === 0 ? next : [...next, ...this.handlers];
  }
}

function isAccess(instr: Instr): instr is Extract<Instr, { readonly op: 'load' | 'store' | 'rmw' }> {
  return instr.op === 'load' || instr.op === 'store' || instr.op === 'rmw';
}

/** The cells that entries may ever map: those of all entries that are written down, where code only changes the bits of others. */
function framesOf(program: Program): readonly number[] {
  const frames = new Set<number>();
  const note = (v: number): void => {
    if (isPte(v) && program.cells[physicalCell(v)]) frames.add(physicalCell(v));
  };
  program.cells.forEach(({ init }) => {
    note(init);
  });
  for (const { init, cached = [] } of program.cpus) {
    init.forEach(note);
    for (const { pte } of cached) note(pte);
  }
  JSON.stringify(program.code, (_, value: unknown) => {
    if (typeof value === 'number') note(value);
    return value;
  });
  const keep = program.code.every((instr, pc) => keepsFrames(program, instr, pc));
  return keep ? [...frames] : program.cells.flatMap(({ kind }, cell) => (kind === 'data' ? [cell] : []));
}

/** No entry with another frame comes of the instruction: it stores none, or one whose frame it has not touched. */
function keepsFrames(program: Program, instr: Instr, pc: number): boolean {
  const mayBeEntry = (e: Expr): boolean => e.k === 'old' || pointsTo(program).addresses(e, pc) === null;
  switch (instr.op) {
    case 'let':
      return keeps(instr.value) || !mayBeEntry(instr.value);
    case 'select':
      return [instr.a, instr.b].every((e) => keeps(e) || !mayBeEntry(e));
    case 'eret':
      return instr.result === undefined || keeps(instr.result) || !mayBeEntry(instr.result);
    case 'store':
    case 'rmw': {
      const cells = pointsTo(program).cells(pc);
      const isElsewhere = cells && [...cells].every((cell) => program.cells[cell]?.kind !== 'pte');
      // What goes through memory and may be an entry must be one when it comes back.
      return keeps(instr.value) || (isElsewhere === true && !mayBeEntry(instr.value));
    }
    default:
      return true;
  }
}

function keeps(e: Expr): boolean {
  if (e.k === 'const' || e.k === 'old' || e.k === 'reg') return true;
  if (e.k === 'cond') return keeps(e.a) && keeps(e.b);
  if (e.k !== 'bin' || e.b.k !== 'const') return false;
  if (e.op === '|') return keeps(e.a) && (e.b.v & ~BITS) === 0;
  return e.op === '&' && keeps(e.a) && ((e.b.v & ~BITS) === ~BITS || (e.b.v & BITS) === e.b.v);
}

/** All bits of an entry below its frame. */
const BITS = pteValue(1, false, 0) - pteValue(0, false, 0) - 1;
