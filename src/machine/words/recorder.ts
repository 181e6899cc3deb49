/** Watches one step for `trace`: what issued, was read, written, raised and how queue entries moved. */
import type { ChoiceInfo, StepTrace } from '../api.ts';
import { SQUASHED, VIOLATED } from '../api.ts';
import type { Result } from '../tables/cpu-table.ts';
import type { RaceMachine } from '../step/race-machine.ts';
import type { StepWatcher } from '../step/stage.ts';

export class Recorder implements StepWatcher {
  private readonly issued: { cpu: number; pc: number }[] = [];
  private readonly writes: { cell: number; before: number; after: number }[] = [];
  private readonly reads: StepTrace['reads'][number][] = [];
  private readonly raises: { cpu: number; irq: number }[] = [];
  private readonly maps: (readonly number[] | null)[];

  constructor(cpus: number) {
    this.maps = Array.from({ length: cpus }, () => null);
  }

  moved(cpu: number, result: Result): void {
    for (const pc of result.issued) this.issued.push({ cpu, pc });
    for (const read of result.reads) this.reads.push({ cpu, ...read });
    const earlier = this.maps[cpu];
    // A CPU may move more than once in a step (its own transition, then an assert that fails): compose the maps.
    this.maps[cpu] =
      earlier === null || earlier === undefined
        ? result.map
        : result.map.map((i) => (i < 0 ? -1 : (earlier[i] ?? -1)));
  }

  wrote(cell: number, before: number, after: number): void {
    this.writes.push({ cell, before, after });
  }

  raised(cpu: number, irq: number): void {
    this.raises.push({ cpu, irq });
  }

  finish(
    machine: RaceMachine,
    src: Int32Array,
    at: number,
    dst: Int32Array,
    dstAt: number,
    info: ChoiceInfo,
    status: number,
  ): StepTrace {
    const queueMap = this.maps.map((map, cpu) => {
      if (map !== null) return map;
      return machine
        .table(cpu)
        .info(machine.part(src, at, cpu))
        .part.queue.map((_, i) => i);
    });
    return {
      status,
      violated: status === VIOLATED ? machine.violated : null,
      reports: [...machine.reports.subarray(0, status === SQUASHED ? 0 : machine.reportCount)],
      info,
      issued: this.issued,
      writes: this.writes,
      reads: this.reads,
      raised: this.raises,
      taken: info.kind === 'irq' ? { cpu: info.cpu, irq: info.alternative ?? 0 } : null,
      queueMap,
    };
  }
}
