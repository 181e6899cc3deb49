/** The ways that code may take: what comes after an instruction, what interrupts a CPU, what it may ever come to. */
import type { CpuSpec, Handler, Instr, Program } from '../program.ts';

/** Where the wait begins that the instruction at `pc` ends: an `await`, or a read-modify-write that waits (rule 11); -1 for
 *  any other. */
export function waitStart(i: Instr | undefined, pc: number): number {
  if (i?.op === 'await') return i.from;
  return i?.op === 'rmw' && i.waits === true ? pc : -1;
}

export function successors(i: Instr, pc: number): readonly number[] {
  switch (i.op) {
    case 'jump':
      return [i.to];
    case 'branch':
      return [pc + 1, i.to];
    case 'jumpTo':
      return Object.values(i.targets);
    case 'choose':
      return i.to;
    case 'await':
      return [pc + 1, i.from];
    case 'execute':
      return [pc + 1, ...Object.values(i.decode).flatMap((d) => (d.k === 'jump' ? [d.to] : []))];
    case 'eret':
    case 'halt':
      return [];
    default:
      return [pc + 1];
  }
}

/** What may interrupt a CPU's task. */
export function handlersOf(spec: CpuSpec): readonly Handler[] {
  return [...spec.irqHandlers, spec.bpHandler, spec.faultHandler].filter((handler) => handler !== null);
}

/** Every instruction that a CPU and its handlers may ever come to, by pc. */
export function reachable(program: Program, cpu: number): ReadonlyMap<number, Instr> {
  const spec = program.cpus[cpu];
  const todo = spec ? [spec.entry, ...handlersOf(spec).map(({ entry }) => entry)] : [];
  const seen = new Map<number, Instr>();
  for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
    const instr = program.code[pc];
    if (instr === undefined || seen.has(pc)) continue;
    seen.set(pc, instr);
    todo.push(...successors(instr, pc));
  }
  return seen;
}
