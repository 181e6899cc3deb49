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
import type { CpuSetup } from '../cpu/draft-run.ts';
import { Likeness, type Raise } from './likeness.ts';
import { successors } from '../flow/code.ts';
import { normalExpr } from './normal-expr.ts';
import type { CpuSpec, Expr, GlobalCheck, Handler, Program } from '../program.ts';

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
  private readonly likeness: Likeness;

  constructor(program: Program, a: number, b: number) {
    this.program = program;
    this.a = a;
    this.b = b;
    this.likeness = new Likeness(program, (one, other) => this.raises(one, other));
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
      if (!this.likeness.instrs(i, j)) return null;
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
      this.likeness.later.every(([e, f]) => this.normal(e, true) === this.normal(f, false)) &&
      this.keepsChecks(invariants) &&
      this.keepsChecks(finals)
    );
  }

  /** Cells change places in pairs that begin alike, and no value leads to one. */
  movesAlike(): boolean {
    const { cells } = this.program;
    const { likeness } = this;
    for (const [cell, other] of likeness.cells) {
      if (likeness.cells.get(other) !== cell) return false;
      if (cell === other) continue;
      const one = cells[cell];
      const two = cells[other];
      if (!one || !two || one.init !== two.init || one.kind !== two.kind) return false;
      this.moved.set(cell, other);
    }
    if (this.moved.size === 0) return true;
    for (const { init } of cells) likeness.names(init);
    if (likeness.anywhere || [...likeness.named].some((cell) => this.moved.has(cell))) return false;
    return [...likeness.indexed].every((base) => {
      // Of arrays in arrays the outermost.
      const array = cells[base]?.name.replace(/\[.*$/, '[') ?? '';
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
    const { likeness } = this;
    return normalExpr(e, {
      cell: (cell) => (exchanged ? (likeness.cells.get(cell) ?? cell) : cell),
      cpu: (cpu) => (exchanged ? this.cpu(cpu) : cpu),
      indexed: (cell) => likeness.indexed.add(cell),
      number: (v) => {
        likeness.names(v);
      },
    });
  }

  private specs(one: CpuSpec, two: CpuSpec): boolean {
    for (const { init } of [one, two]) for (const v of init) this.likeness.names(v);
    return (
      one.agent === two.agent &&
      one.regs === two.regs &&
      one.mode === two.mode &&
      one.irqsOff === two.irqsOff &&
      one.eqs === two.eqs &&
      (one.rests ?? false) === (two.rests ?? false) &&
      Array.from({ length: one.regs }, (_, r) => one.init[r] ?? 0).every(
        (v, r) => v === (two.init[r] ?? 0),
      ) &&
      one.irqHandlers.length === two.irqHandlers.length
    );
  }

  /** Whether the second reaches the CPUs that those of the first become; one that no CPU takes counts for nothing. */
  private raises(x: Raise, y: Raise): boolean {
    const taking = this.program.cpus.reduce(
      (sum, { irqHandlers }, cpu) => ((irqHandlers[x.irq] ?? null) === null ? sum : sum | (1 << cpu)),
      0,
    );
    const one = targetsOf(x);
    const two = targetsOf(y);
    if (one === null || two === null) {
      const exchanged = (1 << this.a) | (1 << this.b);
      const { likeness } = this;
      return (taking & exchanged) === 0 && likeness.values(x.cpu, y.cpu) && likeness.values(x.mask, y.mask);
    }
    let image = 0;
    for (const cpu of this.program.cpus.keys())
      if ((one & taking & (1 << cpu)) !== 0) image |= 1 << this.cpu(cpu);
    return image === (two & taking);
  }
}

/** CPUs that it interrupts, as bits; null where that is computed. */
function targetsOf({ cpu, mask }: Raise): number | null {
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
      from.sleepStarts.has(x) === to.sleepStarts.has(y) &&
      from.idleGuesses.has(x) === to.idleGuesses.has(y) &&
      sameSets(from.live[x] ?? new Set(), to.live[y] ?? new Set()),
  );
}
