/** What is issued in one step: an instruction and those behind it that are no steps of their own. */
import type { Instr, Program } from '../program.ts';
import { include, type Bits } from './bits.ts';
import type { Futures } from './futures.ts';

export class Together {
  private readonly program: Program;
  private readonly futures: Futures;
  private readonly known: Bits[] = [];

  constructor(program: Program, futures: Futures) {
    this.program = program;
    this.futures = futures;
  }

  /** What the instruction at `pc` does and those that may be issued in the same step. */
  at(first: number): Bits {
    const { futures } = this;
    const { code } = this.program;
    let sum = this.known[first];
    if (sum) return sum;
    this.known[first] = sum = futures.empty();
    const seen = new Set<number>();
    const todo = [first];
    for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
      const instr = code[pc];
      if (!instr || seen.has(pc) || (pc !== first && isMoment(instr))) continue;
      seen.add(pc);
      include(sum, leavesFrame(instr) ? futures.at(pc) : futures.alone(pc));
      todo.push(...futures.after(instr, pc));
    }
    return sum;
  }
}

/** Effects that look at memory or change it are issued in a step of their own, and what returns from a handler is. */
function isMoment(instr: Instr): boolean {
  if (instr.op === 'eret') return true;
  return instr.op === 'effect' && instr.timing !== 'behind' && instr.effects.some(({ k }) => k === 'set');
}

/** What comes next is where the handler interrupted. */
export function leavesFrame(instr: Instr | undefined): boolean {
  return instr?.op === 'eret';
}
