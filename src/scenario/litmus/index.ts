export { hexadecimal, isInstructionWord } from './aarch64/words.ts';
export { compileLitmusScenario, instantiateLitmus } from './as-scenario.ts';
export { compileKernelLitmus } from './compile-kernel.ts';
export { compileLitmus } from './compile.ts';
export type { KernelTest } from './c/kernel.ts';
export { litmusStates, stateText, valuesOfOutcome, type LitmusEnd, type LitmusState } from './states.ts';
export type { LitmusTest } from './test-program.ts';
export { knownDifferences } from './known-differences.ts';
export { litmusVerdict, type LitmusVerdict } from './verdict.ts';
