/** The machine's charts, read off their definitions: what tools/statecharts.mjs lays out when the site is built. */
import {
  cpuMachine,
  textPatcherMachine,
  tlbMachine,
  translationPatcherMachine,
} from '../../machine/index.ts';
import { chartOf } from './chart.ts';

export const cpu = chartOf(cpuMachine.root);
export const tlb = chartOf(tlbMachine.root);
export const text = chartOf(textPatcherMachine.root);
export const translation = chartOf(translationPatcherMachine.root);
