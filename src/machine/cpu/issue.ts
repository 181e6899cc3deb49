/**
 * Issuing an instruction: what it puts in flight or does at once. `issue-class.ts` says when it may.
 */
import { assertNever } from '../../base/index.ts';
import type { DraftRun } from './draft-run.ts';
import { openInterrupts, runSoftirqs } from './open-lines.ts';
import { accessWays, holdsHere, isMerged, isNoOp, monitor, serializes } from './issue-class.ts';
import { push, type Entry } from './part.ts';
import { loadSource } from './queue-rules.ts';
import type { Expr, Instr } from '../program.ts';
import { BY_ADDRESS, isTranslated, pageOf, pushWalk } from './translation.ts';
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
      if (!isClean(cond)) {
        const own = d.queue.findLast((e) => e.kind === 'load' && e.pc >= instr.from && e.pc < pc);
        pushWait(run, pc, cond, own?.id ?? -1);
      } else if (cond === 0) run.goOnWaiting();
      break;
    }
    case 'choose':
      frame.pc = instr.to[alternative] ?? frame.pc;
      break;
    case 'load':
    case 'store':
    case 'rmw':
      if (isTranslated(run, run.eval(instr.addr)) && alternative === accessWays(run, instr)) {
        // V3: the faulting side. Issue stops here until the fault is taken (or this side is squashed).
        const addr = run.eval(instr.addr);
        const data = instr.op === 'store' ? run.eval(instr.value) : null;
        push(d, 'fault', pc, {
          addr,
          page: pageOf(run, addr),
          val: data !== null && isKnown(data) ? null : data,
        });
        frame.pc = pc;
      } else if (instr.op === 'load') issueLoad(run, instr, pc, input);
      else if (instr.op === 'store') issueStore(run, instr, pc, alternative);
      else if (isMerged(run, instr)) issueLocked(run, instr, pc, input);
      else issueAtomic(run, instr, pc, alternative);
      break;
    case 'fence':
      if (isNoOp(run, instr.kind)) run.hooksAtIssue(pc, instr.then);
      else push(d, 'barrier', pc, { fence: instr.kind, hooks: run.close(instr.then) });
      break;
    case 'effect':
      if (instr.timing === 'now') run.hooksNow(instr.effects);
      else if (instr.timing === 'behind')
        push(d, 'effect', pc, { hooks: run.close(instr.effects), release: true });
      else if (instr.silent !== true || !holdsHere(run, instr.effects)) run.hooksAtIssue(pc, instr.effects);
      break;
    case 'mode':
      run.send(instr.event);
      if (instr.event === 'bh.enable') runSoftirqs(run);
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
      if (serializes(run, instr)) issueSerializing(run, instr, pc);
      else
        push(d, 'tlbi', pc, {
          addr: instr.addr === null ? 0 : run.eval(instr.addr),
          page: instr.addr === null ? -1 : BY_ADDRESS,
          local: !instr.broadcast,
          hooks: run.close(instr.then),
        });
      break;
    case 'eret':
      issueReturn(run, instr, pc);
      break;
    case 'halt':
      frame.pc = -1;
      break;
    default:
      assertNever(instr);
  }
}

/** Rule 10: the guess that `cond` ends the wait whose own load is `load`. */
function pushWait(run: DraftRun, pc: number, cond: Val, load: number): Entry {
  const soft = run.setup.issueIsStep ? openInterrupts(run.setup, run.d.chart) : 0;
  return push(run.d, 'guess', pc, { val: cond, expect: true, branch: true, wait: true, soft, pair: load });
}

function issueLoad(run: DraftRun, instr: Extract<Instr, { op: 'load' }>, pc: number, input: number): void {
  const { addr, via } = pushWalk(run, run.eval(instr.addr), pc);
  if (instr.exclusive === true) for (const e of run.d.queue) e.exclusive = false;
  const load = push(run.d, 'load', pc, {
    addr,
    via,
    acquire: instr.acquire,
    exclusive: instr.exclusive === true,
  });
  run.set(instr.dst, { ld: load.id });
  load.hooks = run.close(instr.then);
  if (run.strong && via < 0) completeNow(run, load, input);
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
  const { addr, via } = pushWalk(run, run.eval(instr.addr), pc);
  const store = push(d, 'store', pc, {
    addr,
    via,
    val,
    release: instr.release,
    pair,
    hooks: run.close(instr.then),
  });
  if (run.setup.model !== 'sc' || via >= 0 || d.queue.some((e) => e.id === pair && !e.done)) return;
  if (d.queue.some((e) => e.id === pair && e.stale)) run.squashed = true;
  else run.reveal(store);
}

