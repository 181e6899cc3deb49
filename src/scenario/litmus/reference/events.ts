/**
 * The runs of one thread: every read returns every value that might be there, and the thread goes where that leads. What
 * an event's address, data and execution depend on is noted on the way, as positions of earlier reads of the same run;
 * a dependency through the condition of a select is a *pick*, which orders less than the others.
 */
import { ADDRESS_BASE, isValidPte, physicalCell } from '../../../base/index.ts';
import type { Expr, Instr, Program } from '../../../machine/index.ts';

export interface Event {
  readonly kind: 'read' | 'write' | 'walk' | 'fault' | 'fetch' | 'fence' | 'tlbi' | 'dc' | 'ic';
  readonly cpu: number;
  /** Position of the instruction in the run. */
  readonly step: number;
  /** The physical cell; of a walk its entry. */
  readonly cell: number;
  readonly value: number;
  /** The virtual cell of a translated access, walk or fault. */
  readonly virtual: number;
  /** Page of a walk or a TLBI; -1: all pages. */
  readonly page: number;
  readonly acquire: 'no' | 'rcsc' | 'rcpc';
  readonly release: boolean;
  readonly noRet: boolean;
  /** Half of an atomic (not of an exclusive pair). */
  readonly atomic: boolean;
  /** Read of which this write is the other half, -1 none. */
  readonly pair: number;
  /** Walk that translated this access, -1 none. */
  readonly walk: number;
  /** Kind of fence; `entry` is taking an exception. */
  readonly fence: string;
  readonly local: boolean;
  readonly address: Dependencies;
  readonly data: Dependencies;
  readonly control: Dependencies;
}

/** Positions of reads. */
export interface Dependencies {
  readonly on: readonly number[];
  readonly pick: readonly number[];
}

export interface ThreadRun {
  readonly events: readonly Event[];
  /** Final values of all registers. */
  readonly registers: ReadonlyMap<number, number>;
  readonly faults: readonly { readonly label: string | null; readonly page: number }[];
}

interface Computed extends Dependencies {
  readonly value: number;
}

interface State {
  readonly pc: number;
  readonly step: number;
  readonly events: readonly Event[];
  readonly registers: ReadonlyMap<number, Computed>;
  readonly control: Dependencies;
  readonly faults: ThreadRun['faults'];
  /** The last load-exclusive, -1 none. */
  readonly monitor: number;
}

const nothing: Dependencies = { on: [], pick: [] };
const mostSteps = 60;

/** `values` lists what a cell may hold at any time; a program that does not end throws. */
export function threadRuns(
  program: Program,
  cpu: number,
  values: (cell: number) => readonly number[],
): ThreadRun[] {
  return new ThreadRunner(program, cpu, values).run();
}

class ThreadRunner {
  private readonly program: Program;
  private readonly cpu: number;
  private readonly values: (cell: number) => readonly number[];
  private readonly runs: ThreadRun[] = [];

  constructor(program: Program, cpu: number, values: (cell: number) => readonly number[]) {
    this.program = program;
    this.cpu = cpu;
    this.values = values;
  }

  run(): ThreadRun[] {
    const spec = this.program.cpus[this.cpu];
    const registers = new Map<number, Computed>();
    spec?.init.forEach((value, r) => registers.set(r, { value, ...nothing }));
    const entry = {
      pc: spec?.entry ?? 0,
      step: 0,
      events: [],
      registers,
      control: nothing,
      faults: [],
      monitor: -1,
    };
    this.go(entry);
    return this.runs;
  }

