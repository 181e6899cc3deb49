/** Where a run stops by itself: breakpoints on statements, watches on locations, and the ends of calls. */
import type { Snapshot } from './answers.ts';
import { snapshotAt } from './selectors.ts';
import type { RunNode } from './run-tree.ts';

export type Stop =
  /** A stretch of a source text: statements that begin in it. */
  | {
      readonly kind: 'line';
      readonly file: number;
      readonly from: number;
      readonly to: number;
      readonly text: string;
    }
  | { readonly kind: 'cell'; readonly cell: number; readonly name: string };

export function sameStop(a: Stop, b: Stop): boolean {
  if (a.kind === 'cell' || b.kind === 'cell')
    return a.kind === b.kind && a.kind === 'cell' && b.kind === 'cell' && a.cell === b.cell;
  return a.file === b.file && a.from === b.from;
}

/** True where the step that leads to `position` is one to stop at. */
function stopsAt(node: RunNode, position: number, stops: readonly Stop[]): boolean {
  const trace = node.run.steps[position - 1]?.trace;
  if (!trace) return false;
  const at = trace.info.pc === null ? null : node.program.code[trace.info.pc]?.at;
  return stops.some((stop) =>
    stop.kind === 'cell'
      ? [...trace.reads, ...trace.writes].some((access) => access.cell === stop.cell)
      : at?.file === stop.file && at.from >= stop.from && at.from <= stop.to,
  );
}

/** Next position in a direction at which a stop stands; null where there is none in this run. */
export function nextStop(
  node: RunNode,
  position: number,
  direction: 1 | -1,
  stops: readonly Stop[],
): number | null {
  for (let at = position + direction; at >= 0 && at <= node.run.steps.length; at += direction) {
    if (stopsAt(node, at, stops)) return at;
  }
  return null;
}

/** Calls and handlers that a CPU is in. */
function depthOf(snapshot: Snapshot | null, cpu: number): number {
  const frames = snapshot?.cpus[cpu]?.frames ?? [];
  return frames.reduce((sum, frame) => sum + 1 + frame.at.scope.length, 0);
}

/**
 * Stepping one CPU within the run: `into` to its next own step, `over` to the next that leaves it no deeper than it is,
 * `out` to the next that leaves it shallower. Null where the run has no such step.
 */
export function stepOfCpu(
  node: RunNode,
  position: number,
  cpu: number,
  how: 'into' | 'over' | 'out',
  direction: 1 | -1,
): number | null {
  const depth = depthOf(snapshotAt(node, position), cpu);
  for (let at = position + direction; at >= 0 && at <= node.run.steps.length; at += direction) {
    const own = node.run.steps[(direction > 0 ? at : at + 1) - 1]?.trace.info.cpu === cpu;
    if (!own) continue;
    const now = depthOf(snapshotAt(node, at), cpu);
    if (how === 'into' || (how === 'over' ? now <= depth : now < depth)) return at;
  }
  return null;
}
