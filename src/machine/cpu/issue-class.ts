/**
 * What can issue next (memory-model.md rule 1): which instructions issue by themselves, which are steps, which wait.
 * Loads of the strong models (and `sc` stores, locked accesses) complete as they issue, so their issue is the step.
 */
import { ADDRESS_BASE, assertNever } from '../../base/index.ts';
import type { DraftRun } from './draft-run.ts';
import { openInterrupts } from './open-lines.ts';
import { push, type Draft, type Entry } from './part.ts';
import { barrierHolds, branchOpen, FROM_MEMORY, holdsExecution, loadSource, NOT_YET } from './queue-rules.ts';
import type { Effect, Expr, Instr, StepKind } from '../program.ts';
import { isTranslated } from './translation.ts';
import { constant, isClean, isKnown, type Val } from './value.ts';

/** How much may be in flight; beyond it issue waits, as hardware's does. */
const QUEUE_CAPACITY = 40;

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
const INVALIDATION: IssueClass = { how: 'step', alternatives: 1, urgent: false, kind: 'tlbi' };

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

/** Asserts over registers whose conditions are known and true. */
export function holdsHere(run: DraftRun, effects: readonly Effect[]): boolean {
  return effects.every((e) => {
    if (e.k !== 'assert' || readsCell(e.cond)) return false;
    const cond = run.eval(e.cond);
    return isKnown(cond) && constant(cond) !== 0;
  });
}

/** The entry that a load or read-modify-write would be which completes as it issues. */
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
  if ((instr.op !== 'load' && instr.op !== 'rmw') || !isMerged(run, instr)) return -1;
  const { source, addr } = probe(run, instr, pc);
  return source === FROM_MEMORY && isKnown(addr) ? run.cellOf(constant(addr)) : -1;
}

/** The cell that issuing the instruction at the top stores to in that instant, -1 when it does not. */
export function issueClaim(run: DraftRun): number {
  const instr = run.instr(run.top().pc);
  if ((instr.op !== 'store' && instr.op !== 'rmw') || !isMerged(run, instr)) return -1;
  const addr = run.eval(instr.addr);
  return isKnown(addr) ? run.cellOf(constant(addr)) : -1;
}