/** A locked instruction: one instant (rule 9: nothing of this CPU and no other store comes between). */
function issueLocked(run: DraftRun, instr: Extract<Instr, { op: 'rmw' }>, pc: number, input: number): void {
  const addr = run.eval(instr.addr);
  const condition = instr.when === undefined ? 1 : run.eval(instr.when, input);
  if (instr.waits === true && condition === 0) {
    run.goOnWaiting();
    return;
  }
  const value = run.eval(instr.value, input);
  const load = push(run.d, 'load', pc, { addr });
  if (instr.dst !== null) run.set(instr.dst, { ld: load.id });
  completeNow(run, load, input);
  const cell = isKnown(addr) ? run.cellOf(constant(addr)) : -1;
  if (cell >= 0 && isKnown(condition) && constant(condition) !== 0 && isKnown(value)) {
    run.emit({ k: 'write', cell, value: constant(value) });
  }
  load.hooks = run.close(instr.then);
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
  // Through a page a locked instruction is no instant, since it translates first; it is a full barrier all the same.
  const locked = run.setup.program.arch === 'x86' && !run.strong;
  if (locked && d.queue.length > 0) push(d, 'barrier', pc, { fence: 'mfence' });
  const { addr, via } = pushWalk(run, run.eval(instr.addr), pc);
  const noRet = instr.dst === null && !locked && instr.waits !== true;
  const fails = instr.when !== undefined && alternative !== 0;
  const acquire = locked ? 'rcsc' : noRet || (fails && instr.failsPlain) ? 'no' : instr.acquire;
  const load = push(d, 'load', pc, { addr, via, acquire, noRet });
  const loaded: Val = { ld: load.id };
  const data = run.eval(instr.value, loaded);
  let result: Val = loaded;
  let taint: readonly number[] = [];
  if (instr.when !== undefined) {
    const compare = instr.compare === undefined ? null : run.eval(instr.compare);
    const when = run.eval(instr.when, loaded);
    const guess =
      instr.waits === true
        ? pushWait(run, pc, when, load.id)
        : push(d, 'guess', pc, { val: when, expect: !fails });
    if (fails) {
      if (instr.dst !== null) run.set(instr.dst, result);
      load.hooks = run.close(instr.then);
      return;
    }
    taint = [guess.id];
    if (compare !== null) result = first(loaded, tainted(compare, taint));
  }
  if (instr.dst !== null) run.set(instr.dst, result);
  // A lock is taken in the instant in which nobody else can take it any more: when its value is.
  const hooks = run.close(instr.then);
  if (instr.waits === true) load.hooks = hooks;
  push(d, 'store', pc, {
    addr,
    via,
    val: tainted(data, taint),
    release: locked || instr.release,
    pair: load.id,
    al: locked || (instr.release && instr.acquire === 'rcsc' && !noRet),
    hooks: instr.waits === true ? [] : hooks,
  });
}

/** V15: INVLPG (one page) and MOV to CR3 (all of them). What was fetched ahead is dropped too. */
function issueSerializing(run: DraftRun, instr: Extract<Instr, { op: 'tlbi' }>, pc: number): void {
  const page = instr.addr === null ? -1 : pageOf(run, run.eval(instr.addr));
  if (instr.addr === null || page >= 0) run.emit({ k: 'tlbi', cpu: run.setup.cpu, page });
  run.emit({ k: 'cse' });
  run.hooksAtIssue(pc, instr.then);
}

function issueRaise(run: DraftRun, instr: Extract<Instr, { op: 'raise' }>, pc: number): void {
  const { lines, off = false } = instr;
  const number = (e: Expr): number => {
    const v = run.eval(e);
    return isKnown(v) ? constant(v) : 0;
  };
  let mask = instr.mask === undefined ? 0 : number(instr.mask);
  if (instr.cpu !== undefined) {
    const cpu = number(instr.cpu);
    mask = cpu >= 0 ? 1 << cpu : 0;
  }
  if (instr.timing === undefined && lines === undefined) run.emit({ k: 'raise', irq: instr.irq, mask });
  else {
    const of = lines === undefined ? null : run.eval(lines.of);
    const cpu = instr.cpu === undefined ? -1 : run.eval(instr.cpu);
    const raises = { irq: instr.irq, mask, off, of, cpu };
    push(run.d, 'effect', pc, { raises, release: instr.timing === 'behind' });
  }
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
    if ('dst' in trapped && trapped.dst !== null && result !== null) below.regs[trapped.dst] = result;
    below.pc += 1;
  }
  if (left.kind === 'work') {
    run.send('enter.idle');
    return;
  }
  if (left.kind === 'softirq') {
    run.send('softirq.return');
    return;
  }
  if (left.kind === 'irq') run.send('irq.return');
  else if (left.kind === 'nmi') run.send('nmi.return');
  else run.send('trap.return');
  // The saved flags come back, whatever the handler made of the mask.
  run.send(left.wasOpen ? 'irq.enable' : 'irq.disable');
  if (setup.program.arch === 'x86') run.send('nmi.unblock');
  if (left.kind === 'irq') runSoftirqs(run);
  if (setup.program.hardware.eos) run.synchronize(pc, setup.program.arch === 'x86' ? 'serialize' : 'isb');
}
