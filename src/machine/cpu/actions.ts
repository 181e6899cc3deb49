/** What a CPU can do next (`actionsOf`), and doing it (`perform`). The order of the list is the canonical order. */
import { cpuChart } from '../charts/cpu-chart.ts';
import { DraftRun, type CpuSetup } from './draft-run.ts';
import { takeFault } from './execute.ts';
import { issue } from './issue.ts';
import { openInterrupts } from './open-lines.ts';
import { classify, issueClaim, issueInput } from './issue-class.ts';
import type { Draft, Entry, Part } from './part.ts';
import type { CpuEventType } from '../charts/cpu.machine.ts';
import type { Irq, StepKind } from '../program.ts';
import {
  at,
  branchOpen,
  FROM_MEMORY,
  isPaired,
  loadSource,
  maintenanceReady,
  NOT_YET,
  storeReady,
} from './queue-rules.ts';
import {
  BY_ADDRESS,
  faults,
  faultsAs,
  invalidates,
  isReserved,
  isUpdating,
  pageOf,
  setYoung,
  translate,
  translates,
  update,
  updateOf,
  updateReady,
  updatesAtOnce,
} from './translation.ts';
import { constant, isKnown } from './value.ts';

export interface Action {
  readonly kind: StepKind;
  /** Queue position, -1 for issue and interrupts. */
  readonly entry: number;
  /** Arm, candidate, CPU reached, irq; 0 where there is only one. */
  readonly alternative: number;
  /** Cell whose value the transition depends on, -1 none. */
  readonly cell: number;
  /** Cell that must be in no other CPU's reservation (rule 7): stored to, or read by an atomic; -1 none. */
  readonly claims: number;
  /** Site whose fetchable versions are the alternatives, -1 none (the machine expands them). */
  readonly site: number;
}

export interface ActionList {
  readonly actions: readonly Action[];
  /** A split that has to be decided before anything else in the machine moves. */
  readonly urgent: boolean;
}

export function actionsOf(setup: CpuSetup, part: Part): ActionList {
  // Classifying only reads, so the part itself serves as the draft.
  const run = new DraftRun(setup, part as Draft);
  const own = classify(run);
  const actions: Action[] = [];
  const add: Add = (kind, entry, alternative = 0, cell = -1, claims = -1, site = -1) => {
    actions.push({ kind, entry, alternative, cell, claims, site });
  };
  if (own.how === 'step' && own.urgent) {
    for (let a = 0; a < own.alternatives; a++) add(own.kind, -1, a);
    return { actions, urgent: true };
  }
  const q = part.queue;
  for (let i = 0; i < q.length; i++) completions(run, q, i, add);
  if (own.how === 'step') {
    const instr = run.instr(run.top().pc);
    if (instr.op === 'execute') add('fetch', -1, 0, -1, -1, instr.site);
    else for (let a = 0; a < own.alternatives; a++) add(own.kind, -1, a, issueInput(run), issueClaim(run));
  }
  interrupts(setup, part, add);
  if (setup.endStep >= 0) {
    setup.program.pages.forEach(({ pte }, page) => {
      if (!isReserved(run, q, pte)) add('translate', -1, page, pte, pte);
    });
  }
  return { actions, urgent: false };
}

type Add = (
  kind: StepKind,
  entry: number,
  alternative?: number,
  cell?: number,
  claims?: number,
  site?: number,
) => void;

function completions(run: DraftRun, q: Part['queue'], i: number, add: Add): void {
  const { program } = run.setup;
  const e = at(q, i);
  switch (e.kind) {
    case 'load': {
      if (e.done) break;
      const source = loadSource(q, i, run.strong);
      if (source === FROM_MEMORY && isKnown(e.addr)) {
        const cell = run.cellOf(constant(e.addr));
        const pairs = isPaired(q, e);
        if (!pairs || !isUpdating(run, q, cell)) add('value', i, 0, cell, pairs ? cell : -1);
      } else if (source !== NOT_YET) add('value', i);
      break;
    }
    case 'store':
      if (storeReady(q, i, run.strong) && isKnown(e.addr)) {
        const cell = run.cellOf(constant(e.addr));
        if (!isUpdating(run, q, cell)) add('visible', i, 0, -1, cell);
      }
      break;
    case 'update':
      if (updateReady(q, i)) add('visible', i);
      break;
    case 'dc':
    case 'ic':
      if (maintenanceReady(q, i)) add(e.kind, i);
      break;
    case 'walk':
      if (!e.begun) break;
      for (let c = 0; c < e.candidates.length; c++) {
        const updates = updateOf(run, e, c) !== 0;
        if (!updates) {
          if (translates(q, i)) add('translate', i, c);
        } else if (
          updatesAtOnce(run) ? translates(q, i) && updateReady(q, i) : translates(q, i) || updateReady(q, i)
        ) {
          const cell = program.pages[e.page]?.pte ?? -1;
          if (!isReserved(run, q, cell)) add('translate', i, c, cell, cell);
        }
      }
      break;
    case 'fault':
      if (!faults(q, i, program.hardware.ets2)) break;
      for (let kind = 0; e.kinds >> kind !== 0; kind++)
        if ((e.kinds & (1 << kind)) !== 0 && faultsAs(q, i, kind))
          add('fault', i, kind, program.pages[e.page]?.pte ?? -1);
      break;
    case 'tlbi':
      if (invalidates(q, i)) add('tlbi', i);
      for (let cpu = 0; cpu < program.cpus.length; cpu++)
        if ((e.todo & (1 << cpu)) !== 0) add('arrive', i, cpu);
      break;
    case 'barrier':
    case 'guess':
    case 'effect':
    case 'violation':
      break;
  }
}

