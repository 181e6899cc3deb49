/**
 * What a run's instructions did to memory, in program order by CPU: when each took its value or became visible, what stood
 * there, and what each rests on (an address, a value or a branch that came of an earlier load).
 */
import { ADDRESS_BASE } from '../base/index.ts';
import type { Run } from '../explore/index.ts';
import { successors, type Expr, type Instr, type Program } from '../machine/index.ts';

/** Half of an instruction at work: reading or writing. */
export interface Half {
  /** Steps taken when it had its effect. */
  readonly at: number;
  readonly cell: number;
  readonly value: number;
  /** A value taken from a store of its own CPU that nobody else sees yet. */
  readonly forwarded: boolean;
  /** Not by the end of the run, though it will be. */
  readonly pending: boolean;
}

/** An instruction as the run came by it. */
export interface Instance {
  readonly cpu: number;
  readonly pc: number;
  /** Its place in program order. */
  readonly nth: number;
  read: Half | null;
  write: Half | null;
  /** The step with which it issued, 0 before the first. */
  readonly issued: number;
  /** Reads that its address, its value, and the branches before it come of; as instances. */
  readonly address: ReadonlySet<Instance>;
  readonly data: ReadonlySet<Instance>;
  readonly control: ReadonlySet<Instance>;
}

export interface Execution {
  readonly program: Program;
  /** By CPU, in program order. */
  readonly cpus: readonly (readonly Instance[])[];
  /** Interrupts: what raised them, and the place in the other CPU's program order where they were taken. */
  readonly interrupts: readonly { readonly by: Instance; readonly cpu: number; readonly nth: number }[];
}

type Taint = ReadonlySet<Instance>;
const NOTHING: Taint = new Set();

interface Flow {
  readonly regs: Map<number, Taint>;
  control: Taint;
}

export function executionOf(program: Program, run: Run): Execution {
  return new Follower(program).follow(run);
}

class Follower {
  private readonly program: Program;
  private readonly cpus: Instance[][];
  private readonly flows: Flow[][];
  private readonly interrupts: { by: Instance; cpu: number; nth: number }[] = [];
  private readonly raised = new Map<string, Instance>();

  constructor(program: Program) {
    this.program = program;
    this.cpus = program.cpus.map(() => []);
    this.flows = program.cpus.map(() => [newFlow()]);
  }

  follow({ initial, steps }: Run): Execution {
    initial.cpus.forEach(({ frames, queue }, cpu) => {
      const until = frames.at(-1)?.pc ?? null;
      for (const pc of wayTo(this.program, this.program.cpus[cpu]?.entry ?? 0, until)) this.issue(cpu, pc, 0);
      for (const { pc, done, kind, cell, value } of queue)
        if (done && kind === 'load')
          this.reads(cpu, pc, {
            at: 0,
            cell: cell ?? -1,
            value: value ?? 0,
            forwarded: false,
            pending: false,
          });
    });
    steps.forEach(({ trace, after }, nth) => {
      const step = nth + 1;
      const before = nth === 0 ? initial : (steps[nth - 1]?.after ?? initial);
      const { info, taken } = trace;
      if (taken) this.take(taken.cpu, taken.irq);
      if (info.kind === 'fault') this.flows[info.cpu]?.push(newFlow());
      for (const { cpu, pc } of trace.issued) this.issue(cpu, pc, step);
      for (const { cpu, pc, cell, value, from } of trace.reads)
        this.reads(cpu, pc, { at: step, cell, value, forwarded: from === 'queue', pending: false });
      this.storesSeen(before, after, trace, step);
      for (const { cpu, irq } of trace.raised) {
        const by = info.pc === null ? undefined : this.cpus[info.cpu]?.findLast((one) => one.pc === info.pc);
        if (by) this.raised.set(`${cpu} ${irq}`, by);
      }
    });
    this.storesLeft(steps.at(-1)?.after ?? initial, steps.length + 1);
    return { program: this.program, cpus: this.cpus, interrupts: this.interrupts };
  }

  private take(cpu: number, irq: number): void {
    this.flows[cpu]?.push(newFlow());
    const by = this.raised.get(`${cpu} ${irq}`);
    if (by) this.interrupts.push({ by, cpu, nth: this.cpus[cpu]?.length ?? 0 });
  }

  private issue(cpu: number, pc: number, step: number): void {
    const instr = this.program.code[pc];
    const list = this.cpus[cpu];
    const flows = this.flows[cpu];
    const flow = flows?.at(-1);
    if (!instr || !list || !flow) return;
    const of = (expr: Expr | undefined) => taintOf(flow, expr);
    const { address, data } = restsOn(instr, of);
    const one: Instance = {
      cpu,
      pc,
      nth: list.length,
      read: null,
      write: null,
      issued: step,
      address,
      data,
      control: flow.control,
    };
    list.push(one);
    switch (instr.op) {
      case 'let':
        flow.regs.set(instr.dst, of(instr.value));
        break;
      case 'select':
        flow.regs.set(instr.dst, union(of(instr.cond), of(instr.a), of(instr.b)));
        break;
      case 'load':
        flow.regs.set(instr.dst, new Set([one]));
        break;
      case 'rmw':
        if (instr.dst !== null) flow.regs.set(instr.dst, new Set([one]));
        break;
      case 'branch':
      case 'await':
        flow.control = union(flow.control, of(instr.cond));
        break;
      case 'jumpTo':
        flow.control = union(flow.control, of(instr.target));
        break;
      case 'eret':
        if (flows && flows.length > 1) flows.pop();
        break;
      default:
    }
  }