  private go(state: State): void {
    const instr = this.program.code[state.pc];
    if (instr === undefined || state.step > mostSteps) throw new Error('reference: a run without end');
    const next = { ...state, pc: state.pc + 1, step: state.step + 1 };
    const compute = (expr: Expr): Computed => evaluate(expr, state.registers);
    switch (instr.op) {
      case 'halt':
        this.end(state);
        return;
      case 'let':
        this.go(assign(next, instr.dst, compute(instr.value)));
        return;
      case 'select': {
        const cond = compute(instr.cond);
        const chosen = compute(cond.value === 0 ? instr.b : instr.a);
        const pick = [...chosen.pick, ...cond.on, ...cond.pick];
        this.go(assign(next, instr.dst, { ...chosen, pick }));
        return;
      }
      case 'jump':
        this.go({ ...next, pc: instr.to });
        return;
      case 'branch': {
        const cond = compute(instr.cond);
        const control = merge(state.control, cond);
        this.go({ ...next, pc: cond.value === 0 ? next.pc : instr.to, control });
        return;
      }
      case 'jumpTo': {
        const target = compute(instr.target);
        const to = instr.targets[target.value];
        if (to === undefined) throw new Error('reference: a jump to nowhere');
        this.go({ ...next, pc: to, control: merge(state.control, target) });
        return;
      }
      case 'fence':
        this.go(append(next, this.event(state, 'fence', { fence: instr.kind })));
        return;
      case 'execute':
        this.fetch(state, next, instr);
        return;
      case 'dc':
      case 'ic': {
        const address = compute(instr.addr);
        this.go(append(next, this.event(state, instr.op, { cell: address.value - ADDRESS_BASE, address })));
        return;
      }
      case 'tlbi': {
        const address = instr.addr === null ? null : compute(instr.addr);
        const page = address === null ? -1 : this.pageAt(address.value - ADDRESS_BASE);
        const local = !instr.broadcast;
        this.go(append(next, this.event(state, 'tlbi', { page, local, address: address ?? nothing })));
        return;
      }
      case 'load':
      case 'store':
      case 'rmw':
        this.access(state, next, instr);
        return;
      default:
        throw new Error(`reference: ${instr.op} is not covered`);
    }
  }

  private end(state: State): void {
    const registers = new Map([...state.registers].map(([r, { value }]) => [r, value]));
    this.runs.push({ events: state.events, registers, faults: state.faults });
  }

  private fetch(state: State, next: State, instr: Extract<Instr, { readonly op: 'execute' }>): void {
    const cell = this.program.sites[instr.site]?.cells[0] ?? -1;
    for (const [word, way] of Object.entries(instr.decode)) {
      const value = Number(word);
      if (way.k !== 'jump' || !this.values(cell).includes(value)) continue;
      this.go({ ...append(next, this.event(state, 'fetch', { cell, value })), pc: way.to });
    }
  }

  /** A load, store or atomic, behind its walk where the address is a page's; an invalid entry faults instead. */
  private access(
    state: State,
    next: State,
    instr: Extract<Instr, { readonly op: 'load' | 'store' | 'rmw' }>,
  ): void {
    const address = evaluate(instr.addr, state.registers);
    const virtual = address.value - ADDRESS_BASE;
    const page = this.pageAt(virtual);
    const entry = this.program.pages[page]?.pte;
    if (entry === undefined) {
      this.memory(next, instr, this.event(state, 'read', { cell: virtual, virtual, address }));
      return;
    }
    for (const value of this.values(entry)) {
      const walked = append(next, this.event(state, 'walk', { cell: entry, value, page, virtual, address }));
      const walk = state.events.length;
      const translated = { cell: physicalCell(value), virtual, page, walk, address };
      if (isValidPte(value)) this.memory(walked, instr, this.event(state, 'read', translated));
      else this.fault(append(walked, this.event(state, 'fault', translated)), instr, page);
    }
  }

  private fault(state: State, instr: Instr, page: number): void {
    const faults = [...state.faults, { label: instr.at.label ?? null, page }];
    const handler = this.program.cpus[this.cpu]?.faultHandler ?? null;
    if (handler === null) this.end({ ...state, faults });
    else {
      const entered = append({ ...state, faults }, this.event(state, 'fence', { fence: 'entry' }));
      this.go({ ...entered, pc: handler.entry, step: state.step + 1 });
    }
  }

