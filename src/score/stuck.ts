/**
 * A deadlock as people tell it: who waits for what, and who holds it; in a livelock, who goes round without end.
 *
 *     CPU 0 waits for lock, which CPU 1 holds since step 4.
 *     CPU 0 sleeps in schedule() at wait_event(wq, done), in TASK_UNINTERRUPTIBLE since step 4, and nobody is left to wake it.
 *     CPU 1 waits in smp_call_function() until csd_lock[0] is set: it is 1 since step 6, by CPU 1 itself.
 *     CPU 0 does not take call_function, raised in step 6 by CPU 1: interrupts are off since step 2.
 */
import type { Run } from '../explore/index.ts';
import { ADDRESS_BASE, binaryOn } from '../base/index.ts';
import { waitStart, type CpuSnapshot, type Expr, type Program, type Snapshot } from '../machine/index.ts';
import { locksHeld, nameOfLock, type Hold } from './lock-spans.ts';
import { cpuName, formatValue, statementText } from './wording.ts';

/** One sentence for each CPU that waits and each interrupt that it does not take, at the end of a run. */
export function stuckWords(program: Program, run: Run): readonly string[] {
  const now = run.steps.at(-1)?.after ?? run.initial;
  const holds = locksHeld(program, run);
  return now.cpus.flatMap((state, cpu) => {
    if (state.finished || isAtRest(program, now, cpu)) return [];
    return [
      `${cpuName(program, cpu)} ${waiting(program, run, now, holds, cpu)}.`,
      ...state.pending.map((irq) => untaken(program, run, state, cpu, irq)),
    ];
  });
}

/** It may sleep for ever, and does. */
function isAtRest(program: Program, now: Snapshot, cpu: number): boolean {
  const state = now.cpus[cpu];
  if (program.cpus[cpu]?.rests !== true || !state || state.frames.length > 1) return false;
  const instr = program.code[waitOf(program, state) ?? -1];
  return instr?.op === 'await' && instr.asleep === true;
}

function waiting(program: Program, run: Run, now: Snapshot, holds: readonly Hold[], cpu: number): string {
  const state = now.cpus[cpu];
  if (!state) return 'is done';
  const frame = state.frames.at(-1)?.pc ?? -1;
  if (frame < -1) return 'runs for ever and touches nothing shared';
  const held = state.queue.find(({ kind, done, waits }) => kind !== 'guess' && !done && waits !== null);
  const wait = waitOf(program, state);
  if (wait === null && held?.waits) return `cannot go on: ${held.at.text} waits for ${held.waits}`;
  if (run.end === 'livelock' && wait === null)
    return `goes round in circles, now at ${statementText(program, frame)}`;
  const at = wait ?? frame;
  const cells = polled(program, run, state, cpu, at);
  const lock = nameOfLock(program, at, cells);
  if (lock !== null) {
    const hold = holds.findLast((one) => one.lock === lock && one.to === null);
    if (hold) {
      const who = hold.cpu === cpu ? 'it holds itself' : `${cpuName(program, hold.cpu)} holds`;
      return `waits for ${lock}, which ${who} since step ${hold.from}`;
    }
    const next = turnOf(program, run, now, lock);
    if (next !== null && next !== cpu) return `waits for ${lock}: it is ${cpuName(program, next)}’s turn`;
  }
  const asleep = sleepWords(program, run, now, cells, at);
  if (asleep !== null) return asleep;
  const call = program.code[at]?.at.scope[0];
  const where = call === undefined ? '' : ` in ${program.scopes[call]?.name ?? ''}()`;
  const what = values(program, run, now, cells, cpu);
  return `waits${where} at ${statementText(program, at)}${what ? `: ${what}` : ''}`;
}

/** "sleeps in schedule() at wait_event(wq, done), in TASK_UNINTERRUPTIBLE since step 4, and nobody is left to wake it". */
function sleepWords(
  program: Program,
  run: Run,
  now: Snapshot,
  cells: readonly number[],
  at: number,
): string | null {
  const instr = program.code[at];
  const [cell] = cells;
  if (instr?.op !== 'await' || instr.asleep !== true || cell === undefined) return null;
  const [outermost, innermost] = [instr.at.scope[0], instr.at.scope.at(-1)].map((scope) =>
    scope === undefined ? undefined : program.scopes[scope],
  );
  const where =
    innermost?.name === 'sleeps_at_start'
      ? 'schedule()'
      : outermost && outermost !== innermost
        ? `${innermost?.name ?? ''}() at ${outermost.text}`
        : (outermost?.text ?? instr.at.text);
  const step = run.steps.findLastIndex(({ trace }) => trace.writes.some((one) => one.cell === cell));
  const since = step < 0 ? 'from the start' : `since step ${step + 1}`;
  const state = formatValue(program, now.cells[cell] ?? 0, cell);
  // What is no state of a task is a word that says how far something has come.
  if (!/\b__state$/.test(program.cells[cell]?.name ?? ''))
    return `sleeps in ${outermost?.text ?? where}, and nobody is left to wake it`;
  return `sleeps in ${where}, in ${state} ${since}, and nobody is left to wake it`;
}

