/**
 * Whether exchanging two CPUs leaves a program as it is. Their code is walked side by side:
 *
 *   CPU 0: WRITE_ONCE(flag[0], 1); r = READ_ONCE(x);        code   pc 0 ↔ 7, pc 1 ↔ 8
 *   CPU 1: WRITE_ONCE(flag[1], 1); r = READ_ONCE(x);        cells  flag[0] ↔ flag[1], x ↔ x
 *
 * Nothing else may differ: constants, registers, handlers, properties, whom they interrupt. The exchanged cells must
 * begin alike, every other CPU's code, the invariants and the finals must stay the same under it, and the address of an
 * exchanged cell is never a value, so that values need no renaming. An index into an array stays in that array, as in C.
 * What only properties see may name its operands in another order. In any doubt there is no exchange.
 */
import { ADDRESS_BASE } from '../base/index.ts';
import type { CpuSetup } from './draft-run.ts';
import { successors } from './liveness.ts';
import { normalExpr } from './normal-expr.ts';
import type { CpuSpec, Effect, Expr, GlobalCheck, Handler, Instr, Program } from './program.ts';

export interface Exchange {
  /** Cells that change places, both ways. */
  readonly cells: ReadonlyMap<number, number>;
  /** pc of the second CPU's code to that of the first. */
  readonly code: ReadonlyMap<number, number>;
}

/** The exchange of CPUs `a` and `b`, null where the program is not the same afterwards. */
export function exchangeOf(setups: readonly CpuSetup[], a: number, b: number): Exchange | null {
  const [first] = setups;
  if (!first || first.program.sites.length + first.program.pages.length > 0) return null;
  // Guesses that are made at once are made in the order of the CPUs.
  if (!first.program.guessesAreSteps) return null;
  const walk = new Walk(first.program, a, b);
  const code = walk.cpus(b, a);
  if (!code || !walk.cpus(a, b)) return null;
  for (const { cpu } of setups) if (cpu !== a && cpu !== b && !walk.cpus(cpu, cpu)) return null;
  if (!walk.keepsProperties() || !walk.movesAlike()) return null;
  const { moved } = walk;
  for (const { cpu } of setups) {
    const from = setups[cpu];
    const to = setups[walk.cpu(cpu)];
    if (!from || !to || !samePlans(from, to, moved, cpu === b ? code : null)) return null;
  }
  return { cells: moved, code };
}

class Walk {
  readonly moved = new Map<number, number>();
  private readonly program: Program;
  private readonly a: number;
  private readonly b: number;
  private readonly cells = new Map<number, number>();
  /** Cells whose address is a value, and those that begin what an index goes into. */
  private readonly named = new Set<number>();
  private readonly indexed = new Set<number>();
  /** Some address may be any. */
  private anywhere = false;
  private readonly later: (readonly [Expr, Expr])[] = [];

  constructor(program: Program, a: number, b: number) {
    this.program = program;
    this.a = a;
    this.b = b;
  }

  /** Where a CPU goes. */
  cpu(cpu: number): number {
    return cpu === this.a ? this.b : cpu === this.b ? this.a : cpu;
  }

  /** Walks the code of two CPUs side by side: pcs of the first to those of the second, null where they differ. */
  cpus(from: number, to: number): ReadonlyMap<number, number> | null {
    const { cpus, code, issueIsStep } = this.program;
    const one = cpus[from];
    const two = cpus[to];
    if (!one || !two || issueIsStep[from] !== issueIsStep[to] || !this.specs(one, two)) return null;
    const there = new Map<number, number>();
    const back = new Map<number, number>();
    const todo: (readonly [number, number])[] = [[one.entry, two.entry]];
    const handlers = [...one.irqHandlers, one.bpHandler, one.faultHandler];
    const others = [...two.irqHandlers, two.bpHandler, two.faultHandler];
    for (const [nth, handler] of handlers.entries()) {
      const other = others[nth] ?? null;
      if (!sameHandlers(handler, other)) return null;
      if (handler && other) todo.push([handler.entry, other.entry]);
    }
    for (let pair = todo.pop(); pair; pair = todo.pop()) {
      const [x, y] = pair;
      if (there.has(x) || back.has(y)) {
        if (there.get(x) !== y || back.get(y) !== x) return null;
        continue;
      }
      there.set(x, y);
      back.set(y, x);
      const i = code[x];
      const j = code[y];
      if (!i || !j) {
        if (i || j) return null;
        continue;
      }
      if (!this.instrs(i, j)) return null;
      const next = successors(i, x);
      const beside = successors(j, y);
      if (next.length !== beside.length) return null;
      next.forEach((pc, nth) => todo.push([pc, beside[nth] ?? -1]));
    }
    return there;
  }

  /** Effects, invariants and finals stay the same. */
  keepsProperties(): boolean {
    const { invariants, finals } = this.program;
    return (
      this.later.every(([e, f]) => this.normal(e, true) === this.normal(f, false)) &&
      this.keepsChecks(invariants) &&
      this.keepsChecks(finals)
    );
  }

