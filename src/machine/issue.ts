/**
 * Issue, in program order (memory-model.md rule 1): which instructions issue by themselves, which are steps, and what
 * issuing one does to the CPU's part. Loads of the strong models (and `sc` stores, locked accesses) complete as they
 * issue, so their issue is the step.
 */
import { assertNever } from '../base/index.ts';
import { cpuChart } from './cpu/chart.ts';
import type { DraftRun } from './draft-run.ts';
import { push, type Draft, type Entry } from './part.ts';
import { barrierHolds, branchOpen, FROM_MEMORY, loadSource, NOT_YET } from './queue-rules.ts';
import type { Effect, Expr, Instr, StepKind } from './program.ts';
import {
  binary,
  conditional,
  constant,
  first,
  isClean,
  isKnown,
  tainted,
  taints,
  type Val,
} from './value.ts';

/** How much may be in flight; beyond it issue waits, as hardware's does. */
export const QUEUE_CAPACITY = 40;

export type IssueClass =
  /** Nothing can issue now (blocked, or the routine is at its end). */
  | { readonly how: 'none' }
  | { readonly how: 'eager' }
  /** A step with `alternatives`; `urgent`: nothing else in the machine moves before it (it is no real moment). */
  | {
      readonly how: 'step';
      readonly alternatives: number;
      readonly urgent: boolean;
      readonly kind: StepKind;
    };

const NONE: IssueClass = { how: 'none' };
const EAGER: IssueClass = { how: 'eager' };
const STEP: IssueClass = { how: 'step', alternatives: 1, urgent: false, kind: 'issue' };

function readsCell(e: Expr): boolean {
  switch (e.k) {
    case 'cell':
      return true;
    case 'un':
      return readsCell(e.a);
    case 'bin':
      return readsCell(e.a) || readsCell(e.b);
    case 'cond':
      return readsCell(e.c) || readsCell(e.a) || readsCell(e.b);
    default:
      return false;
  }
}

function isLocal(effects: readonly Effect[]): boolean {
  return effects.every((e) => e.k === 'assert' && !readsCell(e.cond));
}

/** The entry a merged load or read-modify-write of a strong model would be. */
function probe(
  run: DraftRun,
  instr: Extract<Instr, { op: 'load' | 'rmw' }>,
  pc: number,
): { source: number; addr: Val } {
  const d: Draft = { ...run.d, queue: run.d.queue.slice() };
  const addr = run.eval(instr.addr);
  push(d, 'load', pc, { addr, acquire: instr.acquire });
  if (instr.op === 'rmw' && d.queue.some((e) => e.kind === 'store')) return { source: NOT_YET, addr };
  return { source: loadSource(d.queue, d.queue.length - 1, true), addr };
}

/** The cell whose value issuing the instruction at the top needs, -1 when it needs none. */
export function issueInput(run: DraftRun): number {
  const { pc } = run.top();
  const instr = run.instr(pc);
  if (!run.strong || (instr.op !== 'load' && instr.op !== 'rmw')) return -1;
  const { source, addr } = probe(run, instr, pc);
  return source === FROM_MEMORY && isKnown(addr) ? run.cellOf(constant(addr)) : -1;
}

