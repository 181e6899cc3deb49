/** Where code can go: successors, the ways between two places, and which routine of which CPU an instruction is part of. */
import type { Instr, Program } from '../machine/index.ts';

/** A CPU's task or one of its handlers. */
export interface Routine {
  readonly cpu: number;
  /** Null for the task; else what enters the handler: an interrupt's name, `bp`, `fault`. */
  readonly handler: string | null;
}

function targetsOf(instr: Instr, pc: number): readonly number[] {
  switch (instr.op) {
    case 'jump':
      return [instr.to];
    case 'branch':
      return [instr.to, pc + 1];
    case 'jumpTo':
      return Object.values(instr.targets);
    case 'choose':
      return instr.to;
    case 'halt':
    case 'eret':
      return [];
    case 'execute':
      return [...Object.values(instr.decode).flatMap((one) => (one.k === 'jump' ? [one.to] : [])), pc + 1];
    default:
      return [pc + 1];
  }
}

/** Everything that can be reached from a place, itself included, without going on from `to`; in the order of the code. */
function reachable(program: Program, from: number, to = -1): readonly number[] {
  const seen = new Set<number>();
  const todo = [from];
  for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
    const instr = program.code[pc];
    if (!instr || seen.has(pc)) continue;
    seen.add(pc);
    if (pc !== to) todo.push(...targetsOf(instr, pc));
  }
  return [...seen].sort((a, b) => a - b);
}

/** The instructions on some way from one place to another, each with where that way goes next. */
export function between(program: Program, from: number, to: number): readonly (readonly [number, number])[] {
  if (from === to) return [];
  return reachable(program, from, to).flatMap((pc) => {
    const instr = program.code[pc];
    if (!instr || pc === to) return [];
    return targetsOf(instr, pc)
      .filter((next) => next === to || reachable(program, next, to).includes(to))
      .map((next) => [pc, next] as const);
  });
}

/** The routine of each instruction that some way leads to; null where several share it. */
export function routinesOf(program: Program): ReadonlyMap<number, Routine | null> {
  const routines = new Map<number, Routine | null>();
  program.cpus.forEach(({ entry, irqHandlers, bpHandler, faultHandler }, cpu) => {
    const own = (handler: string | null, from: number | undefined) => {
      if (from === undefined) return;
      for (const pc of reachable(program, from)) routines.set(pc, routines.has(pc) ? null : { cpu, handler });
    };
    own(null, entry);
    irqHandlers.forEach((handler, irq) => own(program.irqs[irq]?.name ?? String(irq), handler?.entry));
    own('bp', bpHandler?.entry);
    own('fault', faultHandler?.entry);
  });
  return routines;
}

/** Where a place in the code leads without doing anything. */
export function onwards(program: Program, pc: number): number {
  let at = pc;
  for (let nth = 0; nth < program.code.length; nth++) {
    const instr = program.code[at];
    if (instr?.op !== 'jump') break;
    at = instr.to;
  }
  return at;
}
