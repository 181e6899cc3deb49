/** The program's keys as links number them: per CPU, in the order of the code that it can get to. */
import type { Instr, Program } from '../machine/index.ts';
import type { KeyTable } from './choice-codec.ts';

/** Never steps of their own. */
const QUIET: ReadonlySet<Instr['op']> = new Set(['let', 'jump', 'halt']);

export function keyTable({ code, cpus, irqs }: Pick<Program, 'code' | 'cpus' | 'irqs'>): KeyTable {
  const statements = cpus.map(({ entry, irqHandlers, bpHandler, faultHandler }) => {
    const entries = [...irqHandlers, bpHandler, faultHandler].flatMap((handler) => handler?.entry ?? []);
    const reached = [...reachable(code, [entry, ...entries])].sort((a, b) => a - b);
    const own = reached.flatMap((pc) => code[pc] ?? []).filter(({ op }) => !QUIET.has(op));
    return [...new Set(own.map(({ at }) => at.key))];
  });
  return { statements, rests: irqs.map(({ name }) => `~${name}`) };
}

function reachable(code: readonly Instr[], entries: readonly number[]): Set<number> {
  const seen = new Set<number>();
  const todo = [...entries];
  for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
    const instr = code[pc];
    if (!instr || seen.has(pc)) continue;
    seen.add(pc);
    todo.push(...targets(instr, pc));
  }
  return seen;
}

function targets(instr: Instr, pc: number): readonly number[] {
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
      return [];
    case 'execute':
      return [...Object.values(instr.decode).flatMap((one) => (one.k === 'jump' ? [one.to] : [])), pc + 1];
    default:
      return [pc + 1];
  }
}