export function classify(run: DraftRun): IssueClass {
  const { setup, d } = run;
  const { pc } = run.top();
  if (pc < 0) return NONE;
  const instr = run.instr(pc);
  const q = d.queue;
  const stepOrEager = setup.issueIsStep ? STEP : EAGER;
  const split = (alternatives: number, kind: StepKind): IssueClass => ({
    how: 'step',
    alternatives,
    urgent: !setup.issueIsStep,
    kind,
  });
  switch (instr.op) {
    case 'let':
    case 'jump':
    case 'await':
      return EAGER;
    case 'select':
      return isKnown(run.eval(instr.cond)) ? EAGER : split(2, 'predict');
    case 'branch':
      if (isKnown(run.eval(instr.cond))) return EAGER;
      return q.some((e) => e.kind === 'guess' && e.pc === pc) ? NONE : split(2, 'predict');
    case 'jumpTo':
      return isKnown(run.eval(instr.target)) ? EAGER : NONE;
    case 'choose':
      return split(instr.to.length, 'issue');
    case 'halt':
      return NONE;
    case 'effect':
      return isLocal(instr.effects) ? stepOrEager : STEP;
    case 'mode':
      return stepOrEager;
    case 'eret':
      return STEP;
    default:
  }
  if (q.length >= QUEUE_CAPACITY || (run.strong && q.some((e) => holdsOrder(run, e)))) return NONE;
  switch (instr.op) {
    case 'load':
      if (run.strong) return probe(run, instr, pc).source === NOT_YET ? NONE : STEP;
      return stepOrEager;
    case 'store':
      if (instr.status !== undefined && monitor(d) !== null) return split(2, 'predict');
      return setup.model === 'sc' ? STEP : stepOrEager;
    case 'rmw':
      if (run.strong) return probe(run, instr, pc).source === NOT_YET ? NONE : STEP;
      return instr.when === undefined ? stepOrEager : split(2, 'predict');
    case 'fence':
      return isNoOp(run, instr.kind) ? EAGER : stepOrEager;
    case 'raise': {
      const operand = instr.cpu ?? instr.mask;
      if (operand !== undefined && !isClean(run.eval(operand))) return NONE;
      if (branchOpen(q, q.length) || (!setup.spec.agent && q.some((e) => e.kind === 'store'))) return NONE;
      return STEP;
    }
    case 'execute':
      return q.some((e, i) => (e.fence === 'isb' || e.fence === 'serialize') && barrierHolds(q, i, false))
        ? NONE
        : STEP;
    case 'dc':
    case 'ic':
    case 'tlbi':
      return stepOrEager;
    default:
      return assertNever(instr);
  }
}

/** In-order models: maintenance, and under `sc` barriers, finish before anything younger issues. */
function holdsOrder(run: DraftRun, e: Entry): boolean {
  if (e.kind === 'dc' || e.kind === 'ic' || (e.kind === 'tlbi' && !e.done)) return true;
  return run.setup.model === 'sc' && e.kind === 'barrier';
}

/** The last load-exclusive whose monitor is still set. */
function monitor(d: Draft): Entry | null {
  return d.queue.findLast((e) => e.kind === 'load' && e.exclusive) ?? null;
}

/** A fence that has nothing to wait for in this model and drops no copies. */
function isNoOp(run: DraftRun, kind: string): boolean {
  if (!run.strong) return false;
  if (kind === 'isb' || kind === 'serialize')
    return !run.setup.hasCopies && !(kind === 'serialize' && run.d.queue.some((e) => e.kind === 'store'));
  if (
    kind.startsWith('dsb') &&
    run.d.queue.some((e) => e.kind === 'dc' || e.kind === 'ic' || e.kind === 'tlbi')
  )
    return false;
  if (run.setup.model === 'sc') return true;
  return !(
    (kind === 'dmb.sy' || kind === 'mfence' || kind === 'dsb.sy' || kind === 'dsb.st') &&
    run.d.queue.some((e) => e.kind === 'store')
  );
}

/** Whether stopping at this wait could still be ended by an interrupt. */
function interruptible(run: DraftRun): boolean {
  return run.setup.issueIsStep && !run.setup.spec.agent;
}

