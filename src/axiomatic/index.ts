/**
 * Executions as graphs, and which of them the Linux-kernel memory model allows. Everything that goes in or out is plain data.
 *
 *   outcomesOf(program, shown, { ms })       all final states, herd7's flags, the first data race
 *   executionsOf(program, shown, question)   the executions behind an outcome: events, relations, and for forbidden ones the
 *                                            axiom and its cycle
 *   outcomesWork, executionsWork             the same as generators, for a thread that has others to answer meanwhile
 *   relationWords, axiomWords, missingWords  a sentence for each relation, axiom and missing order
 *
 * A program comes from a front end, with what to show: `compileKernelLitmus` of the scenario room for a C litmus test. A value
 * that is NaN is none in particular.
 */
export type { AxiomName } from './axioms.ts';
export type { Execution, ExecutionEdge, ExecutionEvent, ExecutionRace } from './execution.ts';
export { type ExecutionQuestion, type Executions, executionsOf, executionsWork } from './executions.ts';
export { uncovered, type Uncovered } from './hardware/covered.ts';
export { hardwareExecutionsWork, type HardwareOutcomes, hardwareOutcomesWork } from './hardware/outcomes.ts';
export { finish } from './pausing.ts';
export type { Shown } from './observed.ts';
export { type OutcomeLimits, type Outcomes, outcomesOf, outcomesWork } from './outcomes.ts';
export type { Pausing } from './pausing.ts';
export type {
  FenceKind,
  KernelFlow,
  KernelLocation,
  KernelOrigin,
  KernelProgram,
  KernelStatement,
  KernelTerm,
  KernelThread,
  LooseRead,
} from './program.ts';
export { axiomWords, missingWords, orderNames, relationWords } from './words.ts';
