/**
 * Which cells an instruction may touch, and what must be known for that. A cell named outright needs nothing; one reached
 * through a pointer needs its variable's address to be held, as do the marks that say whether an object is still there:
 *
 *     kfree(p)    *(p == &a ? &alive_of_a : &alive_of_b) = 0        alive_of_a is touched only where somebody holds &a
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import { pointsTo } from '../flow/points-to.ts';
import type { Effect, Expr, Instr, Program } from '../program.ts';
import type { Objects } from './objects.ts';
import { Walkers } from './walkers.ts';

/** `guard`: the variable whose address must be held; -1 none. */
export interface Touch {
  readonly cell: number;
  readonly guard: number;
}

export interface Touches {
  readonly reads: readonly Touch[];
  readonly writes: readonly Touch[];
}

/** What instructions and their effects touch; null from `accesses` and `effects` where that may be anything. */
export class TouchRules {
  private readonly program: Program;
  private readonly objects: Objects;
  readonly walkers: Walkers;

  constructor(program: Program, objects: Objects) {
    this.program = program;
    this.objects = objects;
    this.walkers = new Walkers(program);
  }

  accesses(instr: Instr, pc: number): Touches | null {
    const { walkers } = this;
    if (instr.op === 'tlbi') {
      const entries = walkers.dropped(instr, pc).map(named);
      return { reads: entries, writes: entries };
    }
    if (instr.op !== 'load' && instr.op !== 'store' && instr.op !== 'rmw') return NOTHING;
    const said = this.addressed(instr.addr, pc, -1);
    if (!said) return null;
    const walked = walkers.entries(said.map(({ cell }) => cell)).map(named);
    const at =
      walked.length === 0
        ? said
        : said.flatMap(({ cell, guard }) =>
            walkers.places(cell).map((place) => ({ cell: place, guard: place === cell ? guard : -1 })),
          );
    return {
      reads: instr.op === 'store' ? walked : [...at, ...walked],
      writes: instr.op === 'load' ? [] : at,
    };
  }

  /** A walker reads a page table for it: what it finds is not what the CPU's own stores say (V1). */
  walks(instr: Instr, pc: number): boolean {
    if (instr.op !== 'load' && instr.op !== 'store' && instr.op !== 'rmw') return false;
    return (
      this.walkers.entries((this.addressed(instr.addr, pc, -1) ?? []).map(({ cell }) => cell)).length > 0
    );
  }

  effects(effects: readonly Effect[], pc: number): Touches | null {
    const reads: Touch[] = [];
    const writes: Touch[] = [];
    for (const effect of effects) {
      const looks =
        effect.k === 'assert' ? this.looked(effect.cond, -1, pc) : this.changes(effect, writes, pc);
      if (!looks) return null;
      reads.push(...looks);
    }
    return { reads, writes };
  }

  /** Cells that an expression looks at; null where they may be any. */
  looks(e: Expr, pc: number): readonly Touch[] | null {
    return this.looked(e, -1, pc);
  }

  /** Addresses that an expression may come to as they stand in it: not those that it only compares with. */
  constants(e: Expr, guarded = false): readonly number[] {
    switch (e.k) {
      case 'const':
        return guarded || this.objects.at(e.v) < 0 ? [] : [this.objects.at(e.v)];
      case 'un':
        return this.constants(e.a);
      case 'bin':
        return COMPARISONS.has(e.op) ? [] : [...this.constants(e.a), ...this.constants(e.b)];
      case 'cond':
        return [...this.constants(e.a, this.guardOf(e.c) >= 0), ...this.constants(e.b)];
      default:
        return [];
    }
  }

  private addressed(addr: Expr, pc: number, guard: number): readonly Touch[] | null {
    if (addr.k === 'const') {
      const cell = addr.v - ADDRESS_BASE;
      return this.program.cells[cell] ? [{ cell, guard }] : [];
    }
    if (addr.k === 'cond') {
      const inner = this.guardOf(addr.c);
      const a = this.addressed(addr.a, pc, inner >= 0 ? inner : guard);
      const b = this.addressed(addr.b, pc, guard);
      return a && b ? [...a, ...b] : null;
    }
    const cells = pointsTo(this.program).addresses(addr, pc);
    if (!cells) return null;
    return [...cells]
      .filter((cell) => this.program.cells[cell])
      .map((cell) => ({ cell, guard: this.objects.ofCell(cell) }));
  }