  /** Cells change places in pairs that begin alike, and no value leads to one. */
  movesAlike(): boolean {
    const { cells } = this.program;
    for (const [cell, other] of this.cells) {
      if (this.cells.get(other) !== cell) return false;
      if (cell === other) continue;
      const one = cells[cell];
      const two = cells[other];
      if (!one || !two || one.init !== two.init || one.kind !== two.kind) return false;
      this.moved.set(cell, other);
    }
    if (this.moved.size === 0) return true;
    for (const { init } of cells) this.names(init);
    if (this.anywhere || [...this.named].some((cell) => this.moved.has(cell))) return false;
    return [...this.indexed].every((base) => {
      const array = cells[base]?.name.replace(/\[\d+\]$/, '[') ?? '';
      return (
        array.endsWith('[') && [...this.moved.keys()].every((cell) => !cells[cell]?.name.startsWith(array))
      );
    });
  }

  /** One check after the other stays what it is; where they change places they must say the same of a run. */
  private keepsChecks(checks: readonly GlobalCheck[]): boolean {
    const before = checks.map(({ property, cond }) => `${property}:${this.normal(cond, false)}`);
    const after = checks.map(({ property, cond }) => `${property}:${this.normal(cond, true)}`);
    if (before.every((check, nth) => check === after[nth])) return true;
    if (new Set(checks.map(({ property }) => property)).size > 1) return false;
    return before.sort().join() === after.sort().join();
  }

  private normal(e: Expr, exchanged: boolean): string {
    return normalExpr(e, {
      cell: (cell) => (exchanged ? (this.cells.get(cell) ?? cell) : cell),
      cpu: (cpu) => (exchanged ? this.cpu(cpu) : cpu),
      indexed: (cell) => this.indexed.add(cell),
      number: (v) => {
        this.names(v);
      },
    });
  }

  private names(value: number): void {
    const cell = value - ADDRESS_BASE;
    if (cell >= 0 && cell < this.program.cells.length) this.named.add(cell);
  }

  private specs(one: CpuSpec, two: CpuSpec): boolean {
    for (const { init } of [one, two]) for (const v of init) this.names(v);
    return (
      one.agent === two.agent &&
      one.regs === two.regs &&
      one.mode === two.mode &&
      one.irqsOff === two.irqsOff &&
      one.eqs === two.eqs &&
      Array.from({ length: one.regs }, (_, r) => one.init[r] ?? 0).every(
        (v, r) => v === (two.init[r] ?? 0),
      ) &&
      one.irqHandlers.length === two.irqHandlers.length
    );
  }

  private instrs(i: Instr, j: Instr): boolean {
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
        return j.op === i.op && this.effects(i.effects, j.effects);
      case 'mode':
        return j.op === i.op && i.event === j.event;
      case 'raise':
        return j.op === i.op && i.irq === j.irq && this.raises(i, j);
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
  private values(x: Expr | undefined, y: Expr | undefined): boolean {
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

  private raises(x: Extract<Instr, { op: 'raise' }>, y: Extract<Instr, { op: 'raise' }>): boolean {
    const taking = this.program.cpus.reduce(
      (sum, { irqHandlers }, cpu) => ((irqHandlers[x.irq] ?? null) === null ? sum : sum | (1 << cpu)),
      0,
    );
    const one = targetsOf(x);
    const two = targetsOf(y);
    if (one === null || two === null) {
      const exchanged = (1 << this.a) | (1 << this.b);
      return (taking & exchanged) === 0 && this.values(x.cpu, y.cpu) && this.values(x.mask, y.mask);
    }
    let image = 0;
    for (const cpu of this.program.cpus.keys())
      if ((one & taking & (1 << cpu)) !== 0) image |= 1 << this.cpu(cpu);
    return image === (two & taking);
  }
}

/** CPUs that it interrupts, as bits; null where that is computed. */
function targetsOf({ cpu, mask }: Extract<Instr, { op: 'raise' }>): number | null {
  if (cpu) return cpu.k !== 'const' ? null : cpu.v < 0 ? 0 : 1 << cpu.v;
  if (mask) return mask.k !== 'const' ? null : mask.v;
  return 0;
}

function sameHandlers(one: Handler | null, two: Handler | null): boolean {
  if (!one || !two) return one === two;
  return one.regs === two.regs && (one.continuesTask ?? false) === (two.continuesTask ?? false);
}

/** What was computed from the program is exchanged as well. */
function samePlans(
  from: CpuSetup,
  to: CpuSetup,
  moved: ReadonlyMap<number, number>,
  code: ReadonlyMap<number, number> | null,
): boolean {
  const sameSets = <T>(x: ReadonlySet<T>, y: ReadonlySet<T>): boolean =>
    x.size === y.size && [...x].every((one) => y.has(one));
  const own = new Set([...from.privateCells].map((cell) => moved.get(cell) ?? cell));
  if (!sameSets(from.observed, to.observed) || !sameSets(own, to.privateCells)) return false;
  return [...(code ?? [])].every(
    ([x, y]) =>
      from.waitStarts.has(x) === to.waitStarts.has(y) &&
      from.idleGuesses.has(x) === to.idleGuesses.has(y) &&
      sameSets(from.live[x] ?? new Set(), to.live[y] ?? new Set()),
  );
}
