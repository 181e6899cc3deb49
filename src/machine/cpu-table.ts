/**
 * One CPU as a table. Parts are interned as numbers; a transition (part, action, input value) or (part, event) is
 * computed once through the charts and rules and is from then on a look-up. This is what lets the search run at
 * millions of steps a second while the rules stay readable code over objects.
 */
import { cpuChart } from './cpu/chart.ts';
import { DraftRun, type CpuSetup, type Op, type Read } from './draft-run.ts';
import { issue } from './issue.ts';
import { classify, issueInput } from './issue-class.ts';
import { executeSite, takeFault } from './execute.ts';
import {
  BY_ADDRESS,
  begin,
  faults,
  invalidates,
  invalidationArrived,
  mayBegin,
  pageOf,
  pteStored,
  translate,
  translates,
  usesTranslation,
} from './translation.ts';
import { draftOf, partKey, push, type Draft, type Entry, type Part } from './part.ts';
import { branchOpen, FROM_MEMORY, loadSource, maintenanceReady, NOT_YET, storeReady } from './queue-rules.ts';
import { isDone, settle } from './settle.ts';
import { ADDRESS_BASE, type StepKind } from './program.ts';
import { constant, isKnown } from './value.ts';

/** A transition's outcome. */
export interface Result {
  readonly next: number;
  readonly ops: readonly Op[];
  readonly issued: readonly number[];
  readonly reads: readonly Read[];
  /** For each queue entry of `next`, its position before, -1 for a new one. */
  readonly map: readonly number[];
}

/** The run does not exist (a guess failed, coherence broke). */
export const SQUASH: Result = { next: -1, ops: [], issued: [], reads: [], map: [] };

export interface Action {
  readonly kind: StepKind;
  /** Queue position, -1 for issue and interrupts. */
  readonly entry: number;
  /** Arm, version, irq; 0 where there is only one. */
  readonly alternative: number;
  /** Cell whose value the transition depends on, -1 none. */
  readonly cell: number;
  /** Site whose fetchable versions are the alternatives, -1 none (the machine expands them). */
  readonly site: number;
}

export interface PartInfo {
  readonly part: Part;
  readonly actions: readonly Action[];
  /** A split that has to be decided before anything else moves. */
  readonly urgent: boolean;
  readonly done: boolean;
  /** Queue position of a walk or fault that begins by itself as soon as the machine tells it what there is; -1 none. */
  readonly begin: number;
  /** Some walk or fault is in progress. */
  readonly walks: boolean;
  readonly openGuess: boolean;
  readonly place: number;
  /** Cells a done load took from memory and may still have to give back. */
  readonly watched: ReadonlySet<number>;
  /** Cached results: by action for inputless ones, else by action and input. */
  readonly fixed: (Result | undefined)[];
  readonly byInput: (Map<number, Result> | undefined)[];
  readonly events: Map<string, Result>;
  readonly onWrite: (Result | undefined)[];
  readonly onRaise: (Result | undefined)[];
}

export class CpuTable {
  readonly setup: CpuSetup;
  private readonly ids = new Map<string, number>();
  private readonly infos: PartInfo[] = [];
  private readonly loopOf: readonly number[];

  constructor(setup: CpuSetup, loopOf: readonly number[]) {
    this.setup = setup;
    this.loopOf = loopOf;
  }

  get size(): number {
    return this.infos.length;
  }

  info(id: number): PartInfo {
    const info = this.infos[id];
    if (info === undefined) throw new Error('internal: unknown part');
    return info;
  }

  /** The CPU before its first statement, settled. */
  start(): Result {
    const { spec } = this.setup;
    let chart = cpuChart.initial;
    if (spec.mode !== 'kernel') chart = cpuChart.send(chart, `enter.${spec.mode}`);
    if (spec.irqsOff) chart = cpuChart.send(chart, 'irq.disable');
    if (spec.eqs) chart = cpuChart.send(chart, 'eqs.enter');
    const regs = Array.from({ length: spec.regs }, (_, r) => spec.init[r] ?? 0);
    const d: Draft = {
      chart,
      frames: [{ kind: 'task', irq: -1, pc: spec.entry, regs, wasOpen: false }],
      queue: [],
      pending: 0,
      faults: 0,
      nextId: 0,
    };
    return this.finish(new DraftRun(this.setup, d));
  }