/** Whose ticket a fair lock serves now: who has drawn the number that its owner's cell shows. */
function turnOf(program: Program, run: Run, now: Snapshot, lock: string): number | null {
  const [owner, next] = ['owner', 'next'].map((part) =>
    program.cells.findIndex(({ name }) => name === `${lock}.${part}`),
  );
  if (owner === undefined || next === undefined || owner < 0 || next < 0) return null;
  const serves = now.cells[owner];
  const drawn = run.steps
    .flatMap(({ trace }) => trace.reads)
    .findLast(({ cell, value }) => cell === next && value === serves);
  return drawn?.cpu ?? null;
}

/** The wait that a CPU spins in. */
function waitOf(program: Program, { queue, frames }: CpuSnapshot): number | null {
  const guess = queue.find(({ kind, pc }) => kind === 'guess' && waitStart(program.code[pc], pc) >= 0);
  if (guess) return guess.pc;
  const pc = frames.at(-1)?.pc ?? -1;
  const at = program.code.findIndex((instr, place) => {
    const from = waitStart(instr, place);
    return from >= 0 && from <= pc && pc <= place;
  });
  return at < 0 ? null : at;
}

/** What a wait or loop reads: of what it has in flight, else of its last reads, else as it is written. */
function polled(
  program: Program,
  run: Run,
  { queue, frames }: CpuSnapshot,
  cpu: number,
  at: number,
): readonly number[] {
  const { code } = program;
  const instr = code[at];
  const from = instr?.op === 'await' ? instr.from : at;
  const isHere = (pc: number) =>
    (from <= pc && pc <= at) ||
    (code[pc]?.at.from === instr?.at.from &&
      code[pc]?.at.file === instr?.at.file &&
      code[pc]?.at.scope.join() === instr?.at.scope.join());
  const flying = queue.flatMap(({ kind, pc, cell }) =>
    kind === 'load' && isHere(pc) && cell !== null ? [cell] : [],
  );
  if (flying.length > 0) return [...new Set(flying)];
  const last = run.steps.findLast(({ trace }) =>
    trace.reads.some((one) => one.cpu === cpu && isHere(one.pc)),
  );
  const read = last?.trace.reads.filter((one) => one.cpu === cpu && isHere(one.pc)).map(({ cell }) => cell);
  if (read) return [...new Set(read)];
  const regs = frames.at(-1)?.regs ?? [];
  const written = code.flatMap((one, pc) => {
    if ((one.op !== 'load' && waitStart(one, pc) !== pc) || !('addr' in one) || one.addr === null) return [];
    if (!isHere(pc)) return [];
    const address = addressOf(one.addr, regs);
    return address === null ? [] : [address - ADDRESS_BASE];
  });
  return [...new Set(written)];
}

function addressOf(expr: Expr, regs: readonly (number | null)[]): number | null {
  if (expr.k === 'const') return expr.v;
  if (expr.k === 'reg') return regs[expr.r] ?? null;
  if (expr.k !== 'bin') return null;
  const [a, b] = [addressOf(expr.a, regs), addressOf(expr.b, regs)];
  return a === null || b === null ? null : binaryOn(expr.op, a, b);
}

/** "csd_lock[0] is 1 since step 6, by CPU 1 itself". */
function values(program: Program, run: Run, now: Snapshot, cells: readonly number[], cpu: number): string {
  return cells
    .map((cell) => {
      const name = program.cells[cell]?.name ?? '';
      const value = formatValue(program, now.cells[cell] ?? 0, cell);
      const step = run.steps.findLastIndex(({ trace }) => trace.writes.some((one) => one.cell === cell));
      const writer = run.steps[step]?.trace.info.cpu;
      if (writer === undefined) return `${name} is ${value} from the start`;
      const who = writer === cpu ? 'by itself' : `by ${cpuName(program, writer)}`;
      return `${name} is ${value} since step ${step + 1}, ${who}`;
    })
    .join(' and ');
}

function untaken(program: Program, run: Run, state: CpuSnapshot, cpu: number, irq: number): string {
  const name = program.irqs[irq]?.name ?? String(irq);
  const step = run.steps.findLastIndex(({ trace }) =>
    trace.raised.some((one) => one.cpu === cpu && one.irq === irq),
  );
  const by = run.steps[step]?.trace.info.cpu;
  const raised =
    by === undefined ? 'pending from the start' : `sent in step ${step + 1} by ${cpuName(program, by)}`;
  const who = cpuName(program, cpu);
  const why = heldOff(program, state, irq);
  return why === null
    ? `${who} can still take ${name}, ${raised}, but that frees nobody.`
    : `${who} does not take ${name}, ${raised}: ${why}.`;
}

function heldOff(program: Program, { chart }: CpuSnapshot, irq: number): string | null {
  const kind = program.irqs[irq]?.kind;
  if (kind === 'nmi') return chart['block'] === 'blocked' ? 'NMIs are blocked' : null;
  if (kind === 'work') return chart['task'] === 'idle' ? null : 'it is still at the last one';
  if (chart['nmi'] === 'active') return 'it is in an NMI handler';
  if (chart['irq'] === 'active') return 'it is in an interrupt handler';
  if (kind === 'softirq' && chart['softirq'] === 'active') return 'it is in a softirq';
  if (kind === 'softirq' && chart['bh'] === 'off') return 'its bottom halves are off';
  return chart['mask'] === 'closed' ? 'its interrupts are off' : null;
}
