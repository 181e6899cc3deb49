/**
 * How far the rows of a drawn interleaving have come along a run. Rows of a column open in program order, as their
 * statements issue; each is done by what its statement does; where a row is done before one of another column that is
 * drawn above it, a wish is broken. A row that can no longer be is missed.
 */
import type { Machine, StepTrace } from '../machine/index.ts';
import type { Way } from './call-value.ts';
import { isSeen, type DrawnPlan, type DrawnRow, type Instance } from './drawn-rows.ts';
import { doesRow } from './row-match.ts';
import { givenBy } from './row-value.ts';

/** The row `above` is drawn above `below`, but happens after it. */
export interface BrokenWish {
  readonly above: number;
  readonly below: number;
}

/** A row that does not happen as it is written; `got`: what its statement does instead, null where it does not run. */
export interface MissedRow {
  readonly row: number;
  readonly got: string | null;
  /** Steps taken when that was clear. */
  readonly step: number;
}

const WAITING = 0;
const OPEN = 1;
const DONE = 2;
const MISSED = 3;

export class Progress {
  private readonly machine: Machine;
  private readonly plan: DrawnPlan;
  private readonly status: Uint8Array;
  /** By CPU: the next row of its column that opens. */
  private readonly next: number[];
  /** By routine: the instruction issued last, -1 before the first. */
  private readonly last: number[];
  /** By row: accesses in flight. */
  private readonly waits: Map<number, readonly number[]>;
  /** By row: the instruction with which it opened. */
  private readonly opened: Map<number, number>;
  /** Rows whose CPU has left the statement or call. */
  private readonly left: Set<number>;
  /** Rows done whose call has not given its value yet. */
  private readonly unchecked: Set<number>;
  broken: readonly BrokenWish[];
  missed: readonly MissedRow[];
  /** By row: how many steps were taken when it was done; -1 where it is not. */
  readonly doneAt: Int32Array;

  constructor(machine: Machine, plan: DrawnPlan, from: Progress | null = null) {
    this.machine = machine;
    this.plan = plan;
    // Hardware does free rows whenever it likes.
    this.status = from
      ? from.status.slice()
      : Uint8Array.from(plan.rows, (row) => (row.isFree ? OPEN : WAITING));
    this.next = from ? [...from.next] : plan.columns.map(() => 0);
    this.last = from ? [...from.last] : plan.routines.map(() => -1);
    this.waits = new Map(from?.waits);
    this.opened = new Map(from?.opened);
    this.left = new Set(from?.left);
    this.unchecked = new Set(from?.unchecked);
    this.broken = from?.broken ?? [];
    this.missed = from?.missed ?? [];
    this.doneAt = from ? from.doneAt.slice() : new Int32Array(plan.rows.length).fill(-1);
  }

  /** What decides how it can go on, besides the machine's state. */
  key(): string {
    const flying = [...this.waits].flatMap(([row, pcs]) => (pcs.length > 0 ? `${row}:${pcs.join('.')}` : []));
    return [this.status.join(''), flying.sort().join(), [...this.unchecked].sort().join()].join(' ');
  }

  get undone(): number {
    return this.status.reduce((sum, one) => sum + Number(one === WAITING || one === OPEN), 0);
  }

  get isComplete(): boolean {
    return this.undone === 0 && this.unchecked.size === 0;
  }

  /** Rows that are neither done nor missed. */
  get open(): readonly number[] {
    return this.plan.rows.map(({ index }) => index).filter((row) => (this.status[row] ?? 0) < DONE);
  }

  /** Rows that nothing has been done of. */
  get notBegun(): readonly number[] {
    return this.open.filter((row) => this.status[row] === WAITING);
  }

  /** The progress after one more step. `way`: what a CPU did up to it, that step included. */
  after(trace: StepTrace, state: Int32Array, step: number, way: (cpu: number, pc: number) => Way): Progress {
    const next = new Progress(this.machine, this.plan, this);
    for (const { cpu, pc } of trace.issued) next.issue(cpu, pc, step);
    next.complete(trace, state, step);
    next.check(way, step);
    return next;
  }

