export { compileLitmus, type CompiledLitmus } from './compile.ts';
export { knownDifferences, type KnownDifference } from './known-differences.ts';
export type { LitmusTest } from './test-program.ts';
export { litmusVerdict, type LitmusVerdict } from './verdict.ts';
