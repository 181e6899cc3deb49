/** Executing a text site once fetch has delivered its words: a value, another instruction, a trap, or a torn mix. */
import { cpuChart, hasRoom } from '../charts/cpu-chart.ts';
import type { DraftRun } from './draft-run.ts';
import { push, type Entry, type FrameKind } from './part.ts';
import { faultOf } from './rights.ts';
import { passOrdered } from './translation.ts';
import { passOver } from './translation.ts';
import { constant, isKnown } from './value.ts';
import type { Handler, Observed, Program } from '../program.ts';

export function executeSite(run: DraftRun, words: string): void {
  const frame = run.top();
  const { pc } = frame;
  const instr = run.instr(pc);
  if (instr.op !== 'execute') throw new Error('internal: no text site at the pc');
  run.issued.push(pc);
  const decoded = instr.decode[words] ?? { k: 'torn', property: run.setup.program.builtin.torn ?? -1 };
  switch (decoded.k) {
    case 'value':
      if (instr.dst !== null) run.set(instr.dst, decoded.value);
      frame.pc = pc + 1;
      run.hooksAtIssue(pc, instr.then);
      break;
    case 'jump':
      frame.pc = decoded.to;
      run.hooksAtIssue(pc, instr.then);
      break;
    case 'torn':
      if (decoded.property >= 0) push(run.d, 'violation', pc, { property: decoded.property });
      frame.pc = -1;
      break;
    case 'trap':
      trap(run, 'bp', run.setup.spec.bpHandler, pc);
      break;
  }
}

/** Enters a trap's handler; without one, or where no stack is left for it, the CPU is lost. */
function trap(run: DraftRun, kind: FrameKind & ('bp' | 'fault'), handler: Handler | null, pc: number): void {
  const { d, setup } = run;
  if (handler === null || !hasRoom(d.chart, 'trap')) {
    if (kind === 'bp') run.breakRule('unhandled-int3', pc);
    run.top().pc = -1;
    return;
  }
  const wasOpen = cpuChart.is(d.chart, 'mask', 'open');
  run.send('trap.take');
  d.frames.push({
    kind,
    irq: -1,
    pc: handler.entry,
    regs: Array.from({ length: handler.regs }, () => 0),
    wasOpen,
  });
  // A fault masks interrupts like every exception, and the kernel's handlers first make them what they were
  // (exc_page_fault(), el1_abort()); a breakpoint's do not.
  if (kind === 'fault' && wasOpen) run.send('irq.enable');
  if (setup.program.arch === 'arm64' && setup.program.hardware.eis) run.synchronize(handler.entry, 'isb');
}

function observedFaults({ observed }: Program): readonly (Observed & { k: 'fault' })[] {
  return observed.filter((o) => o.k === 'fault');
}

/** V6: the fault is taken; for its handler it is a context synchronization. On x86 it drops what the TLB holds of its
 *  address (V14). `kind` as in FAULT_KINDS; `pte`: the entry's value by now. */
export function takeFault(run: DraftRun, fault: Entry, kind: number, pte: number): void {
  const { d, setup } = run;
  const { pc, page } = fault;
  passOrdered(d.queue, fault);
  passOver(run, fault, kind);
  d.queue.splice(d.queue.indexOf(fault), 1);
  const instr = run.instr(pc);
  observedFaults(setup.program).forEach((o, nth) => {
    if (o.cpu === setup.cpu && (o.page ?? page) === page && (o.label === null || o.label === instr.at.label))
      d.faults |= 1 << (3 * nth + kind);
  });
  const barrier = setup.program.arch === 'x86' ? 'serialize' : 'isb';
  if (setup.program.arch === 'x86') run.emit({ k: 'tlbi', cpu: setup.cpu, page });
  if (setup.spec.faultHandler?.continuesTask === true) {
    run.top().pc = setup.spec.faultHandler.entry;
    run.synchronize(pc, barrier);
    return;
  }
  if (setup.program.faultEnds) {
    run.end();
    return;
  }
  if (setup.spec.faultHandler !== null && hasRoom(d.chart, 'trap')) {
    trap(run, 'fault', setup.spec.faultHandler, pc);
    const told = setup.spec.faultHandler.fault;
    if (told) {
      run.set(told.address, isKnown(fault.addr) ? constant(fault.addr) : 0);
      run.set(told.kind, kind);
      run.set(told.write, Number(instr.op !== 'load'));
    }
    run.synchronize(pc, barrier);
    return;
  }
  if (faultOf(setup.rights, pte, instr.op !== 'load') < 0) run.breakRule('spurious-fault', pc);
  else if (instr.faultProperty !== undefined) push(d, 'violation', pc, { property: instr.faultProperty });
  else run.breakRule('fault-in-window', pc);
  run.top().pc = -1;
}