/** Issues the instruction at the top of the stack. `alternative`: which arm; `input`: the value of `issueInput`. */
export function issue(run: DraftRun, alternative: number, input: number): void {
  const frame = run.top();
  const { d } = run;
  const { pc } = frame;
  const instr = run.instr(pc);
  run.issued.push(pc);
  frame.pc = pc + 1;
  switch (instr.op) {
    case 'let':
      run.set(instr.dst, run.eval(instr.value));
      break;
    case 'jump':
      frame.pc = instr.to;
      break;
    case 'select': {
      const cond = run.eval(instr.cond);
      if (isKnown(cond)) run.set(instr.dst, conditional(cond, run.eval(instr.a), run.eval(instr.b)));
      else {
        const expect = alternative === 0;
        const guess = push(d, 'guess', pc, { val: cond, expect });
        run.set(instr.dst, tainted(run.eval(expect ? instr.a : instr.b), [guess.id]));
      }
      break;
    }
    case 'branch': {
      const cond = run.eval(instr.cond);
      const taken = isKnown(cond) ? constant(cond) !== 0 : alternative === 0;
      if (!isClean(cond)) push(d, 'guess', pc, { val: cond, expect: taken, branch: true });
      if (taken) frame.pc = instr.to;
      break;
    }
    case 'jumpTo': {
      const target = run.eval(instr.target);
      if (!isKnown(target)) throw new Error('internal: jump to an unknown target');
      const to = instr.targets[constant(target)];
      if (taints(target).length > 0) {
        push(d, 'guess', pc, { val: binary('==', target, constant(target)), expect: true, branch: true });
      }
      frame.pc = to ?? -1;
      if (to === undefined) run.breakRule('wild-access', pc);
      break;
    }
    case 'await': {
      const cond = run.eval(instr.cond);
      if (isClean(cond)) run.squashed ||= cond === 0;
      else
        push(d, 'guess', pc, { val: cond, expect: true, branch: true, wait: true, soft: interruptible(run) });
      break;
    }
    case 'choose':
      frame.pc = instr.to[alternative] ?? frame.pc;
      break;
    case 'load':
      issueLoad(run, instr, pc, input);
      break;
    case 'store':
      issueStore(run, instr, pc, alternative);
      break;
    case 'rmw':
      if (run.strong) issueLocked(run, instr, pc, input);
      else issueAtomic(run, instr, pc, alternative);
      break;
    case 'fence':
      if (isNoOp(run, instr.kind)) run.hooksAtIssue(pc, instr.then);
      else push(d, 'barrier', pc, { fence: instr.kind, hooks: run.close(instr.then) });
      break;
    case 'effect':
      run.hooksAtIssue(pc, instr.effects);
      break;
    case 'mode':
      run.send(instr.event);
      run.hooksAtIssue(pc, instr.then);
      break;
    case 'raise':
      issueRaise(run, instr, pc);
      break;
    case 'execute':
      throw new Error('internal: execute issues through its fetch');
    case 'dc':
    case 'ic':
      push(d, instr.op, pc, { addr: run.eval(instr.addr), hooks: run.close(instr.then) });
      break;
    case 'tlbi':
      push(d, 'tlbi', pc, {
        addr: instr.addr === null ? 0 : run.eval(instr.addr),
        page: instr.addr === null ? -1 : 0,
        local: !instr.broadcast,
        hooks: run.close(instr.then),
      });
      break;
    case 'eret':
      issueReturn(run, instr, pc);
      break;
    case 'halt':
      break;
    default:
      assertNever(instr);
  }
}

function issueLoad(run: DraftRun, instr: Extract<Instr, { op: 'load' }>, pc: number, input: number): void {
  const addr = run.eval(instr.addr);
  if (instr.exclusive === true) for (const e of run.d.queue) e.exclusive = false;
  const load = push(run.d, 'load', pc, { addr, acquire: instr.acquire, exclusive: instr.exclusive === true });
  run.set(instr.dst, { ld: load.id });
  load.hooks = run.close(instr.then);
  if (run.strong) completeNow(run, load, input);
}

/** Takes the value at issue, from the own buffer or (value `input`) from memory. */
function completeNow(run: DraftRun, load: Entry, input: number): void {
  const i = run.d.queue.indexOf(load);
  const source = loadSource(run.d.queue, i, true);
  const from = source >= 0 ? run.d.queue[source] : undefined;
  if (from !== undefined && from.val !== null) run.take(i, from.val, from.id, 'queue');
  else run.take(i, input, -1, 'memory');
}

function issueStore(
  run: DraftRun,
  instr: Extract<Instr, { op: 'store' }>,
  pc: number,
  alternative: number,
): void {
  const { d } = run;
  const addr = run.eval(instr.addr);
  const val = run.eval(instr.value);
  let pair = -1;
  if (instr.status !== undefined) {
    const load = monitor(d);
    for (const e of d.queue) e.exclusive = false;
    const fails = load === null || alternative === 1;
    run.set(instr.status, fails ? 1 : 0);
    if (fails) {
      run.hooksAtIssue(pc, instr.then);
      return;
    }
    pair = load.id;
  }
  const store = push(d, 'store', pc, {
    addr,
    val,
    release: instr.release,
    pair,
    hooks: run.close(instr.then),
  });
  if (run.setup.model !== 'sc') return;
  if (d.queue.some((e) => e.id === pair && e.stale)) run.squashed = true;
  else run.reveal(store);
}

