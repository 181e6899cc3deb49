/** Which instructions a CPU can run: statement keys are unique within a CPU's code, not within a program's. */
import type { Program } from '../machine/index.ts';

const known = new WeakMap<Program, readonly ReadonlyMap<string, number>[]>();

/** The pc of a CPU's statement by its key: its task's, else that of one of its handlers; null where it has none. */
export function pcOf(program: Program, cpu: number, key: string): number | null {
  return statementsOf(program, cpu).get(key) ?? null;
}

/** The statement keys of a CPU, in the order of its code, with their pcs. */
export function statementsOf(program: Program, cpu: number): ReadonlyMap<string, number> {
  const all = known.get(program) ?? program.cpus.map((_, index) => gather(program, index));
  known.set(program, all);
  return all[cpu] ?? new Map<string, number>();
}

function gather({ code, cpus }: Program, cpu: number): ReadonlyMap<string, number> {
  const entries = cpus.map(({ entry, irqHandlers, bpHandler, faultHandler }) => [
    entry,
    ...[...irqHandlers, bpHandler, faultHandler].flatMap((handler) => handler?.entry ?? []),
  ]);
  const starts = [...new Set(entries.flat()), code.length].sort((a, b) => a - b);
  const found = new Map<string, number>();
  for (const entry of entries[cpu] ?? []) {
    const end = starts.find((start) => start > entry) ?? code.length;
    for (let pc = entry; pc < end; pc++) {
      const key = code[pc]?.at.key;
      if (key !== undefined && !found.has(key)) found.set(key, pc);
    }
  }
  return found;
}
