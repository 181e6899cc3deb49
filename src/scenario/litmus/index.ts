export { hexadecimal, isInstructionWord } from './aarch64/words.ts';
export { compileLitmus } from './compile.ts';
export { litmusStates, type LitmusEnd, type LitmusState } from './states.ts';
export type { LitmusTest } from './test-program.ts';
export { knownDifferences } from './known-differences.ts';
export { litmusVerdict, type LitmusVerdict } from './verdict.ts';
