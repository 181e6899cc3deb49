/**
 * Instruction by instruction, whether two CPUs' code is alike but for the cells that change places, and what has to hold
 * of those for it to be so: which cell stands for which, which cells' addresses are values, where computed addresses may
 * lead, which expressions over memory have to come to the same.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Effect, Expr, Instr, Program } from '../program.ts';

export class Likeness {
  /** Cell of the one CPU to cell of the other; cells of all CPUs stand for themselves. */
  readonly cells = new Map<number, number>();
  /** Cells whose address is a value, and those that begin what an index goes into. */
  readonly named = new Set<number>();
  readonly indexed = new Set<number>();
  /** Some address may be any. */
  anywhere = false;
  /** What effects read: to be the same once it is known which cells change places. */
  readonly later: (readonly [Expr, Expr])[] = [];
  private readonly program: Program;
  private readonly interrupts: (one: Raise, other: Raise) => boolean;

  /** `interrupts`: whether two raises reach the same CPUs. */
  constructor(program: Program, interrupts: (one: Raise, other: Raise) => boolean) {
    this.program = program;
    this.interrupts = interrupts;
  }

  /** Told of every constant: it may be an address. */
  names(value: number): void {
    const cell = value - ADDRESS_BASE;
    if (cell >= 0 && cell < this.program.cells.length) this.named.add(cell);
  }

  /** Whether two instructions are alike; where each may go on is not looked at. */
  instrs(i: Instr, j: Instr): boolean {
    if (i.faultProperty !== j.faultProperty || !this.effects(i.then, j.then)) return false;
    const same = (x: Expr | undefined, y: Expr | undefined): boolean => this.values(x, y);
    switch (i.op) {
      case 'let':
        return j.op === i.op && i.dst === j.dst && same(i.value, j.value);
      case 'select':
        return j.op === i.op && i.dst === j.dst && same(i.cond, j.cond) && same(i.a, j.a) && same(i.b, j.b);
      case 'load':
        return (
          j.op === i.op &&
          i.dst === j.dst &&
          i.acquire === j.acquire &&
          i.exclusive === j.exclusive &&
          this.addresses(i.addr, j.addr)
        );
      case 'store':
        return (
          j.op === i.op &&
          i.release === j.release &&
          i.status === j.status &&
          this.addresses(i.addr, j.addr) &&
          same(i.value, j.value)
        );
      case 'rmw':
        return (
          j.op === i.op &&
          i.dst === j.dst &&
          i.acquire === j.acquire &&
          i.release === j.release &&
          i.failsPlain === j.failsPlain &&
          i.waits === j.waits &&
          this.addresses(i.addr, j.addr) &&
          same(i.value, j.value) &&
          same(i.when, j.when) &&
          same(i.compare, j.compare)
        );
      case 'fence':
        return j.op === i.op && i.kind === j.kind;
      case 'branch':
      case 'await':
        return j.op === i.op && same(i.cond, j.cond);
      case 'jumpTo':
        return (
          j.op === i.op &&
          same(i.target, j.target) &&
          Object.keys(i.targets).join() === Object.keys(j.targets).join()
        );
      case 'effect':
        return (
          j.op === i.op &&
          i.silent === j.silent &&
          i.timing === j.timing &&
          this.effects(i.effects, j.effects)
        );
      case 'mode':
        return j.op === i.op && i.event === j.event;
      case 'raise':
        return (
          j.op === i.op &&
          i.irq === j.irq &&
          i.timing === j.timing &&
          i.off === j.off &&
          !i.lines &&
          !j.lines &&
          this.interrupts(i, j)
        );
      case 'eret':
        return j.op === i.op && i.advance === j.advance && same(i.result, j.result);
      case 'jump':
      case 'choose':
      case 'halt':
        return j.op === i.op;
      case 'execute':
      case 'dc':
      case 'ic':
      case 'tlbi':
        return false;
    }
  }

  /** An address written down may be exchanged, a computed one not. */
  private addresses(x: Expr, y: Expr): boolean {
    if (x.k === 'const' && y.k === 'const') {
      const cell = x.v - ADDRESS_BASE;
      const other = y.v - ADDRESS_BASE;
      const count = this.program.cells.length;
      if (cell < 0 || other < 0 || cell >= count || other >= count) return x.v === y.v;
      return this.cellPair(cell, other);
    }
    const base = x.k === 'bin' && x.op === '+' ? (x.a.k === 'const' ? x.a : x.b) : null;
    const index = base !== null && x.k === 'bin' ? (base === x.a ? x.b : x.a) : x;
    if (base?.k === 'const' && index.k !== 'const') this.indexed.add(base.v - ADDRESS_BASE);
    else this.anywhere = true;
    return this.values(x, y);
  }

  private cellPair(cell: number, other: number): boolean {
    const known = this.cells.get(cell);
    if (known === undefined) this.cells.set(cell, other);
    return known === undefined || known === other;
  }

  /** The same expression, constants included. */
  values(x: Expr | undefined, y: Expr | undefined): boolean {
    if (!x || !y) return x === y;
    switch (x.k) {
      case 'const':
        this.names(x.v);
        return y.k === x.k && x.v === y.v;
      case 'reg':
        return y.k === x.k && x.r === y.r;
      case 'old':
        return y.k === x.k;
      case 'un':
        return y.k === x.k && x.op === y.op && this.values(x.a, y.a);
      case 'bin':
        return y.k === x.k && x.op === y.op && this.values(x.a, y.a) && this.values(x.b, y.b);
      case 'cond':
        return y.k === x.k && this.values(x.c, y.c) && this.values(x.a, y.a) && this.values(x.b, y.b);
      case 'cell':
      case 'final':
        return false;
    }
  }

  private effects(x: readonly Effect[] | undefined, y: readonly Effect[] | undefined): boolean {
    const one = x ?? [];
    const two = y ?? [];
    return one.length === two.length && one.every((effect, nth) => this.effect(effect, two[nth]));
  }

  private effect(x: Effect, y: Effect | undefined): boolean {
    if (x.k === 'assert') {
      if (y?.k !== x.k || x.property !== y.property) return false;
      this.later.push([x.cond, y.cond]);
      return true;
    }
    if (y?.k !== x.k) return false;
    this.later.push([x.value, y.value]);
    if (!x.index || !y.index) return x.index === y.index && this.cellPair(x.cell, y.cell);
    this.indexed.add(x.cell);
    this.later.push([x.index, y.index]);
    return x.cell === y.cell;
  }
}

export type Raise = Extract<Instr, { op: 'raise' }>;
