/** Values and steps in the words that every view, the mail table and the screen reader share. */
import { valueName } from '../base/index.ts';
import type { ChoiceInfo, Program, Snapshot } from '../machine/index.ts';

/** A value as the reader knows it: an enum's name, the variable a pointer points at, what a PTE maps. */
export function formatValue(program: Program, value: number, cell?: number): string {
  return valueName(program.cells, value, cell);
}

/** "CPU 1", or the agent's own name. */
export function cpuName(program: Program, cpu: number): string {
  const spec = program.cpus[cpu];
  return spec?.agent || (spec && program.asks) ? spec.name : `CPU ${cpu}`;
}

/** The statement at a pc as the reader knows it; empty where there is none. */
export function statementText(program: Program, pc: number | null): string {
  return pc === null ? '' : (program.code[pc]?.at.text ?? '');
}

/** A choice in words, without its CPU: "WRITE_ONCE(x, 1), becomes visible". */
export function choiceWords(program: Program, info: ChoiceInfo): string {
  const text = statementText(program, info.pc);
  if (!text) return info.words;
  return info.words && info.words !== text ? `${text}, ${info.words}` : text;
}

/** What a CPU is doing, for the head of its column: "user", "kernel, irqs off". */
export function contextWords(snapshot: Snapshot, cpu: number): string {
  const at = snapshot.cpus[cpu];
  if (!at) return '';
  const words = [at.chart['task'] ?? ''];
  const mask = at.chart['mask'];
  if (mask !== undefined && !['open', 'on', 'enabled', 'clear'].includes(mask)) words.push('irqs off');
  const rcu = at.chart['rcu'];
  if (rcu !== undefined && rcu !== 'watching') words.push('extended quiescent state');
  return words.filter(Boolean).join(', ');
}
