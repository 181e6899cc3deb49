/**
 * Which cells a computed address may name: what pointers point to, over the whole program and in any order of its
 * instructions (Andersen's inclusion-based analysis), so that guessed paths and stale values are covered as well.
 * An access through a pointer then counts for the cells that it can reach, not for all of memory.
 *
 * Adding a number moves an address within its array, by a constant also from a member to its struct; what else is done
 * with an address gives one that may be any. Pages are reached through translations, so an address of one may be any.
 */
import { ADDRESS_BASE, binaryOn, isPte, type BinaryOp } from '../../base/index.ts';
import { handlersOf, successors } from './code.ts';
import type { Expr, Instr, Program } from '../program.ts';

/** Cells that a value may be the address of: none for a number. */
type Targets = ReadonlySet<number> | 'any';

const NUMBER: Targets = new Set();

/** An address may leave memory by this much on its way to a member's struct. */
const MARGIN = 64;

const known = new WeakMap<Program, PointsTo>();
const origins = new WeakMap<Program, PointsTo>();

/** The same, but for an address that is moved by an unknown number: it counts as one into its own variable still. For what
 *  is checked by other means, such as that what is freed is an object's beginning. */
export function originsOf(program: Program): PointsTo {
  const found = origins.get(program) ?? new PointsTo(program, true);
  origins.set(program, found);
  return found;
}

/** Computed once for a program. */
export function pointsTo(program: Program): PointsTo {
  const found = known.get(program) ?? new PointsTo(program);
  known.set(program, found);
  return found;
}

export class PointsTo {
  private readonly program: Program;
  private readonly registers = new Map<string, Targets>();
  private readonly contents: Targets[];
  /** Where each instruction's registers are: routines number their own. */
  private readonly routines: readonly number[];
  private readonly pages: ReadonlySet<number>;
  /** The variable that each cell belongs to. */
  private readonly roots: readonly string[];
  private readonly emulates: boolean;
  /** What is stored through addresses that may be any. */
  private stray: Targets = NUMBER;
  private changed = true;
  private readonly stays: boolean;

  constructor(program: Program, stays = false) {
    this.program = program;
    this.stays = stays;
    this.routines = routinesOf(program);
    this.roots = program.cells.map(({ name }) => rootOf(name));
    this.emulates = program.code.some(
      (instr) => instr.op === 'eret' && instr.result !== undefined && instr.result.k !== 'const',
    );
    this.pages = new Set(program.pages.map((page) => page.cell));
    this.contents = program.cells.map((cell) => this.ofNumber(cell.init));
    program.cpus.forEach((spec) => {
      spec.init.forEach((value, r) => {
        this.intoRegister(spec.entry, r, this.ofNumber(value));
      });
      for (const handler of handlersOf(spec))
        if (handler.fault) this.intoRegister(handler.entry, handler.fault.address, 'any');
    });
    while (this.changed) {
      this.changed = false;
      program.code.forEach((instr, pc) => {
        this.flow(instr, pc);
      });
    }
  }

  /** The cells that the instruction at `pc` may access, null where they may be any. */
  cells(pc: number): ReadonlySet<number> | null {
    const instr = this.program.code[pc];
    if (!instr || !('addr' in instr) || instr.addr === null) return null;
    const { cells } = this.program;
    if (instr.addr.k === 'const') {
      const cell = instr.addr.v - ADDRESS_BASE;
      return cells[cell] ? new Set([cell]) : null;
    }
    const targets = this.value(instr.addr, pc, NUMBER);
    if (targets === 'any' || [...targets].some((cell) => this.pages.has(cell))) return null;
    return new Set([...targets].filter((cell) => cells[cell]));
  }

  /** The cells that a value at `pc` may be the address of, null where they may be any. */
  addresses(value: Expr, pc: number): ReadonlySet<number> | null {
    const targets = value.k === 'const' ? this.ofNumber(value.v) : this.value(value, pc, NUMBER);
    return targets === 'any' ? null : targets;
  }

  /** The cells whose addresses a cell may ever hold, null where they may be any. */
  held(cell: number): ReadonlySet<number> | null {
    const held = this.contents[cell] ?? NUMBER;
    if (held === 'any' || this.stray === 'any') return null;
    return this.stray.size === 0 ? held : new Set([...held, ...this.stray]);
  }

