/**
 * Locks as they are held: from the read with which the acquire succeeded to the release becoming visible.
 *
 *     1   spin_lock: x.owner → 0      ┐ its ticket is served: held
 *     2   data = 1                    │
 *     3   spin_unlock: x.owner = 1    ┘ visible to the next in line
 *
 * A lock is what functions named after locking do (`…_lock`, `lock_…`, `…_unlock`), inlined as scopes, to the cells that
 * they access themselves. An acquire has succeeded once its CPU has left the function with none of its loads pending.
 *
 * The kernel's locks are one word each, taken by one read-modify-write that waits: held from its read to the store that
 * gives the word back.
 */
import { WRITER_WAITS } from '../base/index.ts';
import type { Run } from '../explore/index.ts';
import type { CpuSnapshot, Instr, Program } from '../machine/index.ts';

export interface Hold {
  readonly cpu: number;
  readonly lock: string;
  /** Step of the acquiring read. */
  readonly from: number;
  /** Step in which the release became visible; null while it has not. */
  readonly to: number | null;
}

const LOCK = /(?:^|_)lock(?:_|$)/;
const UNLOCK = /(?:^|_)unlock(?:_|$)/;

export function locksHeld(program: Program, run: Run): readonly Hold[] {
  const holds: Hold[] = [...wordsHeld(program, run)];
  if (!program.scopes.some(({ name }) => LOCK.test(name))) return holds;
  program.cpus.forEach((_, cpu) => {
    let attempt: { readonly scope: number; readonly lock: string; readonly read: number } | null = null;
    run.steps.forEach(({ trace, after }, index) => {
      const step = index + 1;
      for (const read of trace.reads) {
        const isOwn = read.cpu === cpu && !takesLock(program.code[read.pc]);
        const scope = isOwn ? scopeOf(program, read.pc, LOCK) : null;
        if (scope !== null) attempt = { scope, lock: lockName(program, read.cell), read: step };
      }
      const at = after.cpus[cpu];
      if (attempt && at && hasLeft(program, at, attempt.scope)) {
        holds.push({ cpu, lock: attempt.lock, from: attempt.read, to: null });
        attempt = null;
      }
      if (trace.info.cpu !== cpu || scopeOf(program, trace.info.pc, UNLOCK) === null) return;
      for (const { cell } of trace.writes) {
        const held = holds.findIndex(
          (one) => one.cpu === cpu && one.to === null && one.lock === lockName(program, cell),
        );
        const hold = holds[held];
        if (hold) holds[held] = { ...hold, to: step };
      }
    });
  });
  return holds.sort((a, b) => a.from - b.from);
}

/** Is it the acquisition of a lock of one word? */
export function takesLock(instr: Instr | undefined): boolean {
  return instr?.op === 'rmw' && instr.waits === true;
}

/** Locks of one word: those whose value 0 is called free. */
function wordsHeld(program: Program, run: Run): readonly Hold[] {
  const holds: Hold[] = [];
  const open = (cpu: number, lock: string) =>
    holds.findLastIndex((one) => one.cpu === cpu && one.to === null && one.lock === lock);
  run.steps.forEach(({ trace }, index) => {
    const step = index + 1;
    const writes = trace.writes.map(({ cell, ...value }) => ({
      cell,
      before: holdersIn(value.before),
      after: holdersIn(value.after),
    }));
    for (const { cpu, pc, cell } of trace.reads)
      if (takesLock(program.code[pc]) && !writes.some((one) => one.cell === cell && one.before === one.after))
        holds.push({ cpu, lock: wordName(program, cell), from: step, to: null });
    for (const { cell, before, after } of writes) {
      if (program.cells[cell]?.values?.[0] !== 'free' || before === after) continue;
      const { cpu } = trace.info;
      const lock = wordName(program, cell);
      const at = open(cpu, lock);
      const held = holds[at];
      // A reader takes 1 from the number of readers; a writer that becomes a reader holds on.
      if (held && (after === 0 || (before > 0 && after < before))) holds[at] = { ...held, to: step };
      // One that only tried has no read that tells.
      else if (!held && after !== 0) holds.push({ cpu, lock, from: step, to: null });
    }
  });
  return holds;
}

/** The word without the writer that waits: who says that it waits holds nothing yet. */
function holdersIn(word: number): number {
  return word >= WRITER_WAITS - 1 ? word - WRITER_WAITS : word;
}

function wordName(program: Program, cell: number): string {
  return program.cells[cell]?.name ?? '';
}

/** The call that the statement at `pc` itself stands in, where its function is named so; null elsewhere. */
function scopeOf(program: Program, pc: number | null, named: RegExp): number | null {
  const scope = pc === null ? undefined : program.code[pc]?.at.scope.at(-1);
  return scope !== undefined && named.test(program.scopes[scope]?.name ?? '') ? scope : null;
}

/** The lock that a wait at `pc` is for, where it stands in a function named after locking; `cells` are what it reads. */
export function nameOfLock(program: Program, pc: number, cells: readonly number[]): string | null {
  const [cell] = cells;
  if (cell !== undefined && takesLock(program.code[pc])) return wordName(program, cell);
  return cell === undefined || scopeOf(program, pc, LOCK) === null ? null : lockName(program, cell);
}

/** Whether the CPU is out of the call, with the value of each of its loads. */
export function hasLeft(program: Program, cpu: CpuSnapshot, scope: number): boolean {
  const inside = (pc: number) => program.code[pc]?.at.scope.includes(scope) ?? false;
  return (
    !cpu.frames.some(({ pc }) => inside(pc)) &&
    !cpu.queue.some(({ kind, done, pc }) => kind === 'load' && !done && inside(pc))
  );
}

/** `x.owner` and `x.next` are the lock x. */
export function lockName(program: Program, cell: number): string {
  return (program.cells[cell]?.name ?? '').replace(/\..*$/, '');
}
