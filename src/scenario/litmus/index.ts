export { compileLitmus } from './compile.ts';
export { knownDifferences } from './known-differences.ts';
export { litmusVerdict, type LitmusVerdict } from './verdict.ts';