  /** What is still to come never comes. Whoever sleeps or waits in a statement has come to it, or before what waits in it,
   *  and no wish says that he should be through with it. */
  give(step: number, state: Int32Array): Progress {
    const next = new Progress(this.machine, this.plan, this);
    const { cpus } = this.machine.decode(state, 0);
    for (const index of next.open) {
      const row = this.plan.rows[index];
      const at = cpus[row?.cpu ?? -1]?.frames.at(-1)?.pc ?? null;
      const isBefore = next.status[index] === WAITING && at !== null && row?.pcs.has(at) === true;
      const hasCome =
        (next.status[index] === OPEN || isBefore) &&
        row?.does === 'effect' &&
        !row.checks &&
        !row.row.outcome;
      if (row && hasCome) {
        next.status[index] = DONE;
        next.doneAt[index] = step;
        next.broken = next.broken.filter(({ above }) => above !== index);
      } else next.miss(index, null, step);
    }
    next.unchecked.clear();
    return next;
  }

  issue(cpu: number, pc: number, step: number): void {
    const { plan } = this;
    const routine = plan.routineOf(pc);
    const before = this.last[routine] ?? -1;
    this.last[routine] = pc;
    for (const row of plan.rows) {
      const isPassed =
        row.cpu === cpu &&
        this.status[row.index] === OPEN &&
        !row.isFree &&
        (row.again === null || row.does === 'effect');
      if (isPassed && this.routineOf(row) === routine) this.pass(row, before, pc, step);
    }
    for (;;) {
      const row = this.nextOf(cpu, routine);
      if (!row) return;
      if (row.does === 'closes') {
        const inside = plan.instanceAround(row, pc);
        if (inside) this.status[row.index] = OPEN;
        else this.finish(row, step);
        this.advance(cpu);
      } else if (row.pcs.has(pc)) {
        this.open_(row, pc, step);
        this.advance(cpu);
        if (row.does !== 'opens') return;
      } else if (plan.routineOfRow(row) === routine && !(plan.before[row.index]?.has(pc) ?? true)) {
        this.miss(row.index, null, step);
        this.advance(cpu);
      } else return;
    }
  }

  /** The next row of a CPU that what one routine issues can open: what a task does early, past the end of a handler, is
   *  drawn above rows of that handler. */
  private nextOf(cpu: number, routine: number): DrawnRow | null {
    const { plan } = this;
    let isFirst = true;
    for (const row of (plan.columns[cpu] ?? []).slice(this.next[cpu] ?? 0)) {
      if (this.status[row.index] !== WAITING) continue;
      if (row.pcs.size === 0) return null;
      const own = plan.routineOfRow(row);
      // What stands in several, as a handler's end, is that of the routine whose turn it is.
      if (own < 0) return isFirst ? row : null;
      if (own === routine) return row;
      isFirst = false;
    }
    return null;
  }

  /** Goes to the first row of a column that still waits to be opened. */
  private advance(cpu: number): void {
    const column = this.plan.columns[cpu] ?? [];
    const from = this.next[cpu] ?? 0;
    const at = column.findIndex(({ index }, nth) => nth >= from && this.status[index] === WAITING);
    this.next[cpu] = at < 0 ? column.length : at;
  }

  private open_(row: DrawnRow, pc: number, step: number): void {
    this.status[row.index] = OPEN;
    this.opened.set(row.index, pc);
    for (const other of this.plan.rows) {
      if (other.again !== row.index) continue;
      this.status[other.index] = OPEN;
      if (other.does !== 'effect') continue;
      this.opened.set(other.index, pc);
      if (isSeen(this.machine.program, pc)) this.waits.set(other.index, [pc]);
      else this.settle(other, pc, step);
    }
    if (row.does === 'opens' || row.does === 'issue') {
      this.finish(row, step);
      return;
    }
    if (row.does === 'step' || isSeen(this.machine.program, pc)) this.waits.set(row.index, [pc]);
    else this.settle(row, pc, step);
  }

