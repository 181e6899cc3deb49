/** Where softirqs that are pending run before anything else does (C9): whether one is called before or behind such a place is no matter of order alone. */
import { successors } from '../flow/code.ts';
import type { Program } from '../program.ts';

/** Where bottom halves are turned on, and where handlers of interrupts return. */
export function turnsOf(program: Program): ReadonlySet<number> {
  const { code, cpus, irqs } = program;
  const turns = new Set<number>();
  const seen = new Set<number>();
  const todo = cpus.flatMap(({ irqHandlers }) =>
    irqHandlers.flatMap((handler, irq) => (handler && irqs[irq]?.kind === 'irq' ? [handler.entry] : [])),
  );
  for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
    const instr = code[pc];
    if (!instr || seen.has(pc)) continue;
    seen.add(pc);
    if (instr.op === 'eret') turns.add(pc);
    todo.push(...successors(instr, pc));
  }
  code.forEach((instr, pc) => {
    if (instr.op === 'mode' && instr.event === 'bh.enable') turns.add(pc);
  });
  return turns;
}