/** Interrupts are precise: everything older has left its guesses behind and cannot fault any more. */
function interrupts(setup: CpuSetup, part: Part, add: Add): void {
  const q = part.queue;
  if (branchOpen(q, q.length) || q.some((e) => e.kind === 'walk' || e.kind === 'fault')) return;
  const open = part.pending === 0 ? 0 : part.pending & openInterrupts(setup, part.chart);
  if (open !== 0 && isInside(setup, part)) return;
  for (let n = 0; open >> n !== 0; n++) {
    if ((open & (1 << n)) === 0) continue;
    if (setup.program.irqs[n]?.kind !== 'work' || isIdle(part)) add('irq', -1, n);
  }
}

/** The CPU is between the load and the store of one instruction. */
function isInside({ program }: CpuSetup, { frames }: Part): boolean {
  const before = program.code[(frames[frames.length - 1]?.pc ?? 0) - 1];
  return before?.op === 'load' && before.glued === true;
}

/** Where work begins: nothing else runs, and all of the last one is done. */
function isIdle({ frames, queue }: Part): boolean {
  return frames.length === 1 && queue.length === 0;
}

/** Performs an action on the draft; `input` is the value of the action's cell. */
export function perform(run: DraftRun, action: Action, input: number): void {
  const { d } = run;
  if (action.kind === 'issue' || action.kind === 'predict' || (action.kind === 'tlbi' && action.entry < 0)) {
    issue(run, action.alternative, input);
    return;
  }
  if (action.kind === 'irq') {
    takeInterrupt(run, action.alternative);
    return;
  }
  if (action.kind === 'translate' && action.entry < 0) {
    setYoung(run, action.cell, input);
    return;
  }
  const e = d.queue[action.entry];
  if (e === undefined) throw new Error(`internal: ${action.kind} of no entry`);
  switch (action.kind) {
    case 'value': {
      const source = loadSource(d.queue, action.entry, run.strong);
      const from = source >= 0 ? d.queue[source] : undefined;
      if (from !== undefined && from.val !== null) run.take(action.entry, from.val, from.id, 'queue');
      else run.take(action.entry, action.cell < 0 ? 0 : input, FROM_MEMORY, 'memory');
      break;
    }
    case 'visible':
      if (e.kind === 'update') update(run, e);
      else run.reveal(e);
      break;
    case 'dc':
    case 'ic':
      run.emit({ k: action.kind, cell: isKnown(e.addr) ? run.cellOf(constant(e.addr)) : -1 });
      complete(run, e);
      break;
    case 'translate':
      translate(run, e, action.alternative, input);
      break;
    case 'fault':
      run.pass(action.entry, e.page);
      takeFault(run, e, action.alternative, input);
      break;
    case 'tlbi':
      invalidate(run, e);
      break;
    case 'arrive':
      run.emit({ k: 'tlbi', cpu: action.alternative, page: e.page });
      e.todo &= ~(1 << action.alternative);
      if (e.todo === 0) complete(run, e);
      break;
    case 'fetch':
      throw new Error('internal: a fetch is executed through its words');
  }
}

function complete(run: DraftRun, e: Entry): void {
  run.fire(e);
  run.d.queue.splice(run.d.queue.indexOf(e), 1);
}

/** V7: a TLBI executes: on this CPU at once, on the others as it arrives there. */
function invalidate(run: DraftRun, e: Entry): void {
  const { setup } = run;
  if (e.page === BY_ADDRESS) {
    e.page = pageOf(run, e.addr);
    if (e.page < 0) {
      complete(run, e);
      return;
    }
  }
  run.emit({ k: 'tlbi', cpu: setup.cpu, page: e.page });
  e.done = true;
  setup.program.cpus.forEach((spec, cpu) => {
    if (!e.local && !spec.agent && cpu !== setup.cpu) e.todo |= 1 << cpu;
  });
  if (e.todo === 0) complete(run, e);
}

function takeInterrupt(run: DraftRun, irq: number): void {
  const { d, setup } = run;
  const handler = setup.spec.irqHandlers[irq];
  const line = setup.program.irqs[irq];
  if (handler === undefined || handler === null || line === undefined) return;
  d.pending &= ~(1 << irq);
  d.due &= ~(1 << irq);
  const wasOpen = cpuChart.is(d.chart, 'mask', 'open');
  run.send(TAKES[line.kind]);
  const regs = Array.from({ length: handler.regs }, () => 0);
  d.frames.push({ kind: line.kind, irq, pc: handler.entry, regs, wasOpen });
  if (line.kind === 'softirq' || line.kind === 'work') return;
  if (setup.program.arch === 'arm64' && setup.program.hardware.eis) run.synchronize(handler.entry, 'isb');
}

/** What a line tells the chart. Neither a softirq nor work is an exception. */
const TAKES = {
  irq: 'irq.take',
  nmi: 'nmi.take',
  softirq: 'softirq.take',
  work: 'enter.kernel',
} as const satisfies Record<Irq['kind'], CpuEventType>;