  private finish(run: DraftRun): Result {
    if (!run.squashed) settle(run);
    if (run.squashed) return SQUASH;
    const ops = run.ops();
    const map = run.d.queue.map((e) => e.was);
    return { next: this.intern(run), ops, issued: run.issued, reads: run.reads, map };
  }

  private intern(run: DraftRun): number {
    const key = partKey(run.d);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.infos.length;
    this.ids.set(key, id);
    this.infos.push(this.describe(run));
    return id;
  }

  private describe(run: DraftRun): PartInfo {
    const part: Part = run.d;
    const { actions, urgent } = this.actionsOf(part);
    const watched = new Set<number>();
    for (const e of part.queue) {
      if (e.kind === 'load' && e.done && e.src < 0 && isKnown(e.addr))
        watched.add(constant(e.addr) - ADDRESS_BASE);
    }
    const wait = part.queue.find((e) => e.wait);
    const top = part.frames[part.frames.length - 1];
    const pc = wait?.pc ?? top?.pc ?? -1;
    const done = isDone(run);
    return {
      part,
      actions,
      urgent,
      done,
      begin: part.queue.findIndex((_, i) => mayBegin(part.queue, i, this.setup.program.hardware.ets2)),
      walks: part.queue.some((e) => e.begun),
      openGuess: part.queue.some(
        (e) => (e.kind === 'guess' && (!e.wait || e.soft)) || e.kind === 'walk' || e.kind === 'fault',
      ),
      place: done ? -1 : part.frames.length * 0x10000 + (this.loopOf[pc] ?? pc),
      watched,
      fixed: [],
      byInput: [],
      events: new Map(),
      onWrite: [],
      onRaise: [],
    };
  }

  private actionsOf(part: Part): { actions: Action[]; urgent: boolean } {
    const run = new DraftRun(this.setup, draftOf(part));
    const own = classify(run);
    const actions: Action[] = [];
    const add = (kind: StepKind, entry: number, alternative: number, cell = -1, site = -1): void => {
      actions.push({ kind, entry, alternative, cell, site });
    };
    if (own.how === 'step' && own.urgent) {
      for (let a = 0; a < own.alternatives; a++) add(own.kind, -1, a);
      return { actions, urgent: true };
    }
    const q = part.queue;
    q.forEach((e, i) => {
      this.completions(q, e, i, run.strong, add);
    });
    if (own.how === 'step') {
      const top = run.top();
      const instr = run.instr(top.pc);
      if (instr.op === 'execute') add('fetch', -1, 0, -1, instr.site);
      else for (let a = 0; a < own.alternatives; a++) add(own.kind, -1, a, issueInput(run));
    }
    if (
      part.pending !== 0 &&
      !branchOpen(q, q.length) &&
      !q.some((e) => e.kind === 'walk' || e.kind === 'fault')
    )
      this.interrupts(part, add);
    return { actions, urgent: false };
  }

  private completions(
    q: readonly Readonly<Entry>[],
    e: Readonly<Entry>,
    i: number,
    inOrder: boolean,
    add: (kind: StepKind, entry: number, alternative: number, cell?: number) => void,
  ): void {
    if (e.kind === 'load' && !e.done) {
      const source = loadSource(q, i, inOrder);
      if (source === FROM_MEMORY && isKnown(e.addr)) add('value', i, 0, this.cellOf(constant(e.addr)));
      else if (source !== NOT_YET) add('value', i, 0);
    } else if (e.kind === 'store') {
      if (storeReady(q, i, inOrder)) add('visible', i, 0);
    } else if (e.kind === 'dc' || e.kind === 'ic') {
      if (maintenanceReady(q, i)) add(e.kind, i, 0);
    } else if (e.kind === 'walk') {
      if (translates(q, i)) for (let c = 0; c < e.candidates.length; c++) add('translate', i, c);
    } else if (e.kind === 'fault') {
      if (faults(q, i)) add('fault', i, 0, this.setup.program.pages[e.page]?.pte ?? -1);
    } else if (e.kind === 'tlbi') {
      if (invalidates(q, i)) add('tlbi', i, 0);
      for (let cpu = 0; cpu < this.setup.program.cpus.length; cpu++)
        if ((e.todo & (1 << cpu)) !== 0) add('arrive', i, cpu);
    }
  }