export function classify(run: DraftRun): IssueClass {
  const { setup, d } = run;
  const { pc } = run.top();
  if (pc < 0) return NONE;
  const instr = run.instr(pc);
  const q = d.queue;
  if (q.some((e) => e.kind === 'fault') || isHeldUp(run)) return NONE;
  if (d.due !== 0 && (d.due & openInterrupts(setup, d.chart)) !== 0) return NONE;
  const before = setup.program.code[pc - 1];
  const isGlued = before?.op === 'load' && before.glued === true;
  const stepOrEager = setup.issueIsStep && !isGlued ? STEP : EAGER;
  const split = (alternatives: number, kind: StepKind): IssueClass => ({
    how: 'step',
    alternatives,
    urgent: !setup.issueIsStep && !setup.program.guessesAreSteps,
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
      if (setup.idleGuesses.has(pc) || q.some((e) => e.kind === 'guess' && e.pc === pc)) return NONE;
      return split(2, 'predict');
    case 'jumpTo':
      return isKnown(run.eval(instr.target)) ? EAGER : NONE;
    case 'choose':
      return split(instr.to.length, 'issue');
    case 'halt':
      return setup.endStep >= 0 && q.every(isOver) ? STEP : NONE;
    case 'effect':
      if (instr.timing === 'now') return run.areKnown(instr.effects) ? STEP : NONE;
      if (instr.timing === 'behind') return instr.moment === true ? STEP : stepOrEager;
      if (instr.silent === true && holdsHere(run, instr.effects)) return EAGER;
      return isLocal(instr.effects) && instr.moment !== true ? stepOrEager : STEP;
    case 'mode':
      return q.some(holdsExecution) ? NONE : stepOrEager;
    case 'eret':
      return STEP;
    default:
  }
  if (q.length >= QUEUE_CAPACITY || (run.strong && q.some((e) => holdsOrder(run, e)))) return NONE;
  switch (instr.op) {
    case 'load':
    case 'store':
    case 'rmw': {
      // A locked instruction waits for everything older, its own address first.
      if (isLocked(run, instr) && !isKnown(run.eval(instr.addr))) return NONE;
      const translated = isTranslated(run, run.eval(instr.addr));
      if (isMerged(run, instr)) {
        if (instr.op === 'store') return STEP;
        return probe(run, instr, pc).source === NOT_YET ? NONE : STEP;
      }
      const ways = accessWays(run, instr) + (translated && setup.mayFault ? 1 : 0);
      if (ways > 1) return split(ways, 'predict');
      return isOwnStep(run, instr) && !isGlued ? STEP : stepOrEager;
    }
    case 'fence':
      if (!isNoOp(run, instr.kind)) return stepOrEager;
      // It has nothing to wait for, so its effects happen as it issues, and that is a moment of its own.
      return instr.then === undefined || instr.then.length === 0
        ? EAGER
        : isLocal(instr.then)
          ? stepOrEager
          : STEP;
    case 'raise': {
      if (instr.timing !== undefined) return stepOrEager;
      const operand = instr.cpu ?? instr.mask;
      if (operand !== undefined && !isClean(run.eval(operand))) return NONE;
      if (q.some(holdsExecution)) return NONE;
      if (branchOpen(q, q.length) || (!setup.spec.agent && q.some((e) => e.kind === 'store'))) return NONE;
      return STEP;
    }
    case 'execute':
      return q.some((e, i) => (e.fence === 'isb' || e.fence === 'serialize') && barrierHolds(q, i, false))
        ? NONE
        : STEP;
    case 'tlbi':
      if (serializes(run, instr)) return q.every(isOver) ? INVALIDATION : NONE;
      return stepOrEager;
    case 'dc':
    case 'ic':
      return stepOrEager;
    default:
      return assertNever(instr);
  }
}

/**
 * A task that sleeps, or waits for a lock, issues nothing behind that before it goes on. This takes nothing from what may
 * happen: what it waits with acquires, so that nothing younger takes a value or becomes visible before, and a fetch finds
 * later all the versions that it would have found. Only a walk that begins early may find more. A handler goes on.
 */
function isHeldUp({ d, setup }: DraftRun): boolean {
  return (
    (d.frames.length === 1 || d.frames[1]?.kind === 'work') &&
    setup.program.pages.length === 0 &&
    d.queue.some(({ wait, pc }) => {
      const instr = wait ? setup.program.code[pc] : undefined;
      if (instr?.op === 'await') return instr.asleep === true;
      return instr?.op === 'rmw' && instr.waits === true && instr.acquire !== 'no';
    })
  );
}

/** In-order models: maintenance, and under `sc` barriers, finish before anything younger issues. */
function holdsOrder(run: DraftRun, e: Entry): boolean {
  if (e.kind === 'dc' || e.kind === 'ic' || e.kind === 'walk' || (e.kind === 'tlbi' && !e.done)) return true;
  if (e.kind === 'load' && !e.done) return true;
  // A serializing instruction is complete before the next one is fetched (SDM vol. 3, "Serializing Instructions").
  if (e.fence === 'serialize') return true;
  return run.setup.model === 'sc' && (e.kind === 'barrier' || e.kind === 'store');
}

/** Where people step: an access to a cell of the CPU's own completes with its issue, so the issue is what they see. */
function isOwnStep(run: DraftRun, instr: Extract<Instr, { op: 'load' | 'store' | 'rmw' }>): boolean {
  const { program, privateCells } = run.setup;
  if (!program.guessesAreSteps) return false;
  return instr.addr.k === 'const' && privateCells.has(instr.addr.v - ADDRESS_BASE);
}

function isLocked(run: DraftRun, instr: Instr): boolean {
  return instr.op === 'rmw' && (run.strong || run.setup.program.arch === 'x86');
}

/** V15: INVLPG and MOV to CR3 serialize: they act in the instant of their issue, after all that is older. */
export function serializes(run: DraftRun, instr: Instr): boolean {
  return instr.op === 'tlbi' && run.setup.program.arch === 'x86';
}

function isOver(e: Entry): boolean {
  return e.kind === 'load' && e.done && isClean(e.addr) && e.val !== null && isClean(e.val);
}

/** Untranslated accesses that complete in the instant of their issue: loads of the strong models, stores of `sc`, and
 *  every locked instruction of x86, whatever the model lets other accesses do (SDM vol. 3, "Locked Atomic Operations"):
 *  it waits for all that is older, and nothing younger passes it. */
export function isMerged(run: DraftRun, instr: Extract<Instr, { op: 'load' | 'store' | 'rmw' }>): boolean {
  if (isTranslated(run, run.eval(instr.addr))) return false;
  if (instr.op === 'rmw') return isLocked(run, instr);
  if (instr.op === 'load') return run.strong;
  return run.setup.model === 'sc' && !(instr.status !== undefined && monitor(run.d) !== null);
}

/** Alternatives of an access before faulting is counted: a store-exclusive or conditional atomic may fail. */
export function accessWays(run: DraftRun, instr: Instr): number {
  if (instr.op === 'store') return instr.status !== undefined && monitor(run.d) !== null ? 2 : 1;
  return instr.op === 'rmw' && instr.when !== undefined && instr.waits !== true ? 2 : 1;
}

/** The last load-exclusive whose monitor is still set. */
export function monitor(d: Draft): Entry | null {
  return d.queue.findLast((e) => e.kind === 'load' && e.exclusive) ?? null;
}

/** A fence that has nothing to wait for in this model and drops no copies. */
export function isNoOp(run: DraftRun, kind: string): boolean {
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