  private flow(instr: Instr, pc: number): void {
    switch (instr.op) {
      case 'let':
        this.intoRegister(pc, instr.dst, this.value(instr.value, pc, NUMBER));
        return;
      case 'select':
        this.intoRegister(pc, instr.dst, this.value(instr.a, pc, NUMBER));
        this.intoRegister(pc, instr.dst, this.value(instr.b, pc, NUMBER));
        return;
      case 'load':
        this.intoRegister(pc, instr.dst, this.loaded(pc));
        return;
      case 'store':
        this.stored(pc, this.value(instr.value, pc, NUMBER));
        return;
      case 'rmw': {
        const old = this.loaded(pc);
        if (instr.dst !== null) this.intoRegister(pc, instr.dst, old);
        this.stored(pc, this.value(instr.value, pc, old));
        return;
      }
      case 'execute':
        // What a handler emulates may be anything that it holds.
        if (instr.dst !== null && this.emulates) this.intoRegister(pc, instr.dst, 'any');
        return;
      default:
        return;
    }
  }

  private loaded(pc: number): Targets {
    const at = this.cells(pc);
    if (!at) return this.contents.reduce((all, targets) => join(all, targets), this.stray);
    return [...at].reduce((all, cell) => join(all, this.contents[cell] ?? NUMBER), this.stray);
  }

  private stored(pc: number, value: Targets): void {
    const at = this.cells(pc);
    if (!at) {
      const all = join(this.stray, value);
      if (!same(all, this.stray)) this.changed = true;
      this.stray = all;
      return;
    }
    for (const cell of at) {
      const before = this.contents[cell] ?? NUMBER;
      const after = join(before, value);
      if (!same(before, after)) this.changed = true;
      this.contents[cell] = after;
    }
  }

  private intoRegister(pc: number, r: number, value: Targets): void {
    const key = this.key(pc, r);
    const before = this.registers.get(key) ?? NUMBER;
    const after = join(before, value);
    if (this.registers.has(key) && same(before, after)) return;
    this.registers.set(key, after);
    if (!same(before, after)) this.changed = true;
  }

  private key(pc: number, r: number): string {
    return `${String(this.routines[pc])}:${String(r)}`;
  }

  private ofNumber(v: number): Targets {
    // An entry's frame can be made an address.
    if (isPte(v)) return 'any';
    const cell = v - ADDRESS_BASE;
    return cell >= -MARGIN && cell < this.program.cells.length + MARGIN ? new Set([cell]) : NUMBER;
  }

  private value(e: Expr, pc: number, old: Targets): Targets {
    switch (e.k) {
      case 'const':
        return this.ofNumber(e.v);
      case 'reg':
        return this.registers.get(this.key(pc, e.r)) ?? NUMBER;
      case 'old':
        return old;
      case 'un': {
        const a = this.value(e.a, pc, old);
        return e.op === '!' ? NUMBER : isNumber(a) ? NUMBER : 'any';
      }
      case 'cond':
        return join(this.value(e.a, pc, old), this.value(e.b, pc, old));
      case 'bin':
        return this.operation(e, pc, old);
      case 'cell':
      case 'final':
        return 'any';
    }
  }

  private operation(e: Expr & { readonly k: 'bin' }, pc: number, old: Targets): Targets {
    const [a, b] = [this.value(e.a, pc, old), this.value(e.b, pc, old)];
    switch (e.op) {
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '&&':
      case '||':
        return NUMBER;
      case '+':
        if (isNumber(a) && isNumber(b)) return NUMBER;
        if (isNumber(b)) return this.moved(a, e.b, 1);
        return isNumber(a) ? this.moved(b, e.a, 1) : 'any';
      case '-':
        if (a !== 'any' && b !== 'any' && !isNumber(b)) return isNumber(a) ? 'any' : NUMBER;
        return isNumber(a) && isNumber(b) ? NUMBER : isNumber(b) ? this.moved(a, e.b, -1) : 'any';
      case '|':
      case '|l':
      case '&':
      case '&l':
        if (isNumber(a) && isNumber(b)) return NUMBER;
        if (e.b.k === 'const' && isNumber(b)) return this.marked(a, e.op, e.b.v);
        return e.a.k === 'const' && isNumber(a) ? this.marked(b, e.op, e.a.v) : 'any';
      default:
        return isNumber(a) && isNumber(b) ? NUMBER : 'any';
    }
  }

