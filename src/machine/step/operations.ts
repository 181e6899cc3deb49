/** What a transition of one CPU does outside it, in order: stores, effects, interrupts raised, copies dropped. */
import { valueOf, wordOf } from '../../base/index.ts';
import { STEPPED } from '../api.ts';
import type { Op } from '../cpu/draft-run.ts';
import { cellsRead, closedValue, eachCellRead } from '../memory/global-expr.ts';
import type { Stage, Touched } from './stage.ts';
import { invalidate, writePte } from './translation-steps.ts';

export function performOp(machine: Stage, cpu: number, op: Op, dst: Int32Array, at: number): number {
  const textAt = at + machine.textWord;
  if (machine.touched) noteTouched(machine, machine.touched, op, dst, at);
  switch (op.k) {
    case 'write':
      return write(machine, cpu, op.cell, op.value, dst, at);
    case 'effect': {
      const { hook } = op;
      machine.readCells |= cellsRead(hook);
      if (hook.k === 'set') {
        const cell = hook.cell + (hook.index === null ? 0 : closedValue(hook.index, dst, at));
        const value = closedValue(hook.value, dst, at);
        machine.watcher?.wrote(cell, valueOf(dst[at + cell] ?? 0), value);
        machine.wroteCells |= 1 << (cell & 31);
        dst[at + cell] = wordOf(value);
        return STEPPED;
      }
      if (closedValue(hook.cond, dst, at) !== 0) return STEPPED;
      const failed = machine
        .table(cpu)
        .failed(machine.part(dst, at, cpu), hook.property, op.after + machine.shift);
      machine.shift++;
      return machine.accept(cpu, failed, dst, at);
    }
    case 'raise':
      // Who else does something to the line is not told by cells, so it counts as if all were written.
      if (op.line === true) machine.wroteCells = -1;
      for (let target = 0; target < machine.cpus.length; target++) {
        if ((op.mask & (1 << target)) === 0) continue;
        const table = machine.table(target);
        if ((table.setup.spec.irqHandlers[op.irq] ?? null) === null) continue;
        const part = machine.part(dst, at, target);
        if (op.off === true && !table.hasPending(part, op.irq)) continue;
        if (op.off !== true) machine.watcher?.raised(target, op.irq);
        const result = op.off === true ? table.lowered(part, op.irq) : table.raised(part, op.irq);
        const status = machine.accept(target, result, dst, at);
        if (status !== STEPPED) return status;
      }
      return STEPPED;
    case 'cse':
      dst[textAt] = machine.text.synchronized(dst[textAt] ?? 0, cpu);
      return STEPPED;
    case 'dc':
      dst[textAt] = machine.text.cleaned(dst[textAt] ?? 0, op.cell);
      return STEPPED;
    case 'ic':
      dst[textAt] = machine.text.invalidated(dst[textAt] ?? 0, op.cell);
      return STEPPED;
    case 'report':
      machine.report(op.property);
      return STEPPED;
    case 'violate':
      violate(machine, op.property, dst, at);
      return STEPPED;
    case 'tlbi':
      return invalidate(machine, cpu, op.cpu, op.page, dst, at);
  }
}

function write(
  machine: Stage,
  cpu: number,
  cell: number,
  value: number,
  dst: Int32Array,
  at: number,
): number {
  machine.watcher?.wrote(cell, valueOf(dst[at + cell] ?? 0), value);
  machine.wroteCells |= 1 << (cell & 31);
  dst[at + cell] = wordOf(value);
  if (machine.text.isText(cell)) {
    const word = at + machine.textWord;
    const change = machine.text.stored(dst[word] ?? 0, cell, value);
    dst[word] = change.state;
    if (change.unpredictable) machine.report(machine.program.builtin.unpredictable);
  }
  for (const page of machine.tlb.pagesOf(cell)) {
    const status = writePte(machine, page, value, dst, at);
    if (status !== STEPPED) return status;
  }
  for (let other = 0; other < machine.cpus.length; other++) {
    if (other === cpu) continue;
    const result = machine.table(other).written(machine.part(dst, at, other), cell);
    if (result === null) continue;
    const status = machine.accept(other, result, dst, at);
    if (status !== STEPPED) return status;
  }
  return STEPPED;
}

function noteTouched(machine: Stage, touched: Touched, op: Op, dst: Int32Array, at: number): void {
  if (op.k === 'write') touched.writes.push(op.cell);
  else if (op.k === 'effect') {
    const { hook } = op;
    eachCellRead(hook, dst, at, (cell) => touched.reads.push(cell));
    if (hook.k === 'set')
      touched.writes.push(hook.cell + (hook.index === null ? 0 : closedValue(hook.index, dst, at)));
    // What was fetched ahead is dropped, where there is text that could be.
  } else if (op.k !== 'cse' || machine.program.sites.length > 0) touched.anything = true;
}

/** A property is violated in this step: the run ends with it. */
export function violate(machine: Stage, property: number, dst: Int32Array, at: number): void {
  if (machine.passing) return;
  const ended = at + machine.endedWord;
  if (dst[ended] === 0) {
    machine.violated = property;
    dst[ended] = property + 1;
  } else if (dst[ended] !== property + 1) machine.report(property);
}
