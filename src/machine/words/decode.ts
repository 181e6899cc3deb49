/** A packed state as a readable snapshot. */
import type { CpuSnapshot, EntrySnapshot, Snapshot } from '../api.ts';
import { cpuChart } from '../charts/cpu-chart.ts';
import type { RaceMachine } from '../step/race-machine.ts';
import type { Part } from '../cpu/part.ts';
import { ADDRESS_BASE, valueOf } from '../../base/index.ts';
import type { Origin } from '../program.ts';
import { constant, isKnown, type Val } from '../cpu/value.ts';
import { waitsFor } from './why.ts';

const NOWHERE: Origin = { key: '', text: '', file: 0, from: 0, to: 0, scope: [] };

function knownOrNull(v: Val | null): number | null {
  return v !== null && isKnown(v) ? constant(v) : null;
}

function originOf(machine: RaceMachine, pc: number): Origin {
  return machine.program.code[pc]?.at ?? NOWHERE;
}

function cellOfAddress(machine: RaceMachine, v: Val): number | null {
  const address = knownOrNull(v);
  if (address === null) return null;
  const cell = address - ADDRESS_BASE;
  return cell >= 0 && cell < machine.program.cells.length ? cell : null;
}

function entriesOf(machine: RaceMachine, part: Part, cpu: number): EntrySnapshot[] {
  return part.queue.map((e, i) => ({
    kind: e.kind,
    pc: e.pc,
    at: originOf(machine, e.pc),
    cell:
      e.kind === 'load' || e.kind === 'store' || e.kind === 'dc' || e.kind === 'ic' || e.kind === 'walk'
        ? cellOfAddress(machine, e.addr)
        : null,
    value: e.kind === 'load' || e.kind === 'store' ? knownOrNull(e.val) : null,
    done: e.done,
    stale: e.stale,
    waits: waitsFor(machine, part.queue, i, cpu),
  }));
}

function cpuOf(machine: RaceMachine, src: Int32Array, at: number, cpu: number): CpuSnapshot {
  const { part, done } = machine.table(cpu).info(machine.part(src, at, cpu));
  return {
    chart: cpuChart.values(part.chart),
    frames: part.frames.map((f) => ({
      kind: f.kind,
      pc: f.pc,
      at: originOf(machine, f.pc),
      regs: f.regs.map(knownOrNull),
    })),
    queue: entriesOf(machine, part, cpu),
    pending: machine.program.irqs.flatMap((_, n) => ((part.pending & (1 << n)) !== 0 ? [n] : [])),
    finished: done,
  };
}

export function decodeState(machine: RaceMachine, src: Int32Array, at: number): Snapshot {
  const { program } = machine;
  return {
    cells: program.cells.map((_, i) => valueOf(src[at + i] ?? 0)),
    cpus: program.cpus.map((_, cpu) => cpuOf(machine, src, at, cpu)),
    pages: program.pages.map((_, page) => ({
      page,
      tlb: program.cpus.map((__, cpu) => machine.tlb.held(src[at + machine.tlbWord] ?? 0, cpu, page)),
      chart: program.cpus.map((__, cpu) => machine.tlb.chart(src[at + machine.tlbWord] ?? 0, cpu, page)),
      patcher: machine.tlb.patcher(src[at + machine.tlbWord] ?? 0, page),
    })),
    sites: program.sites.map((_, site) => ({
      site,
      fetchable: machine.text.fetchable(src[at + machine.textWord] ?? 0, site),
      patcher: machine.text.patcher(src[at + machine.textWord] ?? 0, site),
    })),
    ended: machine.isEnded(src, at),
    finished: machine.isFinished(src, at),
  };
}