  /** An open row's CPU issues something: more of the same statement or call, or what is behind it. */
  private pass(row: DrawnRow, before: number, pc: number, step: number): void {
    const { index } = row;
    const flying = this.waits.get(index) ?? [];
    const { outcome } = row.row;
    const range = outcome?.ranges.find(({ from, then }) => before >= from && before < then);
    if (outcome && range && !(pc >= range.from && pc < range.then)) {
      const holds = pc === range.then;
      if (holds !== outcome.holds) {
        this.fail(row, holds ? 'the condition holds' : 'the condition does not hold', step);
        return;
      }
    }
    if (row.does === 'step') {
      if (row.pcs.has(pc)) this.waits.set(index, [...flying, pc]);
      else if (flying.length === 0 && !this.comesAgain(row)) this.miss(index, null, step);
      return;
    }
    const instance = this.plan.instanceAround(row, before);
    if (!instance || (pc >= instance.from && pc <= instance.to)) {
      if (row.pcs.has(pc) && isSeen(this.machine.program, pc)) this.waits.set(index, [...flying, pc]);
      else this.settle(row, pc, step);
      return;
    }
    this.left.add(index);
    this.settle(row, pc, step);
  }

  /** The routine that an open row's statement is in. */
  private routineOf(row: DrawnRow): number {
    const opened = this.opened.get(row.index);
    return opened === undefined ? this.plan.routineOfRow(row) : this.plan.routineOf(opened);
  }

  /** Whether a row's statement may still issue. */
  private comesAgain(row: DrawnRow): boolean {
    if (this.plan.routineOfRow(row) < 0) return true;
    const last = this.last[this.routineOf(row)] ?? -1;
    return last < 0 || (this.plan.before[row.index]?.has(last) ?? false);
  }

  /** An open row that is done by what its statement does: done when all of it is. */
  private settle(row: DrawnRow, pc: number, step: number): void {
    if ((this.waits.get(row.index) ?? []).length > 0) return;
    const isLeft = this.left.has(row.index);
    if (row.does === 'closes' ? !isLeft : !isLeft && this.plan.hasMore(row, pc)) return;
    if (row.row.outcome && !isLeft) return;
    this.finish(row, step);
  }

  private complete(trace: StepTrace, state: Int32Array, step: number): void {
    const { machine, plan } = this;
    const { info } = trace;
    const column = plan.columns[info.cpu];
    const next = column?.[this.next[info.cpu] ?? 0];
    if (next?.row.keys.length === 0 && doesRow(machine, next.row, trace)) {
      this.status[next.index] = OPEN;
      this.finish(next, step);
      this.advance(info.cpu);
    }
    let queue: readonly { readonly pc: number; readonly done: boolean; readonly kind: string }[] | null =
      null;
    for (const row of plan.rows) {
      if (this.status[row.index] !== OPEN || row.row.keys.length === 0) continue;
      if (row.does === 'step') {
        if (row.cpu === info.cpu) this.match(row, trace, step);
        continue;
      }
      const flying = this.waits.get(row.index) ?? [];
      if (flying.length === 0 && row.cpu === info.cpu) this.leave(row, state, step);
      const failed = flying.find((pc) => fails(machine, pc, trace));
      if (failed !== undefined) {
        this.finish(row, step);
        continue;
      }
      if (flying.length === 0 || !touches(trace, row.cpu, flying)) continue;
      queue ??= machine.decode(state, 0).cpus.flatMap(({ queue: own }, cpu) => (cpu === row.cpu ? own : []));
      const pending = queue;
      const rest = flying.filter((pc) =>
        pending.some((entry) => entry.pc === pc && !entry.done && entry.kind !== 'guess'),
      );
      this.waits.set(row.index, rest);
      this.settle(row, this.last[this.routineOf(row)] ?? -1, step);
      if (rest.length === 0 && this.status[row.index] === OPEN) this.leave(row, state, step);
    }
  }

  /** Its CPU may have left the statement without issuing anything behind it yet. */
  private leave(row: DrawnRow, state: Int32Array, step: number): void {
    const last = this.last[this.routineOf(row)] ?? -1;
    if (this.left.has(row.index) || !this.opened.has(row.index) || !this.plan.hasMore(row, last)) return;
    const instance = this.plan.instanceAround(row, last);
    const now = this.machine.decode(state, 0).cpus[row.cpu]?.frames.at(-1)?.pc ?? null;
    if (!instance) return;
    // A CPU that has come to its end is nowhere.
    if (now !== null && this.plan.routineOf(now) !== this.routineOf(row)) return;
    if (now !== null && now >= instance.from && now <= instance.to) return;
    this.left.add(row.index);
    this.settle(row, last, step);
  }

