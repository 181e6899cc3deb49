/**
 * The charts as XState machines: what draws them starts from these, and a test holds the tables that the machine runs
 * on (tabulate.ts) to what XState makes of the same definitions. The machine itself does without XState's interpreter,
 * so that a thread that searches need not load it.
 */
import { setup } from 'xstate';
import { cpuDefinition, type CpuEventType } from './cpu.machine.ts';
import { textPatcherDefinition, type TextPatcherEvent } from './text-patcher.machine.ts';
import { translationPatcherDefinition, type TranslationPatcherEvent } from './translation-patcher.machine.ts';
import { tlbDefinition, type TlbEventType } from './tlb.machine.ts';

export const cpuMachine = setup({
  types: { events: {} as { type: CpuEventType } },
}).createMachine(cpuDefinition);

export const tlbMachine = setup({
  types: { events: {} as { type: TlbEventType } },
}).createMachine(tlbDefinition);

export const textPatcherMachine = setup({
  types: { events: {} as { type: TextPatcherEvent } },
}).createMachine(textPatcherDefinition);

export const translationPatcherMachine = setup({
  types: { events: {} as { type: TranslationPatcherEvent } },
}).createMachine(translationPatcherDefinition);
