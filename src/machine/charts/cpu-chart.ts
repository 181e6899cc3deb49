/** The CPU chart as a table, shared by all machines of this thread: the chart does not depend on the program. */
import { tabulate } from './tabulate.ts';
import { CPU_EVENTS, cpuDefinition } from './cpu.machine.ts';

/** Whether one more handler of a kind fits on the stack. The mask takes such an event too, so the table does not tell. */
export function hasRoom(chart: number, kind: 'irq' | 'nmi' | 'trap'): boolean {
  return !cpuChart.is(chart, kind, 'deep');
}

export const cpuChart = tabulate(cpuDefinition, CPU_EVENTS);