  /** Low bits of addresses are set or cleared: what a pointer to an aligned object is marked with. */
  private marked(from: Targets, op: BinaryOp, bits: number): Targets {
    if (from === 'any') return from;
    return new Set(
      [...from].flatMap((cell) => {
        const to = this.ofNumber(binaryOn(op, ADDRESS_BASE + cell, bits));
        return to === 'any' ? [] : [...to];
      }),
    );
  }

  private moved(from: Targets, by: Expr, sign: 1 | -1): Targets {
    if (from === 'any') return from;
    const { cells } = this.program;
    if (by.k === 'const') {
      const moved = [...from].map((cell) => cell + sign * by.v);
      return new Set(moved.filter((cell) => cell >= -MARGIN && cell < cells.length + MARGIN));
    }
    const reached = new Set<number>();
    const steps = progression(by);
    for (const cell of from) {
      const whole = this.roots.flatMap((root, i) => (root === this.roots[cell] ? [i] : []));
      if (!this.stays && !whole.some((i) => cells[i]?.name.includes('['))) return 'any';
      for (const i of whole) if (isMultiple(i - cell - sign * steps.first, steps.step)) reached.add(i);
    }
    return reached;
  }
}

/** The values of an expression: `first` and what lies whole steps from it, as the members of an array's elements do. */
function progression(e: Expr): { readonly first: number; readonly step: number } {
  if (e.k === 'const') return { first: e.v, step: 0 };
  if (e.k === 'bin' && (e.op === '+' || e.op === '*')) {
    const [a, b] = [progression(e.a), progression(e.b)];
    if (e.op === '+') return { first: a.first + b.first, step: divisor(a.step, b.step) };
    if (e.a.k === 'const' || e.b.k === 'const')
      return { first: a.first * b.first, step: a.step * (b.first || 1) + b.step * (a.first || 1) };
  }
  return { first: 0, step: 1 };
}

function isMultiple(n: number, of: number): boolean {
  return of === 0 ? n === 0 : n % of === 0;
}

function divisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : divisor(b, a % b);
}

/** The variable that a cell belongs to: `rqs` of `rqs[1].lock`. */
function rootOf(name: string): string {
  return name.replace(/[.[].*$/, '');
}

function isNumber(targets: Targets): boolean {
  return targets !== 'any' && targets.size === 0;
}

function join(a: Targets, b: Targets): Targets {
  if (a === 'any' || b === 'any') return 'any';
  if (b.size === 0) return a;
  return a.size === 0 ? b : new Set([...a, ...b]);
}

function same(a: Targets, b: Targets): boolean {
  return a === b || (a !== 'any' && b !== 'any' && a.size === b.size);
}

/** By pc a number that instructions of one routine share; routines that share code are one. */
function routinesOf(program: Program): readonly number[] {
  const { code, cpus } = program;
  const of: number[] = code.map((_, pc) => pc);
  const root = (pc: number): number => {
    let at = pc;
    for (let up = of[at]; up !== undefined && up !== at; up = of[at]) at = up;
    return at;
  };
  const join = (a: number, b: number) => {
    const [x, y] = [root(a), root(b)];
    if (x !== y) of[Math.max(x, y)] = Math.min(x, y);
  };
  const seen = new Set<number>();
  for (const spec of cpus) {
    const todo = [spec.entry, ...handlersOf(spec).map(({ entry }) => entry)];
    for (const handler of handlersOf(spec)) if (handler.continuesTask) join(spec.entry, handler.entry);
    for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
      const instr = code[pc];
      if (!instr || seen.has(pc)) continue;
      seen.add(pc);
      for (const next of successors(instr, pc)) {
        if (next < code.length) join(pc, next);
        todo.push(next);
      }
    }
  }
  return of.map((_, pc) => root(pc));
}
