/**
 * What code may still do where waits stop it (waits.ts). Behind an open guess nothing becomes visible and no effect happens but what
 * acts as it issues (rules 3, 10, 12); loads go ahead, unless they stand behind what waits for the load of the wait:
 *
 *     while (!READ_ONCE(flag)) cpu_relax();     stays
 *     r = READ_ONCE(x);                         may take its value
 *     WRITE_ONCE(y, 1);                         waits
 *     smp_mb();  q = READ_ONCE(z);              waits
 */
import type { Instr, Program } from '../program.ts';
import { include, type Bits } from './bits.ts';
import type { Futures } from './futures.ts';
import { holdsBack, waitSites, type WaitSite } from './waits.ts';

/** Behind no wait, and behind one that also holds back loads. */
export const FREE = -1;
export const NOTHING_AHEAD = -2;

export class Cuts {
  /** Waits by number. */
  readonly sites: readonly WaitSite[];
  private readonly program: Program;
  private readonly futures: Futures;
  /** The numbers of those that begin or end at a place. */
  private readonly sitesAt = new Map<number, number>();
  /** By place, what an open guess does not hold back. */
  private readonly ahead: readonly Bits[];
  private readonly known = new Map<string, Bits>();

  constructor(program: Program, futures: Futures) {
    this.program = program;
    this.futures = futures;
    this.sites = waitSites(program);
    this.sites.forEach(({ from, pc }, number) => {
      this.sitesAt.set(from, number);
      this.sitesAt.set(pc, number);
    });
    this.ahead = program.code.map((instr, pc) => this.aheadOf(instr, pc));
  }

  /** The number of the wait that ends at `pc`; -1 where there is none. */
  numberAt(pc: number): number {
    const number = this.sitesAt.get(pc) ?? -1;
    return this.sites[number]?.pc === pc ? number : -1;
  }

  /** What the code from `pc` on may do where nothing ends the waits in `blocked`, as bits. `behind`: FREE, or it is behind the wait of that
   *  number itself; `task`: it is no interrupt's. Sections that matter to the CPU itself alone are not told exactly. */
  at(pc: number, blocked: number, behind: number, task: boolean): Bits {
    const key = `${String(pc)} ${String(blocked)} ${String(behind)} ${String(task)}`;
    let bits = this.known.get(key);
    if (!bits) this.known.set(key, (bits = this.follow(pc, blocked, behind, task)));
    return bits;
  }

  /** What an instruction in flight may do behind an open guess. */
  alone(pc: number): Bits {
    return this.ahead[pc] ?? this.futures.empty();
  }

  private follow(first: number, blocked: number, behindFirst: number, task: boolean): Bits {
    const { program, futures } = this;
    const sum = futures.empty();
    const seen = new Set<string>();
    const todo: (readonly [pc: number, behind: number])[] = [[first, behindFirst]];
    for (let next = todo.pop(); next; next = todo.pop()) {
      const [pc, behind] = next;
      const instr = program.code[pc];
      if (!instr || seen.has(next.join())) continue;
      seen.add(next.join());
      const number = this.sitesAt.get(pc) ?? -1;
      const site = number >= 0 && (blocked & (1 << number)) !== 0 ? this.sites[number] : undefined;
      let then = behind;
      // The load of a wait that stays takes no value.
      if (site) {
        if (pc === site.pc && site.whole && task) continue;
        if (pc === site.pc && behind === FREE) then = site.acquires ? NOTHING_AHEAD : number;
      } else if (behind === FREE) include(sum, futures.alone(pc));
      else if (behind !== NOTHING_AHEAD || isNow(instr)) include(sum, this.ahead[pc]);
      const holding = this.sites[then];
      if (holding && holdsBack(instr, holding)) then = NOTHING_AHEAD;
      for (const to of futures.after(instr, pc)) todo.push([to, then]);
    }
    return sum;
  }

  private aheadOf(instr: Instr, pc: number): Bits {
    const { futures } = this;
    const all = futures.alone(pc);
    if (isNow(instr)) return all;
    const left = futures.empty();
    for (const section of ['reads', 'names'] as const)
      for (let number = 0; number < futures.lengths[section]; number++)
        if (futures.has(all, section, number)) futures.set(left, section, number);
    return left;
  }
}

/** It happens as it issues, also behind an open guess (rule 12). */
function isNow(instr: Instr): boolean {
  return instr.op === 'effect' && instr.timing === 'now';
}