  private match(row: DrawnRow, trace: StepTrace, step: number): void {
    // The same statement elsewhere is another one's, of a row above or below.
    const root = row.again ?? row.index;
    const { pc } = trace.info;
    const named = this.plan.rows[root];
    const around = named ? this.plan.instanceAround(named, this.opened.get(root) ?? -1) : null;
    const isElsewhere =
      around !== null && pc !== null && row.pcs.has(pc) && (pc < around.from || pc > around.to);
    if (isElsewhere && !(this.waits.get(row.index) ?? []).includes(pc)) return;
    if (doesRow(this.machine, row.row, trace)) {
      this.finish(row, step);
      return;
    }
    const { what, number, ...any } = row.row;
    if ((what === undefined && number === undefined) || !doesRow(this.machine, any, trace)) return;
    const flying = this.waits.get(row.index) ?? [];
    const at = flying.findIndex((pc) => pc === trace.info.pc);
    this.waits.set(row.index, flying.toSpliced(Math.max(0, at), 1));
    const { cells } = this.machine.program;
    const read = trace.reads.find(({ pc }) => pc === trace.info.pc);
    const got = read ? (cells[read.cell]?.values?.[read.value] ?? String(read.value)) : trace.info.words;
    this.fail(row, got, step);
  }

  /** The row's statement has done something else; where it may come again, the row waits for that. */
  private fail(row: DrawnRow, got: string, step: number): void {
    if (this.comesAgain(row)) return;
    this.miss(row.index, got, step);
  }

  private miss(row: number, got: string | null, step: number): void {
    this.status[row] = MISSED;
    this.waits.delete(row);
    this.missed = [...this.missed, { row, got, step }];
    for (const other of this.plan.rows)
      if (other.again === row && this.status[other.index] !== DONE) this.status[other.index] = MISSED;
  }

  private finish(row: DrawnRow, step: number): void {
    this.status[row.index] = DONE;
    this.waits.delete(row.index);
    this.doneAt[row.index] = step;
    if (row.checks) this.unchecked.add(row.index);
    if (!row.wishes) return;
    const broken = this.plan.rows
      .slice(0, row.index)
      .filter((one) => (this.status[one.index] ?? 0) < DONE && this.plan.isWish(one, row))
      .map(({ index }): BrokenWish => ({ above: index, below: row.index }));
    if (broken.length > 0) this.broken = [...this.broken, ...broken];
  }

  private instanceOf(row: DrawnRow): Instance | null {
    return this.plan.instanceAround(row, this.opened.get(row.index) ?? -1);
  }

  /** Compares what calls gave with what their rows say. */
  private check(way: (cpu: number, pc: number) => Way, step: number): void {
    for (const index of [...this.unchecked]) {
      const row = this.plan.rows[index];
      if (!row) continue;
      const got = givenBy(this.machine, row, this.instanceOf(row), way);
      if (got === null) continue;
      this.unchecked.delete(index);
      if (got === true) continue;
      this.status[index] = MISSED;
      this.missed = [...this.missed, { row: index, got, step }];
    }
  }
}

/** What is asserted there is what has failed; where its values came late, other steps may end it. */
function fails({ program }: Machine, pc: number, { violated, info }: StepTrace): boolean {
  const instr = program.code[pc];
  if (violated === null || instr?.op !== 'effect' || program.code[info.pc ?? -1]?.op === 'effect')
    return false;
  return instr.effects.some((one) => one.k === 'assert' && one.property === violated);
}

function touches({ info, issued, reads }: StepTrace, cpu: number, pcs: readonly number[]): boolean {
  return (
    (info.cpu === cpu && info.pc !== null && pcs.includes(info.pc)) ||
    issued.some((one) => one.cpu === cpu && pcs.includes(one.pc)) ||
    reads.some((one) => one.cpu === cpu && pcs.includes(one.pc))
  );
}
