/** What is computed from a program once, before anything runs. */
import { ADDRESS_BASE, invariant, isPte, isValidPte, PTE_BITS } from '../../base/index.ts';
import type { CpuSetup } from '../cpu/draft-run.ts';
import { successors, waitStart } from '../flow/code.ts';
import { pointsTo } from '../flow/points-to.ts';
import { liveRegisters } from './liveness.ts';
import { lockCells, privateCells } from './private-cells.ts';
import { retriesOf } from './retries.ts';
import { entryRights } from '../cpu/rights.ts';
import type { Expr, Instr, Model, Program } from '../program.ts';

function finalRegisters(e: Expr, cpu: number, out: Set<number>): void {
  if (e.k === 'final' && e.cpu === cpu) out.add(e.r);
  if (e.k === 'cell' && e.index !== undefined) finalRegisters(e.index, cpu, out);
  if (e.k === 'un') finalRegisters(e.a, cpu, out);
  if (e.k === 'bin') for (const x of [e.a, e.b]) finalRegisters(x, cpu, out);
  if (e.k === 'cond') for (const x of [e.c, e.a, e.b]) finalRegisters(x, cpu, out);
}

export function cpuSetup(program: Program, cpu: number, model: Model): CpuSetup {
  const spec = program.cpus[cpu];
  invariant(spec !== undefined, 'cpu');
  const observed = new Set<number>();
  for (const o of program.observed) if (o.k === 'reg' && o.cpu === cpu) observed.add(o.r);
  for (const f of program.finals) finalRegisters(f.cond, cpu, observed);
  const waitStarts = new Set<number>();
  const sleepStarts = new Set<number>();
  program.code.forEach((i, pc) => {
    const start = waitStart(i, pc);
    if (start >= 0) waitStarts.add(start);
    if (start >= 0 && i.op === 'await' && i.asleep === true) sleepStarts.add(start);
  });
  const live = liveRegisters(program, observed, spec.faultHandler);
  return {
    program,
    cpu,
    spec,
    model: spec.agent ? 'sc' : model,
    issueIsStep: spec.agent || (program.issueIsStep[cpu] ?? false),
    live,
    observed,
    waitStarts,
    sleepStarts,
    retries: model === 'arm' && !spec.agent ? retriesOf(program, live) : new Set(),
    guessesCanWait: model === 'arm' && !spec.agent ? guessesCanWait(program, cpu) : new Set(),
    hasCopies: program.sites.length > 0 || program.pages.length > 0,
    idleGuesses: idleGuesses(program),
    lockCells: lockCells(program),
    privateCells: privateCells(program)[cpu] ?? new Set(),
    mayFault: program.rights === true || entriesMayBeInvalid(program),
    rights: entryRights(program, spec),
    endStep: endStep(program, cpu),
    pageOfCell: new Map(program.pages.map((p, i) => [p.cell, i])),
  };
}

/**
 * Guesses that may be left for later (needless-guess.ts): from there to the next context synchronization nothing is reached that
 * begins whatever is in flight, a walk or a fetch; nor anywhere a read-side section (rule 12); and no invariant sees what issued.
 */
function guessesCanWait(program: Program, cpu: number): ReadonlySet<number> {
  const can = new Set<number>();
  const seen = new Set<number>();
  for (const { cond } of program.invariants) finalRegisters(cond, cpu, seen);
  if (seen.size > 0) return can;
  const pages = new Set(program.pages.map(({ cell }) => ADDRESS_BASE + cell));
  const begins = (instr: Instr): boolean => {
    if (instr.op === 'execute' || instr.op === 'eret' || instr.op === 'jumpTo') return true;
    if (instr.op !== 'load' && instr.op !== 'store' && instr.op !== 'rmw') return false;
    return pages.size > 0 && (instr.addr.k !== 'const' || pages.has(instr.addr.v));
  };
  const acts = (instr: Instr): boolean => instr.op === 'effect' && instr.timing === 'now';
  program.code.forEach((instr, pc) => {
    const guesses = instr.op === 'branch' || instr.op === 'select' || (instr.op === 'rmw' && instr.when);
    if (guesses && !reaches(program, [pc], begins) && !reaches(program, [pc], acts, false)) can.add(pc);
  });
  return can;
}

/**
 * Branches whose prediction no one can notice: before the next context synchronization neither arm reaches anything
 * that may happen under a guess (a load, a fetch, a walk). Stores do not become visible there, barriers and
 * maintenance wait.
 */
function idleGuesses(program: Program): ReadonlySet<number> {
  const idle = new Set<number>();
  program.code.forEach((instr, pc) => {
    if (instr.op === 'branch' && !reaches(program, successors(instr, pc), speculates(program))) idle.add(pc);
  });
  return idle;
}

