/**
 * Variables as wholes. Who holds the address of one cell can come to all cells of its variable, and to no other's: where
 * code moves an address from one variable into another, as `container_of` on a list's head does, the two count as one.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import { pointsTo } from '../flow/points-to.ts';
import type { Expr, Program } from '../program.ts';

export class Objects {
  readonly count: number;
  private readonly of: readonly number[];

  constructor(program: Program) {
    const roots = program.cells.map(({ name }) => name.replace(/[.[].*$/, ''));
    const union = program.cells.map((_, cell) => roots.indexOf(roots[cell] ?? ''));
    const find = (cell: number): number => {
      let at = cell;
      for (let up = union[at]; up !== undefined && up !== at; up = union[at]) at = up;
      return at;
    };
    const join = (a: number, b: number): void => {
      if (union[a] === undefined || union[b] === undefined) return;
      const [x, y] = [find(a), find(b)];
      union[Math.max(x, y)] = Math.min(x, y);
    };
    const targets = pointsTo(program);
    program.code.forEach((instr, pc) => {
      for (const { base, by } of moves(instr))
        for (const cell of targets.addresses(base, pc) ?? []) join(cell, cell + by);
    });
    const numbers = new Map<number, number>();
    this.of = program.cells.map((_, cell) => {
      const root = find(cell);
      const number = numbers.get(root) ?? numbers.size;
      numbers.set(root, number);
      return number;
    });
    this.count = numbers.size;
  }

  ofCell(cell: number): number {
    return this.of[cell] ?? -1;
  }

  /** The variable that an address leads to, -1 where the value is none. */
  at(value: number): number {
    return this.ofCell(value - ADDRESS_BASE);
  }
}

interface Move {
  readonly base: Expr;
  readonly by: number;
}

/** Additions of constants, in whatever an instruction computes. */
function moves(instr: object): readonly Move[] {
  const found: Move[] = [];
  const look = (e: unknown): void => {
    if (typeof e !== 'object' || e === null) return;
    if ('k' in e && e.k === 'bin') {
      const { op, a, b } = e as Expr & { readonly k: 'bin' };
      if ((op === '+' || op === '-') && b.k === 'const') found.push({ base: a, by: op === '+' ? b.v : -b.v });
      if (op === '+' && a.k === 'const') found.push({ base: b, by: a.v });
    }
    for (const [name, part] of Object.entries(e)) if (name !== 'at' && name !== 'then') look(part);
  };
  look(instr);
  return found;
}
