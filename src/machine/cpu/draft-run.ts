/**
 * One transition of one CPU while it is being computed: the draft part and what the transition asks of the rest of
 * the machine (ops, in order). Also the small moves that issue, settle and the actions share.
 */
import { ADDRESS_BASE, binaryOn, invariant, NULL_END, unaryOn } from '../../base/index.ts';
import { cpuChart } from '../charts/cpu-chart.ts';
import type { CpuEventType } from '../charts/cpu.machine.ts';
import type { BuiltinRule, CpuSpec, Effect, Expr, Instr, Model, Program } from '../program.ts';
import {
  mapHook,
  mapValues,
  push,
  topFrame,
  type Closed,
  type Draft,
  type Entry,
  type Frame,
  type Hook,
  type Raised,
} from './part.ts';
import type { EntryRights } from './rights.ts';
import { constant, evaluate, isKnown, substitute, tainted, taints, type Val } from './value.ts';

/** What never changes about a CPU during a machine's life. */
export interface CpuSetup {
  readonly program: Program;
  readonly cpu: number;
  readonly spec: CpuSpec;
  /** Agents act in order whatever the machine's model. */
  readonly model: Model;
  readonly issueIsStep: boolean;
  readonly live: readonly ReadonlySet<number>[];
  readonly observed: ReadonlySet<number>;
  /** pcs at which a wait begins (`await.from`). */
  readonly waitStarts: ReadonlySet<number>;
  /** Of those, the ones in which a task sleeps. */
  readonly sleepStarts: ReadonlySet<number>;
  /** Context synchronization matters only where something can be fetched or walked ahead. */
  readonly hasCopies: boolean;
  /** pcs of branches behind which nothing could use a prediction, so that they wait for their condition. */
  readonly idleGuesses: ReadonlySet<number>;
  /** pcs at which a guess may be left for later where nothing behind it could complete before (needless-guess.ts). */
  readonly guessesCanWait: ReadonlySet<number>;
  /** pcs of compare-and-swaps of which no failure has to be guessed (tables/retries.ts). */
  readonly retries: ReadonlySet<number>;
  /** Cells that no other CPU ever accesses and no property looks at: completing an access to one is no moment. */
  readonly privateCells: ReadonlySet<number>;
  /** Cells of which nobody can tell when the store of a lock's acquisition becomes visible. */
  readonly lockCells: ReadonlySet<number>;
  /** Some PTE may be invalid at some time, so accesses may fault. */
  readonly mayFault: boolean;
  readonly rights: EntryRights;
  /** pc of this CPU's `halt` where its end is a step, so that a walker can move before it and after all else; -1: it is none. */
  readonly endStep: number;
  /** Page index by the cell its virtual address names. */
  readonly pageOfCell: ReadonlyMap<number, number>;
}

/** What a CPU's transition does to the rest of the machine. `cpu` is always the CPU of the transition. */
export type Op =
  | { readonly k: 'write'; readonly cell: number; readonly value: number }
  /** `after`: queue position behind which a failing assert is remembered while it may still be undone. */
  | { readonly k: 'effect'; readonly hook: Hook; readonly after: number }
  /** `line`: others may take it back, or ask for it anew. */
  | {
      readonly k: 'raise';
      readonly irq: number;
      readonly mask: number;
      readonly off?: boolean;
      readonly line?: boolean;
    }
  | { readonly k: 'cse' }
  | { readonly k: 'dc'; readonly cell: number }
  | { readonly k: 'ic'; readonly cell: number }
  /** A TLBI takes effect on `cpu` for `page` (-1: all). */
  | { readonly k: 'tlbi'; readonly cpu: number; readonly page: number }
  | { readonly k: 'report'; readonly property: number }
  | { readonly k: 'violate'; readonly property: number };

export interface Read {
  readonly pc: number;
  readonly cell: number;
  readonly value: number;
  readonly from: 'memory' | 'queue';
}

type PendingOp = Op | { readonly k: 'effect-at'; readonly hook: Hook; readonly older: readonly Entry[] };

export class DraftRun {
  readonly issued: number[] = [];
  readonly reads: Read[] = [];
  squashed = false;
  /** Id of the load that took its value last, -1 none. */
  taken = -1;
  /** A wait's load was offered a value that does not end the wait: the transition is not enabled with this input. */
  unsatisfied = false;
  /** The CPU went through too many local statements to go on: where it would come to is not known. */
  overran = false;
  readonly setup: CpuSetup;
  readonly d: Draft;
  private readonly pending: PendingOp[] = [];

  constructor(setup: CpuSetup, d: Draft) {
    this.setup = setup;
    this.d = d;
  }

