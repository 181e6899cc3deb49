/** The machine's charts, read off their definitions once. */
import {
  cpuMachine,
  textPatcherMachine,
  tlbMachine,
  translationPatcherMachine,
} from '../../machine/index.ts';
import { chartOf } from './chart.ts';

export const cpuChart = chartOf(cpuMachine.root);
export const tlbChart = chartOf(tlbMachine.root);
export const textChart = chartOf(textPatcherMachine.root);
export const translationChart = chartOf(translationPatcherMachine.root);
