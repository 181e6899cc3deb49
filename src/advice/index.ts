/** Which ordering a scenario needs, what would repair one that fails, and why one holds. The only door to this room. */
export * from './judgement.ts';
export { judgedOnce } from './judged-once.ts';
export { Versions } from './versions.ts';
export { judgedByKernel, KernelVersions, type Loose } from './kernel-versions.ts';
export * from './needs.ts';
export {
  dependenciesIn,
  dependencyNeeds,
  underModels,
  type DependencyNeeds,
  type LedBy,
  type NeededDependency,
} from './dependency-needs.ts';
export { kernelDependencies } from './kernel-dependencies.ts';
export { findRepairs, type Kill, type Repair, type RepairAnswer, type RepairLimits } from './repair.ts';
export { tryRepairs } from './repair-by-trying.ts';
export { namesOf, within } from './limits.ts';
export { placeBefore, type Reordering } from './reorderings.ts';
export type { Placed } from './kept-order.ts';
export { finish, type Never } from './never.ts';
export { lineStarts, namingBy, type TableLine } from './naming.ts';
export { whyHolds, type Holding, type Unwanted } from './why-holds.ts';
export { whyRefused, type Refusal } from './why-refused.ts';