  private reads(cpu: number, pc: number, half: Half): void {
    const one = this.cpus[cpu]?.find((each) => each.pc === pc && each.read === null);
    if (one && this.reading(pc)) one.read = half;
  }

  private reading(pc: number): boolean {
    const op = this.program.code[pc]?.op;
    return op === 'load' || op === 'rmw';
  }

  /** Stores that have left their queues, and those that never stood in one. */
  private storesSeen(
    before: Run['initial'],
    after: Run['initial'],
    trace: Run['steps'][number]['trace'],
    step: number,
  ): void {
    before.cpus.forEach(({ queue }, cpu) => {
      const left = new Set(trace.queueMap[cpu]);
      queue.forEach((entry, place) => {
        if (entry.kind !== 'store' || left.has(place)) return;
        this.writes(cpu, entry.pc, {
          at: step,
          cell: entry.cell ?? -1,
          value: entry.value ?? 0,
          forwarded: false,
          pending: false,
        });
      });
    });
    const changed = trace.writes.filter(({ cell }) => this.program.cells[cell]?.kind !== 'ghost');
    for (const { cpu, pc } of trace.issued) {
      const instr = this.program.code[pc];
      const isQueued = after.cpus[cpu]?.queue.some((entry) => entry.kind === 'store' && entry.pc === pc);
      if ((instr?.op !== 'store' && instr?.op !== 'rmw') || isQueued) continue;
      const known = instr.addr.k === 'const' ? instr.addr.v - ADDRESS_BASE : null;
      const made = changed.find(({ cell }) => known === null || cell === known);
      if (made)
        this.writes(cpu, pc, {
          at: step,
          cell: made.cell,
          value: made.after,
          forwarded: false,
          pending: false,
        });
    }
  }

  /** A run that has failed ends with stores that nobody has seen yet. */
  private storesLeft({ cpus }: Run['initial'], step: number): void {
    cpus.forEach(({ queue }, cpu) => {
      for (const { kind, pc, cell, value } of queue)
        if (kind === 'store' && cell !== null)
          this.writes(cpu, pc, { at: step, cell, value: value ?? 0, forwarded: false, pending: true });
    });
  }

  private writes(cpu: number, pc: number, half: Half): void {
    const one = this.cpus[cpu]?.find((each) => each.pc === pc && each.write === null);
    if (one) one.write = half;
  }
}

function newFlow(): Flow {
  return { regs: new Map(), control: NOTHING };
}

function restsOn(
  instr: Instr,
  of: (expr: Expr | undefined) => Taint,
): { readonly address: Taint; readonly data: Taint } {
  switch (instr.op) {
    case 'load':
      return { address: of(instr.addr), data: NOTHING };
    case 'store':
      return { address: of(instr.addr), data: of(instr.value) };
    case 'rmw':
      return { address: of(instr.addr), data: union(of(instr.value), of(instr.when)) };
    case 'raise':
      return { address: union(of(instr.cpu), of(instr.mask)), data: NOTHING };
    default:
      return { address: NOTHING, data: NOTHING };
  }
}

function taintOf(flow: Flow, expr: Expr | undefined): Taint {
  switch (expr?.k) {
    case undefined:
    case 'const':
    case 'old':
    case 'final':
      return NOTHING;
    case 'reg':
      return flow.regs.get(expr.r) ?? NOTHING;
    case 'cell':
      return taintOf(flow, expr.index);
    case 'un':
      return taintOf(flow, expr.a);
    case 'bin':
      return union(taintOf(flow, expr.a), taintOf(flow, expr.b));
    case 'cond':
      return union(taintOf(flow, expr.c), taintOf(flow, expr.a), taintOf(flow, expr.b));
  }
}

function union(...sets: readonly Taint[]): Taint {
  const full = sets.filter(({ size }) => size > 0);
  return full.length < 2 ? (full[0] ?? NOTHING) : new Set(full.flatMap((one) => [...one]));
}

/** What has issued before the first step: the shortest way from the entry to where the CPU stands. */
function wayTo({ code }: Program, entry: number, to: number | null): readonly number[] {
  if (entry === to) return [];
  const isThere = (pc: number) => (to === null ? code[pc]?.op === 'halt' : pc === to);
  const ways = [[entry]];
  const seen = new Set([entry]);
  for (const way of ways) {
    const pc = way.at(-1) ?? entry;
    if (isThere(pc)) return to === null ? way : way.slice(0, -1);
    const instr = code[pc];
    for (const next of instr ? successors(instr, pc) : [])
      if (!seen.has(next)) {
        seen.add(next);
        ways.push([...way, next]);
      }
  }
  return [];
}