  private interrupts(part: Part, add: (kind: StepKind, entry: number, alternative: number) => void): void {
    this.setup.program.irqs.forEach((irq, n) => {
      if ((part.pending & (1 << n)) === 0 || (this.setup.spec.irqHandlers[n] ?? null) === null) return;
      if (irq.kind === 'irq' && !cpuChart.is(part.chart, 'mask', 'open')) return;
      if (irq.kind === 'nmi' && !cpuChart.is(part.chart, 'block', 'open')) return;
      if (cpuChart.next(part.chart, irq.kind === 'irq' ? 'irq.take' : 'nmi.take') >= 0) add('irq', -1, n);
    });
  }

  private cellOf(address: number): number {
    const cell = address - ADDRESS_BASE;
    return cell >= 0 && cell < this.setup.program.cells.length ? cell : -1;
  }

  /** Result of action number `a`; `input` is the value of the action's cell (0 where there is none). */
  act(id: number, a: number, input: number): Result {
    const info = this.info(id);
    const action = info.actions[a];
    if (action === undefined) throw new Error('internal: unknown action');
    if (action.cell < 0) {
      const known = info.fixed[a];
      if (known !== undefined) return known;
      const result = this.compute(info.part, action, 0);
      info.fixed[a] = result;
      return result;
    }
    let results = info.byInput[a];
    if (results === undefined) {
      results = new Map();
      info.byInput[a] = results;
    }
    const known = results.get(input);
    if (known !== undefined) return known;
    const result = this.compute(info.part, action, input);
    results.set(input, result);
    return result;
  }

  private compute(part: Part, action: Action, input: number): Result {
    const run = new DraftRun(this.setup, draftOf(part));
    const { d } = run;
    const e = action.entry >= 0 ? d.queue[action.entry] : undefined;
    switch (action.kind) {
      case 'issue':
      case 'predict':
        issue(run, action.alternative, input);
        break;
      case 'value': {
        if (e === undefined) break;
        const source = loadSource(d.queue, action.entry, run.strong);
        const from = source >= 0 ? d.queue[source] : undefined;
        if (from !== undefined && from.val !== null) run.take(action.entry, from.val, from.id, 'queue');
        else run.take(action.entry, input, -1, 'memory');
        break;
      }
      case 'visible':
        if (e !== undefined) run.reveal(e);
        break;
      case 'dc':
      case 'ic':
        if (e !== undefined) {
          run.emit({ k: action.kind, cell: isKnown(e.addr) ? run.cellOf(constant(e.addr)) : -1 });
          this.complete(run, e);
        }
        break;
      case 'irq':
        this.takeInterrupt(run, action.alternative);
        break;
      case 'translate':
        if (e !== undefined) translate(run, e, action.alternative);
        break;
      case 'fault':
        if (e !== undefined) takeFault(run, e, input);
        break;
      case 'tlbi':
        if (e !== undefined) this.invalidate(run, e);
        break;
      case 'arrive':
        if (e !== undefined) {
          run.emit({ k: 'tlbi', cpu: action.alternative, page: e.page });
          e.todo &= ~(1 << action.alternative);
          if (e.todo === 0) this.complete(run, e);
        }
        break;
      case 'fetch':
        throw new Error('internal: a fetch is executed through its words');
    }
    return this.finish(run);
  }

  /** The site at the top of the stack is executed and fetch delivered `words` (joined by commas). */
  executed(id: number, words: string): Result {
    return this.cached(id, `x${words}`, (run) => {
      executeSite(run, words);
    });
  }

  private complete(run: DraftRun, e: Entry): void {
    run.fire(e);
    run.d.queue.splice(run.d.queue.indexOf(e), 1);
  }

