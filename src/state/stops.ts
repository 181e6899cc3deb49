/** Where a run stops by itself: breakpoints on statements, watches on locations, and the ends of calls. */
import type { Snapshot } from './answers.ts';
import { choiceWords, cpuName, formatValue } from '../score/index.ts';
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

/** The stop that stands at the step that leads to `position`; with `cpu` only that CPU's steps count. */
function stopAt(node: RunNode, position: number, stops: readonly Stop[], cpu?: number): Stop | null {
  const trace = node.run.steps[position - 1]?.trace;
  if (!trace || (cpu !== undefined && trace.info.cpu !== cpu)) return null;
  const at = trace.info.pc === null ? null : node.program.code[trace.info.pc]?.at;
  const found = stops.find((stop) =>
    stop.kind === 'cell'
      ? [...trace.reads, ...trace.writes].some((access) => access.cell === stop.cell)
      : at?.file === stop.file && at.from >= stop.from && at.from <= stop.to,
  );
  return found ?? null;
}

/** Why the run stops at a position: "breakpoint: CPU 0, WRITE_ONCE(x, 1), becomes visible"; null where nothing stops it. */
export function stopWords(node: RunNode, position: number, stops: readonly Stop[]): string | null {
  const { program, run } = node;
  const stop = stopAt(node, position, stops);
  const trace = run.steps[position - 1]?.trace;
  if (!stop || !trace) return null;
  const who = cpuName(program, trace.info.cpu);
  if (stop.kind === 'line') return `breakpoint: ${who}, ${choiceWords(program, trace.info)}`;
  const read = trace.reads.find(({ cell }) => cell === stop.cell);
  const write = trace.writes.find(({ cell }) => cell === stop.cell);
  if (write) return `watch: ${who} makes ${stop.name} ${formatValue(program, write.after, stop.cell)}`;
  return `watch: ${who} reads ${stop.name}${read ? `: ${formatValue(program, read.value, stop.cell)}` : ''}`;
}

/** Next position in a direction at which a stop stands, of one CPU where it is given; null where there is none in this run. */
export function nextStop(
  node: RunNode,
  position: number,
  direction: 1 | -1,
  stops: readonly Stop[],
  cpu?: number,
): number | null {
  for (let at = position + direction; at >= 0 && at <= node.run.steps.length; at += direction) {
    if (stopAt(node, at, stops, cpu)) return at;
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