function speculates(program: Program): (instr: Instr) => boolean {
  return ({ op }) => {
    switch (op) {
      case 'load':
      case 'rmw':
      case 'execute':
      // A handler's return goes on in code that is not followed here; a jump through a register may go anywhere.
      case 'eret':
      case 'jumpTo':
        return true;
      case 'store':
        return program.pages.length > 0;
      default:
        return false;
    }
  };
}

/** Whether some instruction `is` what is looked for, from these places on, as far as the next context synchronization
 *  (`synchronized`) or everywhere. */
function reaches(
  program: Program,
  from: readonly number[],
  is: (instr: Instr) => boolean,
  synchronized = true,
): boolean {
  const seen = new Set<number>();
  const todo = [...from];
  for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
    const instr = program.code[pc];
    if (instr === undefined || seen.has(pc)) continue;
    seen.add(pc);
    if (is(instr)) return true;
    if (synchronized && instr.op === 'fence' && (instr.kind === 'isb' || instr.kind === 'serialize'))
      continue;
    todo.push(...successors(instr, pc));
  }
  return false;
}

/** Whether any PTE can ever be invalid: no invalid entry is written down anywhere in the program, and no store to a
 *  PTE has a value that is no entry. */
function entriesMayBeInvalid(program: Program): boolean {
  if (program.pages.length === 0) return false;
  const isInvalidEntry = (v: number): boolean => isPte(v) && !isValidPte(v);
  const written = (e: Expr): boolean => {
    if (e.k === 'const') return isInvalidEntry(e.v);
    if (e.k === 'un') return written(e.a);
    if (e.k === 'bin') return written(e.a) || written(e.b);
    return e.k === 'cond' && (written(e.a) || written(e.b));
  };
  const ptes = new Set(program.pages.map((p) => ADDRESS_BASE + p.pte));
  return (
    program.cells.some((c) => isInvalidEntry(c.init)) ||
    program.pages.some((p) => !isValidPte(program.cells[p.pte]?.init ?? 0)) ||
    program.cpus.some((c) => c.init.some(isInvalidEntry)) ||
    program.code.some((i, pc) => {
      if (i.op === 'let') return written(i.value);
      if (i.op !== 'store' && i.op !== 'rmw') return false;
      if (i.addr.k !== 'const' || !ptes.has(i.addr.v)) return written(i.value);
      if (i.value.k === 'const') return !isValidPte(i.value.v);
      return written(i.value) || isNumber(program, i.value, pc);
    })
  );
}

/** A register that never holds an entry: what is stored of it is none, whatever the page table's cell says of it. */
function isNumber(program: Program, e: Expr, pc: number): boolean {
  return e.k === 'reg' && pointsTo(program).addresses(e, pc) !== null;
}

/**
 * pc of the CPU's `halt` where the hardware may set an accessed flag by itself, ahead of any access (V13). It does not
 * matter which CPU's walker does, so only the first one's may.
 */
function endStep(program: Program, cpu: number): number {
  if (program.rights !== true || !mayBeOld(program)) return -1;
  const walker = program.cpus.findIndex((spec) => !spec.agent && entryRights(program, spec).setsYoung);
  if (walker !== cpu) return -1;
  const entry = program.cpus[cpu]?.entry ?? 0;
  return program.code.findIndex(({ op }, pc) => pc >= entry && op === 'halt');
}

/** Whether an entry can ever lack its accessed flag: one that does is written down, or the bit is taken away. */
function mayBeOld(program: Program): boolean {
  const isOld = (v: number): boolean => isValidPte(v | PTE_BITS.valid) && (v & PTE_BITS.young) === 0;
  const written = (e: Expr): boolean => {
    if (e.k === 'const') return isOld(e.v);
    if (e.k === 'un') return written(e.a);
    if (e.k === 'cond') return written(e.a) || written(e.b);
    if (e.k !== 'bin') return false;
    if (e.op === '&' && e.b.k === 'const') return written(e.a) || (e.b.v & PTE_BITS.young) === 0;
    return e.op === '&' || e.op === '^' || e.op === '-' || written(e.a) || written(e.b);
  };
  return (
    program.cells.some(({ init }) => isOld(init)) ||
    program.cpus.some(({ init }) => init.some(isOld)) ||
    program.code.some((i) => (i.op === 'let' || i.op === 'store' || i.op === 'rmw') && written(i.value))
  );
}

/** For each pc the start of the outermost loop around it (backward jumps and waits), or the pc itself. */
export function loopStarts(program: Program): readonly number[] {
  const spans: { from: number; to: number }[] = [];
  program.code.forEach((instr, pc) => {
    const back =
      instr.op === 'jump' || instr.op === 'branch' ? instr.to : instr.op === 'await' ? instr.from : pc + 1;
    if (back <= pc) spans.push({ from: back, to: pc });
  });
  return program.code.map((_, pc) => {
    let start = pc;
    for (const s of spans) if (s.from <= pc && pc <= s.to && s.from < start) start = s.from;
    return start;
  });
}