/** A read-modify-write of a strong model: one instant (rule 9: nothing of this CPU and no other store comes between). */
function issueLocked(run: DraftRun, instr: Extract<Instr, { op: 'rmw' }>, pc: number, input: number): void {
  const addr = run.eval(instr.addr);
  const load = push(run.d, 'load', pc, { addr });
  if (instr.dst !== null) run.set(instr.dst, { ld: load.id });
  const hooks = run.close(instr.then);
  const condition = instr.when === undefined ? 1 : run.eval(instr.when, input);
  const value = run.eval(instr.value, input);
  completeNow(run, load, input);
  if (isKnown(addr) && isKnown(condition) && constant(condition) !== 0 && isKnown(value)) {
    run.emit({ k: 'write', cell: run.cellOf(constant(addr)), value: constant(value) });
  }
  // The load is complete, so registers closed over it are known by now.
  load.hooks = hooks.length === 0 ? hooks : run.close(instr.then);
  run.fire(load);
}

/** Rules 7 and 8: a load and its paired store; conditional ones guess whether they succeed. */
function issueAtomic(
  run: DraftRun,
  instr: Extract<Instr, { op: 'rmw' }>,
  pc: number,
  alternative: number,
): void {
  const { d } = run;
  const addr = run.eval(instr.addr);
  const noRet = instr.dst === null;
  const load = push(d, 'load', pc, { addr, acquire: noRet ? 'no' : instr.acquire, noRet });
  const loaded: Val = { ld: load.id };
  const data = run.eval(instr.value, loaded);
  let result: Val = loaded;
  let taint: readonly number[] = [];
  if (instr.when !== undefined) {
    const success = alternative === 0;
    const compare = instr.compare === undefined ? null : run.eval(instr.compare);
    const guess = push(d, 'guess', pc, { val: run.eval(instr.when, loaded), expect: success });
    if (!success) {
      if (instr.dst !== null) run.set(instr.dst, result);
      load.hooks = run.close(instr.then);
      return;
    }
    taint = [guess.id];
    if (compare !== null) result = first(loaded, tainted(compare, taint));
  }
  if (instr.dst !== null) run.set(instr.dst, result);
  push(d, 'store', pc, {
    addr,
    val: tainted(data, taint),
    release: instr.release,
    pair: load.id,
    al: instr.release && instr.acquire === 'rcsc' && !noRet,
    hooks: run.close(instr.then),
  });
}

function issueRaise(run: DraftRun, instr: Extract<Instr, { op: 'raise' }>, pc: number): void {
  const number = (e: Expr): number => {
    const v = run.eval(e);
    return isKnown(v) ? constant(v) : 0;
  };
  let mask = instr.mask === undefined ? 0 : number(instr.mask);
  if (instr.cpu !== undefined) {
    const cpu = number(instr.cpu);
    mask = cpu >= 0 ? 1 << cpu : 0;
  }
  run.emit({ k: 'raise', irq: instr.irq, mask });
  run.hooksAtIssue(pc, instr.then);
}

/** Return from a handler: ERET (synchronizes when EOS=1) or IRET (serializes, unblocks NMIs). */
function issueReturn(run: DraftRun, instr: Extract<Instr, { op: 'eret' }>, pc: number): void {
  const { d, setup } = run;
  const result = instr.result === undefined ? null : run.eval(instr.result);
  run.hooksAtIssue(pc, instr.then);
  const left = d.frames.pop();
  if (left === undefined || d.frames.length === 0) throw new Error('internal: return from no handler');
  const below = run.top();
  if (instr.advance && below.pc >= 0) {
    const trapped = run.instr(below.pc);
    if (trapped.op === 'execute' && trapped.dst !== null && result !== null) below.regs[trapped.dst] = result;
    below.pc += 1;
  }
  if (left.kind === 'irq') run.send('irq.return');
  else if (left.kind === 'nmi') run.send('nmi.return');
  else run.send(cpuChart.is(d.chart, 'nmi', 'active') ? 'trap.nested.return' : 'trap.return');
  if (left.wasOpen) run.send('irq.enable');
  if (setup.program.arch === 'x86') {
    run.send('nmi.unblock');
    run.synchronize(pc, 'serialize');
  } else if (setup.program.hardware.eos) run.synchronize(pc, 'isb');
}
