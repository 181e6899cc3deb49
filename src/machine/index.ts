export * from './program.ts';
export * from './api.ts';
export { createMachine } from './machine.ts';
export { interruptStall, issueStall } from './stalls.ts';
export { cpuMachine, type CpuEventType } from './cpu/cpu.machine.ts';
export { tlbMachine, type TlbEventType } from './tlb/tlb.machine.ts';
export {
  translationPatcherMachine,
  type TranslationPatcherEvent,
} from './patcher/translation-patcher.machine.ts';
export { textPatcherMachine, type TextPatcherEvent } from './patcher/text-patcher.machine.ts';
export { symmetryOf, type CpuGroup, type Symmetry } from './symmetry.ts';
export { successors } from './liveness.ts';