  /** `at` is the access as a read; what differs for other instructions is filled in here. */
  private memory(
    state: State,
    instr: Extract<Instr, { readonly op: 'load' | 'store' | 'rmw' }>,
    at: Event,
  ): void {
    const position = state.events.length;
    switch (instr.op) {
      case 'load':
        for (const value of this.values(at.cell)) {
          const read = append(state, { ...at, value, acquire: instr.acquire });
          const monitor = instr.exclusive === true ? position : state.monitor;
          this.go({ ...assign(read, instr.dst, { value, on: [position], pick: [] }), monitor });
        }
        return;
      case 'store': {
        const data = evaluate(instr.value, state.registers);
        const write: Event = { ...at, kind: 'write', value: data.value, data, release: instr.release };
        if (instr.status === undefined) {
          this.go(append(state, write));
          return;
        }
        const tried = { ...state, monitor: -1 };
        this.go(assign(tried, instr.status, { value: 1, ...nothing }));
        if (state.monitor < 0) return;
        const stored = append(tried, { ...write, pair: state.monitor });
        this.go(assign(stored, instr.status, { value: 0, ...nothing }));
        return;
      }
      case 'rmw': {
        if (instr.when !== undefined) throw new Error('reference: conditional atomics are not covered');
        for (const value of this.values(at.cell)) {
          const old: Computed = { value, on: [position], pick: [] };
          const data = evaluate(instr.value, state.registers, old);
          const acquire = instr.dst === null ? 'no' : instr.acquire;
          const half = { ...at, atomic: true };
          const read = append(state, { ...half, value, acquire, noRet: instr.dst === null });
          const write: Event = { ...half, kind: 'write', value: data.value, data, release: instr.release };
          const done = append(read, { ...write, pair: position });
          this.go(instr.dst === null ? done : assign(done, instr.dst, old));
        }
      }
    }
  }

  private pageAt(cell: number): number {
    return this.program.pages.findIndex((page) => page.cell === cell);
  }

  private event(state: State, kind: Event['kind'], fields: Partial<Event>): Event {
    return {
      kind,
      cpu: this.cpu,
      step: state.step,
      cell: -1,
      value: 0,
      virtual: -1,
      page: -1,
      acquire: 'no',
      release: false,
      noRet: false,
      atomic: false,
      pair: -1,
      walk: -1,
      fence: '',
      local: false,
      address: nothing,
      data: nothing,
      control: state.control,
      ...fields,
    };
  }
}

function append(state: State, event: Event): State {
  return { ...state, events: [...state.events, event] };
}

function assign(state: State, register: number, value: Computed): State {
  return { ...state, registers: new Map(state.registers).set(register, value) };
}

function merge(a: Dependencies, b: Dependencies): Dependencies {
  return { on: [...a.on, ...b.on], pick: [...a.pick, ...b.pick] };
}

function evaluate(expr: Expr, registers: ReadonlyMap<number, Computed>, old?: Computed): Computed {
  switch (expr.k) {
    case 'const':
      return { value: expr.v, ...nothing };
    case 'reg':
      return registers.get(expr.r) ?? { value: 0, ...nothing };
    case 'old':
      if (old === undefined) throw new Error('reference: no old value here');
      return old;
    case 'un': {
      const a = evaluate(expr.a, registers, old);
      const value = expr.op === '-' ? -a.value | 0 : expr.op === '~' ? ~a.value : Number(a.value === 0);
      return { ...a, value };
    }
    case 'bin': {
      const a = evaluate(expr.a, registers, old);
      const b = evaluate(expr.b, registers, old);
      return { value: apply(expr.op, a.value, b.value), ...merge(a, b) };
    }
    case 'cond': {
      const c = evaluate(expr.c, registers, old);
      const chosen = evaluate(c.value === 0 ? expr.b : expr.a, registers, old);
      return { value: chosen.value, ...merge(c, chosen) };
    }
    case 'cell':
    case 'final':
      throw new Error(`reference: ${expr.k} is not covered`);
  }
}

function apply(op: Extract<Expr, { readonly k: 'bin' }>['op'], a: number, b: number): number {
  switch (op) {
    case '+':
      return (a + b) | 0;
    case '-':
      return (a - b) | 0;
    case '*':
      return Math.imul(a, b);
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case '<':
      return Number(a < b);
    case '<=':
      return Number(a <= b);
    case '>':
      return Number(a > b);
    case '>=':
      return Number(a >= b);
    default:
      throw new Error(`reference: ${op} is not covered`);
  }
}