  /** V7: a TLBI executes: on this CPU at once, on the others as it arrives there. */
  private invalidate(run: DraftRun, e: Entry): void {
    if (e.page === BY_ADDRESS) {
      e.page = pageOf(run, e.addr);
      if (e.page < 0) {
        this.complete(run, e);
        return;
      }
    }
    run.emit({ k: 'tlbi', cpu: this.setup.cpu, page: e.page });
    e.done = true;
    this.setup.program.cpus.forEach((spec, cpu) => {
      if (!e.local && !spec.agent && cpu !== this.setup.cpu) e.todo |= 1 << cpu;
    });
    if (e.todo === 0) this.complete(run, e);
  }

  private takeInterrupt(run: DraftRun, irq: number): void {
    const { d, setup } = run;
    const handler = setup.spec.irqHandlers[irq];
    const line = setup.program.irqs[irq];
    if (handler === undefined || handler === null || line === undefined) return;
    d.pending &= ~(1 << irq);
    const wasOpen = cpuChart.is(d.chart, 'mask', 'open');
    run.send(line.kind === 'irq' ? 'irq.take' : 'nmi.take');
    const regs = Array.from({ length: handler.regs }, () => 0);
    d.frames.push({ kind: line.kind, irq, pc: handler.entry, regs, wasOpen });
    if (setup.program.arch === 'arm64' && setup.program.hardware.eis) run.synchronize(handler.entry, 'isb');
  }

  /** Another CPU's (or an agent's) store to `cell` becomes visible: done loads of it from memory are stale. */
  written(id: number, cell: number): Result | null {
    const info = this.info(id);
    if (!info.watched.has(cell)) return null;
    return (info.onWrite[cell] ??= this.event(info.part, (run) => {
      for (const e of run.d.queue) {
        if (
          e.kind === 'load' &&
          e.done &&
          e.src < 0 &&
          isKnown(e.addr) &&
          constant(e.addr) === cell + ADDRESS_BASE
        )
          e.stale = true;
      }
    }));
  }

  /** Interrupt `irq` is raised at this CPU. */
  raised(id: number, irq: number): Result {
    const info = this.info(id);
    return (info.onRaise[irq] ??= this.event(info.part, (run) => {
      run.d.pending |= 1 << irq;
    }));
  }

  /** The walk at queue position i begins with the entries the TLB holds and the PTE's value. */
  begun(id: number, i: number, held: readonly number[], pte: number): Result {
    return this.cached(id, `b${i}.${pte}.${held.join()}`, (run) => {
      begin(run, i, held, pte);
    });
  }

  /** A store of `pte` to the page's entry became visible. */
  pteStored(id: number, page: number, pte: number): Result {
    return this.cached(id, `p${page}.${pte}`, (run) => {
      pteStored(run, page, pte);
    });
  }

  /** Another CPU's TLBI arrived. */
  invalidated(id: number, page: number, pte: number): Result {
    return this.cached(id, `t${page}.${pte}`, (run) => {
      invalidationArrived(run, page, pte);
    });
  }

  /** Page the walk at position i is for, -1 where its address is no page. */
  walkPage(id: number, i: number): number {
    const e = this.info(id).part.queue[i];
    if (e === undefined || !isKnown(e.addr)) return -1;
    return this.setup.pageOfCell.get(constant(e.addr) - ADDRESS_BASE) ?? -1;
  }

  /** V8: an invalidation of the page (-1: any) has to wait for this CPU. */
  usesTranslation(id: number, page: number): boolean {
    return usesTranslation(this.info(id).part.queue, page);
  }

  /** An assert was false; it counts once no guess older than queue position `after` can undo it. */
  failed(id: number, property: number, after: number): Result {
    return this.cached(id, `f${property}.${after}`, (run) => {
      push(run.d, 'violation', -1, { property });
      const entry = run.d.queue.pop();
      if (entry !== undefined) run.d.queue.splice(after + 1, 0, entry);
    });
  }

  /** A transition that depends on more than one word; `name` must tell all that `change` depends on. */
  cached(id: number, name: string, change: (run: DraftRun) => void): Result {
    const info = this.info(id);
    let result = info.events.get(name);
    if (result === undefined) {
      result = this.event(info.part, change);
      info.events.set(name, result);
    }
    return result;
  }

  private event(part: Part, change: (run: DraftRun) => void): Result {
    const run = new DraftRun(this.setup, draftOf(part));
    change(run);
    return this.finish(run);
  }
}
