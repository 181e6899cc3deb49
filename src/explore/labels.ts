/** What sentences call CPUs and statements. */
import type { Program } from '../machine/index.ts';

/** "CPU 1", or an agent's own name. */
export function cpuLabel({ cpus }: Program, cpu: number): string {
  const spec = cpus[cpu];
  return spec?.agent ? spec.name : `CPU ${cpu}`;
}

export function statementAt({ code }: Program, pc: number): string {
  return code[pc]?.at.text ?? '';
}
