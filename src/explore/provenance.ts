/** Who: for a value in memory at some step of a run, the step that wrote it and since when others could see it. */
import type { Run } from './api.ts';

export interface Writer {
  /** The step, counted from 0, in which the value became visible to every CPU. */
  readonly visible: number;
  /** The step in which the store issued: its own CPU has seen the value since then. Null before the first step. */
  readonly issued: number | null;
  readonly cpu: number;
  readonly pc: number | null;
  readonly value: number;
}

/** The writer of a cell's value after `steps` steps of a run; null for the initial value. */
export function writerOf(run: Run, steps: number, cell: number): Writer | null {
  for (let visible = Math.min(steps, run.steps.length) - 1; visible >= 0; visible--) {
    const trace = run.steps[visible]?.trace;
    const write = trace?.writes.findLast((one) => one.cell === cell);
    if (!trace || !write) continue;
    const { cpu, pc } = trace.info;
    const issued = run.steps.findLastIndex(
      (step, at) => at <= visible && step.trace.issued.some((one) => one.cpu === cpu && one.pc === pc),
    );
    return { visible, issued: issued < 0 ? null : issued, cpu, pc, value: write.after };
  }
  return null;
}
