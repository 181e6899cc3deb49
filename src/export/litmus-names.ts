/** Names of a litmus test: shared variables and locals as C names, each once, and which of them are locks or atomics. */
import { ADDRESS_BASE } from '../base/index.ts';
import type { Expr, Program } from '../machine/index.ts';
import { POINTERS, Unsayable } from './litmus-refusal.ts';

/** Words that herd7 reads otherwise. */
const TAKEN = new Set(
  'int if else while do for return exists forall locations filter not P x86 void'.split(' '),
);

type CellKind = 'int' | 'atomic_t' | 'spinlock_t';

export class LitmusNames {
  private readonly program: Program;
  private readonly cells: readonly string[];
  private readonly kinds = new Map<number, CellKind>();
  /** By CPU: which cells its function names. */
  private readonly used: readonly Set<number>[];
  private readonly locals: readonly (readonly string[])[];

  constructor(program: Program) {
    this.program = program;
    const taken = new Set(TAKEN);
    this.cells = program.cells.map(({ name }) => unique(name, taken));
    this.used = program.cpus.map(() => new Set());
    this.locals = program.cpus.map(({ regNames }) => {
      const own = new Set(taken);
      return regNames.map((name) => unique(/^[a-z_]\w*$/i.test(name) ? name : 'r0', own));
    });
    for (const instr of program.code) {
      if (instr.op !== 'rmw' || instr.addr.k !== 'const') continue;
      const cell = instr.addr.v - ADDRESS_BASE;
      if (instr.waits === true) this.kinds.set(cell, 'spinlock_t');
      else if (this.kinds.get(cell) === undefined && hasOld(instr.value)) this.kinds.set(cell, 'atomic_t');
    }
  }

  /** The cell of an address, named by a CPU's code. */
  at(cpu: number, address: Expr): number {
    const cell = address.k === 'const' ? address.v - ADDRESS_BASE : -1;
    const known = this.program.cells[cell];
    if (!known) throw new Unsayable(POINTERS);
    if (known.kind !== 'data') throw new Unsayable(`${known.name} is no variable of C`);
    this.used[cpu]?.add(cell);
    return cell;
  }

  cell(cell: number): string {
    return this.cells[cell] ?? 'x';
  }

  kind(cell: number): CellKind {
    return this.kinds.get(cell) ?? 'int';
  }

  isLock(cell: number): boolean {
    return this.kind(cell) === 'spinlock_t';
  }

  isUsed(cell: number): boolean {
    return this.used.some((cells) => cells.has(cell));
  }

  local(cpu: number, register: number): string {
    return this.locals[cpu]?.[register] ?? `r${register}`;
  }

  /** As conditions name it. */
  register(cpu: number, register: number): string {
    return `${cpu}:${this.local(cpu, register)}`;
  }

  /** `int *x, spinlock_t *lock`: what a function names, in the order of memory. */
  parameters(cpu: number): string {
    return this.inOrder(this.used[cpu] ?? new Set())
      .map((cell) => `${this.kind(cell)} *${this.cell(cell)}`)
      .join(', ');
  }

  /** What is not 0 at first. */
  initial(): string[] {
    return this.inOrder(new Set(this.used.flatMap((cells) => [...cells])))
      .filter((cell) => this.program.cells[cell]?.init !== 0)
      .map(
        (cell) => `${this.cell(cell)}=${constantText(this.program, this.program.cells[cell]?.init ?? 0)};`,
      );
  }

  private inOrder(cells: ReadonlySet<number>): number[] {
    return [...cells].sort((a, b) => a - b);
  }
}

/** A number as C writes it; an address is none. */
export function constantText({ cells }: Program, value: number): string {
  if (value >= ADDRESS_BASE && value < ADDRESS_BASE + cells.length)
    throw new Unsayable('it keeps pointers in variables');
  if (!Number.isInteger(value) || (value | 0) !== value)
    throw new Unsayable('it has numbers of more than 32 bits');
  return value < 0 ? `(${value})` : String(value);
}

export function hasOld(value: Expr): boolean {
  return JSON.stringify(value).includes('"k":"old"');
}

function unique(name: string, taken: Set<string>): string {
  const first = name.replace(/\W+/g, '_').replace(/^_+|_+$/g, '') || 'x';
  const base = /^\d/.test(first) ? `x${first}` : first;
  let free = base;
  for (let nth = 1; taken.has(free); nth++) free = base === 'r0' ? `r${nth}` : `${base}_${nth}`;
  taken.add(free);
  return free;
}