  get strong(): boolean {
    return this.setup.model !== 'arm';
  }

  top(): Frame {
    return topFrame(this.d);
  }

  instr(pc: number): Instr {
    const instr = this.setup.program.code[pc];
    invariant(instr !== undefined, `no instruction at ${pc}`);
    return instr;
  }

  emit(op: Op): void {
    this.pending.push(op);
  }

  /** Ops with queue positions resolved against the final queue. */
  ops(): readonly Op[] {
    return this.pending.map((op): Op => {
      if (op.k !== 'effect-at') return op;
      const last = this.d.queue.findLastIndex((e) => op.older.includes(e));
      return { k: 'effect', hook: op.hook, after: last };
    });
  }

  send(event: CpuEventType): void {
    this.d.chart = cpuChart.send(this.d.chart, event);
  }

  /** The offered value does not end the wait. */
  goOnWaiting(): void {
    this.squashed = true;
    this.unsatisfied = true;
  }

  /** The task goes nowhere any more. */
  end(): void {
    this.top().pc = this.setup.endStep;
  }

  /** Index into program.cells, or -1 for an address that names nothing. */
  cellOf(address: number): number {
    const cell = address - ADDRESS_BASE;
    return cell >= 0 && cell < this.setup.program.cells.length ? cell : -1;
  }

  eval(e: Expr, old: Val = 0): Val {
    return evaluate(e, this.top().regs, old);
  }

  set(register: number, value: Val): void {
    this.top().regs[register] = value;
  }

  /** Makes load (or walk) `id` known as `value` everywhere. */
  resolve(id: number, value: Val): void {
    mapValues(this.d, (v) => (typeof v === 'number' ? v : substitute(v, id, value)));
  }

  /** The load at index i takes `value`. */
  take(i: number, value: Val, source: number, from: 'memory' | 'queue'): void {
    const load = this.d.queue[i];
    invariant(load?.kind === 'load' && isKnown(load.addr), 'take');
    const got = tainted(value, taints(load.addr));
    load.done = true;
    load.src = source;
    this.taken = load.id;
    this.reads.push({
      pc: load.pc,
      cell: this.cellOf(constant(load.addr)),
      value: isKnown(value) ? constant(value) : 0,
      from,
    });
    this.resolve(load.id, got);
    load.val = got;
    if (this.cellOf(constant(load.addr)) < 0) this.wildAccess(constant(load.addr), load);
    this.pass(i, load.page);
    this.fire(load);
  }

  /** A store becomes visible to all CPUs and leaves the queue; what was forwarded from it now counts as memory's. */
  reveal(store: Entry): void {
    if (isKnown(store.addr) && store.val !== null && isKnown(store.val)) {
      const cell = this.cellOf(constant(store.addr));
      if (cell >= 0) this.emit({ k: 'write', cell, value: constant(store.val) });
      else this.wildAccess(constant(store.addr), store);
    }
    this.fire(store);
    this.d.queue.splice(this.d.queue.indexOf(store), 1);
    for (const e of this.d.queue) if (e.src === store.id) e.src = -1;
  }

  /** The access at i, which used the page's translation, is finished: older walks remember it (V8). */
  pass(i: number, page: number): void {
    if (page < 0) return;
    for (const e of this.d.queue.slice(0, i)) {
      if (e.kind !== 'walk' || (e.begun && e.page !== page) || e.passed.includes(page)) continue;
      e.passed = [...e.passed, page].sort((a, b) => a - b);
    }
  }

  close(effects: readonly Effect[] | undefined): readonly Hook[] {
    return (effects ?? []).map((e): Hook => {
      if (e.k === 'assert') return { k: 'assert', cond: this.closeExpr(e.cond), property: e.property };
      return {
        k: 'set',
        cell: e.cell,
        index: e.index === undefined ? null : this.closeExpr(e.index),
        value: this.closeExpr(e.value),
      };
    });
  }

  private closeExpr(e: Expr): Closed {
    switch (e.k) {
      case 'cell':
        return { k: 'cell', cell: e.cell, index: e.index === undefined ? null : this.closeExpr(e.index) };
      case 'un':
        return { k: 'un', op: e.op, a: this.closeExpr(e.a) };
      case 'bin':
        return { k: 'bin', op: e.op, a: this.closeExpr(e.a), b: this.closeExpr(e.b) };
      case 'cond':
        return { k: 'cond', c: this.closeExpr(e.c), a: this.closeExpr(e.a), b: this.closeExpr(e.b) };
      default:
        return { k: 'val', v: this.eval(e) };
    }
  }

