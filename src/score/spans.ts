/** Handlers on a CPU's stack: from the row that entered one to the row that left it. */
import type { Run } from '../explore/index.ts';
import type { FrameSnapshot, Program, Snapshot } from '../machine/index.ts';
import type { Span } from './score.ts';

export function spansOf(
  program: Program,
  run: Run,
  rowOfStep: readonly number[],
  partOf: ReadonlyMap<number, number>,
  lastRow: number,
): readonly Span[] {
  const spans: Span[] = [];
  const states: readonly Snapshot[] = [run.initial, ...run.steps.map((step) => step.after)];
  program.cpus.forEach((_, cpu) => {
    const open: { name: string; from: number }[] = [];
    const close = (to: number) => {
      const span = open.pop();
      if (span)
        spans.push({ part: partOf.get(cpu) ?? 0, depth: open.length, from: span.from, to, name: span.name });
    };
    states.forEach((state, step) => {
      const frames = state.cpus[cpu]?.frames.slice(1) ?? [];
      const row = rowOfStep[step] ?? 0;
      const taken = run.steps[step - 1]?.trace.taken;
      const fresh = taken?.cpu === cpu;
      while (open.length > frames.length || (fresh && open.length === frames.length && open.length > 0))
        close(row);
      while (open.length < frames.length)
        open.push({ name: nameOf(program, frames[open.length], fresh ? taken.irq : null), from: row });
    });
    while (open.length > 0) close(lastRow);
  });
  return spans.sort((a, b) => a.from - b.from || a.depth - b.depth);
}

function nameOf(program: Program, frame: FrameSnapshot | undefined, irq: number | null): string {
  if (irq !== null) return program.irqs[irq]?.name ?? 'interrupt';
  switch (frame?.kind) {
    case 'bp':
      return 'breakpoint';
    case 'fault':
      return 'page fault';
    case 'nmi':
      return 'NMI';
    default:
      return 'interrupt';
  }
}
