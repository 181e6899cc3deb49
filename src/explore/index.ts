export type * from './api.ts';
export {
  compareOutcomes,
  compareRuns,
  type AlignedRow,
  type OutcomeComparison,
  type RunComparison,
} from './comparison.ts';
export { findCoverage, type Coverage } from './coverage.ts';
export { pcOf } from './cpu-code.ts';
export type { Gap, Place } from './coverage-gaps.ts';
export { aheadWords, endMissed, type ExpectedEnd } from './expected-end.ts';
export { explore, Exploration, type ExploreOptions, type FateMap } from './exploration.ts';
export { buildLattice, type Lattice } from './lattice.ts';
export {
  matrixCells,
  type MatrixModel,
  smallestSwitches,
  type MatrixAnswer,
  type MatrixAxis,
  type MatrixCell,
  type Switch,
} from './matrix.ts';
export { OneCell } from './one-cell.ts';
export { mapProgress, type ProgressMap } from './progress-map.ts';
export { cellAccount, writerOf, type CellAccount, type Writer } from './provenance.ts';
export { reach, type Goal, type Reached } from './reach.ts';
export { Reduction } from './reduction.ts';
export { exploreVerdict, VerdictSearch } from './verdict.ts';
export { explain, type Explanation } from './explanation.ts';
export { whyNotAfter, type HeldStep } from './held-steps.ts';
export { replay, stateAfter } from './replay.ts';
export { playSchedule, type Schedule } from './schedule.ts';
export { translate, type Told, type Translation } from './translation.ts';