  /** The hooks of a completed entry happen now; those whose operands are still pending wait right behind it. */
  fire(entry: Entry): void {
    const position = this.d.queue.indexOf(entry);
    const waiting = entry.hooks.filter((h) => !this.emitIfKnown(h, position));
    entry.hooks = [];
    if (waiting.length > 0) {
      push(this.d, 'effect', entry.pc, { hooks: waiting });
      const effect = this.d.queue.pop();
      if (effect !== undefined) this.d.queue.splice(position + 1, 0, effect);
    }
  }

  /** Emits a hook whose operands are all known; false where one is pending. */
  emitIfKnown(hook: Hook, position: number): boolean {
    const unknown: Val[] = [];
    const closed = mapHook(hook, (v) => {
      if (isKnown(v)) return constant(v);
      unknown.push(v);
      return v;
    });
    if (unknown.length > 0) return false;
    if (hook.k === 'set') {
      for (const older of this.d.queue.slice(0, position)) if (older.wait) older.mustEnd = true;
    }
    this.pending.push({ k: 'effect-at', hook: closed, older: this.d.queue.slice(0, position + 1) });
    return true;
  }

  /** Raises an interrupt or takes it back; false where it is not known yet which. */
  emitRaise({ irq, mask, off, of, cpu }: Raised, pc: number): boolean {
    if (of === null) {
      this.emit({ k: 'raise', irq, mask, off });
      return true;
    }
    if (!isKnown(of) || !isKnown(cpu)) return false;
    const instr = this.instr(pc);
    const line = instr.op === 'raise' ? instr.lines?.at[constant(of)] : undefined;
    if (instr.op !== 'raise' || !instr.lines || !line) return true;
    const to = 1 << (line.cpu ?? constant(cpu));
    // It is pending once: what is asked for on one CPU is so no more on another, nor as what its handler asked for. A line
    // of a worker's is others' too, on their workers.
    const all = line.cpu === null ? -1 : to;
    for (const one of [line.irq, line.again ?? line.irq])
      this.emit({ k: 'raise', irq: one, mask: all, off: true, line: true });
    const asked = instr.lines.again ? (line.again ?? line.irq) : line.irq;
    if (!off) this.emit({ k: 'raise', irq: asked, mask: to, line: true });
    return true;
  }

  /** Effects of a statement that completes at issue, or as a queue entry while older branches are guesses. */
  hooksAtIssue(pc: number, effects: readonly Effect[] | undefined): void {
    if (effects === undefined || effects.length === 0) return;
    push(this.d, 'effect', pc, { hooks: this.close(effects) });
  }

  /** Effects that happen as they issue, under guesses too (rule 12); `areKnown` says whether they can. */
  hooksNow(effects: readonly Effect[]): void {
    for (const hook of this.close(effects)) this.emitIfKnown(hook, this.d.queue.length);
  }

  areKnown(effects: readonly Effect[]): boolean {
    let known = true;
    for (const hook of this.close(effects))
      mapHook(hook, (v) => {
        known &&= isKnown(v);
        return v;
      });
    return known;
  }

  /** A built-in rule is broken: a violation as soon as no guess can undo it. */
  breakRule(rule: BuiltinRule, pc: number): void {
    const property = this.setup.program.builtin[rule];
    if (property !== undefined) push(this.d, 'violation', pc, { property });
  }

  /** An index outside its array says more than that nothing is there: one mistake, one rule. */
  private wildAccess(address: number, { pc, hooks }: Entry): void {
    if (hooks.some((hook) => hook.k === 'assert' && isFalseAlready(hook.cond))) return;
    this.breakRule(address >= 0 && address < NULL_END ? 'null-access' : 'wild-access', pc);
  }

  /** Context synchronization: a barrier entry, whose completion drops what was fetched ahead. */
  synchronize(pc: number, kind: 'isb' | 'serialize'): void {
    if (this.setup.hasCopies || !this.strong || kind === 'serialize')
      push(this.d, 'barrier', pc, { fence: kind });
  }
}

/** It holds in no memory: it looks at none, and what it looks at is known. */
function isFalseAlready(cond: Closed): boolean {
  return known(cond) === 0;
}

/** The value of what looks at no memory and waits for nothing; null of anything else. */
function known(c: Closed): number | null {
  switch (c.k) {
    case 'val':
      return isKnown(c.v) ? constant(c.v) : null;
    case 'cell':
      return null;
    case 'un': {
      const a = known(c.a);
      return a === null ? null : unaryOn(c.op, a);
    }
    case 'bin': {
      const [a, b] = [known(c.a), known(c.b)];
      return a === null || b === null ? null : binaryOn(c.op, a, b);
    }
    case 'cond': {
      const test = known(c.c);
      return test === null ? null : known(test !== 0 ? c.a : c.b);
    }
  }
}
