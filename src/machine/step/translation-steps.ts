/** The machine's side of translations: what a step does to the TLBs and to walks in progress (V1, V4, V7, V8). */
import { STEPPED } from '../api.ts';
import type { Stage } from './stage.ts';

/** V4: walks begin by themselves, as soon as they may. */
export function beginWalks(machine: Stage, cpu: number, dst: Int32Array, at: number): number {
  const table = machine.table(cpu);
  const id = machine.part(dst, at, cpu);
  const i = table.info(id).begin;
  if (i < 0) return STEPPED;
  const page = table.walkPage(id, i);
  const held = page < 0 ? [] : machine.tlb.held(dst[at + machine.tlbWord] ?? 0, cpu, page);
  return machine.accept(cpu, table.begun(id, i, held, entry(machine, dst, at, page)), dst, at);
}

/** The page table's entry for a page. */
function entry(machine: Stage, src: Int32Array, at: number, page: number): number {
  const pte = machine.program.pages[page]?.pte;
  return pte === undefined ? 0 : (src[at + pte] ?? 0);
}

export function invalidate(
  machine: Stage,
  issuer: number,
  target: number,
  page: number,
  dst: Int32Array,
  at: number,
): number {
  const word = at + machine.tlbWord;
  for (let p = 0; p < machine.program.pages.length; p++) {
    if (page >= 0 && p !== page) continue;
    const pte = entry(machine, dst, at, p);
    dst[word] = machine.tlb.invalidated(dst[word] ?? 0, target, p, pte);
    const table = machine.table(target);
    const id = machine.part(dst, at, target);
    if (target === issuer || !table.info(id).walks) continue;
    const status = machine.accept(target, table.invalidated(id, p, pte), dst, at);
    if (status !== STEPPED) return status;
  }
  return STEPPED;
}

/** A store to a page table entry became visible to every walker. */
export function writePte(machine: Stage, page: number, value: number, dst: Int32Array, at: number): number {
  const word = at + machine.tlbWord;
  const change = machine.tlb.stored(dst[word] ?? 0, page, value);
  dst[word] = change.state;
  if (change.conflict) machine.report(machine.program.builtin['tlb-conflict']);
  if (change.unpredictable) machine.report(machine.program.builtin.unpredictable);
  for (let cpu = 0; cpu < machine.cpus.length; cpu++) {
    const table = machine.table(cpu);
    const id = machine.part(dst, at, cpu);
    if (!table.info(id).walks) continue;
    const status = machine.accept(cpu, table.pteStored(id, page, value), dst, at);
    if (status !== STEPPED) return status;
  }
  return STEPPED;
}