  private changes(
    { cell, value, index }: Extract<Effect, { readonly k: 'set' }>,
    writes: Touch[],
    pc: number,
  ): readonly Touch[] | null {
    if (index) {
      const elements = this.elements(cell, index, pc);
      writes.push(...(elements ?? []));
      return elements && both(this.looked(value, -1, pc), this.looked(index, -1, pc));
    }
    const guard = value.k === 'cond' && isCell(value.b, cell) ? this.guardOf(value.c) : -1;
    writes.push({ cell, guard });
    if (guard < 0 || value.k !== 'cond') return this.looked(value, -1, pc);
    // Left as it is, it was not looked at.
    return this.looked(value.a, guard, pc);
  }

  private looked(e: Expr, guard: number, pc: number): readonly Touch[] | null {
    switch (e.k) {
      case 'cell':
        return e.index
          ? both(this.elements(e.cell, e.index, pc), this.looked(e.index, -1, pc))
          : [{ cell: e.cell, guard }];
      case 'un':
        return this.looked(e.a, guard, pc);
      case 'bin': {
        const range = e.op === '||' ? this.rangeOf(e.a) : -1;
        return both(this.looked(e.a, guard, pc), this.looked(e.b, range >= 0 ? range : guard, pc));
      }
      case 'cond': {
        const inner = this.guardOf(e.c);
        return both(
          this.looked(e.c, guard, pc),
          both(this.looked(e.a, inner >= 0 ? inner : guard, pc), this.looked(e.b, guard, pc)),
        );
      }
      default:
        return [];
    }
  }

  /** What an index behind the cell may reach; behind no cell it is made of an address. */
  private elements(cell: number, index: Expr, pc: number): readonly Touch[] | null {
    if (cell < 0) return this.placed(cell, index, pc);
    const whole = this.objects.ofCell(cell);
    if (whole < 0) return null;
    return this.program.cells.flatMap((_, at) =>
      at >= cell && this.objects.ofCell(at) === whole ? [{ cell: at, guard: -1 }] : [],
    );
  }

  /** `[-1 + address - first address + 1]`. Who looks there later holds the address by then, so nothing has to be known. */
  private placed(cell: number, index: Expr, pc: number): readonly Touch[] | null {
    const touch = (at: number) => (this.program.cells[at] ? [{ cell: at, guard: -1 }] : []);
    if (index.k === 'const') return touch(cell + index.v);
    if (index.k === 'cond') return both(this.placed(cell, index.a, pc), this.placed(cell, index.b, pc));
    if (index.k !== 'bin' || index.op !== '-' || index.b.k !== 'const') return null;
    const { v } = index.b;
    const targets = pointsTo(this.program).addresses(index.a, pc);
    return targets && [...targets].flatMap((to) => touch(cell + ADDRESS_BASE + to - v));
  }

  /** `pointer == &variable` */
  private guardOf(e: Expr): number {
    if (e.k !== 'bin' || e.op !== '==') return -1;
    if (e.b.k === 'const' && e.a.k !== 'const') return this.objects.at(e.b.v);
    return e.a.k === 'const' && e.b.k !== 'const' ? this.objects.at(e.a.v) : -1;
  }

  /** `pointer < &variable || pointer >= behind it` */
  private rangeOf(e: Expr): number {
    if (e.k !== 'bin' || e.op !== '||' || e.a.k !== 'bin' || e.a.op !== '<' || e.a.b.k !== 'const') return -1;
    if (e.b.k !== 'bin' || e.b.op !== '>=' || e.b.b.k !== 'const') return -1;
    const guard = this.objects.at(e.a.b.v);
    return guard === this.objects.at(e.b.b.v - 1) ? guard : -1;
  }
}

const NOTHING: Touches = { reads: [], writes: [] };

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', '&&', '||']);

function named(cell: number): Touch {
  return { cell, guard: -1 };
}

function both(a: readonly Touch[] | null, b: readonly Touch[] | null): readonly Touch[] | null {
  return a && b ? [...a, ...b] : null;
}

function isCell(e: Expr, cell: number): boolean {
  return e.k === 'cell' && e.cell === cell && !e.index;
}
