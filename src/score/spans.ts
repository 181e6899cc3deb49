/** What lasts on a CPU: handlers on its stack, locks that it holds. Spans that overlap get different tracks. */
import type { Run } from '../explore/index.ts';
import type { FrameSnapshot, Program, Snapshot } from '../machine/index.ts';
import type { Hold } from './lock-spans.ts';
import type { Span } from './score.ts';
import { assignTracks } from './tracks.ts';

export function spansOf(
  program: Program,
  run: Run,
  rowOfStep: readonly number[],
  partOf: ReadonlyMap<number, number>,
  lastRow: number,
  holds: readonly Hold[],
): readonly Span[] {
  const spans = [
    ...handlerSpans(program, run, rowOfStep, partOf, lastRow),
    ...holds.map(({ cpu, lock, from, to }): Span => ({
      kind: 'lock',
      part: partOf.get(cpu) ?? 0,
      track: 0,
      from: rowOfStep[from] ?? 0,
      to: to === null ? lastRow : (rowOfStep[to] ?? lastRow),
      open: to === null,
      name: lock,
      copy: null,
    })),
  ];
  return [...partOf.values()]
    .flatMap((part) => {
      const mine = spans.filter((span) => span.part === part);
      const { track } = assignTracks(mine);
      return mine.map((span, index) => ({ ...span, track: track[index] ?? 0 }));
    })
    .sort((a, b) => a.from - b.from || a.track - b.track);
}

/** From the row that entered a handler to the row that left it. */
function handlerSpans(
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
    const close = (to: number, lasts = false) => {
      const span = open.pop();
      if (span)
        spans.push({
          kind: 'handler',
          part: partOf.get(cpu) ?? 0,
          track: 0,
          from: span.from,
          to,
          open: lasts,
          name: span.name,
          copy: null,
        });
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
    while (open.length > 0) close(lastRow, true);
  });
  return spans;
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
    case 'softirq':
      return 'softirq';
    case 'work':
      return 'work';
    default:
      return 'interrupt';
  }
}
