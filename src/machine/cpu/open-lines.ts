/** Which interrupts, softirqs and work a CPU would begin where it stands (memory-model.md C1–C4, C9, C10). */
import { cpuChart, hasRoom } from '../charts/cpu-chart.ts';
import type { CpuSetup, DraftRun } from './draft-run.ts';

/** Interrupts that neither a mask nor a running handler holds back, as a bit mask. */
export function openInterrupts(setup: CpuSetup, chart: number): number {
  let open = 0;
  const softirqs = softirqsRun(chart);
  setup.program.irqs.forEach((irq, n) => {
    if ((setup.spec.irqHandlers[n] ?? null) === null) return;
    if (irq.kind === 'irq' && !cpuChart.is(chart, 'mask', 'open')) return;
    if (irq.kind === 'nmi' && !cpuChart.is(chart, 'block', 'open')) return;
    const room =
      irq.kind === 'softirq'
        ? softirqs
        : irq.kind === 'work'
          ? cpuChart.is(chart, 'task', 'idle')
          : hasRoom(chart, irq.kind);
    if (room) open |= 1 << n;
  });
  return open;
}

/** C9: bottom halves are on, interrupts too, and no handler runs but that of a trap. */
function softirqsRun(chart: number): boolean {
  const is = (region: string, value: string) => cpuChart.is(chart, region, value);
  return (
    is('mask', 'open') && is('bh', 'on') && is('irq', 'none') && is('nmi', 'none') && is('softirq', 'none')
  );
}

/** What is pending runs before what was interrupted, or who turned bottom halves on, goes on (C9). */
export function runSoftirqs(run: DraftRun): void {
  if (!run.setup.program.irqs.some(({ kind }) => kind === 'softirq')) return;
  const open = openInterrupts(run.setup, run.d.chart);
  run.setup.program.irqs.forEach(({ kind }, n) => {
    if (kind === 'softirq') run.d.due |= run.d.pending & open & (1 << n);
  });
}
