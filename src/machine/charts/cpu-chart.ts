/** The CPU chart as a table, shared by all machines of this thread: the chart does not depend on the program. */
import { tabulate } from './tabulate.ts';
import { CPU_EVENTS, cpuDefinition } from './cpu.machine.ts';

export const cpuChart = tabulate(cpuDefinition, CPU_EVENTS);
